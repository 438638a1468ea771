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

import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * Whole messages as consecutive octets: a segment of copied small messages, or the
 * buffers of one message that holds large frames. Guarded by the outbox lock until it is
 * taken.
 */
final class Run {

	/** Whether this is a segment, to be reused. */
	final boolean segment;

	private ByteBuf[] buffers;

	private int count;

	int messages;

	long bodyBytes;

	/** What the budget was charged for this run. */
	long reserved;

	Run(ByteBuf segment, int reserved) {
		this.segment = true;
		this.buffers = new ByteBuf[] { segment };
		this.count = 1;
		this.reserved = reserved;
	}

	Run(long reserved) {
		this.segment = false;
		this.buffers = new ByteBuf[2];
		this.reserved = reserved;
	}

	void add(ByteBuf buffer) {
		if (this.count == this.buffers.length) {
			this.buffers = Arrays.copyOf(this.buffers, this.count * 2);
		}
		this.buffers[this.count++] = buffer;
	}

	int count() {
		return this.count;
	}

	ByteBuf buffer(int index) {
		return this.buffers[index];
	}

	void release() {
		for (int i = 0; i < this.count; i++) {
			this.buffers[i].release();
		}
		this.count = 0;
	}

}
