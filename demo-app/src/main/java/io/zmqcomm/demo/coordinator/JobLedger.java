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

import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.demo.job.Job;
import io.zmqcomm.demo.job.JobRejectedException;
import io.zmqcomm.demo.job.JobRequest;
import io.zmqcomm.demo.job.JobStatus;
import io.zmqcomm.demo.job.JobStore;
import io.zmqcomm.demo.job.Task;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.TaskEvent;

/**
 * The truth about jobs: what is accepted and what has ended is in the {@link Journal}
 * before it is in memory, and every change of a task is told as an event. Guarded by the
 * lock of the {@link Scheduler} that owns it.
 */
public final class JobLedger {

	private static final Logger logger = LoggerFactory.getLogger(JobLedger.class);

	private final JobStore jobs;

	private final Journal journal;

	private final Consumer<TaskEvent> events;

	private final InstantSource clock;

	/**
	 * Create a ledger that continues where the journal ends.
	 * @param jobs an empty store
	 * @param journal read here, and appended to later
	 * @param events is told of every change of a task, in order; must not block
	 * @param clock the time of day
	 */
	public JobLedger(JobStore jobs, Journal journal, Consumer<TaskEvent> events, InstantSource clock) {
		this.jobs = jobs;
		this.journal = journal;
		this.events = events;
		this.clock = clock;
		journal.replay(this::replay);
	}

	private void replay(JournalRecord record) {
		if (record instanceof JournalRecord.Accepted accepted) {
			this.jobs
				.add(new Job(accepted.id(), accepted.at(), new JobRequest(accepted.commands(), accepted.timeout())));
		}
		else if (record instanceof JournalRecord.Ended ended && isUnfinished(ended.task())) {
			this.jobs.end(job(ended.task()), ended.task().index(), ended.worker(), ended.result());
		}
	}

	// Returns the tasks that have not ended, oldest job first.
	List<TaskId> unfinished() {
		return this.jobs.jobs().stream().flatMap(JobLedger::ids).filter(this::isUnfinished).toList();
	}

	// Records a new job and returns its tasks.
	List<TaskId> accept(JobRequest request) {
		this.jobs.checkRoom(request.commands().size());
		Job job = new Job(UUID.randomUUID().toString(), this.clock.instant(), request);
		try {
			this.journal.append(accepted(job));
		}
		catch (UncheckedIOException ex) {
			logger.error("A job is refused, as it cannot be recorded", ex);
			throw new JobRejectedException(JobRejectedException.Reason.JOURNAL, "The job could not be recorded", ex);
		}
		this.jobs.add(job);
		List<TaskId> tasks = ids(job).toList();
		tasks.forEach(this::publish);
		compactIfDue();
		return tasks;
	}

	void run(TaskId id, String worker) {
		job(id).run(id.index(), worker);
		publish(id);
	}

	void requeue(TaskId id) {
		job(id).requeue(id.index());
		publish(id);
	}

	/**
	 * Record the result of a task that has not ended.
	 * @param id the task
	 * @param worker name of the worker that ran it, {@code null} if none did
	 * @param result the result
	 * @return whether it is recorded; if not, nothing has changed
	 */
	boolean end(TaskId id, @Nullable String worker, TaskResult result) {
		try {
			this.journal.append(new JournalRecord.Ended(id, worker, result));
		}
		catch (UncheckedIOException ex) {
			logger.error("The result of task {} cannot be recorded", id, ex);
			return false;
		}
		this.jobs.end(job(id), id.index(), worker, result);
		publish(id);
		compactIfDue();
		return true;
	}

	Optional<JobStatus> find(String id) {
		return Optional.ofNullable(this.jobs.find(id)).map((job) -> new JobStatus(job.id(), job.tasks()));
	}

	Map<TaskState, Integer> count() {
		return this.jobs.count();
	}

	// Returns whether the task is known and has not ended.
	boolean isUnfinished(TaskId id) {
		Job job = this.jobs.find(id.job());
		return job != null && job.hasTask(id.index()) && !job.task(id.index()).state().isEnd();
	}

	// Returns whether the task is known and waits for a worker.
	boolean isQueued(TaskId id) {
		return isUnfinished(id) && task(id).state() == TaskState.QUEUED;
	}

	Job job(TaskId id) {
		Job job = this.jobs.find(id.job());
		if (job == null) {
			throw new IllegalStateException("job %s is not kept".formatted(id.job()));
		}
		return job;
	}

	Task task(TaskId id) {
		return job(id).task(id.index());
	}

	private void publish(TaskId id) {
		this.events.accept(TaskEvent.of(this.clock.instant(), id.job(), task(id)));
	}

	private void compactIfDue() {
		if (this.journal.isCompactionDue()) {
			this.journal.compact(this.jobs.jobs().stream().flatMap(JobLedger::records));
		}
	}

	private static Stream<TaskId> ids(Job job) {
		return job.tasks().stream().map((task) -> new TaskId(job.id(), task.index()));
	}

	private static JournalRecord accepted(Job job) {
		return new JournalRecord.Accepted(job.id(), job.submitted(), job.tasks().stream().map(Task::command).toList(),
				job.timeout());
	}

	private static Stream<JournalRecord> records(Job job) {
		Stream<JournalRecord> ended = job.tasks()
			.stream()
			.filter((task) -> task.state().isEnd())
			.map((task) -> new JournalRecord.Ended(new TaskId(job.id(), task.index()), task.worker(), task.result()));
		return Stream.concat(Stream.of(accepted(job)), ended);
	}

}
