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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * {@link Histogram}.
 */
class HistogramTests {

	private final Histogram histogram = new Histogram();

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 127, 128, 255, 256, 257, 511, 512, 1_000_000, 123_456_789_012L, Long.MAX_VALUE })
	void keepsEachValueWithinOnePerCent(long value) {
		this.histogram.add(value);
		this.histogram.add(Long.MAX_VALUE);
		assertThat((double) this.histogram.quantile(0.5)).isCloseTo(value, within(value * 0.005));
		assertThat(this.histogram.maximum()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void findsQuantiles() {
		for (int i = 1; i <= 10_000; i++) {
			this.histogram.add(i * 1000L);
		}
		assertThat((double) this.histogram.quantile(0.5)).isCloseTo(5_000_000, within(50_000.0));
		assertThat((double) this.histogram.quantile(0.99)).isCloseTo(9_900_000, within(99_000.0));
		assertThat((double) this.histogram.quantile(0.999)).isCloseTo(9_990_000, within(99_900.0));
		assertThat(this.histogram.quantile(1)).isLessThanOrEqualTo(this.histogram.maximum());
		assertThat(this.histogram.maximum()).isEqualTo(10_000_000);
	}

	@Test
	void countsClocksThatDisagreeAsZero() {
		this.histogram.add(-5);
		assertThat(this.histogram.quantile(1)).isZero();
	}

	@Test
	void isZeroWithoutValues() {
		assertThat(this.histogram.quantile(0.5)).isZero();
	}

}
