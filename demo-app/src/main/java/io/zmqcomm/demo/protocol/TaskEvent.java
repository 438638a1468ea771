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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.demo.job.Task;
import io.zmqcomm.demo.job.TaskState;

/**
 * A task changed its state: published under the topic {@code task.<job>}.
 *
 * @param at when
 * @param job the job's id
 * @param index the task's position in the job
 * @param state its new state
 * @param exitCode its exit code, if it has one
 * @param worker name of the worker that has or had it, if any
 */
public record TaskEvent(Instant at, String job, int index, TaskState state, @Nullable Integer exitCode,
		@Nullable String worker) {

	/** What the topics of task events begin with. */
	public static final String TOPIC = "task.";

	/**
	 * Create the event of a task as it is now.
	 * @param at when it changed
	 * @param job the job's id
	 * @param task the task
	 * @return the event
	 */
	public static TaskEvent of(Instant at, String job, Task task) {
		return new TaskEvent(at, job, task.index(), task.state(), task.exitCode(), task.worker());
	}

}
