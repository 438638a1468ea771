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

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where a task stands.
 */
public enum TaskState {

	/**
	 * Waits for a worker.
	 */
	QUEUED("queued"),

	/**
	 * Was handed to a worker.
	 */
	RUNNING("running"),

	/**
	 * Its shell ended by itself, with whatever exit code.
	 */
	FINISHED("finished"),

	/**
	 * Was killed at its time limit.
	 */
	TIMED_OUT("timed-out"),

	/**
	 * Could not be run at all.
	 */
	FAILED("failed");

	private final String text;

	TaskState(String text) {
		this.text = text;
	}

	/**
	 * Return whether a task in this state will not change any more.
	 * @return whether it has ended
	 */
	public boolean isEnd() {
		return this != QUEUED && this != RUNNING;
	}

	/**
	 * Return the state as users see it.
	 */
	@Override
	@JsonValue
	public String toString() {
		return this.text;
	}

}
