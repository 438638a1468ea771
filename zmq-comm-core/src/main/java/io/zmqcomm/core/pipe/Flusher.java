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
import java.util.concurrent.RejectedExecutionException;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The one task by which a socket asks one event loop to flush: scheduled when the first
 * log becomes dirty, then it flushes all that have gathered. Its fields are guarded by
 * the outbox lock; it runs on the event loop.
 */
final class Flusher implements Runnable {

	private static final int LOGS_PER_TURN = 64;

	private final Outbox outbox;

	private final EventExecutor executor;

	/** Guarded by the outbox lock. */
	private final ArrayDeque<OutboundLog> dirty = new ArrayDeque<>();

	/** To be flushed in this turn; event loop only. */
	private final ArrayDeque<OutboundLog> due = new ArrayDeque<>();

	private boolean scheduled;

	private @Nullable Flusher nextWakeUp;

	Flusher(Outbox outbox, EventExecutor executor) {
		this.outbox = outbox;
		this.executor = executor;
	}

	EventExecutor executor() {
		return this.executor;
	}

	void nextWakeUp(@Nullable Flusher next) {
		this.nextWakeUp = next;
	}

	@Nullable Flusher takeNextWakeUp() {
		Flusher next = this.nextWakeUp;
		this.nextWakeUp = null;
		return next;
	}

	void add(OutboundLog log) {
		this.dirty.addLast(log);
		schedule();
	}

	void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.outbox.wakeAfterUnlock(this);
		}
	}

	void wake() {
		try {
			this.executor.execute(this);
		}
		catch (RejectedExecutionException ex) {
			// The loops are gone, and with them the connections; close counts what is
			// left.
		}
	}

	/**
	 * Flush what is dirty, and what becomes dirty meanwhile; but in time the loop has to
	 * look after its connections too.
	 */
	@Override
	public void run() {
		boolean done = false;
		try {
			int flushed = 0;
			while (!done && flushed < LOGS_PER_TURN) {
				done = !begin();
				for (OutboundLog log; (log = this.due.pollFirst()) != null;) {
					log.flush();
					flushed++;
				}
			}
		}
		finally {
			if (!done) {
				wake();
			}
		}
	}

	/**
	 * Take the logs that are dirty; with none, the next one schedules anew.
	 */
	private boolean begin() {
		this.outbox.lockKeepingBroadcast();
		try {
			this.outbox.settleBroadcast();
			this.due.addAll(this.dirty);
			this.dirty.clear();
			this.scheduled = !this.due.isEmpty();
			return this.scheduled;
		}
		finally {
			this.outbox.unlock();
		}
	}

}
