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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * Messages and a network that a test holds in its hands.
 */
final class PipeFixture {

	private PipeFixture() {
	}

	static Outgoing message(String... frames) {
		ByteBuf[] buffers = new ByteBuf[frames.length];
		for (int i = 0; i < frames.length; i++) {
			buffers[i] = Unpooled.copiedBuffer(frames[i], StandardCharsets.UTF_8);
		}
		return Outgoing.of(buffers);
	}

	/**
	 * Keeps each batch until the test completes it.
	 */
	static final class Network implements BatchWriter {

		final List<String> written = new ArrayList<>();

		int batches;

		@Override
		public EventExecutor executor() {
			return ImmediateEventExecutor.INSTANCE;
		}

		@Override
		public void write(ByteBuf[] buffers, int count) {
			this.batches++;
			ByteBuf all = Unpooled.wrappedBuffer(Arrays.copyOf(buffers, count));
			this.written.add(all.toString(StandardCharsets.ISO_8859_1));
			all.release();
		}

	}

}
