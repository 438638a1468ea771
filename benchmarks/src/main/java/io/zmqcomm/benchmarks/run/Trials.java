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

package io.zmqcomm.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Runs one trial after the other, each as processes that are gone when it ends, however
 * it ends. One thread runs trials; another may close.
 */
final class Trials implements AutoCloseable {

	private final Path perf;

	private final Duration limit;

	private final long endNanos;

	private final Path directory;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Child> children = new ArrayList<>();

	private boolean closed;

	/**
	 * Create it, with a directory for what the processes print.
	 * @param perf the program whose arguments are those of a trial
	 * @param limit how long one trial may take
	 * @param total how long all may take
	 * @throws IOException if the directory cannot be created
	 */
	Trials(Path perf, Duration limit, Duration total) throws IOException {
		this.perf = perf;
		this.limit = limit;
		this.endNanos = System.nanoTime() + total.toNanos();
		this.directory = Files.createTempDirectory("zmq-benchmarks");
	}

	/**
	 * Measure once.
	 * @param trial what to measure
	 * @return the value
	 * @throws InterruptedException if interrupted
	 * @throws TrialException if a process failed, took too long or printed no result
	 */
	double run(Trial trial) throws InterruptedException {
		long left = Math.min(this.limit.toNanos(), this.endNanos - System.nanoTime());
		if (left <= 0) {
			throw new TrialException("not begun, the time is up");
		}
		long deadline = System.nanoTime() + left;
		try {
			Child binding = start(trial.binding(), null);
			if (trial.connecting().isEmpty()) {
				await(binding.success(), deadline);
				return trial.quantity().read(binding.output());
			}
			Child connecting = start(trial.connecting(), binding.awaitBound(deadline));
			// Ends with the first that fails, or when both have ended
			await(CompletableFuture.anyOf(binding.success().thenCompose((ended) -> connecting.success()),
					connecting.success().thenCompose((ended) -> binding.success())), deadline);
			return trial.quantity().read((trial.connectingPrints() ? connecting : binding).output());
		}
		finally {
			endChildren();
		}
	}

	private void await(CompletableFuture<?> ended, long deadline) throws InterruptedException {
		try {
			ended.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw new TrialException((ex.getCause() != null) ? String.valueOf(ex.getCause().getMessage()) : "failed");
		}
		catch (TimeoutException ex) {
			throw new TrialException("not done in time, ended");
		}
	}

	private Child start(List<String> arguments, @Nullable String endpoint) {
		List<String> command = new ArrayList<>();
		command.add(this.perf.toString());
		arguments.forEach((word) -> command.add((word.equals(Trial.ENDPOINT) && endpoint != null) ? endpoint : word));
		this.lock.lock();
		try {
			if (this.closed) {
				throw new TrialException("interrupted");
			}
			Child child = Child.start(command, this.directory.resolve(Integer.toString(this.children.size())));
			this.children.add(child);
			return child;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void endChildren() {
		this.lock.lock();
		try {
			this.children.forEach(Child::end);
			this.children.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isClosed() {
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End what is running and start nothing more.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			endChildren();
			try (var files = Files.list(this.directory)) {
				for (Path file : files.toList()) {
					Files.deleteIfExists(file);
				}
			}
			Files.deleteIfExists(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
