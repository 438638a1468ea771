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

	/** What this is a part of, if other logs send it too. */
	private final @Nullable SharedSegment shared;

	private ByteBuf[] buffers;

	private int count;

	/** Where it begins in the segment. */
	private int begin;

	/** Where it ends in the segment. */
	private int end;

	int messages;

	long bodyBytes;

	/** What the budget was charged for this run. */
	long reserved;

	Run(ByteBuf segment, int reserved) {
		this.segment = segment.nioBuffer(0, segment.capacity());
		this.shared = null;
		this.buffers = new ByteBuf[] { segment };
		this.count = 1;
		this.reserved = reserved;
	}

	Run(SharedSegment shared, int begin) {
		this.segment = null;
		this.shared = shared;
		this.buffers = new ByteBuf[] { shared.memory() };
		this.count = 1;
		this.begin = begin;
		this.end = begin;
		shared.use();
	}

	Run(long reserved) {
		this.segment = null;
		this.shared = null;
		this.buffers = new ByteBuf[2];
		this.reserved = reserved;
	}

	/**
	 * Return whether the memory is the outbox's, and only lent to the transport.
	 */
	boolean isSegment() {
		return this.segment != null || this.shared != null;
	}

	@Nullable SharedSegment shared() {
		return this.shared;
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
		count(1, message.bodyBytes());
		return true;
	}

	/**
	 * Append encoded messages to the segment, all of them or nothing.
	 * @param octets borrowed
	 * @param messages how many
	 * @param bodyBytes octets of their bodies
	 * @return {@code false} if they do not fit
	 */
	boolean append(ByteBuffer octets, int messages, long bodyBytes) {
		ByteBuffer segment = this.segment;
		if (segment == null || segment.capacity() - this.end < octets.remaining()) {
			return false;
		}
		segment.put(this.end, octets, octets.position(), octets.remaining());
		this.end += octets.remaining();
		count(messages, bodyBytes);
		return true;
	}

	/**
	 * Take in what follows in the shared segment.
	 * @param shared the segment, which may be another one
	 * @param begin where the messages begin; they reach to its end
	 * @param messages how many
	 * @param bodyBytes octets of their bodies
	 * @return {@code false} if they do not follow
	 */
	boolean extend(SharedSegment shared, int begin, int messages, long bodyBytes) {
		if (this.shared != shared || this.end != begin) {
			return false;
		}
		this.end = shared.end();
		count(messages, bodyBytes);
		return true;
	}

	private void count(int messages, long bodyBytes) {
		this.messages += messages;
		this.bodyBytes += bodyBytes;
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
		if (this.shared != null) {
			return buffer.retainedSlice(this.begin, this.end - this.begin);
		}
		return isSegment() ? buffer.writerIndex(this.end).retain() : buffer;
	}

	void release() {
		for (int i = 0; i < this.count; i++) {
			this.buffers[i].release();
		}
		this.count = 0;
	}

}
