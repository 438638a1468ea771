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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.zmqcomm.core.MessageReceiver;

/**
 * Lets a tool's main thread wait for what happens on other threads, for as long as
 * something happens.
 */
public final class Completion {

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final AtomicInteger missing;

	private final long patienceNanos;

	/**
	 * Create the completion of several parts.
	 * @param parts how many
	 */
	public Completion(int parts) {
		this(parts, Tool.PATIENCE.toNanos());
	}

	Completion(int parts, long patienceNanos) {
		this.missing = new AtomicInteger(parts);
		this.patienceNanos = patienceNanos;
	}

	/**
	 * One part is complete.
	 */
	public void arrive() {
		if (this.missing.decrementAndGet() == 0) {
			this.end.complete(null);
		}
	}

	/**
	 * Something failed, so there is nothing to wait for.
	 * @param failure what
	 */
	public void fail(Throwable failure) {
		this.end.completeExceptionally(failure);
	}

	/**
	 * Let the failures of a receiver end the waiting.
	 * @param receiver takes messages
	 * @return the same, but never fails
	 */
	public MessageReceiver watch(MessageReceiver receiver) {
		return (message) -> {
			try {
				receiver.onMessage(message);
			}
			catch (Exception ex) {
				fail(ex);
			}
		};
	}

	/**
	 * Wait until all parts are complete.
	 * @param progress a number that changes as long as something happens
	 * @throws InterruptedException if interrupted
	 * @throws IllegalStateException if something failed, or nothing happened for a minute
	 */
	public void await(LongSupplier progress) throws InterruptedException {
		long seen = progress.getAsLong();
		long since = System.nanoTime();
		while (true) {
			try {
				this.end.get(Math.min(TimeUnit.SECONDS.toNanos(1), this.patienceNanos), TimeUnit.NANOSECONDS);
				return;
			}
			catch (ExecutionException ex) {
				Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
				throw new IllegalStateException(cause.getMessage(), cause);
			}
			catch (TimeoutException ex) {
				long now = progress.getAsLong();
				if (now != seen) {
					seen = now;
					since = System.nanoTime();
				}
				else if (System.nanoTime() - since >= this.patienceNanos) {
					throw new IllegalStateException("no message for %d s, after %d"
						.formatted(TimeUnit.NANOSECONDS.toSeconds(this.patienceNanos), now));
				}
			}
		}
	}

}
