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

/**
 * Counts values in buckets that are less than 1 % wide, so that it stays small and
 * allocates nothing. One thread at a time.
 */
final class Histogram {

	/** A power of two has 128 buckets, and values below it have one each. */
	private static final int BITS = 7;

	private final long[] counts = new long[index(Long.MAX_VALUE) + 1];

	private long total;

	private long maximum;

	/**
	 * Count a value.
	 * @param value negative ones count as zero
	 */
	void add(long value) {
		long counted = Math.max(0, value);
		this.counts[index(counted)]++;
		this.total++;
		this.maximum = Math.max(this.maximum, counted);
	}

	/**
	 * Return the value that such a part of the values does not exceed.
	 * @param part more than 0, up to 1
	 * @return the middle of its bucket; 0 if there are no values
	 */
	long quantile(double part) {
		long missing = (long) Math.ceil(part * this.total);
		int index = 0;
		while (missing > this.counts[index]) {
			missing -= this.counts[index];
			index++;
		}
		int shift = Math.max(0, (index >>> BITS) - 1);
		long least = (long) (index - (shift << BITS)) << shift;
		return Math.min(this.maximum, least + ((1L << shift) >>> 1));
	}

	long maximum() {
		return this.maximum;
	}

	private static int index(long value) {
		int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value | 1) - BITS);
		return (shift << BITS) + (int) (value >>> shift);
	}

}
