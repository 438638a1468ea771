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

import java.nio.file.Path;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The command line of {@link Run}.
 */
class RunOptionsTests {

	@Test
	void runsEveryCaseUnlessTold() {
		assertThat(RunOptions.parse())
			.isEqualTo(new RunOptions(false, null, Cases.ALL, OptionalInt.empty(), OptionalInt.empty()));
		assertThat(RunOptions.parse("--quick").cases()).isEqualTo(Cases.QUICK);
	}

	@Test
	void takesOptionsInAnyOrder() {
		RunOptions options = RunOptions.parse("--rounds", "7", "--cases", "reply,push_pull,reply", "--json", "a/b.json",
				"--quick", "--size", "0");
		assertThat(options.quick()).isTrue();
		assertThat(options.json()).isEqualTo(Path.of("a/b.json"));
		assertThat(options.cases()).containsExactly("reply", "push_pull");
		assertThat(options.size()).hasValue(0);
		assertThat(options.rounds()).hasValue(7);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "quick | unknown option 'quick'", "--rounds | option '--rounds' has no value",
					"--rounds 0 | --rounds '0' (expected: a number of 1 to 1000)", "--size x | --size 'x'",
					"--cases reply,latency | unknown case 'latency'", "--cases , | unknown case ''" })
	void explainsWhatIsWrong(String line, String problem) {
		assertThatExceptionOfType(RunOptions.UsageException.class).isThrownBy(() -> RunOptions.parse(line.split(" ")))
			.withMessageContaining(problem)
			.withMessageContaining("usage: run [--quick]")
			.withMessageContaining("push_pull latency_handler");
	}

}
