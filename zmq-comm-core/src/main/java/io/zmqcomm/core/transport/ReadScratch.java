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

package io.zmqcomm.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The read buffer of one event loop, shared by its connections, so that an idle
 * connection holds none. Messages stay in it by reference; it goes on behind them, in a
 * new chunk when the room gets small. Event loop only.
 */
public final class ReadScratch {

	private static final int CHUNK = 32 * 1024;

	private static final int LEAST_ROOM = 16 * 1024;

	private @Nullable ByteBuf chunk;

	/** End of the octets that messages refer to. */
	private int used;

	/**
	 * Return the buffer for the next read.
	 * @param carry octets of an unfinished frame, to stand before what is read
	 * @param carryLength how many of them
	 * @return the buffer; one reference passes to the caller
	 */
	public ByteBuf next(byte @Nullable [] carry, int carryLength) {
		ByteBuf chunk = this.chunk;
		if (chunk != null && chunk.refCnt() == 1) {
			this.used = 0;
		}
		if (chunk == null || chunk.capacity() - this.used < LEAST_ROOM) {
			release();
			chunk = ByteBufAllocator.DEFAULT.directBuffer(CHUNK, CHUNK);
			this.chunk = chunk;
			this.used = 0;
		}
		chunk.writerIndex(this.used);
		if (carry != null && carryLength > 0) {
			chunk.writeBytes(carry, 0, carryLength);
		}
		return chunk.retain();
	}

	/**
	 * Return where the octets of the last read begin, carried ones included.
	 * @return an index
	 */
	public int start() {
		return this.used;
	}

	/**
	 * Keep the octets before an index, as messages refer to them.
	 * @param buffer the buffer of the last read
	 * @param end the index
	 */
	public void keep(ByteBuf buffer, int end) {
		if (buffer == this.chunk) {
			this.used = end;
		}
	}

	/**
	 * Return whether a buffer is the shared one, which must be given back before anything
	 * else is read.
	 * @param buffer a buffer to read into
	 * @return {@code false} if it belongs to one connection
	 */
	public boolean isShared(ByteBuf buffer) {
		return buffer == this.chunk;
	}

	/**
	 * Give the memory back.
	 */
	public void release() {
		if (this.chunk != null) {
			this.chunk.release();
			this.chunk = null;
		}
	}

}
