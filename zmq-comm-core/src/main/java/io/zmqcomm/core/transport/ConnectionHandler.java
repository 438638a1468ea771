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

package io.zmqcomm.core.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with a connection. Event loop only.
 */
public interface ConnectionHandler {

	/**
	 * Return where the next octets are to be read to: they are appended at the writer
	 * index.
	 * @param scratch the buffer that all connections of the event loop share
	 * @return a direct buffer with room, one reference of which passes to the transport
	 */
	ByteBuf readBuffer(ReadScratch scratch);

	/**
	 * Take what was read.
	 * @param buffer the buffer of {@link #readBuffer}, whose reference comes back
	 * @param scratch as there
	 */
	void received(ByteBuf buffer, ReadScratch scratch);

	/**
	 * The connection is closed. Called once, last.
	 * @param cause why, {@code null} for the end of the stream or our own close
	 */
	void closed(@Nullable Throwable cause);

}
