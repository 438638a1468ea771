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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.Retained;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorCodec;

/**
 * A view that moves over the messages of an inbox without allocating per message.
 * Consumer only.
 */
public final class Cursor implements MessageView {

	private final ReplyFactory replies;

	private @Nullable InboundRing ring;

	private @Nullable InboundBatch batch;

	private int first;

	private int count;

	/** Frames that the pattern has taken from the front. */
	private int skipped;

	private @Nullable Reply reply;

	/** Tells the message's tensor when it is given back; {@code null} if it has none. */
	private @Nullable AtomicBoolean ended;

	/** One duplicate per frame index, made once per batch. */
	private @Nullable ByteBuf[] views = new ByteBuf[1];

	private @Nullable ByteBuf[] viewed = new ByteBuf[1];

	public Cursor(ReplyFactory replies) {
		this.replies = replies;
	}

	void point(InboundRing ring, InboundBatch batch, int first, int count) {
		if (batch != this.batch) {
			Arrays.fill(this.views, null);
			Arrays.fill(this.viewed, null);
		}
		this.ring = ring;
		this.batch = batch;
		this.first = first;
		this.count = count;
		this.skipped = 0;
		this.reply = null;
	}

	/**
	 * Give the message back.
	 * @return {@code false} if there was none
	 */
	boolean finish() {
		InboundRing ring = this.ring;
		if (ring == null) {
			return false;
		}
		InboundBatch batch = batch();
		long bytes = 0;
		for (int i = this.first; i < this.first + this.count; i++) {
			bytes += batch.length(i);
		}
		this.ring = null;
		if (this.ended != null) {
			this.ended.set(true);
			this.ended = null;
		}
		ring.consumed(bytes);
		return true;
	}

	private InboundBatch batch() {
		if (this.batch == null || this.ring == null) {
			throw new IllegalStateException("this view is used after its receiver returned (expected: retain or copy)");
		}
		return this.batch;
	}

	/**
	 * Take frames from the front: the view begins behind them.
	 * @param frames how many
	 */
	public void skip(int frames) {
		this.skipped += frames;
	}

	/**
	 * Return the pipe that the message came through.
	 * @return the pipe
	 */
	public Pipe pipe() {
		batch();
		return Objects.requireNonNull(this.ring).pipe();
	}

	/**
	 * Return which connection of the pipe the message came over.
	 * @return its number, {@link Pipe#connects()} at that time
	 */
	public long connection() {
		return batch().connection;
	}

	/**
	 * Return the number of octets of a frame.
	 * @param index index from zero
	 * @return the length
	 */
	public int length(int index) {
		return batch().length(check(index));
	}

	/**
	 * Copy a frame.
	 * @param index index from zero
	 * @return the octets
	 */
	public byte[] bytes(int index) {
		int frame = check(index);
		InboundBatch batch = batch();
		byte[] octets = new byte[batch.length(frame)];
		batch.buffer(frame).getBytes(batch.offset(frame), octets);
		return octets;
	}

	private int check(int index) {
		if (index < 0 || index >= frameCount()) {
			throw new IndexOutOfBoundsException("frame %d (expected: 0 to %d)".formatted(index, frameCount() - 1));
		}
		return this.first + this.skipped + index;
	}

	@Override
	public int frameCount() {
		batch();
		return this.count - this.skipped;
	}

	@Override
	public ByteBuf frame(int index) {
		int frame = check(index);
		InboundBatch batch = batch();
		if (index >= this.views.length) {
			int length = Math.max(index + 1, this.views.length * 2);
			this.views = Arrays.copyOf(this.views, length);
			this.viewed = Arrays.copyOf(this.viewed, length);
		}
		ByteBuf source = batch.buffer(frame);
		ByteBuf view = this.views[index];
		if (view == null || this.viewed[index] != source) {
			view = source.duplicate();
			this.views[index] = view;
			this.viewed[index] = source;
		}
		int offset = batch.offset(frame);
		return view.setIndex(offset, offset + batch.length(frame));
	}

	@Override
	public Tensor tensor() {
		int frames = frameCount();
		TensorCodec.checkFrameCount(frames);
		if (this.ended == null) {
			this.ended = new AtomicBoolean();
		}
		return TensorCodec.decode(frame(frames - 2), frame(frames - 1), this.ended);
	}

	@Override
	public PeerInfo peer() {
		return pipe().peer();
	}

	@Override
	public Retained retain() {
		return detach();
	}

	/**
	 * Take the message out of its batch by reference.
	 * @return owned by the caller
	 */
	public DetachedMessage detach() {
		ByteBuf[] frames = new ByteBuf[frameCount()];
		InboundBatch batch = batch();
		for (int i = 0; i < frames.length; i++) {
			int frame = check(i);
			frames[i] = batch.buffer(frame).retainedSlice(batch.offset(frame), batch.length(frame));
		}
		return new DetachedMessage(frames, peer(), token());
	}

	@Override
	public ZmqMessage copy() {
		byte[][] frames = new byte[frameCount()][];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = bytes(i);
		}
		return new HeapMessage(frames, peer(), token());
	}

	@Override
	public Reply reply() {
		Reply token = token();
		if (token == null) {
			throw new IllegalStateException(
					"this message cannot be replied to (expected: a message received by REP or ROUTER)");
		}
		return token;
	}

	private @Nullable Reply token() {
		if (this.reply == null) {
			this.reply = this.replies.create(this);
		}
		return this.reply;
	}

	/**
	 * Makes the token that answers a message.
	 */
	@FunctionalInterface
	public interface ReplyFactory {

		/**
		 * Make the token.
		 * @param cursor points to the request
		 * @return the token, or {@code null} if the socket type has no replies
		 */
		@Nullable Reply create(Cursor cursor);

	}

}
