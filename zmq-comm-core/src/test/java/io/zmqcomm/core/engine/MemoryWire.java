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

package io.zmqcomm.core.engine;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.buffer.ByteBuf;

/**
 * One direction of a {@link MemoryLink}: octets that left the writer and did not reach
 * the reader yet, at most a window full, as in the buffers of a kernel. Any thread.
 */
final class MemoryWire {

	private final ReentrantLock lock = new ReentrantLock();

	private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();

	private final int window;

	private int offset;

	private long inside;

	private long written;

	private long read;

	private long cutAt = Long.MAX_VALUE;

	private long holdAt = Long.MAX_VALUE;

	private boolean ended;

	MemoryWire(int window) {
		this.window = window;
	}

	/** Take octets in, as many as there is room for. */
	int write(ByteBuf from) {
		this.lock.lock();
		try {
			long most = Math.min(this.window - this.inside, Math.min(this.cutAt, this.holdAt) - this.written);
			int count = (int) Math.min(from.readableBytes(), Math.max(0, most));
			if (count > 0) {
				byte[] chunk = new byte[count];
				from.readBytes(chunk);
				this.chunks.addLast(chunk);
				this.inside += count;
				this.written += count;
			}
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Give octets out, at most so many. */
	int read(ByteBuf to, int most) {
		this.lock.lock();
		try {
			int left = Math.min(most, to.writableBytes());
			int count = 0;
			for (byte[] chunk; left > 0 && (chunk = this.chunks.peekFirst()) != null;) {
				int length = Math.min(left, chunk.length - this.offset);
				to.writeBytes(chunk, this.offset, length);
				this.offset += length;
				left -= length;
				count += length;
				if (this.offset == chunk.length) {
					this.chunks.removeFirst();
					this.offset = 0;
				}
			}
			this.inside -= count;
			this.read += count;
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isEmpty() {
		this.lock.lock();
		try {
			return this.inside == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether the writer has written its last octet. */
	boolean isEnded() {
		this.lock.lock();
		try {
			return this.ended;
		}
		finally {
			this.lock.unlock();
		}
	}

	void end() {
		this.lock.lock();
		try {
			this.ended = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Hold everything back that is written from now on, or no longer. */
	void hold(boolean held) {
		this.lock.lock();
		try {
			this.holdAt = held ? 0 : Long.MAX_VALUE;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Let so many further octets pass, then hold back what follows. */
	void holdAfter(long octets) {
		this.lock.lock();
		try {
			this.holdAt = this.written + octets;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Let so many further octets pass, then break. */
	void cutAfter(long octets) {
		this.lock.lock();
		try {
			this.cutAt = this.written + octets;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether the last octet before a cut was taken in. */
	boolean isCut() {
		this.lock.lock();
		try {
			return this.written >= this.cutAt;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Octets that were taken in. */
	long written() {
		this.lock.lock();
		try {
			return this.written;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Octets that were given out. */
	long read() {
		this.lock.lock();
		try {
			return this.read;
		}
		finally {
			this.lock.unlock();
		}
	}

}
