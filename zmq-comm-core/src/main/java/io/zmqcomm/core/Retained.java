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

/**
 * A message kept by reference from a {@link MessageView}. Any thread, but one at a time;
 * {@link #close()} gives the memory back, once.
 */
public interface Retained extends AutoCloseable {

	/**
	 * Return the number of frames.
	 * @return at least one
	 */
	int frameCount();

	/**
	 * Return one frame, valid until {@link #close()}. Borrowed: do not release.
	 * @param index index from zero
	 * @return the frame
	 */
	ByteBuf frame(int index);

	/**
	 * Return the peer that sent the message.
	 * @return the peer
	 */
	PeerInfo peer();

	/**
	 * Give the memory back. Further calls do nothing.
	 */
	@Override
	void close();

}
