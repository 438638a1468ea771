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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;

/**
 * One line of the {@link Journal}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = JournalRecord.Accepted.class, name = "job"),
		@JsonSubTypes.Type(value = JournalRecord.Ended.class, name = "result") })
public sealed interface JournalRecord {

	/**
	 * A job was accepted.
	 *
	 * @param id the job's id
	 * @param at when
	 * @param commands its commands
	 * @param timeout the time limit of each
	 */
	record Accepted(String id, Instant at, List<String> commands, Duration timeout) implements JournalRecord {

		public Accepted {
			Objects.requireNonNull(id, "id");
			Objects.requireNonNull(at, "at");
			Objects.requireNonNull(timeout, "timeout");
			commands = List.copyOf(commands);
		}

	}

	/**
	 * A task has ended.
	 *
	 * @param task the task
	 * @param worker name of the worker that ran it, {@code null} if none did
	 * @param result its result
	 */
	record Ended(TaskId task, @Nullable String worker, TaskResult result) implements JournalRecord {

		public Ended {
			Objects.requireNonNull(task, "task");
			Objects.requireNonNull(result, "result");
		}

	}

}
