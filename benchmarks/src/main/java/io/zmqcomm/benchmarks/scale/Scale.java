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
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.sun.management.UnixOperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Measures what messages, connections and many peers cost, and prints a table for each.
 */
public final class Scale {

	/** What a process opens beside the connections. */
	private static final int SPARE_DESCRIPTORS = 200;

	private Scale() {
	}

	public static void main(String[] args) throws InterruptedException {
		try {
			run(ScaleArguments.of(args), System.out);
		}
		catch (IllegalArgumentException | IllegalStateException | IOException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
	}

	/**
	 * Measure and print.
	 * @param arguments what to measure
	 * @param out takes the tables
	 * @throws InterruptedException if interrupted
	 * @throws IOException if the file or another process fails
	 */
	static void run(ScaleArguments arguments, PrintStream out) throws InterruptedException, IOException {
		checkDescriptors(arguments);
		try (PrintStream json = json(arguments.json())) {
			Results results = new Results(out, json);
			for (ScaleArguments.Measurement measurement : arguments.measurements()) {
				switch (measurement) {
					case ALLOCATION -> new Allocation(arguments, results).measure();
					case IDLE -> new IdleConnections(arguments, results).measure();
					case TOPICS -> new Topics(arguments, results).measure();
					case FAN_OUT -> new FanOut(arguments, results).measure();
					case COST -> new MessageCost(arguments, results).measure();
				}
			}
		}
	}

	private static void checkDescriptors(ScaleArguments arguments) {
		long needed = SPARE_DESCRIPTORS;
		for (ScaleArguments.Measurement measurement : arguments.measurements()) {
			needed = Math.max(needed, SPARE_DESCRIPTORS + switch (measurement) {
				case ALLOCATION, TOPICS -> 0L;
				case FAN_OUT -> arguments.subscribers();
				case IDLE, COST -> arguments.peers().get(arguments.peers().size() - 1);
			});
		}
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
				&& system.getMaxFileDescriptorCount() < needed) {
			throw new IllegalArgumentException("scale: a limit of %d open files (expected: %d, or fewer peers)"
				.formatted(system.getMaxFileDescriptorCount(), needed));
		}
	}

	private static @Nullable PrintStream json(@Nullable Path file) throws IOException {
		return (file != null) ? new PrintStream(file.toFile(), StandardCharsets.UTF_8) : null;
	}

}
