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

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqStateException;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pattern.RoundRobin;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * REQ: one request, then its reply, only from the peer and the connection that was asked
 * (RFC 28). If that connection is lost the reply can never come, so a new request is
 * allowed.
 */
public final class ReqPattern extends Pattern {

	private static final byte[] DELIMITER = new byte[0];

	private final RoundRobin round;

	/** What was asked last; outbox lock. */
	private @Nullable Pipe asked;

	private long connection;

	private byte @Nullable [] requestId;

	private boolean awaiting;

	private boolean lost;

	private int counter = ThreadLocalRandom.current().nextInt();

	public ReqPattern(Setup setup) {
		super(setup);
		this.round = new RoundRobin(pipes(), setup.options().immediate());
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		if (this.awaiting && !this.lost && !this.options.relaxed()) {
			throw new ZmqStateException(
					"%s awaits the reply to its last request (expected: 'receive', or the option 'relaxed')"
						.formatted(socketName()));
		}
		byte[] id = this.options.correlate() ? ByteBuffer.allocate(Integer.BYTES).putInt(this.counter++).array() : null;
		Outgoing request = (id != null) ? message.behind(id, DELIMITER) : message.behind(DELIMITER);
		SendOutcome outcome = this.round.route(request);
		if (outcome.isAccepted()) {
			Pipe pipe = this.round.last();
			this.asked = pipe;
			this.connection = (pipe != null && pipe.isReady()) ? pipe.connects() : 0;
			this.requestId = id;
			this.awaiting = true;
			this.lost = false;
		}
		return outcome;
	}

	@Override
	public void ready(Pipe pipe) {
		if (pipe == this.asked && this.connection == 0) {
			// The request was queued before the peer was there.
			this.connection = pipe.connects();
		}
	}

	@Override
	public void unready(Pipe pipe) {
		if (pipe == this.asked && this.awaiting) {
			if (pipe.out().isEmpty()) {
				this.lost = true;
			}
			else {
				// Still queued, so the next connection takes it.
				this.connection = 0;
			}
		}
	}

	@Override
	public void detach(Pipe pipe) {
		super.detach(pipe);
		if (pipe == this.asked) {
			this.lost = true;
		}
	}

	@Override
	public void checkReceive() {
		this.outbox.lock();
		try {
			if (!this.awaiting) {
				throw new ZmqStateException("%s has sent no request (expected: 'send' first)".formatted(socketName()));
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	protected boolean accept(Cursor cursor) {
		byte[] id;
		this.outbox.lock();
		try {
			if (!this.awaiting || cursor.pipe() != this.asked || cursor.connection() != this.connection) {
				return false;
			}
			id = this.requestId;
		}
		finally {
			this.outbox.unlock();
		}
		int envelope = 0;
		if (id != null) {
			if (cursor.length(0) != id.length || !Arrays.equals(cursor.bytes(0), id)) {
				// The reply to an earlier request, or none of ours (RR-6).
				return false;
			}
			envelope = 1;
		}
		if (cursor.frameCount() < envelope + 2 || cursor.length(envelope) != 0) {
			cursor.pipe()
				.fail(new ProtocolException("reply of %d frames, the first of %d octets (expected: an empty delimiter"
					.formatted(cursor.frameCount(), cursor.length(0)) + " and a body)"));
			return false;
		}
		cursor.skip(envelope + 1);
		this.outbox.lock();
		try {
			this.awaiting = false;
			this.outbox.signalRoom();
		}
		finally {
			this.outbox.unlock();
		}
		return true;
	}

}
