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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Arguments} of our tools.
 */
class ArgumentsTests {

	@Test
	void haveDefaults() {
		Arguments arguments = Arguments.parse(SubFanout.USAGE, "tcp://*:5", "64", "7", "3");
		assertThat(arguments.endpoint()).isEqualTo("tcp://*:5");
		assertThat(arguments.size()).isEqualTo(64);
		assertThat(arguments.count()).isEqualTo(7);
		assertThat(arguments.subscribers()).isEqualTo(3);
		assertThat(arguments.receive("handler-io")).isEqualTo("handler-io");
		assertThat(arguments.highWaterMark()).isEqualTo(1000);
		assertThat(arguments.threads()).isEqualTo(1);
		assertThat(arguments.ioThreads()).isZero();
		assertThat(arguments.warmUp()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void takeOptionsInAnyOrder() {
		Arguments arguments = Arguments.parse(LocalThr.USAGE, "a", "0", "1", "--warm-up", "0", "--receive", "poll",
				"--hwm", "7", "--io-threads", "3");
		assertThat(arguments.receive("handler")).isEqualTo("poll");
		assertThat(arguments.ioThreads()).isEqualTo(3);
		assertThat(arguments.highWaterMark()).isEqualTo(7);
		assertThat(arguments.warmUp()).isZero();
	}

	@Test
	void copySmallMessagesAndSendLargeOnesByReference() {
		assertThat(Arguments.parse(RemoteThr.USAGE, "tcp://h:1", "32768", "1").send()).isEqualTo("bytes");
		assertThat(Arguments.parse(RemoteThr.USAGE, "tcp://h:1", "32769", "1").send()).isEqualTo("direct");
	}

	@Test
	void sendTensorsWhereTheyAreReceived() {
		assertThat(Arguments.parse(LocalThr.USAGE, "a", "1", "1", "--receive", "tensor").send()).isEqualTo("tensor");
		assertThat(Arguments.parse(RemoteThr.USAGE, "a", "1", "1", "--send", "tensor").receive("handler"))
			.isEqualTo("tensor");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a 1 | 2 arguments", "a x 1 | message-size 'x'", "a -1 1 | message-size '-1'",
			"a 1 0 | message-count '0'", "a 1 1 --hwm | option '--hwm' has no value", "a 1 1 --hwm 0 | --hwm '0'",
			"a 1 1 --io-threads 0 | --io-threads '0'", "a 1 1 --warm-up -1 | --warm-up '-1'",
			"a 1 1 --send bytes | unknown option '--send'", "a 1 1 --receive fast | --receive 'fast'" })
	void explainWhatIsWrongWithTheCommandLine(String line, String problem) {
		assertThatExceptionOfType(Arguments.UsageException.class)
			.isThrownBy(() -> Arguments.parse(LocalThr.USAGE, line.split(" ")))
			.withMessageContaining(problem)
			.withMessageContaining("usage: local_thr <bind-to> <message-size> <message-count>"
					+ " [--receive handler|handler-io|tensor|poll|blocking] [--hwm <messages>]"
					+ " [--io-threads <number>] [--warm-up <seconds>]");
	}

}
