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

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all queues and unfinished frames of a communicator may hold together.
 * Charged per segment or large frame, not per message. Any thread.
 */
public final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	public MemoryBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Return whether so many octets fit.
	 * @param octets how many
	 * @return whether they fit
	 */
	public boolean hasRoom(long octets) {
		return this.used.get() + octets <= this.limit;
	}

	/**
	 * Charge the budget. May overdraw it: an empty pipe always takes one message.
	 * @param octets how many
	 */
	public void reserve(long octets) {
		this.used.addAndGet(octets);
	}

	public void release(long octets) {
		this.used.addAndGet(-octets);
	}

	public long used() {
		return this.used.get();
	}

	public long limit() {
		return this.limit;
	}

}
