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

import io.zmqcomm.core.pipe.HeapMessage;

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
