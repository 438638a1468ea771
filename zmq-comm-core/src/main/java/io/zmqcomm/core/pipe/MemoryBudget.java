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
 * Charged per segment, large frame or batch, except for messages of this process, which
 * are charged one by one. Any thread.
 */
public final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	/** The part of it that only the arrival of further octets can free. */
	private final AtomicLong unfinished = new AtomicLong();

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

	/**
	 * Charge the budget for a message that has not arrived as a whole.
	 * @param octets how many; negative to give them back
	 */
	public void reserveUnfinished(long octets) {
		this.unfinished.addAndGet(octets);
		this.used.addAndGet(octets);
	}

	/**
	 * Return whether so many octets would fit if nothing were there but unfinished
	 * messages.
	 * @param octets how many
	 * @return {@code false} if waiting for others to give memory back may be in vain
	 */
	public boolean mayFit(long octets) {
		return this.unfinished.get() + octets <= this.limit;
	}

	public long used() {
		return this.used.get();
	}

	public long limit() {
		return this.limit;
	}

}
