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

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * Takes the batches of an {@link OutboundLog} to the network.
 */
public interface BatchWriter {

	/**
	 * Return the event loop of the connection. Any thread.
	 * @return the event loop
	 */
	EventExecutor executor();

	/**
	 * Write whole frames. Ends with {@link OutboundLog#written}. Event loop only.
	 * @param buffers consecutive octets; ownership of the buffers passes, not of the
	 * array
	 * @param count how many of the buffers
	 */
	void write(ByteBuf[] buffers, int count);

}
