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

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link LocalThr} and {@link RemoteThr} with each other, and their command line.
 */
@Timeout(60)
class ThrTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "handler, bytes, 64, 3000", "handler-io, direct, 40000, 100", "poll, bytes, 0, 3000",
			"blocking, direct, 1024, 3000" })
	void printsTheLinesOfLibzmq(String receive, String send, int size, int count) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		CompletableFuture<String> bound = new CompletableFuture<>();
		Arguments local = Arguments.parse(LocalThr.USAGE, "tcp://127.0.0.1:*", "" + size, "" + count, "--receive",
				receive);
		Future<?> measured = this.executor.submit(() -> {
			LocalThr.run(local, new Report(new PrintStream(out, true, StandardCharsets.UTF_8), bound::complete));
			return null;
		});
		String endpoint = bound.get(30, TimeUnit.SECONDS);
		RemoteThr.run(remote(endpoint, "" + size, "" + count, "--send", send, "--hwm", "10"), Report.silent());
		measured.get(30, TimeUnit.SECONDS);
		assertThat(out.toString(StandardCharsets.UTF_8).lines()).satisfiesExactly(
				(line) -> assertThat(line).isEqualTo("message size: " + size + " [B]"),
				(line) -> assertThat(line).isEqualTo("message count: " + count),
				(line) -> assertThat(line).matches("mean throughput: [1-9]\\d* \\[msg/s\\]"),
				(line) -> assertThat(line).matches("mean throughput: \\d+\\.\\d{3} \\[Mb/s\\]"));
	}

	@Test
	void warmsUpInTheWayOfTheMeasurementAndOpensNothingElse() throws Exception {
		LocalThr.WARM_UP.run(remote("tcp://unused.invalid:1", "64", "1", "--warm-up", "0"));
		LocalThr.WARM_UP.run(Arguments.parse(LocalThr.USAGE, "tcp://unused.invalid:1", "64", "1", "--warm-up", "1"));
		LocalThr.WARM_UP.run(remote("tcp://unused.invalid:1", "40000", "1", "--warm-up", "1"));
	}

	@Test
	void copiesSmallMessagesAndSendsLargeOnesByReference() {
		assertThat(remote("tcp://h:1", "32768", "1").send()).isEqualTo("bytes");
		assertThat(remote("tcp://h:1", "32769", "1").send()).isEqualTo("direct");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "a 1 | 2 arguments", "a x 1 | message-size 'x'", "a -1 1 | message-size '-1'",
					"a 1 0 | message-count '0'", "a 1 1 --hwm | option '--hwm' has no value",
					"a 1 1 --hwm 0 | --hwm '0'", "a 1 1 --warm-up -1 | --warm-up '-1'",
					"a 1 1 --send bytes | unknown option '--send'", "a 1 1 --receive fast | --receive 'fast'" })
	void explainsWhatIsWrongWithTheCommandLine(String line, String problem) {
		assertThatExceptionOfType(Arguments.UsageException.class)
			.isThrownBy(() -> Arguments.parse(LocalThr.USAGE, line.split(" ")))
			.withMessageContaining(problem)
			.withMessageContaining("usage: local_thr <bind-to> <message-size> <message-count>"
					+ " [--receive handler|handler-io|poll|blocking] [--hwm <messages>] [--warm-up <seconds>]");
	}

	private static Arguments remote(String... args) {
		return Arguments.parse(RemoteThr.USAGE, args);
	}

}
