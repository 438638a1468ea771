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

package io.zmqcomm.benchmarks;

import java.util.Collection;

/**
 * Counts received messages and times the first and the last. One thread at a time.
 */
public final class Arrivals {

	private final int size;

	private final long count;

	private long received;

	private long firstNanos;

	private long lastNanos;

	/**
	 * Create a counter.
	 * @param arguments size and number of the messages
	 */
	public Arrivals(Arguments arguments) {
		this.size = arguments.size();
		this.count = arguments.count();
	}

	/**
	 * A message was received.
	 * @param octets its size
	 * @return whether it is the last
	 * @throws IllegalStateException if it is not of the size of all
	 */
	public boolean add(int octets) {
		checkSize(octets, this.size);
		this.received++;
		if (this.received == 1) {
			this.firstNanos = System.nanoTime();
		}
		if (this.received == this.count) {
			this.lastNanos = System.nanoTime();
			return true;
		}
		return false;
	}

	/**
	 * Check the size of a received message.
	 * @param octets the size it has
	 * @param expected the size it should have
	 */
	public static void checkSize(int octets, int expected) {
		if (octets != expected) {
			throw new IllegalStateException("message of %d octets (expected: %d)".formatted(octets, expected));
		}
	}

	/**
	 * Return the time from the first of all messages to the last of all.
	 * @param all where they arrived
	 * @return nanoseconds
	 */
	public static long nanos(Collection<Arrivals> all) {
		long first = all.stream().mapToLong((one) -> one.firstNanos).min().orElseThrow();
		long last = all.stream().mapToLong((one) -> one.lastNanos).max().orElseThrow();
		return last - first;
	}

	/**
	 * Return the time from the first message to the last.
	 * @return nanoseconds
	 */
	public long nanos() {
		return this.lastNanos - this.firstNanos;
	}

}
