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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a closed communicator may leave for a moment: threads whose receiver is just
 * returning. Until they have ended they may hold a buffer.
 */
final class Leftovers {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "test-executor");
		thread.setDaemon(true);
		return thread;
	});

	private static final AtomicInteger running = new AtomicInteger();

	private Leftovers() {
	}

	/** An executor whose tasks {@link #awaitNone()} waits for. */
	static Executor executor() {
		return (task) -> {
			running.incrementAndGet();
			threads.execute(() -> {
				try {
					task.run();
				}
				finally {
					running.decrementAndGet();
				}
			});
		};
	}

	/** Wait until all threads and tasks of closed communicators have ended. */
	static void awaitNone() {
		Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
			assertThat(running).hasValue(0);
			assertThat(own()).isEmpty();
		});
	}

	private static List<String> own() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("zmq-"))
			.toList();
	}

}
