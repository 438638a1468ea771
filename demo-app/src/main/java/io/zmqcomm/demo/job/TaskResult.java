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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How the run of one command ended.
 *
 * @param state {@code FINISHED}, {@code TIMED_OUT} or {@code FAILED}
 * @param exitCode the exit code, {@value #TIMED_OUT_CODE} after a time-out, {@code null}
 * if the command could not be started
 * @param output the first part of standard output and error together; of a failed task
 * the reason
 * @param truncated whether there was more output than was kept
 * @param durationMs how long the command ran, in milliseconds
 */
public record TaskResult(TaskState state, @Nullable Integer exitCode, String output, boolean truncated,
		long durationMs) {

	/**
	 * Exit code of a command that was killed at its time limit, as of {@code timeout(1)}.
	 */
	public static final int TIMED_OUT_CODE = 124;

	public TaskResult {
		Objects.requireNonNull(output, "output");
		if (!state.isEnd()) {
			throw new IllegalArgumentException("'state' %s (expected: one that ends a task)".formatted(state));
		}
	}

	/**
	 * Create the result of a command that could not be run.
	 * @param reason why, shown as output
	 * @return the result
	 */
	public static TaskResult failed(String reason) {
		return new TaskResult(TaskState.FAILED, null, reason, false, 0);
	}

	/**
	 * Return this result with its output dropped and marked as truncated.
	 * @return the smaller result
	 */
	public TaskResult withoutOutput() {
		return new TaskResult(this.state, this.exitCode, "", true, this.durationMs);
	}

}
