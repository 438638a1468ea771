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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorCodec;

/**
 * A tensor on its way out, perhaps behind a topic. Its data is the tensor's own memory.
 * Immutable.
 */
public final class TensorMessage implements ZmqMessage {

	private final Object[] frames;

	private final Tensor tensor;

	/**
	 * Create a message.
	 * @param topic the first frame, or {@code null} for none
	 * @param tensor the tensor
	 */
	public TensorMessage(@Nullable String topic, Tensor tensor) {
		byte[] header = TensorCodec.header(tensor);
		this.frames = (topic != null) ? new Object[] { topic.getBytes(StandardCharsets.UTF_8), header, tensor.buffer() }
				: new Object[] { header, tensor.buffer() };
		this.tensor = tensor;
	}

	/**
	 * Return the frames, the last of which is a buffer.
	 * @throws IllegalStateException if the tensor was closed: its buffer may be somebody
	 * else's by now
	 */
	Object[] frames() {
		this.tensor.buffer();
		return this.frames;
	}

	@Override
	public int frameCount() {
		return this.frames.length;
	}

	@Override
	public byte[] bytes(int frame) {
		return (this.frames[frame] instanceof byte[] octets) ? octets : ByteBufUtil.getBytes(this.tensor.buffer());
	}

	@Override
	public boolean hasTensor() {
		return true;
	}

	@Override
	public Tensor tensor() {
		return this.tensor;
	}

	@Override
	public PeerInfo peer() {
		throw new IllegalStateException("this message has no peer (expected: a received message)");
	}

	@Override
	public Reply reply() {
		throw new IllegalStateException(
				"this message cannot be replied to (expected: a message received by REP or ROUTER)");
	}

	@Override
	public String toString() {
		return "ZmqMessage[" + this.tensor + "]";
	}

}
