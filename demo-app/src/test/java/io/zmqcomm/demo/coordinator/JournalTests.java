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

package io.zmqcomm.demo.coordinator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;

/**
 * Tests for {@link Journal}.
 */
class JournalTests {

	private static final JournalRecord JOB = new JournalRecord.Accepted("job",
			Instant.parse("2026-01-02T03:04:05.678Z"), List.of("expr 1 + 1", "printf 'a\nü\0'"),
			Duration.ofMillis(1500));

	private static final JournalRecord RESULT = new JournalRecord.Ended(new TaskId("job", 1), "worker-1",
			new TaskResult(TaskState.TIMED_OUT, 124, "line\nline\n", true, 1501));

	private static final JournalRecord FAILURE = new JournalRecord.Ended(new TaskId("job", 0), null,
			TaskResult.failed("given up"));

	@TempDir
	Path directory;

	@Test
	void givesBackWhatWasAppended() throws IOException {
		write(JOB, RESULT, FAILURE);
		Assertions.assertThat(read()).containsExactly(JOB, RESULT, FAILURE);
	}

	@Test
	void writesOneLinePerRecordAtOnce() throws IOException {
		try (Journal journal = open()) {
			journal.replay((record) -> {
			});
			journal.append(JOB);
			Assertions.assertThat(Files.readString(file()))
				.startsWith("{\"type\":\"job\",\"id\":\"job\"")
				.endsWith("}\n");
			journal.append(RESULT);
			Assertions.assertThat(Files.readAllLines(file())).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "{\"type\":\"result\",\"task\":{\"job\":\"job\",\"ind", "\0\0\0\0", "\0\0\n" })
	void removesALastLineThatWasCutOff(String torn) throws IOException {
		write(JOB);
		long size = Files.size(file());
		Files.writeString(file(), torn, StandardOpenOption.APPEND);
		try (Journal journal = open()) {
			List<JournalRecord> records = new ArrayList<>();
			journal.replay(records::add);
			Assertions.assertThat(records).containsExactly(JOB);
			Assertions.assertThat(Files.size(file())).isEqualTo(size);
			journal.append(RESULT);
		}
		Assertions.assertThat(read()).containsExactly(JOB, RESULT);
	}

	@Test
	void refusesAFileThatIsDamagedInTheMiddleAndLeavesIt() throws IOException {
		write(JOB);
		Files.writeString(file(), "damaged\n", StandardOpenOption.APPEND);
		Files.writeString(file(), Files.readAllLines(file()).get(0) + "\n", StandardOpenOption.APPEND);
		String before = Files.readString(file());
		try (Journal journal = open()) {
			Assertions.assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.replay((record) -> {
			})).withMessageContaining("Line 2 of journal");
		}
		Assertions.assertThat(Files.readString(file())).isEqualTo(before);
	}

	@Test
	void refusesALastRecordThatIsWholeAndUnknown() throws IOException {
		write(JOB);
		Files.writeString(file(), "{\"type\":\"of a later version\"}\n", StandardOpenOption.APPEND);
		Assertions.assertThatExceptionOfType(JournalException.class)
			.isThrownBy(this::read)
			.withMessageContaining("Line 2 of journal");
	}

	@Test
	void keepsASecondCoordinatorOut() throws IOException {
		try (Journal journal = open()) {
			Assertions.assertThatExceptionOfType(JournalException.class)
				.isThrownBy(this::open)
				.withMessageContaining("is locked");
		}
		open().close();
	}

	@Test
	void saysWhatIsWrongWithItsPath() throws IOException {
		Files.createDirectories(file());
		Assertions.assertThatExceptionOfType(JournalException.class)
			.isThrownBy(this::open)
			.withMessageContaining("is a directory");
		Path below = Files.writeString(this.directory.resolve("file"), "").resolve("demo.journal");
		Assertions.assertThatExceptionOfType(JournalException.class)
			.isThrownBy(() -> new Journal(below, new JsonMapper(), 1))
			.withMessageContaining("cannot be opened")
			.satisfies((ex) -> Assertions.assertThat(ex.remedy()).contains("'demo.journal'"));
	}

	@Test
	void goesOnAfterAnInterruptOfAWriter() throws IOException {
		try (Journal journal = open()) {
			journal.replay((record) -> {
			});
			Thread.currentThread().interrupt();
			journal.append(JOB);
			Assertions.assertThat(Thread.interrupted()).isTrue();
			journal.append(RESULT);
		}
		Assertions.assertThat(read()).containsExactly(JOB, RESULT);
	}

	@Test
	void isReplacedByWhatIsWorthKeepingWhenItHasGrown() throws IOException {
		try (Journal journal = new Journal(file(), new JsonMapper(), 500)) {
			journal.replay((record) -> {
			});
			int appended = 0;
			while (!journal.isCompactionDue()) {
				journal.append(JOB);
				appended++;
			}
			Assertions.assertThat(appended).isGreaterThan(1);
			journal.compact(Stream.of(JOB, RESULT));
			Assertions.assertThat(journal.isCompactionDue()).isFalse();
			Assertions.assertThat(Files.readAllLines(file())).hasSize(2);
			journal.append(FAILURE);
		}
		Assertions.assertThat(read()).containsExactly(JOB, RESULT, FAILURE);
	}

	private Path file() {
		return this.directory.resolve("deeper/demo.journal");
	}

	private Journal open() {
		return new Journal(file(), new JsonMapper(), 1_000_000);
	}

	private void write(JournalRecord... records) throws IOException {
		try (Journal journal = open()) {
			journal.replay((record) -> {
			});
			for (JournalRecord record : records) {
				journal.append(record);
			}
		}
	}

	private List<JournalRecord> read() throws IOException {
		List<JournalRecord> records = new ArrayList<>();
		try (Journal journal = open()) {
			journal.replay(records::add);
		}
		return records;
	}

}
