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

package io.zmqcomm.core;

import io.netty.buffer.ByteBuf;

import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorCodec;

/**
 * A received message, borrowed until the {@link MessageReceiver} returns: no allocation
 * and no copy per message. Whoever needs it longer says {@link #retain()} or
 * {@link #copy()}. Not thread-safe; only the receiver's thread may use it.
 */
public interface MessageView {

	/**
	 * Return the number of frames.
	 * @return at least one
	 */
	int frameCount();

	/**
	 * Return one frame, read-only by contract, between its reader and writer index. The
	 * reader index need not be zero, so read relative to it. Borrowed: do not release.
	 * @param index index from zero
	 * @return the frame
	 */
	ByteBuf frame(int index);

	/**
	 * Return whether the last frames look like those of a tensor.
	 * @return whether to expect one of {@link #tensor()}
	 */
	default boolean hasTensor() {
		return frameCount() > 1 && TensorCodec.isHeader(frame(frameCount() - 2));
	}

	/**
	 * Return the tensor in the last two frames, without copying it.
	 * @return borrowed until the receiver returns, and unusable from then on;
	 * {@link Tensor#retain()} keeps it
	 * @throws io.zmqcomm.core.tensor.TensorFormatException if there is none, or it is
	 * damaged
	 */
	default Tensor tensor() {
		int count = frameCount();
		TensorCodec.checkFrameCount(count);
		return TensorCodec.decode(frame(count - 2), frame(count - 1));
	}

	/**
	 * Return the peer that sent the message.
	 * @return the peer
	 */
	PeerInfo peer();

	/**
	 * Keep the message beyond the receiver's return, by reference.
	 * @return the kept message, to be closed by whoever holds it, on any thread
	 */
	Retained retain();

	/**
	 * Copy the message to the heap.
	 * @return the copy, free of any release
	 */
	ZmqMessage copy();

	/**
	 * Return the token that answers this request, for REP and ROUTER: usable once, later,
	 * from any thread.
	 * @return the token
	 * @throws IllegalStateException on other socket types
	 */
	Reply reply();

}
