/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqcomm.core.pattern.reqrep;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqStateException;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Outgoing;

/**
 * REP: one request at a time, fairly from all peers; the envelope is kept and put back. A
 * reply never waits: it is dropped if the peer is gone or full (RFC 28).
 */
public final class RepPattern extends Pattern {

	private volatile @Nullable ReplyToken current;

	public RepPattern(Setup setup) {
		super(setup);
	}

	@Override
	public void checkReceive() {
		if (this.current != null) {
			throw new ZmqStateException(
					"%s has not answered its request (expected: 'send' or the request's reply first)"
						.formatted(socketName()));
		}
	}

	@Override
	protected boolean accept(Cursor cursor) {
		int frames = cursor.frameCount();
		int delimiter = 0;
		while (delimiter < frames && cursor.length(delimiter) > 0) {
			delimiter++;
		}
		if (delimiter >= frames - 1) {
			// No delimiter, or nothing behind it: malformed, thrown away (RR-9).
			return false;
		}
		byte[][] envelope = new byte[delimiter + 1][];
		for (int i = 0; i <= delimiter; i++) {
			envelope[i] = cursor.bytes(i);
		}
		this.current = new ReplyToken(this.outbox, cursor.pipe(), cursor.connection(), envelope,
				this::countUnroutable) {

			@Override
			void answered() {
				RepPattern.this.current = null;
				RepPattern.this.inbox.release();
			}

		};
		this.inbox.hold();
		cursor.skip(delimiter + 1);
		return true;
	}

	@Override
	public @Nullable Reply reply(Cursor cursor) {
		return this.current;
	}

	/** Gives the request up, as no other would ever be served. */
	@Override
	public void failed(MessageView message) {
		// With several receivers it may have been answered, and the next be current
		if (this.current != null && message.reply() instanceof ReplyToken token) {
			token.giveUp();
		}
	}

	/** Answers the last request; never waits. */
	@Override
	public SendOutcome trySend(Outgoing message) {
		ReplyToken token = this.current;
		if (token == null) {
			throw new ZmqStateException(
					"%s has no request to answer (expected: 'receive' first)".formatted(socketName()));
		}
		return token.send(message);
	}

	@Override
	public SendOutcome send(Outgoing message, long nanos) {
		return trySend(message);
	}

	@Override
	public boolean waitsOn(SendOutcome outcome) {
		return false;
	}

}
