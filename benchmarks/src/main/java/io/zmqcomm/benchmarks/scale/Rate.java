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

package io.zmqcomm.benchmarks.scale;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

/**
 * How fast a count grew over some time.
 *
 * @param perSecond by how much in a second
 * @param cpuNanos processor time of this process for each
 */
record Rate(double perSecond, double cpuNanos) {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	/**
	 * Watch a count.
	 * @param count the count
	 * @param time for how long
	 * @return its rate
	 * @throws IOException if the count failed
	 * @throws InterruptedException if interrupted
	 */
	static Rate of(Count count, Duration time) throws IOException, InterruptedException {
		long cpu = SYSTEM.getProcessCpuTime();
		long first = count.get();
		long begin = System.nanoTime();
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
		double grown = count.get() - first;
		long end = System.nanoTime();
		if (grown <= 0) {
			throw new IllegalStateException("no message within %s".formatted(time));
		}
		return new Rate(grown / (end - begin) * 1e9, (SYSTEM.getProcessCpuTime() - cpu) / grown);
	}

	/**
	 * Something that is counted, perhaps elsewhere.
	 */
	@FunctionalInterface
	interface Count {

		long get() throws IOException, InterruptedException;

	}

}
