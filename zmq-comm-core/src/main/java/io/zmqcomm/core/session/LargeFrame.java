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

package io.zmqcomm.core.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pipe.MemoryBudget;

/**
 * The large frame that a connection is receiving, read straight into a buffer of its own.
 * The buffer grows as octets arrive and as far as the memory budget allows; on a header's
 * word alone it is given no more than a mebibyte, or what an earlier frame of this
 * connection took. Event loop only.
 */
final class LargeFrame {

	/** What a frame is given before its octets arrive, unless larger ones came before. */
	private static final int FIRST_ALLOCATION = 1 << 20;

	/** The same while the memory budget is used up. */
	private static final int SCARCE_ALLOCATION = 64 * 1024;

	/** Room behind a frame, so that the next header comes with the same read. */
	private static final int NEXT_HEADER = 9;

	private final MemoryBudget budget;

	private @Nullable ByteBuf buffer;

	private int flags;

	private int length;

	private int reserved;

	/** Capacity of the largest buffer so far. */
	private int largest;

	LargeFrame(MemoryBudget budget) {
		this.budget = budget;
	}

	/**
	 * Begin a frame with those of its octets that came together with its header.
	 * @param source the octets, borrowed
	 * @param from index of the first
	 * @param to index behind the last
	 * @param flags of the frame
	 * @param length of its body
	 */
	void begin(ByteBuf source, int from, int to, int flags, int length) {
		int target = length + NEXT_HEADER;
		int wanted = Math.min(target, Math.max(FIRST_ALLOCATION, this.largest));
		int granted = this.budget.hasRoom(wanted) ? wanted : Math.min(target, SCARCE_ALLOCATION);
		int capacity = Math.max(granted, to - from + 1);
		ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(capacity, target);
		reserve(capacity);
		buffer.writeBytes(source, from, to - from);
		this.buffer = buffer;
		this.flags = flags;
		this.length = length;
	}

	private void reserve(int octets) {
		this.budget.reserveUnfinished(octets);
		this.reserved += octets;
	}

	/**
	 * Return the buffer to read into.
	 * @return borrowed, with room; {@code null} while no large frame is under way
	 */
	@Nullable ByteBuf buffer() {
		ByteBuf buffer = this.buffer;
		if (buffer != null && !buffer.isWritable()) {
			// Epoll reads what a peer sent before it closed even if that must wait.
			grow(buffer, Math.max(nextCapacity(buffer) / 2, buffer.capacity() + SCARCE_ALLOCATION));
		}
		return buffer;
	}

	boolean isReadInto(ByteBuf buffer) {
		return this.buffer == buffer;
	}

	boolean isComplete() {
		return this.buffer != null && this.buffer.writerIndex() >= this.length;
	}

	/**
	 * Return whether memory for the next read may become free: not if unfinished messages
	 * alone hold it.
	 * @return whether to wait for it
	 */
	boolean mayWait() {
		return this.buffer == null || this.budget.mayFit(nextCapacity(this.buffer) - this.buffer.capacity());
	}

	private static int nextCapacity(ByteBuf buffer) {
		return (int) Math.min(buffer.maxCapacity(), buffer.capacity() * 4L);
	}

	/**
	 * Make room for the next read.
	 * @return {@code false} if the memory budget does not allow it now
	 */
	boolean ensureRoom() {
		ByteBuf buffer = this.buffer;
		if (buffer == null || buffer.isWritable()) {
			return true;
		}
		int capacity = nextCapacity(buffer);
		if (!this.budget.hasRoom(capacity - buffer.capacity())) {
			return false;
		}
		grow(buffer, capacity);
		return true;
	}

	private void grow(ByteBuf buffer, int capacity) {
		int most = Math.min(capacity, buffer.maxCapacity());
		reserve(most - buffer.capacity());
		buffer.capacity(most);
	}

	int flags() {
		return this.flags;
	}

	int length() {
		return this.length;
	}

	/**
	 * End the frame.
	 * @return its octets, and behind them perhaps some of what follows; owned by the
	 * caller
	 */
	ByteBuf take() {
		ByteBuf buffer = this.buffer;
		if (buffer == null) {
			throw new IllegalStateException("no large frame is under way");
		}
		this.largest = Math.max(this.largest, buffer.capacity());
		this.buffer = null;
		this.budget.reserveUnfinished(-this.reserved);
		this.reserved = 0;
		return buffer;
	}

	void close() {
		if (this.buffer != null) {
			take().release();
		}
	}

}
