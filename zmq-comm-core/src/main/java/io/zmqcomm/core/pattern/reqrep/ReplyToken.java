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

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBufAllocator;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * Answers one request over the connection that it came through, and no other: a peer that
 * has come back since did not ask. Any thread.
 */
class ReplyToken implements Reply {

	private final Outbox outbox;

	private final Pipe pipe;

	private final long connection;

	private final PeerInfo peer;

	private final byte[][] envelope;

	private final Runnable dropped;

	private final AtomicBoolean used = new AtomicBoolean();

	/**
	 * Create a token.
	 * @param outbox of the socket
	 * @param pipe where the request came from
	 * @param connection which of the pipe's connections that was
	 * @param envelope frames to stand before the answer
	 * @param dropped counts an answer whose peer is gone
	 */
	ReplyToken(Outbox outbox, Pipe pipe, long connection, byte[][] envelope, Runnable dropped) {
		this.outbox = outbox;
		this.pipe = pipe;
		this.connection = connection;
		this.peer = pipe.peer();
		this.envelope = envelope;
		this.dropped = dropped;
	}

	@Override
	public SendOutcome send(ZmqMessage message) {
		Outgoing answer = Outgoing.of(message);
		answer.prepare(ByteBufAllocator.DEFAULT);
		try {
			return send(answer);
		}
		finally {
			answer.release();
		}
	}

	/**
	 * Send the answer.
	 * @param answer borrowed
	 * @return what became of it
	 */
	final SendOutcome send(Outgoing answer) {
		if (!this.used.compareAndSet(false, true)) {
			throw new IllegalStateException("the request of %s was answered already".formatted(this.peer));
		}
		SendOutcome outcome;
		boolean tried = false;
		this.outbox.lock();
		try {
			outcome = route(answer.behind(this.envelope));
			tried = true;
		}
		finally {
			this.outbox.unlock();
			if (!tried) {
				// Such as a buffer that was released too early: still to be answered.
				this.used.set(false);
			}
		}
		if (outcome == SendOutcome.FULL && isRepeatable()) {
			this.used.set(false);
		}
		else {
			answered();
		}
		return outcome;
	}

	/**
	 * Leave the request without an answer, if it has none yet.
	 */
	final void giveUp() {
		if (this.used.compareAndSet(false, true)) {
			answered();
		}
	}

	private SendOutcome route(Outgoing answer) {
		if (this.outbox.isClosed()) {
			return SendOutcome.CLOSED;
		}
		if (!this.pipe.isReady() || this.pipe.isClosing() || this.pipe.connects() != this.connection) {
			this.dropped.run();
			return SendOutcome.UNROUTABLE;
		}
		if (!this.pipe.out().hasRoom(answer)) {
			if (!isRepeatable()) {
				this.pipe.out().drop();
			}
			return SendOutcome.FULL;
		}
		this.pipe.out().append(answer);
		return SendOutcome.ACCEPTED;
	}

	/**
	 * Return whether an answer that found the queue full may be tried again; if not, it
	 * is dropped.
	 * @return whether it may
	 */
	boolean isRepeatable() {
		return false;
	}

	/**
	 * The answer was tried for the last time.
	 */
	void answered() {
	}

	@Override
	public PeerInfo peer() {
		return this.peer;
	}

}
