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
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages as consecutive octets: a segment of copied small messages, or the
 * buffers of one message that holds large frames. Guarded by the outbox lock until it is
 * taken.
 */
final class Run {

	/** The memory of a segment, to be appended to and reused; {@code null} for others. */
	private final @Nullable ByteBuffer segment;

	private ByteBuf[] buffers;

	private int count;

	/** Octets written to the segment. */
	private int end;

	int messages;

	long bodyBytes;

	/** What the budget was charged for this run. */
	long reserved;

	Run(ByteBuf segment, int reserved) {
		this.segment = segment.nioBuffer(0, segment.capacity());
		this.buffers = new ByteBuf[] { segment };
		this.count = 1;
		this.reserved = reserved;
	}

	Run(long reserved) {
		this.segment = null;
		this.buffers = new ByteBuf[2];
		this.reserved = reserved;
	}

	boolean isSegment() {
		return this.segment != null;
	}

	/**
	 * Append a small message to the segment, all of it or nothing.
	 * @param message borrowed
	 * @return {@code false} if it does not fit
	 */
	boolean append(Outgoing message) {
		ByteBuffer segment = this.segment;
		if (segment == null || segment.capacity() - this.end < message.encodedBytes()) {
			return false;
		}
		this.end = message.writeTo(segment, this.end);
		this.messages++;
		this.bodyBytes += message.bodyBytes();
		return true;
	}

	void add(ByteBuf buffer) {
		if (this.count == this.buffers.length) {
			this.buffers = Arrays.copyOf(this.buffers, this.count * 2);
		}
		this.buffers[this.count++] = buffer;
	}

	int count() {
		return this.count;
	}

	ByteBuf buffer(int index) {
		return this.buffers[index];
	}

	/**
	 * Return a buffer to be written to the network.
	 * @param index index from zero
	 * @return owned by the caller; a segment is shared with this run
	 */
	ByteBuf take(int index) {
		ByteBuf buffer = this.buffers[index];
		return isSegment() ? buffer.writerIndex(this.end).retain() : buffer;
	}

	void release() {
		for (int i = 0; i < this.count; i++) {
			this.buffers[i].release();
		}
		this.count = 0;
	}

}
