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

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.demo.job.JobRejectedException.Reason;

/**
 * The jobs that are kept, oldest first, within bounds: to make room, the oldest finished
 * jobs are forgotten. Not thread-safe.
 */
public final class JobStore {

	private final Map<String, Job> jobs = new LinkedHashMap<>();

	private final int maxTasks;

	private final long maxOutput;

	private int tasks;

	private long output;

	/**
	 * Create an empty store.
	 * @param limits how much is kept
	 */
	public JobStore(JobLimits limits) {
		this.maxTasks = limits.tasks();
		this.maxOutput = limits.output().toBytes();
	}

	/**
	 * Check that there is room for a job once the finished ones are forgotten.
	 * @param tasks number of its tasks
	 * @throws JobRejectedException if there is none
	 */
	public void checkRoom(int tasks) {
		if (tasks > this.maxTasks) {
			throw new JobRejectedException(Reason.TOO_LARGE,
					"The number of tasks is %d (expected: at most %d)".formatted(tasks, this.maxTasks));
		}
		int unfinished = this.jobs.values().stream().filter((job) -> !job.isDone()).mapToInt(Job::size).sum();
		if (unfinished + tasks > this.maxTasks) {
			throw new JobRejectedException(Reason.BUSY,
					"Unfinished tasks: %d; tasks of the job: %d (expected: at most %d together)".formatted(unfinished,
							tasks, this.maxTasks));
		}
	}

	/**
	 * Keep a job, forgetting the oldest finished ones as needed.
	 * @param job a new job
	 */
	public void add(Job job) {
		forgetUntil(this.maxTasks - job.size(), this.maxOutput);
		if (this.jobs.putIfAbsent(job.id(), job) != null) {
			throw new IllegalStateException("job %s is kept already".formatted(job.id()));
		}
		this.tasks += job.size();
	}

	/**
	 * Return a job.
	 * @param id its id
	 * @return the job, {@code null} if there never was one or it was forgotten
	 */
	public @Nullable Job find(String id) {
		return this.jobs.get(id);
	}

	/**
	 * Return all jobs, oldest first.
	 * @return a view
	 */
	public Collection<Job> jobs() {
		return Collections.unmodifiableCollection(this.jobs.values());
	}

	/**
	 * Keep a task's result. If the output finds no room even though all finished jobs are
	 * forgotten, the result is kept without it.
	 * @param job the job
	 * @param index the task, which has not ended
	 * @param worker name of the worker that ran it, {@code null} if none did
	 * @param result the result
	 */
	public void end(Job job, int index, @Nullable String worker, TaskResult result) {
		int length = result.output().length();
		TaskResult kept = forgetUntil(this.maxTasks, this.maxOutput - length) ? result : result.withoutOutput();
		job.end(index, worker, kept);
		this.output += kept.output().length();
	}

	/**
	 * Count the tasks by state.
	 * @return a number for each state
	 */
	public Map<TaskState, Integer> count() {
		Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
		for (TaskState state : TaskState.values()) {
			counts.put(state, 0);
		}
		for (Job job : this.jobs.values()) {
			for (int i = 0; i < job.size(); i++) {
				counts.merge(job.task(i).state(), 1, Integer::sum);
			}
		}
		return counts;
	}

	private boolean forgetUntil(int maxTasks, long maxOutput) {
		Iterator<Job> oldest = this.jobs.values().iterator();
		while ((this.tasks > maxTasks || this.output > maxOutput) && oldest.hasNext()) {
			Job job = oldest.next();
			if (job.isDone()) {
				oldest.remove();
				this.tasks -= job.size();
				this.output -= job.outputLength();
			}
		}
		return this.tasks <= maxTasks && this.output <= maxOutput;
	}

}
