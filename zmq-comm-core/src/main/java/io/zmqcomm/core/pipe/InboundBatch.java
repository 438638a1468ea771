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

import java.util.Arrays;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Whole messages that were read together: a table of frames over a few buffers, which the
 * batch owns. Filled by one thread, then published to a ring and drained by its consumer;
 * reused afterwards.
 */
public final class InboundBatch {

	private ByteBuf[] buffers = new ByteBuf[16];

	private int[] offsets = new int[16];

	/** Length and, in the lowest bit, whether more frames follow. */
	private int[] lengths = new int[16];

	private int size;

	private ByteBuf[] owned = new ByteBuf[2];

	private int ownedCount;

	/** Frames of whole messages; the frames behind belong to one that is not complete. */
	private int complete;

	private int messages;

	/** Octets of all frames, and those of whole messages. */
	private long bytes;

	private long completeBytes;

	/** What the budget was charged for this batch. */
	long charged;

	/** Which connection of the pipe the messages came over. */
	long connection;

	/**
	 * Own a buffer until the batch is drained.
	 * @param buffer one reference passes to this batch
	 */
	public void own(ByteBuf buffer) {
		if (this.ownedCount == this.owned.length) {
			this.owned = Arrays.copyOf(this.owned, this.ownedCount * 2);
		}
		this.owned[this.ownedCount++] = buffer;
	}

	/**
	 * Add a frame.
	 * @param buffer owned by this batch, or a part of what it owns
	 * @param offset index of the frame's first octet in it
	 * @param length octets of the frame
	 * @param more whether the message has further frames
	 */
	public void add(ByteBuf buffer, int offset, int length, boolean more) {
		int index = this.size;
		if (index == this.buffers.length) {
			this.buffers = Arrays.copyOf(this.buffers, index * 2);
			this.offsets = Arrays.copyOf(this.offsets, index * 2);
			this.lengths = Arrays.copyOf(this.lengths, index * 2);
		}
		this.buffers[index] = buffer;
		this.offsets[index] = offset;
		this.lengths[index] = (length << 1) | (more ? 1 : 0);
		this.size = index + 1;
		this.bytes += length;
		if (!more) {
			this.messages++;
			this.complete = this.size;
			this.completeBytes = this.bytes;
		}
	}

	/**
	 * Return the number of frames of the message that is not complete.
	 * @return zero if all are complete
	 */
	public int openFrames() {
		return this.size - this.complete;
	}

	/**
	 * Return the octets of the message that is not complete.
	 * @return zero if all are complete
	 */
	public long openBytes() {
		return this.bytes - this.completeBytes;
	}

	/**
	 * Move the frames of the message that is not complete to another batch.
	 * @param next an empty batch
	 */
	void moveOpenFrames(InboundBatch next) {
		ByteBuf last = null;
		for (int i = this.complete; i < this.size; i++) {
			ByteBuf buffer = this.buffers[i];
			if (buffer != last) {
				next.own(buffer.retain());
				last = buffer;
			}
			next.add(buffer, this.offsets[i], this.lengths[i] >> 1, true);
		}
		Arrays.fill(this.buffers, this.complete, this.size, null);
		this.size = this.complete;
		this.bytes = this.completeBytes;
	}

	/**
	 * Throw the whole messages away.
	 * @return the batch that holds the incomplete message; {@code null} if there is none
	 */
	public @Nullable InboundBatch discardMessages() {
		if (this.messages == 0) {
			return this;
		}
		InboundBatch next = null;
		if (openFrames() > 0) {
			next = new InboundBatch();
			moveOpenFrames(next);
		}
		clear();
		return next;
	}

	/**
	 * Look at each whole message.
	 * @param visitor called with borrowed frames
	 */
	public void forEachMessage(Consumer<ByteBuf[]> visitor) {
		for (int first = 0; first < this.complete;) {
			int last = first;
			while (more(last)) {
				last++;
			}
			ByteBuf[] frames = new ByteBuf[last + 1 - first];
			for (int i = 0; i < frames.length; i++) {
				frames[i] = this.buffers[first + i].slice(offset(first + i), length(first + i));
			}
			visitor.accept(frames);
			first = last + 1;
		}
	}

	int size() {
		return this.size;
	}

	int capacity() {
		return this.buffers.length;
	}

	public int messages() {
		return this.messages;
	}

	long completeBytes() {
		return this.completeBytes;
	}

	ByteBuf buffer(int frame) {
		return this.buffers[frame];
	}

	int offset(int frame) {
		return this.offsets[frame];
	}

	int length(int frame) {
		return this.lengths[frame] >> 1;
	}

	boolean more(int frame) {
		return (this.lengths[frame] & 1) != 0;
	}

	/**
	 * Release what is owned and forget all frames.
	 */
	public void clear() {
		for (int i = 0; i < this.ownedCount; i++) {
			this.owned[i].release();
		}
		Arrays.fill(this.owned, 0, this.ownedCount, null);
		Arrays.fill(this.buffers, 0, this.size, null);
		this.ownedCount = 0;
		this.size = 0;
		this.complete = 0;
		this.messages = 0;
		this.bytes = 0;
		this.completeBytes = 0;
		this.charged = 0;
	}

}
