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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * The command line of {@code benchmarks/run}.
 *
 * @param quick whether to end within four minutes
 * @param json the file that takes the results as JSON, or {@code null}
 * @param cases names of the cases to run, in this order; the usual ones if empty
 * @param size octets of a message instead of those that a case has
 * @param rounds how often each contender is measured instead of the usual number
 */
record RunOptions(boolean quick, @Nullable Path json, List<String> cases, OptionalInt size, OptionalInt rounds) {

	private static final String USAGE = """
			usage: run [--quick] [--json <file>] [--cases <name>,<name>...] [--size <octets>] [--rounds <number>]
			cases: %s
			quick: %s""".formatted(String.join(" ", Cases.ALL), String.join(" ", Cases.QUICK));

	RunOptions {
		cases = List.copyOf(cases.isEmpty() ? (quick ? Cases.QUICK : Cases.ALL) : cases);
	}

	static RunOptions parse(String... args) {
		boolean quick = false;
		Path json = null;
		List<String> cases = List.of();
		OptionalInt size = OptionalInt.empty();
		OptionalInt rounds = OptionalInt.empty();
		Iterator<String> words = List.of(args).iterator();
		while (words.hasNext()) {
			String option = words.next();
			switch (option) {
				case "--quick":
					quick = true;
					break;
				case "--json":
					json = path(value(option, words));
					break;
				case "--cases":
					cases = names(value(option, words));
					break;
				case "--size":
					size = OptionalInt.of(number(option, value(option, words), 0, 1 << 28));
					break;
				case "--rounds":
					rounds = OptionalInt.of(number(option, value(option, words), 1, 1000));
					break;
				default:
					throw error("unknown option '%s'".formatted(option));
			}
		}
		return new RunOptions(quick, json, cases, size, rounds);
	}

	private static String value(String option, Iterator<String> words) {
		if (!words.hasNext()) {
			throw error("option '%s' has no value".formatted(option));
		}
		return words.next();
	}

	private static Path path(String value) {
		try {
			return Path.of(value);
		}
		catch (InvalidPathException ex) {
			throw error("--json '%s' (expected: a file)".formatted(value));
		}
	}

	private static List<String> names(String value) {
		List<String> names = List.of(value.split(",", -1)).stream().distinct().toList();
		for (String name : names) {
			if (!Cases.ALL.contains(name)) {
				throw error("unknown case '%s'".formatted(name));
			}
		}
		return names;
	}

	private static int number(String option, String value, int least, int most) {
		try {
			int number = Integer.parseInt(value);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below, as a number out of range is
		}
		throw error("%s '%s' (expected: a number of %d to %d)".formatted(option, value, least, most));
	}

	private static UsageException error(String problem) {
		return new UsageException("run: " + problem + System.lineSeparator() + USAGE);
	}

	/**
	 * The command line is wrong; the message says how, and how to use it.
	 */
	static final class UsageException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UsageException(String message) {
			super(message);
		}

	}

}
