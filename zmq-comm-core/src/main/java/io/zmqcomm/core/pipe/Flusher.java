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

	private final Outbox outbox;

	private final EventExecutor executor;

	private final ArrayDeque<OutboundLog> dirty = new ArrayDeque<>();

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

	@Override
	public void run() {
		while (true) {
			OutboundLog log;
			this.outbox.lockOnLoop();
			try {
				log = this.dirty.pollFirst();
				if (log == null) {
					this.scheduled = false;
				}
			}
			finally {
				this.outbox.unlock();
			}
			if (log == null) {
				return;
			}
			log.flush();
		}
	}

}
