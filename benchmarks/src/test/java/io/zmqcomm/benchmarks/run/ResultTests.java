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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From what the tools print to {@link Result}.
 */
class ResultTests {

	private static final String OUTPUT = """
			message size: 64 [B]
			message count: 7
			mean throughput: 5340345 [msg/s]
			mean throughput: 2734.257 [Mb/s]
			average latency: 43.125 [us]
			p50 latency: 20.5 [us]
			p999 latency: 1200 [us]
			""";

	@ParameterizedTest
	@CsvSource({ "THROUGHPUT, 5340345", "LATENCY, 43.125", "LATENCY_P999, 1200" })
	void readsWhatToolsPrint(Quantity quantity, double value) {
		assertThat(quantity.read(OUTPUT)).isEqualTo(value);
		assertThat(quantity.read(OUTPUT.replace("\n", "\r\n"))).isEqualTo(value);
	}

	@Test
	void refusesOutputWithoutResult() {
		assertThatExceptionOfType(TrialException.class).isThrownBy(() -> Quantity.LATENCY.read("message size: 64 [B]"))
			.withMessageContaining("message size: 64 [B]");
	}

	@Test
	void takesTheMedian() {
		assertThat(samples(5).median()).isEqualTo(5);
		assertThat(samples(9, 1, 2).median()).isEqualTo(2);
		assertThat(samples(4, 1, 100, 2).median()).isEqualTo(3);
		assertThat(samples(3, 3, 1)).returns(1.0, Samples::least).returns(3.0, Samples::most);
	}

	@Test
	void isOneLineOfJson() {
		assertThat(result(Quantity.THROUGHPUT, "", samples(15_000_000.4), samples(5_000_000)).json()).isEqualTo(
				"{\"case\": \"push_pull\", \"size\": 64, \"unit\": \"msg/s\", \"ours\": 15000000, \"peer\": \"libzmq\","
						+ " \"theirs\": 5000000, \"ratio\": 3.000}");
		assertThat(result(Quantity.LATENCY, "bytes", samples(20.1234), samples(40)).json()).isEqualTo(
				"{\"case\": \"push_pull\", \"size\": 64, \"variant\": \"bytes\", \"unit\": \"us\", \"ours\": 20.123,"
						+ " \"peer\": \"libzmq\", \"theirs\": 40.000, \"ratio\": 0.503}");
	}

	@Test
	void isARowUnderTheHeader() {
		String row = result(Quantity.THROUGHPUT, "bytes", samples(30, 10, 20), samples(10)).row();
		assertThat(row.strip().split(" +")).containsExactly("push_pull", "64", "bytes", "msg/s", "20", "(10-30)",
				"libzmq", "10", "(10-10)", "2.00");
		assertThat(row.indexOf("libzmq")).isEqualTo(Result.header().indexOf("peer"));
	}

	private static Result result(Quantity quantity, String variant, Samples ours, Samples theirs) {
		Comparison comparison = new Comparison("push_pull", 64, quantity, 3, List.of(), List.of());
		return new Result(comparison, variant, ours, "libzmq", theirs);
	}

	private static Samples samples(double... values) {
		Samples samples = new Samples();
		for (double value : values) {
			samples.add(value);
		}
		return samples;
	}

}
