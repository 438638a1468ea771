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

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.ZmqMessage;

/**
 * The message on the heap: made by an application to be sent, or copied from what was
 * received. Immutable.
 */
public final class HeapMessage implements ZmqMessage {

	private final byte[][] frames;

	private final @Nullable PeerInfo peer;

	private final @Nullable Reply reply;

	public HeapMessage(byte[][] frames) {
		this(frames, null, null);
	}

	HeapMessage(byte[][] frames, @Nullable PeerInfo peer, @Nullable Reply reply) {
		if (frames.length == 0) {
			throw new IllegalArgumentException("message of 0 frames (expected: at least 1)");
		}
		this.frames = frames;
		this.peer = peer;
		this.reply = reply;
	}

	byte[][] frames() {
		return this.frames;
	}

	@Override
	public int frameCount() {
		return this.frames.length;
	}

	@Override
	public byte[] bytes(int frame) {
		return this.frames[frame];
	}

	@Override
	public PeerInfo peer() {
		if (this.peer == null) {
			throw new IllegalStateException("this message has no peer (expected: a received message)");
		}
		return this.peer;
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
	public String toString() {
		StringBuilder text = new StringBuilder("ZmqMessage[");
		for (int i = 0; i < this.frames.length; i++) {
			text.append((i > 0) ? ", " : "").append(this.frames[i].length).append(" B");
		}
		return text.append(']').toString();
	}

}
