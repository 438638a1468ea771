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

package io.zmqcomm.core.pattern.pubsub;

import io.netty.buffer.ByteBuf;

/**
 * Points to the octets of a topic in a {@code byte[]} or a {@link ByteBuf}; reused under
 * its user's lock.
 */
final class TopicReader implements PrefixTree.Octets {

	private static final byte[] NONE = new byte[0];

	private byte[] octets = NONE;

	private io.netty.buffer.ByteBuf buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER;

	private boolean inBuffer;

	private int length;

	TopicReader point(Object frame) {
		if (frame instanceof byte[] bytes) {
			this.octets = bytes;
			this.inBuffer = false;
			this.length = bytes.length;
		}
		else {
			this.buffer = (ByteBuf) frame;
			this.inBuffer = true;
			this.length = this.buffer.readableBytes();
		}
		return this;
	}

	@Override
	public int length() {
		return this.length;
	}

	@Override
	public byte at(int index) {
		return this.inBuffer ? this.buffer.getByte(this.buffer.readerIndex() + index) : this.octets[index];
	}

}
