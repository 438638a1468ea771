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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line of a tool, read by the line that tells its users how to call it, such
 * as {@code remote_thr <connect-to> <message-size> [--send bytes|direct]}: the values in
 * angle brackets in this order, then any of the options. What is not there has the
 * default of its method here.
 */
public final class Arguments {

	private static final Pattern PARAMETER = Pattern.compile("\\[(--\\S+) (\\S+)]|<(\\S+)>");

	private static final String ENDPOINT = "-to";

	private static final String COUNT = "-count";

	private static final String SIZE = "message-size";

	private static final String TENSOR = "tensor";

	private static final String WARM_UP = "--warm-up";

	/** So that the other end, which waits for a minute, is not kept waiting. */
	private static final int MOST_WARM_UP = 30;

	private static final int MOST_RATE = 1_000_000_000;

	/** Largest message that {@code --send} copies unless told, in octets. */
	private static final int LARGEST_COPIED = 32 * 1024;

	private final Map<String, String> values;

	private Arguments(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Read a command line.
	 * @param usage the tool's name and its parameters
	 * @param args the command line
	 * @return the arguments
	 * @throws UsageException if the command line is wrong
	 */
	public static Arguments parse(String usage, String... args) {
		return new Parser(usage).parse(List.of(args));
	}

	/**
	 * Return the same with other values.
	 * @param endpoint the endpoint
	 * @param count the number of messages or round-trips
	 * @return the other arguments
	 */
	public Arguments with(String endpoint, long count) {
		Map<String, String> changed = new HashMap<>(this.values);
		changed.put(ENDPOINT, endpoint);
		changed.put(COUNT, Long.toString(count));
		return new Arguments(changed);
	}

	/**
	 * Return where to bind or to connect.
	 * @return the endpoint
	 */
	public String endpoint() {
		return text(ENDPOINT, "");
	}

	/**
	 * Return the size of each message.
	 * @return octets
	 */
	public int size() {
		return (int) number(SIZE, 0);
	}

	/**
	 * Return the number of messages or round-trips.
	 * @return how many
	 */
	public long count() {
		return number(COUNT, 0);
	}

	/**
	 * Return the number of subscribers.
	 * @return 1 where the tool has no such parameter
	 */
	public int subscribers() {
		return (int) number("subscribers", 1);
	}

	/**
	 * Return how messages are received.
	 * @param unless the default where they are not tensors
	 * @return one of those that the tool has
	 */
	public String receive(String unless) {
		return text("--receive", text("--send", "").equals(TENSOR) ? TENSOR : unless);
	}

	/**
	 * Return how messages are sent.
	 * @return {@code bytes} (an array, copied), {@code direct} (a direct buffer of its
	 * own for each message, by default above 32 KiB) or {@code tensor} (a tensor over
	 * such a buffer, by default if tensors are received)
	 */
	public String send() {
		if (text("--receive", "").equals(TENSOR)) {
			return text("--send", TENSOR);
		}
		return text("--send", (size() <= LARGEST_COPIED) ? "bytes" : "direct");
	}

	/**
	 * Return the high-water mark of both directions.
	 * @return messages, 1000 by default
	 */
	public int highWaterMark() {
		return (int) number("--hwm", 1000);
	}

	/**
	 * Return how many threads ask at a time.
	 * @return 1 by default
	 */
	public int threads() {
		return (int) number("--threads", 1);
	}

	/**
	 * Return how many I/O threads the engine has.
	 * @return 0 for as many as it has by default
	 */
	public int ioThreads() {
		return (int) number("--io-threads", 0);
	}

	/**
	 * Return how many messages are sent per second.
	 * @return 10,000 by default
	 */
	public int rate() {
		return (int) number("--rate", 10_000);
	}

	/**
	 * Return how long the tool warms up before it measures.
	 * @return three seconds by default
	 */
	public Duration warmUp() {
		return Duration.ofSeconds(number(WARM_UP, 3));
	}

	private String text(String name, String unless) {
		return this.values.getOrDefault(name, unless);
	}

	private long number(String name, long unless) {
		String value = this.values.get(name);
		return (value != null) ? Long.parseLong(value) : unless;
	}

	/**
	 * The command line is wrong; the message says how, and how to use the tool.
	 */
	public static final class UsageException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UsageException(String message) {
			super(message);
		}

	}

	/**
	 * Reads one command line.
	 */
	private static final class Parser {

		private final String usage;

		private final List<String> names = new ArrayList<>();

		/** What values an option has: one of several words, or a number. */
		private final Map<String, String> options = new LinkedHashMap<>();

		private final Map<String, String> values = new HashMap<>();

		Parser(String usage) {
			this.usage = usage;
			Matcher parameters = PARAMETER.matcher(usage);
			while (parameters.find()) {
				if (parameters.group(3) != null) {
					this.names.add(parameters.group(3));
				}
				else {
					this.options.put(parameters.group(1), parameters.group(2));
				}
			}
		}

		Arguments parse(List<String> args) {
			if (args.size() < this.names.size()) {
				throw error("%d arguments (expected: at least %d)".formatted(args.size(), this.names.size()));
			}
			for (int i = 0; i < this.names.size(); i++) {
				put(this.names.get(i), args.get(i));
			}
			for (int i = this.names.size(); i < args.size(); i += 2) {
				String option = args.get(i);
				if (!this.options.containsKey(option)) {
					throw error("unknown option '%s'".formatted(option));
				}
				if (i + 1 == args.size()) {
					throw error("option '%s' has no value".formatted(option));
				}
				put(option, args.get(i + 1));
			}
			return new Arguments(this.values);
		}

		private void put(String name, String value) {
			String words = this.options.getOrDefault(name, "");
			if (words.contains("|")) {
				if (!List.of(words.split("\\|")).contains(value)) {
					throw error("%s '%s' (expected: %s)".formatted(name, value, words));
				}
				this.values.put(name, value);
			}
			else if (name.endsWith(ENDPOINT)) {
				this.values.put(ENDPOINT, value);
			}
			else {
				checkNumber(name, value);
				this.values.put(name.endsWith(COUNT) ? COUNT : name, value);
			}
		}

		private void checkNumber(String name, String value) {
			long least = (name.equals(SIZE) || name.equals(WARM_UP)) ? 0 : 1;
			long most = most(name);
			try {
				long number = Long.parseLong(value);
				if (number >= least && number <= most) {
					return;
				}
			}
			catch (NumberFormatException ex) {
				// Reported below, as a number out of range is
			}
			throw error("%s '%s' (expected: a number of %d to %d)".formatted(name, value, least, most));
		}

		private static long most(String name) {
			if (name.endsWith(COUNT)) {
				return Long.MAX_VALUE;
			}
			return switch (name) {
				case WARM_UP -> MOST_WARM_UP;
				case "--rate" -> MOST_RATE;
				default -> Integer.MAX_VALUE - 64;
			};
		}

		private UsageException error(String problem) {
			String tool = this.usage.substring(0, this.usage.indexOf(' '));
			return new UsageException("%s: %s%nusage: %s".formatted(tool, problem, this.usage));
		}

	}

}
