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

package io.zmqcomm.core.pipe;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The outbound queue of a peer inside this process ({@code inproc}): hands messages to
 * the peer's ring by reference, and queues them while the ring is full or there is no
 * peer yet.
 */
public final class DirectQueue extends SendQueue {

	private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();

	private @Nullable InboundRing target;

	private boolean stopped;

	public DirectQueue(Outbox outbox, int mark, long byteLimit) {
		super(outbox, mark, byteLimit);
	}

	@Override
	void add(Outgoing message) {
		InboundRing target = this.target;
		if (target != null && !this.stopped && this.waiting.isEmpty() && hasRoom(target)) {
			target.publish(message);
			credit(1, message.bodyBytes());
			return;
		}
		ByteBuf[] frames = message.takeFrames();
		this.outbox.budget().reserve(message.bodyBytes());
		this.waiting.addLast(Outgoing.of(frames));
	}

	private static boolean hasRoom(InboundRing target) {
		while (target.room() == 0) {
			if (target.pause()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Join the peer's ring and hand over what waits. Lock held.
	 * @param ring the ring
	 */
	public void link(InboundRing ring) {
		this.target = ring;
		this.stopped = ring.isStopped();
		moveWaiting();
	}

	/**
	 * Leave the peer's ring. Lock held.
	 */
	public void unlink() {
		this.target = null;
	}

	/**
	 * Hand over what waits, after the ring has room again. Any thread, no lock.
	 */
	public void resume() {
		this.outbox.lock();
		try {
			moveWaiting();
		}
		finally {
			this.outbox.unlock();
		}
	}

	/**
	 * Stop or continue to hand over, as the receiver wishes. Any thread, no lock.
	 * @param on whether to hand over
	 */
	public void reading(boolean on) {
		this.outbox.lock();
		try {
			this.stopped = !on;
			moveWaiting();
		}
		finally {
			this.outbox.unlock();
		}
	}

	private void moveWaiting() {
		InboundRing target = this.target;
		if (target == null || this.stopped) {
			return;
		}
		for (Outgoing message; (message = this.waiting.peekFirst()) != null && hasRoom(target);) {
			this.waiting.removeFirst();
			target.publish(message);
			release(message);
			credit(1, message.bodyBytes());
		}
	}

	private void release(Outgoing message) {
		for (int i = 0; i < message.frameCount(); i++) {
			message.buffer(i).release();
		}
		this.outbox.budget().release(message.bodyBytes());
	}

	@Override
	public void close() {
		this.target = null;
		int messages = 0;
		long bytes = 0;
		for (Outgoing message; (message = this.waiting.pollFirst()) != null;) {
			messages++;
			bytes += message.bodyBytes();
			release(message);
		}
		lose(messages, bytes);
	}

}
