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

/**
 * Names one task.
 *
 * @param job the job's id
 * @param index position of the task in its job, from zero
 */
public record TaskId(String job, int index) {

	public TaskId {
		Objects.requireNonNull(job, "job");
	}

	@Override
	public String toString() {
		return this.job + "/" + this.index;
	}

}
