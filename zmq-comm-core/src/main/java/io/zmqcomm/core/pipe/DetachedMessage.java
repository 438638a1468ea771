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
 * A message taken out of its batch by reference: holds one reference per frame until it
 * is closed.
 */
public final class DetachedMessage implements Retained, MessageView {

	private final ByteBuf[] frames;

	private final PeerInfo peer;

	private final @Nullable Reply reply;

	private final AtomicBoolean closed = new AtomicBoolean();

	DetachedMessage(ByteBuf[] frames, PeerInfo peer, @Nullable Reply reply) {
		this.frames = frames;
		this.peer = peer;
		this.reply = reply;
	}

	@Override
	public int frameCount() {
		return this.frames.length;
	}

	@Override
	public ByteBuf frame(int index) {
		if (this.closed.get()) {
			throw new IllegalStateException("this message was closed (expected: use before close)");
		}
		return this.frames[index];
	}

	@Override
	public Tensor tensor() {
		TensorCodec.checkFrameCount(this.frames.length);
		return TensorCodec.decode(frame(this.frames.length - 2), frame(this.frames.length - 1), this.closed);
	}

	@Override
	public PeerInfo peer() {
		return this.peer;
	}

	@Override
	public Retained retain() {
		ByteBuf[] retained = new ByteBuf[this.frames.length];
		for (int i = 0; i < retained.length; i++) {
			retained[i] = frame(i).retainedDuplicate();
		}
		return new DetachedMessage(retained, this.peer, this.reply);
	}

	@Override
	public ZmqMessage copy() {
		byte[][] copies = new byte[this.frames.length][];
		for (int i = 0; i < copies.length; i++) {
			ByteBuf frame = frame(i);
			copies[i] = new byte[frame.readableBytes()];
			frame.getBytes(frame.readerIndex(), copies[i]);
		}
		return new HeapMessage(copies, this.peer, this.reply);
	}

	@Override
	public Reply reply() {
		if (this.reply == null) {
			throw new IllegalStateException(
					"this message cannot be replied to (expected: a message received by REP or ROUTER)");
		}
		return this.reply;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			for (ByteBuf frame : this.frames) {
				frame.release();
			}
		}
	}

}
