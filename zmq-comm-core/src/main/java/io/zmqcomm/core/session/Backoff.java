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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Full-jitter exponential back-off: a random pause below a bound that doubles with each
 * failure. Event loop only.
 */
final class Backoff {

	private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final long firstNanos;

	private final long mostNanos;

	private long boundNanos;

	Backoff(Duration first, Duration most) {
		this.firstNanos = Math.max(LEAST_NANOS, first.toNanos());
		this.mostNanos = Math.max(this.firstNanos, most.toNanos());
		this.boundNanos = this.firstNanos;
	}

	long nextNanos() {
		long bound = this.boundNanos;
		this.boundNanos = (bound > this.mostNanos / 2) ? this.mostNanos : bound * 2;
		return ThreadLocalRandom.current().nextLong(LEAST_NANOS, bound + 1);
	}

	void reset() {
		this.boundNanos = this.firstNanos;
	}

}
