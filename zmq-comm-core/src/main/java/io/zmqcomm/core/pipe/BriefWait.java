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

import java.util.function.BooleanSupplier;

/**
 * The short while that a thread keeps looking before it parks. In a stream of messages
 * the next event is microseconds away, less than a sleep and a wake-up cost either side.
 * It yields between its looks, so that it never holds a processor that another thread has
 * work for, and does not look at all after a wait that took long. Any thread.
 */
final class BriefWait {

	private static final long LOOK_NANOS = 50_000;

	/** After a wait of less than this, sleep included, looking is worth while. */
	private static final long SHORT_WAIT_NANOS = 4 * LOOK_NANOS;

	/** A lost update costs one look, so plain. */
	private boolean worthwhile = true;

	/**
	 * Look for a short while whether something has come true.
	 * @param condition without side effects
	 * @param nanos how long at most, if that is shorter
	 * @return whether it has
	 */
	boolean until(BooleanSupplier condition, long nanos) {
		long most = this.worthwhile ? Math.min(nanos, LOOK_NANOS) : 0;
		long begin = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - begin >= most) {
				return false;
			}
			Thread.yield();
		}
		return true;
	}

	/**
	 * Learn from a wait that ended in a sleep.
	 * @param nanos how long it took, the looking included
	 */
	void slept(long nanos) {
		this.worthwhile = nanos < SHORT_WAIT_NANOS;
	}

}
