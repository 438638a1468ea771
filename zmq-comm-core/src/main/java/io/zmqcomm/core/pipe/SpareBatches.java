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

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * The drained batches that the rings of an inbox fill again, so that a stream of messages
 * allocates nothing, and idle peers hold nothing. Guarded by the inbox's hand-over lock.
 */
final class SpareBatches {

	/** Frames that all spare batches have room for at most, 12 octets each. */
	private static final int MOST_FRAMES = 32 * 1024;

	/** A batch with room for more is left to the garbage collector. */
	private static final int MOST_FRAMES_EACH = 4 * 1024;

	private final ArrayDeque<InboundBatch> batches = new ArrayDeque<>();

	private int frames;

	InboundBatch take() {
		InboundBatch batch = this.batches.pollLast();
		if (batch == null) {
			return new InboundBatch();
		}
		this.frames -= batch.capacity();
		return batch;
	}

	void give(@Nullable InboundBatch batch) {
		if (batch != null && batch.capacity() <= MOST_FRAMES_EACH && this.frames + batch.capacity() <= MOST_FRAMES) {
			this.frames += batch.capacity();
			this.batches.addLast(batch);
		}
	}

	void clear() {
		this.batches.clear();
		this.frames = 0;
	}

}
