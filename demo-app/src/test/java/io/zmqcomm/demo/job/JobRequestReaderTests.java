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

package io.zmqcomm.demo.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.job.JobRejectedException.Reason;

/**
 * Tests for {@link JobRequestReader}.
 */
class JobRequestReaderTests {

	private final JobRequestReader reader = new JobRequestReader(new JsonMapper(), new JobLimits(DataSize.ofBytes(500),
			3, 20, Duration.ofSeconds(60), Duration.ofHours(1), 100, DataSize.ofMegabytes(1)));

	@Test
	void readsCommandsAndTimeout() {
		JobRequest request = read("{\"commands\": [\"expr 1 + 1\", \"echo ü\"], \"timeout\": \"1500ms\"}");
		Assertions.assertThat(request.commands()).containsExactly("expr 1 + 1", "echo ü");
		Assertions.assertThat(request.timeout()).isEqualTo(Duration.ofMillis(1500));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"commands\": [\"true\"]}", "{\"commands\": [\"true\"], \"timeout\": null}" })
	void takesTheDefaultIfThereIsNoTimeout(String json) {
		Assertions.assertThat(read(json).timeout()).isEqualTo(Duration.ofSeconds(60));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "nonsense", "{", "{\"commands\": [\"true\"]} {}", "{'commands': ['true']}",
			"{\"commands\": [\"true\"], \"commands\": [\"false\"]}", "{\"commands\": [\"true\"],}" })
	void refusesWhatIsNotJson(String json) {
		assertRefused(json, Reason.INVALID_JSON, "expected: an object such as");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[NaN]", "[" })
	void saysNothingOfItsParser(String json) {
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> read(json))
			.withMessageNotContainingAny("Source", "enable", "StreamRead");
	}

	@Test
	void refusesDeepNesting() {
		JobRequestReader larger = new JobRequestReader(new JsonMapper(), new JobLimits(DataSize.ofKilobytes(10), 3, 20,
				Duration.ofSeconds(60), Duration.ofHours(1), 100, DataSize.ofMegabytes(1)));
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> larger.read("[".repeat(5000).getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("exceeds the maximum allowed (500) (expected: an object");
	}

	@Test
	void refusesTextThatIsNotUtf8() {
		byte[] latin1 = "{\"commands\": [\"echo ü\"]}".getBytes(StandardCharsets.ISO_8859_1);
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> this.reader.read(latin1))
			.satisfies((ex) -> Assertions.assertThat(ex.reason()).isEqualTo(Reason.INVALID_JSON));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			[]                                         | The request is an array
			"true"                                     | The request is a string
			null                                       | The request is null
			{}                                         | 'commands' is missing
			{"commands": null}                         | 'commands' is null
			{"commands": "true"}                       | 'commands' is a string
			{"commands": {}}                           | 'commands' is an object
			{"commands": []}                           | 'commands' is empty
			{"commands": ["true", 7]}                  | 'commands[1]' is a number
			{"commands": [null]}                       | 'commands[0]' is null
			{"commands": [["true"]]}                   | 'commands[0]' is an array
			{"commands": [" "]}                        | 'commands[0]' is blank
			{"commands": ["a\\u0000b"]}                | 'commands[0]' holds a zero character
			{"commands": ["\\uD800x"]}                 | 'commands[0]' holds half a surrogate pair
			{"commands": ["true"], "timeuot": "1s"}    | 'timeuot' is not known
			{"commands": ["true"], "timeout": 30}      | 'timeout' is a number
			{"commands": ["true"], "timeout": true}    | 'timeout' is a boolean
			{"commands": ["true"], "timeout": "30"}    | 'timeout' is "30"
			{"commands": ["true"], "timeout": "soon"}  | 'timeout' is "soon"
			{"commands": ["true"], "timeout": ""}      | 'timeout' is ""
			{"commands": ["true"], "timeout": "0s"}    | 'timeout' is "0s"
			{"commands": ["true"], "timeout": "-1s"}   | 'timeout' is "-1s"
			{"commands": ["true"], "timeout": "2h"}    | 'timeout' is "2h"
			{"commands": ["true"], "timeout": "99999999999999999999s"} | 'timeout' is "99999999999999999999s"
			""")
	void refusesWhatIsNotAJobAndSaysWhy(String json, String message) {
		assertRefused(json, Reason.INVALID_JOB, message);
	}

	@Test
	void refusesTooManyCommands() {
		assertRefused("{\"commands\": [\"a\", \"b\", \"c\", \"d\"]}", Reason.TOO_LARGE,
				"'commands' has 4 entries (expected: at most 3)");
	}

	@Test
	void refusesALongCommand() {
		assertRefused("{\"commands\": [\"" + "x".repeat(21) + "\"]}", Reason.TOO_LARGE,
				"'commands[0]' has 21 characters (expected: at most 20)");
	}

	@Test
	void refusesALargeBodyWithoutParsingIt() {
		assertRefused("x".repeat(501), Reason.TOO_LARGE, "more than 500 octets");
	}

	private JobRequest read(String json) {
		return this.reader.read(json.getBytes(StandardCharsets.UTF_8));
	}

	private void assertRefused(String json, Reason reason, String message) {
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> read(json))
			.withMessageContaining(message)
			.satisfies((ex) -> Assertions.assertThat(ex.reason()).isEqualTo(reason));
	}

}
