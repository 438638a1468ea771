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

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

import io.netty.util.internal.PlatformDependent;

/**
 * What this process holds in memory.
 *
 * @param heap octets of the objects that are in use
 * @param direct octets of direct memory that are taken from the system
 */
record Memory(long heap, long direct) {

	/** Lines such as {@code 3: 2109 67488 java.lang.String (java.base@17)}. */
	private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

	private static final int MOST_COLLECTIONS = 40;

	private static final long PAUSE_MILLIS = 50;

	/** What comes and goes by itself, in octets. */
	private static final long NOISE = 4096;

	/**
	 * Collect the garbage until nothing more goes, as threads that end release what they
	 * hold a moment later, then look.
	 * @return what is there now
	 * @throws InterruptedException if interrupted
	 */
	static Memory now() throws InterruptedException {
		long before = Long.MAX_VALUE;
		long heap = used();
		for (int i = 0; i < MOST_COLLECTIONS && before - heap > NOISE; i++) {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			before = heap;
			heap = used();
		}
		// Netty's own count is -1 where it allocates through the JDK, which then counts.
		long direct = Math.max(0, PlatformDependent.usedDirectMemory());
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			if (pool.getName().equals("direct")) {
				direct += pool.getMemoryUsed();
			}
		}
		return new Memory(heap, direct);
	}

	private static long used() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Count all objects that are in use.
	 * @return a text, which weighs less than the numbers; for {@link #growth}
	 */
	static String histogram() {
		try {
			return (String) ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { new String[0] }, new String[] { String[].class.getName() });
		}
		catch (JMException ex) {
			throw new IllegalStateException("no class histogram from this JVM", ex);
		}
	}

	/**
	 * Compare two histograms.
	 * @param before the first
	 * @param after the second
	 * @return what came in between, by class
	 */
	static Map<String, Instances> growth(String before, String after) {
		Map<String, Instances> classes = read(after);
		read(before).forEach((name, instances) -> classes.merge(name, instances.negated(), Instances::plus));
		return classes;
	}

	private static Map<String, Instances> read(String histogram) {
		Map<String, Instances> classes = new HashMap<>();
		histogram.lines().map(LINE::matcher).filter(Matcher::matches).forEach((line) -> {
			Instances instances = new Instances(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)));
			classes.merge(line.group(3), instances, Instances::plus);
		});
		return classes;
	}

	/**
	 * The objects of one class.
	 *
	 * @param count how many
	 * @param octets their octets
	 */
	record Instances(long count, long octets) {

		Instances plus(Instances other) {
			return new Instances(this.count + other.count, this.octets + other.octets);
		}

		Instances negated() {
			return new Instances(-this.count, -this.octets);
		}

	}

}
