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
	 * @return the report
	 */
	static Report silent() {
		return new Report(new PrintStream(OutputStream.nullOutputStream()), (endpoint) -> {
		});
	}

	/**
	 * Return the same report with another listener.
	 * @param whenBound called with the endpoint once it is bound
	 * @return the other report
	 */
	Report whenBound(Consumer<String> whenBound) {
		return new Report(this.out, whenBound);
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
		print("message size: %d [B]", arguments.size());
		print("message count: %d", arguments.count());
		double rate = rate(arguments.count() * arguments.subscribers(), nanos);
		print("mean throughput: %.3f [Mb/s]", rate * arguments.size() * 8 / 1e6);
	}

	/**
	 * So many requests were answered.
	 * @param arguments size and number of the requests
	 * @param nanos from the first request to the last reply
	 */
	public void latency(Arguments arguments, long nanos) {
		print("message size: %d [B]", arguments.size());
		print("roundtrip count: %d", arguments.count());
		averageLatency(arguments, nanos);
	}

	/**
	 * So many requests were answered, several at a time.
	 * @param arguments size and number of the requests, number of threads
	 * @param nanos from the first request to the last reply
	 */
	public void requests(Arguments arguments, long nanos) {
		print("message size: %d [B]", arguments.size());
		print("roundtrip count: %d", arguments.count());
		rate(arguments.count(), nanos);
		averageLatency(arguments, nanos);
	}

	/**
	 * Messages were under way for so long.
	 * @param arguments size and number of the messages
	 * @param latencies nanoseconds
	 */
	void tail(Arguments arguments, Histogram latencies) {
		print("message size: %d [B]", arguments.size());
		print("message count: %d", arguments.count());
		print("p50 latency: %.3f [us]", latencies.quantile(0.5) / 1e3);
		print("p99 latency: %.3f [us]", latencies.quantile(0.99) / 1e3);
		print("p999 latency: %.3f [us]", latencies.quantile(0.999) / 1e3);
		print("maximum latency: %.3f [us]", latencies.maximum() / 1e3);
	}

	private double rate(long messages, long nanos) {
		double rate = messages / (Math.max(1_000, nanos) / 1e9);
		print("mean throughput: %d [msg/s]", (long) rate);
		return rate;
	}

	/** One way, so half of a round-trip. */
	private void averageLatency(Arguments arguments, long nanos) {
		print("average latency: %.3f [us]", nanos / 1e3 * arguments.threads() / (2.0 * arguments.count()));
	}

	private void print(String line, Object value) {
		this.out.printf(Locale.ROOT, line + "%n", value);
	}

}
