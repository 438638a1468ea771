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

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Where a tool says what it found, in the lines of libzmq's tools.
 */
public final class Report {

	private final PrintStream out;

	private final Consumer<String> whenBound;

	/**
	 * Create a report.
	 * @param out takes the result
	 * @param whenBound called with the endpoint once it is bound
	 */
	public Report(PrintStream out, Consumer<String> whenBound) {
		this.out = out;
		this.whenBound = whenBound;
	}

	/**
	 * Create a report that nobody reads.
	 * @param whenBound called with the endpoint once it is bound
	 * @return the report
	 */
	static Report silent(Consumer<String> whenBound) {
		return new Report(new PrintStream(OutputStream.nullOutputStream()), whenBound);
	}

	/**
	 * An endpoint is bound.
	 * @param endpoint with its real port
	 */
	public void bound(String endpoint) {
		this.whenBound.accept(endpoint);
	}

	/**
	 * So many messages were received by each subscriber.
	 * @param arguments size and number of the messages, number of subscribers
	 * @param nanos from the first message to the last
	 */
	public void throughput(Arguments arguments, long nanos) {
		messageSize(arguments);
		this.out.printf(Locale.ROOT, "message count: %d%n", arguments.count());
		double rate = rate(arguments.count() * arguments.subscribers(), nanos);
		this.out.printf(Locale.ROOT, "mean throughput: %.3f [Mb/s]%n", rate * arguments.size() * 8 / 1e6);
	}

	/**
	 * So many requests were answered, one after the other.
	 * @param arguments size and number of the requests
	 * @param nanos from the first request to the last reply
	 */
	public void latency(Arguments arguments, long nanos) {
		messageSize(arguments);
		this.out.printf(Locale.ROOT, "roundtrip count: %d%n", arguments.count());
		averageLatency(arguments, nanos);
	}

	private void messageSize(Arguments arguments) {
		this.out.printf(Locale.ROOT, "message size: %d [B]%n", arguments.size());
	}

	private double rate(long messages, long nanos) {
		double rate = messages / (Math.max(1_000, nanos) / 1e9);
		this.out.printf(Locale.ROOT, "mean throughput: %d [msg/s]%n", (long) rate);
		return rate;
	}

	/** One way, so half of a round-trip. */
	private void averageLatency(Arguments arguments, long nanos) {
		double latency = nanos / 1e3 * arguments.threads() / (2.0 * arguments.count());
		this.out.printf(Locale.ROOT, "average latency: %.3f [us]%n", latency);
	}

}
