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

package io.zmqcomm.core.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Threads of a test, whose failures are the test's.
 */
final class Background {

	private static final Map<Thread, Throwable> failures = new ConcurrentHashMap<>();

	private Background() {
	}

	static Thread run(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				failures.put(Thread.currentThread(), ex);
			}
		}, "test-background");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/** Wait for the end of the threads, and fail if one has failed. */
	static void join(Thread... threads) throws InterruptedException {
		for (Thread thread : threads) {
			thread.join(TimeUnit.SECONDS.toMillis(120));
			Throwable failure = failures.remove(thread);
			if (failure != null) {
				throw new AssertionError("a background thread failed", failure);
			}
			if (thread.isAlive()) {
				AssertionError stuck = new AssertionError("a background thread is stuck");
				stuck.setStackTrace(thread.getStackTrace());
				throw stuck;
			}
		}
	}

	/** Wait until the thread waits, in whatever it blocks. */
	static void awaitBlocked(Thread thread) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
			if (System.nanoTime() > deadline || thread.getState() == Thread.State.TERMINATED) {
				throw new AssertionError("thread is " + thread.getState());
			}
			Thread.onSpinWait();
		}
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	interface Task {

		void run() throws Exception;

	}

}
