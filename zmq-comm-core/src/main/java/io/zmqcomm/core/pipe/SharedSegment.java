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

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

/**
 * Encoded messages that many logs send, given back to the outbox when the last of them is
 * done with it. Guarded by the outbox lock.
 */
final class SharedSegment {

	private final Outbox outbox;

	private final ByteBuf memory;

	private final ByteBuffer octets;

	private int end;

	/** The runs that refer to it, and whoever appends. */
	private int users = 1;

	/** Whether the transport may still hold a part of it. */
	private boolean spoilt;

	SharedSegment(Outbox outbox) {
		this.outbox = outbox;
		this.memory = outbox.takeSegment(Outbox.SEGMENT);
		this.octets = this.memory.nioBuffer(0, this.memory.capacity());
	}

	/**
	 * Append a small message, all of it or nothing.
	 * @param message borrowed
	 * @return {@code false} if it does not fit
	 */
	boolean append(Outgoing message) {
		if (this.octets.capacity() - this.end < message.encodedBytes()) {
			return false;
		}
		this.end = message.writeTo(this.octets, this.end);
		return true;
	}

	/**
	 * Begin again at the start if nobody needs what was appended.
	 */
	void rewind() {
		if (this.users == 1 && !this.spoilt) {
			this.end = 0;
		}
	}

	int end() {
		return this.end;
	}

	/**
	 * Return the octets from there to the end so far.
	 * @param from index of the first
	 * @return a view, valid while the lock is held
	 */
	ByteBuffer octets(int from) {
		return this.octets.duplicate().position(from).limit(this.end);
	}

	ByteBuf memory() {
		return this.memory;
	}

	void use() {
		this.users++;
	}

	/**
	 * One user less.
	 * @param reusable whether the transport holds nothing of what that user sent
	 */
	void leave(boolean reusable) {
		this.spoilt |= !reusable;
		this.users--;
		if (this.users == 0) {
			this.outbox.giveBack(this.memory, !this.spoilt);
		}
	}

}
