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

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link Scale}.
 *
 * @param measurements what to measure, everything if none was named
 * @param size octets of each message
 * @param time how long each figure is measured
 * @param warmUp how long traffic runs before that
 * @param peers numbers of idle peers
 * @param topics to how many a peer subscribes
 * @param subscribers how many the fan-out has
 * @param sites whether to tell where was allocated
 * @param json takes one JSON object per row, or {@code null}
 */
record ScaleArguments(Set<Measurement> measurements, int size, Duration time, Duration warmUp, List<Integer> peers,
		int topics, int subscribers, boolean sites, @Nullable Path json) {

	private static final String USAGE = """
			usage: scale [%s]... [--size <octets>] [--seconds <per-figure>]
			             [--warm-up <seconds>] [--peers <n>,<n>...] [--topics <n>]
			             [--subscribers <n>] [--sites] [--json <file>]"""
		.formatted(Stream.of(Measurement.values()).map(Measurement::toString).collect(Collectors.joining("|")));

	private static final int MOST_SECONDS = 600;

	/** What a peer may subscribe to by default. */
	private static final int MOST_TOPICS = 100_000;

	private static final int MOST_OCTETS = 64 * 1024;

	/**
	 * Parse the command line.
	 * @param args the command line
	 * @return the arguments
	 * @throws IllegalArgumentException if it is wrong; the message says how, and how to
	 * use the tool
	 */
	static ScaleArguments of(String... args) {
		Set<Measurement> measurements = EnumSet.noneOf(Measurement.class);
		int size = 64;
		Duration time = Duration.ofSeconds(2);
		Duration warmUp = Duration.ofSeconds(3);
		List<Integer> peers = List.of(100, 1000, 10_000);
		int topics = MOST_TOPICS - 1;
		int subscribers = 1000;
		boolean sites = false;
		Path json = null;
		Iterator<String> words = List.of(args).iterator();
		while (words.hasNext()) {
			String word = words.next();
			switch (word) {
				case "--size":
					size = number(word, value(word, words), MOST_OCTETS);
					break;
				case "--seconds":
					time = seconds(word, value(word, words));
					break;
				case "--warm-up":
					warmUp = seconds(word, value(word, words));
					break;
				case "--peers":
					peers = numbers(word, value(word, words));
					break;
				case "--topics":
					topics = number(word, value(word, words), MOST_TOPICS - 1);
					break;
				case "--subscribers":
					subscribers = number(word, value(word, words), Integer.MAX_VALUE);
					break;
				case "--sites":
					sites = true;
					break;
				case "--json":
					json = Path.of(value(word, words));
					break;
				default:
					measurements.add(measurement(word));
			}
		}
		if (measurements.isEmpty()) {
			measurements = EnumSet.allOf(Measurement.class);
		}
		return new ScaleArguments(measurements, size, time, warmUp, peers, topics, subscribers, sites, json);
	}

	private static Measurement measurement(String word) {
		for (Measurement measurement : Measurement.values()) {
			if (measurement.toString().equals(word)) {
				return measurement;
			}
		}
		throw error("'%s' is neither a measurement nor an option".formatted(word));
	}

	private static List<Integer> numbers(String option, String value) {
		return Stream.of(value.split(",", -1))
			.map((number) -> number(option, number, Integer.MAX_VALUE))
			.sorted()
			.distinct()
			.toList();
	}

	private static int number(String option, String value, int most) {
		try {
			int number = Integer.parseInt(value);
			if (number >= 1 && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below, as a number out of range is
		}
		throw error("%s '%s' (expected: a number of 1 to %d)".formatted(option, value, most));
	}

	private static Duration seconds(String option, String value) {
		try {
			double seconds = Double.parseDouble(value);
			if (seconds >= 0 && seconds <= MOST_SECONDS) {
				return Duration.ofNanos((long) (seconds * 1e9));
			}
		}
		catch (NumberFormatException ex) {
			// Reported below, as a number out of range is
		}
		throw error("%s '%s' (expected: seconds, 0 to %d)".formatted(option, value, MOST_SECONDS));
	}

	private static String value(String option, Iterator<String> words) {
		if (!words.hasNext()) {
			throw error("option '%s' has no value".formatted(option));
		}
		return words.next();
	}

	private static IllegalArgumentException error(String problem) {
		return new IllegalArgumentException("scale: %s%n%s".formatted(problem, USAGE));
	}

	/**
	 * What can be measured.
	 */
	enum Measurement {

		/** {@link Allocation}. */
		ALLOCATION,

		/** {@link IdleConnections}. */
		IDLE,

		/** {@link Topics}. */
		TOPICS,

		/** {@link FanOut}. */
		FAN_OUT,

		/** {@link MessageCost}. */
		COST;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
