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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;

import io.zmqcomm.core.pipe.HeapMessage;
import io.zmqcomm.core.pipe.TensorMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorCodec;

/**
 * A whole message of one or more frames on the Java heap: immutable, safe on any thread,
 * never released by hand. Frames are what was on the wire; a ROUTER's peer is in
 * {@link #peer()}, never a first frame.
 */
public interface ZmqMessage {

	/**
	 * Create a message from frames. The arrays are not copied here and must not be
	 * changed before the message was sent; {@code send} copies.
	 * @param frames at least one frame
	 * @return the message
	 */
	static ZmqMessage of(byte[]... frames) {
		return new HeapMessage(frames.clone());
	}

	/**
	 * Create a message from texts, each one frame in UTF-8.
	 * @param frames at least one text
	 * @return the message
	 */
	static ZmqMessage ofText(String... frames) {
		byte[][] octets = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			octets[i] = frames[i].getBytes(StandardCharsets.UTF_8);
		}
		return new HeapMessage(octets);
	}

	/**
	 * Create a message that holds a tensor: header and data. Sending it copies no direct
	 * memory of 32 KiB or more, also with {@code trySend}, {@code sendTo},
	 * {@code sendAsync} and {@code request}. The tensor must not be closed before the
	 * sending method returned or its future completed, and its memory not be changed
	 * afterwards.
	 * @param tensor the tensor
	 * @return the message
	 */
	static ZmqMessage of(Tensor tensor) {
		return new TensorMessage(null, tensor);
	}

	/**
	 * Create a message that holds a tensor behind a topic.
	 * @param topic the first frame, in UTF-8
	 * @param tensor as for {@link #of(Tensor)}
	 * @return the message
	 */
	static ZmqMessage of(String topic, Tensor tensor) {
		return new TensorMessage(topic, tensor);
	}

	/**
	 * Return the number of frames.
	 * @return at least one
	 */
	int frameCount();

	/**
	 * Return one frame. The array is the message's own: do not change it.
	 * @param frame index from zero
	 * @return the octets
	 */
	byte[] bytes(int frame);

	/**
	 * Return one frame decoded as UTF-8.
	 * @param frame index from zero
	 * @return the text
	 */
	default String text(int frame) {
		return new String(bytes(frame), StandardCharsets.UTF_8);
	}

	/**
	 * Return whether the last frames look like those of a tensor.
	 * @return whether to expect one of {@link #tensor()}
	 */
	default boolean hasTensor() {
		return frameCount() > 1 && TensorCodec.isHeader(Unpooled.wrappedBuffer(bytes(frameCount() - 2)));
	}

	/**
	 * Return the tensor in the last two frames.
	 * @return shares the memory of this message and need not be closed
	 * @throws io.zmqcomm.core.tensor.TensorFormatException if there is none, or it is
	 * damaged
	 */
	default Tensor tensor() {
		int count = frameCount();
		TensorCodec.checkFrameCount(count);
		return TensorCodec.decode(Unpooled.wrappedBuffer(bytes(count - 2)), Unpooled.wrappedBuffer(bytes(count - 1)));
	}

	/**
	 * Return the peer that sent this message.
	 * @return the peer
	 * @throws IllegalStateException if this message was not received
	 */
	PeerInfo peer();

	/**
	 * Return the token that answers this request, for messages received by REP and
	 * ROUTER.
	 * @return the token, the same at each call
	 * @throws IllegalStateException if this message was not received by a REP or a ROUTER
	 */
	Reply reply();

}
