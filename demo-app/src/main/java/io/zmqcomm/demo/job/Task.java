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

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One command of a job and what became of it so far. Immutable; its JSON is what clients
 * see.
 *
 * @param index position in the job, from zero
 * @param command what {@code /bin/sh -c} runs
 * @param state where it stands
 * @param exitCode {@code null} until it ended, and of a command that could not be started
 * @param output standard output and error together, {@code null} until it ended
 * @param truncated whether there was more output than was kept; in JSON only if so
 * @param worker name of the worker that runs or ran it, {@code null} while it is queued
 * @param durationMs how long it ran, {@code null} until it ended
 */
public record Task(int index, String command, TaskState state, @Nullable Integer exitCode, @Nullable String output,
		@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated, @Nullable String worker,
		@Nullable Long durationMs) {

	static Task queued(int index, String command) {
		return new Task(index, command, TaskState.QUEUED, null, null, false, null, null);
	}

	Task requeued() {
		return queued(this.index, this.command);
	}

	Task runningOn(String worker) {
		return new Task(this.index, this.command, TaskState.RUNNING, null, null, false, worker, null);
	}

	Task ended(@Nullable String worker, TaskResult result) {
		return new Task(this.index, this.command, result.state(), result.exitCode(), result.output(),
				result.truncated(), worker, result.durationMs());
	}

	/**
	 * Return how the task ended.
	 * @return the result
	 * @throws IllegalStateException if it has not ended
	 */
	public TaskResult result() {
		if (!this.state.isEnd() || this.output == null || this.durationMs == null) {
			throw new IllegalStateException(
					"task %d is %s (expected: one that has ended)".formatted(this.index, this.state));
		}
		return new TaskResult(this.state, this.exitCode, this.output, this.truncated, this.durationMs);
	}

}
