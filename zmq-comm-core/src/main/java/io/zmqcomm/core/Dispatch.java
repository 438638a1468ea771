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

package io.zmqcomm.core;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * On which thread a {@link MessageReceiver} is called.
 */
public final class Dispatch {

	/**
	 * On the event loop that reads the message: the lowest latency. The receiver must
	 * never block; blocking calls of this library are refused there.
	 */
	public static final Dispatch IO_THREAD = new Dispatch(null, 0);

	private static final Dispatch WORKER = new Dispatch(null, 1);

	private final @Nullable Executor executor;

	private final int concurrency;

	private Dispatch(@Nullable Executor executor, int concurrency) {
		this.executor = executor;
		this.concurrency = concurrency;
	}

	/**
	 * One serial worker thread of the socket's own: the default.
	 * @return the dispatch
	 */
	public static Dispatch worker() {
		return WORKER;
	}

	/**
	 * Several worker threads of the socket's own; messages of one peer may then be
	 * handled at the same time and out of order.
	 * @param concurrency number of threads, at least 1
	 * @return the dispatch
	 */
	public static Dispatch workers(int concurrency) {
		return new Dispatch(null, positive(concurrency));
	}

	/**
	 * Workers that run on the given executor, each as one long task for as long as
	 * messages wait.
	 * @param executor where to run, not owned: it is never shut down
	 * @param concurrency how many of its threads may handle messages at a time, at least
	 * 1
	 * @return the dispatch
	 */
	public static Dispatch executor(Executor executor, int concurrency) {
		return new Dispatch(executor, positive(concurrency));
	}

	private static int positive(int concurrency) {
		if (concurrency < 1) {
			throw new IllegalArgumentException("concurrency %d (expected: at least 1)".formatted(concurrency));
		}
		return concurrency;
	}

	/**
	 * Return whether the receiver runs on the event loop.
	 * @return whether this is {@link #IO_THREAD}
	 */
	public boolean isIoThread() {
		return this.concurrency == 0;
	}

	/**
	 * Return the executor, or {@code null} for threads of the socket's own.
	 * @return the executor
	 */
	public @Nullable Executor executor() {
		return this.executor;
	}

	/**
	 * Return how many messages may be handled at a time.
	 * @return at least 1; 0 for {@link #IO_THREAD}
	 */
	public int concurrency() {
		return this.concurrency;
	}

}
