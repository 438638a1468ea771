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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.zmqcomm.demo.coordinator.WorkerSession.Assignment;
import io.zmqcomm.demo.job.Job;
import io.zmqcomm.demo.job.JobRejectedException;
import io.zmqcomm.demo.job.JobRequest;
import io.zmqcomm.demo.job.JobStatus;
import io.zmqcomm.demo.job.JobStore;
import io.zmqcomm.demo.job.Task;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.ClusterStatus;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Acknowledge;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Assign;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.TaskEvent;
import io.zmqcomm.demo.protocol.WorkerMessage.Goodbye;
import io.zmqcomm.demo.protocol.WorkerMessage.Heartbeat;
import io.zmqcomm.demo.protocol.WorkerMessage.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands tasks to free workers and takes their results. A task goes only to a worker that
 * has a free slot, and is queued again when its worker is lost; it may so run twice, but
 * only its first result counts. Jobs and results are in the {@link Journal} before
 * anybody is told of them.
 * <p>
 * Any thread; nothing here waits for a worker or for the network.
 */
public final class Scheduler {

	private static final Logger logger = LoggerFactory.getLogger(Scheduler.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<TaskId> queue = new ArrayDeque<>();

	private final Map<String, WorkerSession> workers = new LinkedHashMap<>();

	/** How many workers were lost with a task, for those that lost one. */
	private final Map<TaskId, Integer> attempts = new HashMap<>();

	private final JobStore jobs;

	private final Journal journal;

	private final SchedulerSettings settings;

	private final Consumer<TaskEvent> events;

	private final InstantSource clock;

	private final LongSupplier nanoClock;

	private long turn;

	/**
	 * Create a scheduler that continues where the journal ends.
	 * @param jobs an empty store
	 * @param journal read here, and appended to later
	 * @param settings how workers are treated
	 * @param events is told of every change of a task, in order; must not block
	 * @param clock the time of day
	 * @param nanoClock a clock that never jumps, as {@link System#nanoTime()}
	 */
	public Scheduler(JobStore jobs, Journal journal, SchedulerSettings settings, Consumer<TaskEvent> events,
			InstantSource clock, LongSupplier nanoClock) {
		this.jobs = jobs;
		this.journal = journal;
		this.settings = settings;
		this.events = events;
		this.clock = clock;
		this.nanoClock = nanoClock;
		journal.replay(this::replay);
		for (Job job : jobs.jobs()) {
			job.tasks()
				.stream()
				.filter((task) -> !task.state().isEnd())
				.forEach((task) -> this.queue.add(new TaskId(job.id(), task.index())));
		}
		if (!jobs.jobs().isEmpty()) {
			logger.info("Continuing with {} jobs, {} tasks are queued again", jobs.jobs().size(), this.queue.size());
		}
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

	/**
	 * Accept a job.
	 * @param request what to run
	 * @return the job's id
	 * @throws JobRejectedException if there is no room, or the journal cannot be written
	 */
	public String submit(JobRequest request) {
		this.lock.lock();
		try {
			this.jobs.checkRoom(request.commands().size());
			Job job = new Job(UUID.randomUUID().toString(), this.clock.instant(), request);
			this.journal.append(accepted(job));
			this.jobs.add(job);
			for (Task task : job.tasks()) {
				this.queue.add(new TaskId(job.id(), task.index()));
				publish(job, task.index());
			}
			dispatch();
			compactIfDue();
			return job.id();
		}
		catch (UncheckedIOException ex) {
			logger.error("A job is refused, as it cannot be recorded", ex);
			throw new JobRejectedException(JobRejectedException.Reason.JOURNAL, "The job could not be recorded", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return a job as it is now.
	 * @param id its id
	 * @return a snapshot, empty if the job is not known
	 */
	public Optional<JobStatus> find(String id) {
		this.lock.lock();
		try {
			return Optional.ofNullable(this.jobs.find(id)).map((job) -> new JobStatus(job.id(), job.tasks()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that a worker lives, and which tasks it has.
	 * @param heartbeat what it says
	 * @param route the way back to it
	 */
	public void onHeartbeat(Heartbeat heartbeat, WorkerRoute route) {
		this.lock.lock();
		try {
			WorkerSession worker = session(heartbeat);
			if (worker == null) {
				return;
			}
			long now = this.nanoClock.getAsLong();
			worker.heard(heartbeat, route, this.clock.instant(), now);
			for (TaskId task : heartbeat.tasks()) {
				if (isUnfinished(task) && task(task).state() == TaskState.QUEUED) {
					adopt(worker, task);
				}
			}
			// An assignment that was sent just now may not have reached the worker when
			// it
			// wrote this
			requeue(worker, worker.takeMissing(now, this.settings.workerTimeout().toNanos()), false);
			dispatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the result of a task, unless it has one already.
	 * @param message the result
	 * @param route the way back to the worker, which learns that it may forget the result
	 */
	public void onResult(Result message, WorkerRoute route) {
		this.lock.lock();
		try {
			TaskId id = message.task();
			if (isUnfinished(id)) {
				end(id, message.name(), message.result());
			}
			else {
				logger.debug("Result of task {} from {} is not needed any more", id, message.name());
			}
			route.send(new Acknowledge(id));
			WorkerSession worker = this.workers.get(message.worker());
			if (worker != null) {
				worker.release(id);
			}
			dispatch();
			compactIfDue();
		}
		catch (UncheckedIOException ex) {
			logger.error("Result of task {} cannot be recorded; its worker will send it again", message.task(), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Note that a worker has stopped, and queue again what it had.
	 * @param message which worker
	 */
	public void onGoodbye(Goodbye message) {
		this.lock.lock();
		try {
			WorkerSession worker = this.workers.remove(message.worker());
			if (worker != null) {
				logger.info("Worker {} has stopped", worker.name());
				requeue(worker, worker.lose(), false);
				dispatch();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Look for workers that have gone silent, and queue again what they had. To be called
	 * about as often as heartbeats come.
	 */
	public void checkWorkers() {
		this.lock.lock();
		try {
			long now = this.nanoClock.getAsLong();
			for (Iterator<WorkerSession> all = this.workers.values().iterator(); all.hasNext();) {
				WorkerSession worker = all.next();
				long silent = worker.silentNanos(now);
				if (!worker.isLost() && silent > this.settings.workerTimeout().toNanos()) {
					List<TaskId> tasks = worker.lose();
					logger.warn("Worker {} is lost; {} tasks are queued again", worker.name(), tasks.size());
					requeue(worker, tasks, true);
				}
				else if (worker.isLost() && silent > this.settings.keepLostWorkers().toNanos()) {
					all.remove();
				}
			}
			dispatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Describe the workers and count the tasks.
	 * @param self the coordinator
	 * @return a snapshot
	 */
	public ClusterStatus status(Node self) {
		this.lock.lock();
		try {
			List<Node> nodes = new ArrayList<>();
			nodes.add(self);
			this.workers.values().forEach((worker) -> nodes.add(worker.describe()));
			return new ClusterStatus(this.clock.instant(), nodes, this.jobs.count());
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable WorkerSession session(Heartbeat heartbeat) {
		WorkerSession known = this.workers.get(heartbeat.worker());
		if (known != null) {
			if (known.isLost()) {
				logger.info("Worker {} is back", known.name());
			}
			return known;
		}
		if (this.workers.size() >= this.settings.maxWorkers()) {
			logger.warn("Worker {} is ignored, as there are {} workers", heartbeat.name(), this.workers.size());
			return null;
		}
		logger.info("Worker {} joins with {} slots", heartbeat.name(), heartbeat.slots());
		WorkerSession joined = new WorkerSession(heartbeat.worker(), heartbeat.name(), this.clock.instant());
		this.workers.put(joined.id(), joined);
		return joined;
	}

	private void dispatch() {
		while (!this.queue.isEmpty()) {
			TaskId id = this.queue.peek();
			if (!isUnfinished(id) || task(id).state() != TaskState.QUEUED) {
				this.queue.poll();
				continue;
			}
			Optional<WorkerSession> free = this.workers.values()
				.stream()
				.filter((worker) -> worker.freeSlots() > 0)
				.min(WorkerSession.BY_LOAD);
			if (free.isEmpty()) {
				return;
			}
			Job job = job(id);
			String command = job.task(id.index()).command();
			if (free.get().give(new Assign(id, command, job.timeout()), assignment(command), ++this.turn)) {
				this.queue.poll();
				job.run(id.index(), free.get().name());
				publish(job, id.index());
			}
		}
	}

	private void adopt(WorkerSession worker, TaskId id) {
		logger.info("Worker {} has task {} already", worker.name(), id);
		worker.adopt(id, assignment(task(id).command()));
		job(id).run(id.index(), worker.name());
		publish(job(id), id.index());
	}

	private Assignment assignment(String command) {
		return new Assignment(command, this.clock.instant(), this.nanoClock.getAsLong());
	}

	private void requeue(WorkerSession former, Collection<TaskId> tasks, boolean lost) {
		for (TaskId id : tasks) {
			boolean elsewhere = this.workers.values().stream().anyMatch((worker) -> worker.has(id));
			if (!isUnfinished(id) || elsewhere) {
				continue;
			}
			if (lost && this.attempts.merge(id, 1, Integer::sum) >= this.settings.maxAttempts() && giveUp(id)) {
				continue;
			}
			logger.info("Task {} of worker {} is queued again", id, former.name());
			job(id).requeue(id.index());
			this.queue.addFirst(id);
			publish(job(id), id.index());
		}
	}

	private boolean giveUp(TaskId id) {
		String reason = "given up after %d workers were lost with it".formatted(this.settings.maxAttempts());
		logger.warn("Task {} is {}", id, reason);
		try {
			end(id, null, TaskResult.failed(reason));
			return true;
		}
		catch (UncheckedIOException ex) {
			logger.error("Failure of task {} cannot be recorded", id, ex);
			return false;
		}
	}

	private void end(TaskId id, @Nullable String worker, TaskResult result) {
		Job job = job(id);
		this.journal.append(new JournalRecord.Ended(id, worker, result));
		this.jobs.end(job, id.index(), worker, result);
		this.attempts.remove(id);
		publish(job, id.index());
	}

	private void publish(Job job, int index) {
		this.events.accept(TaskEvent.of(this.clock.instant(), job.id(), job.task(index)));
	}

	private boolean isUnfinished(TaskId id) {
		Job job = this.jobs.find(id.job());
		return job != null && job.hasTask(id.index()) && !job.task(id.index()).state().isEnd();
	}

	private Job job(TaskId id) {
		Job job = this.jobs.find(id.job());
		if (job == null) {
			throw new IllegalStateException("job %s is not kept".formatted(id.job()));
		}
		return job;
	}

	private Task task(TaskId id) {
		return job(id).task(id.index());
	}

	private void compactIfDue() {
		if (this.journal.isCompactionDue()) {
			this.journal.compact(this.jobs.jobs().stream().flatMap(Scheduler::records));
		}
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
