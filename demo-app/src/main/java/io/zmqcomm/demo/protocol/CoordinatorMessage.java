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

package io.zmqcomm.demo.protocol;

import java.time.Duration;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.zmqcomm.demo.job.TaskId;

/**
 * What the coordinator tells a worker: one frame of JSON.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = CoordinatorMessage.Assign.class, name = "assign"),
		@JsonSubTypes.Type(value = CoordinatorMessage.Acknowledge.class, name = "acknowledge") })
public sealed interface CoordinatorMessage {

	/**
	 * Return the task that this is about.
	 * @return the task
	 */
	TaskId task();

	/**
	 * Run a task.
	 *
	 * @param task the task
	 * @param command what to run
	 * @param timeout its time limit
	 */
	record Assign(TaskId task, String command, Duration timeout) implements CoordinatorMessage {

		public Assign {
			Objects.requireNonNull(task, "task");
			Objects.requireNonNull(command, "command");
			Objects.requireNonNull(timeout, "timeout");
		}

	}

	/**
	 * The result of a task is safe, or no longer wanted; the worker may forget it.
	 *
	 * @param task the task
	 */
	record Acknowledge(TaskId task) implements CoordinatorMessage {

		public Acknowledge {
			Objects.requireNonNull(task, "task");
		}

	}

}
