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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link Completion}: how long a tool waits.
 */
@Timeout(60)
class CompletionTests {

	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(20);

	@Test
	void waitsForAllParts() throws Exception {
		Completion completion = new Completion(2);
		completion.arrive();
		new Thread(completion::arrive).start();
		completion.await(() -> 0);
	}

	@Test
	void endsWhenNothingHappens() {
		Completion completion = new Completion(1, PATIENCE);
		assertThatIllegalStateException().isThrownBy(() -> completion.await(() -> 7))
			.withMessage("no message for 0 s, after 7");
	}

	@Test
	void waitsAsLongAsSomethingHappens() throws Exception {
		Completion completion = new Completion(1, PATIENCE);
		AtomicLong progress = new AtomicLong();
		completion.await(() -> {
			if (progress.incrementAndGet() == 10) {
				completion.arrive();
			}
			return progress.get();
		});
		assertThat(progress).hasValue(10);
	}

	@Test
	void endsWhenAReceiverFails() {
		Completion completion = new Completion(1);
		completion.fail(new IllegalArgumentException("too small"));
		assertThatIllegalStateException().isThrownBy(() -> completion.await(() -> 0)).withMessage("too small");
	}

	@Test
	void isInterruptible() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> new Completion(1).await(() -> 0));
	}

}
