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
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The command line of {@link LocalThr} and {@link RemoteThr}: three arguments as in
 * libzmq's tools of these names, then options.
 *
 * @param endpoint where to bind or to connect
 * @param messageSize octets of each message
 * @param messageCount number of messages
 * @param receive how {@code local_thr} takes the messages
 * @param send how {@code remote_thr} gives the messages
 * @param highWaterMark the socket's high-water mark in messages
 * @param warmUp how long the tool warms up before it measures
 */
record ThrArguments(String endpoint, int messageSize, long messageCount, Receive receive, Send send, int highWaterMark,
		Duration warmUp) {

	private static final String WARM_UP = "--warm-up";

	private static final int MOST_WARM_UP = 3600;

	/** Largest message that {@code --send} copies unless told, in octets. */
	private static final int LARGEST_COPIED = 32 * 1024;

	/**
	 * Parse the command line of {@code local_thr}.
	 * @param args the command line
	 * @return the arguments
	 * @throws UsageException if the command line is wrong
	 */
	static ThrArguments ofLocal(String... args) {
		return new Parser("local_thr", "<bind-to>", "--receive", args).parse();
	}

	/**
	 * Parse the command line of {@code remote_thr}.
	 * @param args the command line
	 * @return the arguments
	 * @throws UsageException if the command line is wrong
	 */
	static ThrArguments ofRemote(String... args) {
		return new Parser("remote_thr", "<connect-to>", "--send", args).parse();
	}

	/**
	 * Return the same with another endpoint and number of messages.
	 * @param endpoint the endpoint
	 * @param messageCount the number of messages
	 * @return the other arguments
	 */
	ThrArguments with(String endpoint, long messageCount) {
		return new ThrArguments(endpoint, this.messageSize, messageCount, this.receive, this.send, this.highWaterMark,
				this.warmUp);
	}

	/**
	 * How {@code local_thr} takes the messages.
	 */
	enum Receive {

		/** A handler on the socket's worker thread. */
		HANDLER,

		/** A handler on the event loop. */
		HANDLER_IO,

		/** Polling on the main thread. */
		POLL,

		/** Blocking receive of heap messages on the main thread. */
		BLOCKING

	}

	/**
	 * How {@code remote_thr} gives the messages.
	 */
	enum Send {

		/** The same array each time, copied by the engine. */
		BYTES,

		/** A direct buffer of its own for each message. */
		DIRECT

	}

	/**
	 * The command line is wrong; the message says how, and how to use the tool.
	 */
	static final class UsageException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UsageException(String message) {
			super(message);
		}

	}

	/**
	 * Reads one command line.
	 */
	private static final class Parser {

		private final String tool;

		private final String endpointName;

		private final String modeOption;

		private final List<String> args;

		Parser(String tool, String endpointName, String modeOption, String... args) {
			this.tool = tool;
			this.endpointName = endpointName;
			this.modeOption = modeOption;
			this.args = List.of(args);
		}

		ThrArguments parse() {
			if (this.args.size() < 3) {
				throw error("%d arguments (expected: at least 3)".formatted(this.args.size()));
			}
			int size = (int) number("message-size", this.args.get(1), 0, Integer.MAX_VALUE - 64);
			long count = number("message-count", this.args.get(2), 1, Long.MAX_VALUE);
			Receive receive = Receive.HANDLER;
			Send send = (size <= LARGEST_COPIED) ? Send.BYTES : Send.DIRECT;
			int highWaterMark = 1000;
			Duration warmUp = Duration.ofSeconds(3);
			for (int i = 3; i < this.args.size(); i += 2) {
				String option = this.args.get(i);
				if (!Set.of(this.modeOption, "--hwm", WARM_UP).contains(option)) {
					throw error("unknown option '%s'".formatted(option));
				}
				if (i + 1 == this.args.size()) {
					throw error("option '%s' has no value".formatted(option));
				}
				String value = this.args.get(i + 1);
				switch (option) {
					case "--receive":
						receive = mode(option, value, Receive.values());
						break;
					case "--send":
						send = mode(option, value, Send.values());
						break;
					case WARM_UP:
						warmUp = Duration.ofSeconds(number(option, value, 0, MOST_WARM_UP));
						break;
					default:
						highWaterMark = (int) number(option, value, 1, Integer.MAX_VALUE);
				}
			}
			return new ThrArguments(this.args.get(0), size, count, receive, send, highWaterMark, warmUp);
		}

		private long number(String name, String value, long least, long most) {
			try {
				long number = Long.parseLong(value);
				if (number >= least && number <= most) {
					return number;
				}
			}
			catch (NumberFormatException ex) {
				// Reported below, as a number out of range is
			}
			throw error("%s '%s' (expected: a number of %d to %d)".formatted(name, value, least, most));
		}

		private <M extends Enum<M>> M mode(String option, String value, M[] modes) {
			for (M mode : modes) {
				if (nameOf(mode).equals(value)) {
					return mode;
				}
			}
			throw error("%s '%s' (expected: %s)".formatted(option, value, namesOf(modes)));
		}

		private UsageException error(String problem) {
			Enum<?>[] modes = this.modeOption.equals("--receive") ? Receive.values() : Send.values();
			return new UsageException(
					"%s: %s%nusage: %s %s <message-size> <message-count> [%s %s] [--hwm <messages>] [%s <seconds>]"
						.formatted(this.tool, problem, this.tool, this.endpointName, this.modeOption, namesOf(modes),
								WARM_UP));
		}

		private static String namesOf(Enum<?>[] modes) {
			return String.join("|", List.of(modes).stream().map(Parser::nameOf).toList());
		}

		private static String nameOf(Enum<?> mode) {
			return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
