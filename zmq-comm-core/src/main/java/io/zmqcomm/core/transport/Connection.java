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
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One ordered, reliable stream of octets. Event loop only, unless said otherwise.
 */
public interface Connection {

	/**
	 * Return the event loop that the connection is confined to. Any thread.
	 * @return the event loop
	 */
	EventExecutor executor();

	/**
	 * Return the address of the other side. Any thread.
	 * @return the address as text
	 */
	String remoteAddress();

	/**
	 * Begin to read.
	 * @param handler takes what is read, and the end
	 */
	void start(ConnectionHandler handler);

	/**
	 * Write and flush one control message.
	 * @param buffer ownership passes
	 */
	void write(ByteBuf buffer);

	/**
	 * Write and flush a batch in one go. At most one batch is under way.
	 * @param buffers ownership of the first {@code count} passes; the array does not
	 * @param count how many
	 * @param listener called once on the event loop, perhaps before this returns
	 */
	void write(ByteBuf[] buffers, int count, WriteListener listener);

	/**
	 * Switch reading on or off.
	 * @param on whether to read
	 */
	void reading(boolean on);

	/**
	 * Shut the output after what was written; the other side sees the end of the stream.
	 */
	void closeOutput();

	/**
	 * Close at once. The handler's {@code closed} follows, if it was not called before.
	 */
	void close();

	/**
	 * Told of the end of a batch.
	 */
	@FunctionalInterface
	interface WriteListener {

		/**
		 * The batch was handed to the network, or failed.
		 * @param failure why it failed, or {@code null}
		 */
		void written(@Nullable Throwable failure);

	}

}
