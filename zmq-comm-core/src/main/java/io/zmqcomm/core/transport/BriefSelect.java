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

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets an event loop look for events and tasks for a short while before it blocks. In a
 * stream of messages the next is microseconds away, less than a sleep and a wake-up cost
 * either side. It yields between its looks, so that it never holds a processor that
 * another thread has work for, and does not look at all after a wait that took long, so
 * that a quiet connection costs nothing. System time, not the ticker's, as this is no
 * matter of the protocol. Event loop only.
 */
final class BriefSelect implements SelectStrategy {

	private static final long LOOK_NANOS = 50_000;

	/** After a wait of less than this, sleep included, looking is worth while. */
	private static final long SHORT_WAIT_NANOS = 4 * LOOK_NANOS;

	private boolean worthwhile = true;

	private State state = State.WORKING;

	/** When the loop ran out of work. */
	private long begin;

	private @Nullable PolledSource source;

	/**
	 * Set what is asked for work beside the selector, in each turn and before a sleep.
	 * @param source the source, or {@code null} when it is over
	 */
	void source(@Nullable PolledSource source) {
		this.source = source;
	}

	@Override
	public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
		if (this.state == State.SLEEPING) {
			this.worthwhile = System.nanoTime() - this.begin < SHORT_WAIT_NANOS;
			this.state = State.WORKING;
		}
		PolledSource source = this.source;
		if (source != null && source.poll() || hasTasks) {
			this.state = State.WORKING;
			return selectNow.get();
		}
		long now = System.nanoTime();
		if (this.state == State.WORKING) {
			this.state = State.LOOKING;
			this.begin = now;
		}
		if (this.worthwhile && now - this.begin < LOOK_NANOS) {
			int events = selectNow.get();
			if (events > 0) {
				this.state = State.WORKING;
				return events;
			}
			Thread.yield();
			return CONTINUE;
		}
		if (source != null && !source.prepareToSleep()) {
			this.state = State.WORKING;
			return selectNow.get();
		}
		this.state = State.SLEEPING;
		return SELECT;
	}

	private enum State {

		WORKING, LOOKING, SLEEPING

	}

}
