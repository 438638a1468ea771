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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A job that was accepted, with its tasks. Not thread-safe: confined to whoever owns the
 * {@link JobStore}, which makes all changes that end a task.
 */
public final class Job {

	private final String id;

	private final Instant submitted;

	private final Duration timeout;

	private final List<Task> tasks = new ArrayList<>();

	private int unfinished;

	private long outputLength;

	/**
	 * Create a job with all its tasks queued.
	 * @param id the id
	 * @param submitted when it was accepted
	 * @param request the commands and their time limit
	 */
	public Job(String id, Instant submitted, JobRequest request) {
		this.id = id;
		this.submitted = submitted;
		this.timeout = request.timeout();
		for (String command : request.commands()) {
			this.tasks.add(Task.queued(this.tasks.size(), command));
		}
		this.unfinished = this.tasks.size();
	}

	public String id() {
		return this.id;
	}

	public Instant submitted() {
		return this.submitted;
	}

	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return the tasks as they are now.
	 * @return a snapshot
	 */
	public List<Task> tasks() {
		return List.copyOf(this.tasks);
	}

	/**
	 * Return one task.
	 * @param index from zero
	 * @return the task
	 */
	public Task task(int index) {
		return this.tasks.get(index);
	}

	/**
	 * Return whether there is a task of this index.
	 * @param index the index
	 * @return whether there is one
	 */
	public boolean hasTask(int index) {
		return index >= 0 && index < this.tasks.size();
	}

	/**
	 * Return whether every task has ended.
	 * @return whether the job is done
	 */
	public boolean isDone() {
		return this.unfinished == 0;
	}

	/**
	 * Note that a worker has a task now.
	 * @param index the task
	 * @param worker the worker's name
	 */
	public void run(int index, String worker) {
		this.tasks.set(index, unfinished(index).runningOn(worker));
	}

	/**
	 * Note that a task waits for a worker again.
	 * @param index the task
	 */
	public void requeue(int index) {
		this.tasks.set(index, unfinished(index).requeued());
	}

	void end(int index, @Nullable String worker, TaskResult result) {
		this.tasks.set(index, unfinished(index).ended(worker, result));
		this.unfinished--;
		this.outputLength += result.output().length();
	}

	int size() {
		return this.tasks.size();
	}

	long outputLength() {
		return this.outputLength;
	}

	private Task unfinished(int index) {
		Task task = task(index);
		if (task.state().isEnd()) {
			throw new IllegalStateException("task %s/%d has ended".formatted(this.id, index));
		}
		return task;
	}

}
