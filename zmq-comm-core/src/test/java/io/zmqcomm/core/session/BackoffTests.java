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

package io.zmqcomm.core.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	private static final long LEAST = Duration.ofMillis(1).toNanos();

	@Test
	void pausesAreRandomBelowABoundThatDoublesToTheMost() {
		long[] longest = new long[8];
		for (int run = 0; run < 500; run++) {
			Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
			for (int i = 0; i < longest.length; i++) {
				long pause = backoff.nextNanos();
				assertThat(pause).isBetween(LEAST, Math.min(Duration.ofMillis(100L << i).toNanos(), 1_000_000_000L));
				longest[i] = Math.max(longest[i], pause);
			}
		}
		for (int i = 0; i < longest.length; i++) {
			// Full jitter reaches the upper half of its range.
			assertThat(longest[i]).isGreaterThan(Math.min(Duration.ofMillis(100L << i).toNanos(), 1_000_000_000L) / 2);
		}
	}

	@Test
	void aSuccessStartsAgain() {
		Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofHours(1));
		for (int i = 0; i < 30; i++) {
			backoff.nextNanos();
		}
		backoff.reset();
		assertThat(backoff.nextNanos()).isLessThanOrEqualTo(Duration.ofMillis(10).toNanos());
	}

	@Test
	void theMostIsAtLeastTheFirstAndNothingOverflows() {
		Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMillis(1));
		for (int i = 0; i < 100; i++) {
			assertThat(backoff.nextNanos()).isBetween(LEAST, Duration.ofSeconds(5).toNanos());
		}
		Backoff unbounded = new Backoff(Duration.ofNanos(1), Duration.ofDays(36_500));
		for (int i = 0; i < 100; i++) {
			assertThat(unbounded.nextNanos()).isBetween(LEAST, Duration.ofDays(36_500).toNanos());
		}
	}

}
