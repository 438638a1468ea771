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

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import io.zmqcomm.demo.job.JobRejectedException.Reason;

/**
 * Tests for {@link JobStore}.
 */
class JobStoreTests {

	private final JobStore store = new JobStore(new JobLimits(DataSize.ofMegabytes(1), 10, 100, Duration.ofSeconds(1),
			Duration.ofSeconds(1), 4, DataSize.ofBytes(10)));

	@Test
	void forgetsTheOldestFinishedJobsToMakeRoom() {
		Job unfinished = add("unfinished", 1);
		Job first = add("first", 1);
		Job second = add("second", 1);
		end(first, 0, "");
		end(second, 0, "");
		this.store.checkRoom(2);
		add("third", 2);
		Assertions.assertThat(this.store.jobs()).extracting(Job::id).containsExactly("unfinished", "second", "third");
		Assertions.assertThat(this.store.find("first")).isNull();
		Assertions.assertThat(this.store.find("unfinished")).isSameAs(unfinished);
	}

	@Test
	void refusesAJobForWhichUnfinishedOnesLeaveNoRoomAndForgetsNothing() {
		Job first = add("first", 1);
		end(first, 0, "");
		add("second", 2);
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> this.store.checkRoom(3))
			.satisfies((ex) -> Assertions.assertThat(ex.reason()).isEqualTo(Reason.BUSY));
		Assertions.assertThat(this.store.find("first")).isNotNull();
	}

	@Test
	void refusesAJobThatWouldNeverFit() {
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> this.store.checkRoom(5))
			.satisfies((ex) -> Assertions.assertThat(ex.reason()).isEqualTo(Reason.TOO_LARGE));
	}

	@Test
	void forgetsFinishedJobsToKeepOutput() {
		Job first = add("first", 1);
		end(first, 0, "123456");
		Job second = add("second", 1);
		end(second, 0, "12345");
		Assertions.assertThat(this.store.find("first")).isNull();
		Assertions.assertThat(second.task(0).output()).isEqualTo("12345");
	}

	@Test
	void dropsOutputThatFindsNoRoom() {
		Job job = add("job", 3);
		end(job, 0, "123456");
		end(job, 1, "12345");
		end(job, 2, "1234");
		Assertions.assertThat(job.tasks()).extracting(Task::output).containsExactly("123456", "", "1234");
		Assertions.assertThat(job.tasks()).extracting(Task::truncated).containsExactly(false, true, false);
	}

	@Test
	void countsTasksByState() {
		Job job = add("job", 3);
		job.run(1, "worker");
		end(job, 2, "");
		Assertions.assertThat(this.store.count())
			.containsEntry(TaskState.QUEUED, 1)
			.containsEntry(TaskState.RUNNING, 1)
			.containsEntry(TaskState.FINISHED, 1)
			.containsEntry(TaskState.FAILED, 0);
	}

	private Job add(String id, int tasks) {
		Job job = new Job(id, Instant.EPOCH, new JobRequest(Collections.nCopies(tasks, "true"), Duration.ofSeconds(1)));
		this.store.add(job);
		return job;
	}

	private void end(Job job, int index, String output) {
		this.store.end(job, index, "worker", new TaskResult(TaskState.FINISHED, 0, output, false, 1));
	}

}
