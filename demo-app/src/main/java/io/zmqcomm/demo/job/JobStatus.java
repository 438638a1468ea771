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

import java.util.List;

/**
 * A snapshot of one job, as clients see it.
 *
 * @param id the job's id
 * @param tasks its tasks, in the order of the commands
 */
public record JobStatus(String id, List<Task> tasks) {

	public JobStatus {
		tasks = List.copyOf(tasks);
	}

	/**
	 * Return whether every task has ended.
	 * @return whether the job is done
	 */
	public boolean done() {
		return this.tasks.stream().allMatch((task) -> task.state().isEnd());
	}

}
