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

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.demo.coordinator.WorkerSession.Assignment;
import io.zmqcomm.demo.job.JobRejectedException;
import io.zmqcomm.demo.job.JobRequest;
import io.zmqcomm.demo.job.JobStatus;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.ClusterStatus;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Acknowledge;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Assign;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.WorkerMessage.Goodbye;
import io.zmqcomm.demo.protocol.WorkerMessage.Heartbeat;
import io.zmqcomm.demo.protocol.WorkerMessage.Result;

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

	private final JobLedger ledger;

	private final SchedulerSettings settings;

	private final InstantSource clock;

	private final LongSupplier nanoClock;

	/** The time that passed in the eyes of {@link #checkWorkers()}. */
	private long timeNanos;

	private long checkedNanos;

	private long turn;

	/**
	 * Create a scheduler that begins with the unfinished tasks of the ledger.
	 * @param ledger the jobs; only this scheduler uses it
	 * @param settings how workers are treated
	 * @param clock the time of day
	 * @param nanoClock a clock that never jumps, as {@link System#nanoTime()}
	 */
	public Scheduler(JobLedger ledger, SchedulerSettings settings, InstantSource clock, LongSupplier nanoClock) {
		this.ledger = ledger;
		this.settings = settings;
		this.clock = clock;
		this.nanoClock = nanoClock;
		this.checkedNanos = nanoClock.getAsLong();
		this.queue.addAll(ledger.unfinished());
		if (!this.queue.isEmpty()) {
			logger.info("Unfinished tasks of earlier jobs are queued again: {}", this.queue.size());
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
			List<TaskId> tasks = this.ledger.accept(request);
			this.queue.addAll(tasks);
			dispatch();
			return tasks.get(0).job();
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
			return this.ledger.find(id);
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
			worker.heard(heartbeat, route, this.clock.instant(), this.timeNanos);
			heartbeat.tasks().stream().filter(this.ledger::isQueued).forEach((task) -> adopt(worker, task));
			// What was assigned just now may not have reached the worker when it wrote
			// this
			requeue(worker, worker.takeMissing(this.timeNanos, this.settings.workerTimeout().toNanos()), false);
			dispatch();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the result of a task, unless it has one already. One that cannot be recorded
	 * is not acknowledged, so its worker sends it again.
	 * @param message the result
	 * @param route the way back to the worker, which learns that it may forget the result
	 */
	public void onResult(Result message, WorkerRoute route) {
		this.lock.lock();
		try {
			TaskId id = message.task();
			if (!this.ledger.isUnfinished(id)) {
				logger.debug("The result of task {} from {} is not needed any more", id, message.name());
			}
			else if (!this.ledger.end(id, message.name(), message.result())) {
				return;
			}
			this.attempts.remove(id);
			route.send(new Acknowledge(id));
			WorkerSession worker = this.workers.get(message.worker());
			if (worker != null) {
				worker.release(id);
			}
			dispatch();
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
			passTime();
			for (Iterator<WorkerSession> all = this.workers.values().iterator(); all.hasNext();) {
				WorkerSession worker = all.next();
				long silent = worker.silentNanos(this.timeNanos);
				if (!worker.isLost() && silent > this.settings.workerTimeout().toNanos()) {
					List<TaskId> tasks = worker.lose();
					logger.warn("Worker {} is lost, and so are its tasks for now: {}", worker.name(), tasks.size());
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
			return new ClusterStatus(this.clock.instant(), nodes, this.ledger.count());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Count the tasks in a state.
	 * @param state the state
	 * @return how many there are
	 */
	public int count(TaskState state) {
		this.lock.lock();
		try {
			return this.ledger.count().getOrDefault(state, 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Count the workers that are not lost.
	 * @return how many there are
	 */
	public int liveWorkers() {
		this.lock.lock();
		try {
			return (int) this.workers.values().stream().filter((worker) -> !worker.isLost()).count();
		}
		finally {
			this.lock.unlock();
		}
	}

	// Lets time pass by no more than half the worker timeout at once: if this process
	// stood still, the heartbeats that wait for it are read before anybody is lost.
	private void passTime() {
		long now = this.nanoClock.getAsLong();
		this.timeNanos += Math.min(now - this.checkedNanos, this.settings.workerTimeout().toNanos() / 2);
		this.checkedNanos = now;
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
			logger.warn("Worker {} is ignored, as 'demo.max-workers' is {}", heartbeat.name(),
					this.settings.maxWorkers());
			return null;
		}
		logger.info("Worker {} joins (slots: {})", heartbeat.name(), heartbeat.slots());
		WorkerSession joined = new WorkerSession(heartbeat.worker(), heartbeat.name(), this.clock.instant());
		this.workers.put(joined.id(), joined);
		return joined;
	}

	private void dispatch() {
		while (!this.queue.isEmpty()) {
			TaskId id = this.queue.peek();
			if (!this.ledger.isQueued(id)) {
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
			String command = this.ledger.task(id).command();
			Assign assign = new Assign(id, command, this.ledger.job(id).timeout());
			if (free.get().give(assign, assignment(command), ++this.turn)) {
				this.queue.poll();
				this.ledger.run(id, free.get().name());
			}
		}
	}

	private void adopt(WorkerSession worker, TaskId id) {
		logger.info("Worker {} has task {} already", worker.name(), id);
		worker.adopt(id, assignment(this.ledger.task(id).command()));
		this.ledger.run(id, worker.name());
	}

	private Assignment assignment(String command) {
		return new Assignment(command, this.clock.instant(), this.timeNanos);
	}

	private void requeue(WorkerSession former, List<TaskId> tasks, boolean lost) {
		for (TaskId id : tasks) {
			boolean elsewhere = this.workers.values().stream().anyMatch((worker) -> worker.has(id));
			if (!this.ledger.isUnfinished(id) || elsewhere || (lost && givenUp(id))) {
				continue;
			}
			logger.info("Task {} of worker {} is queued again", id, former.name());
			this.ledger.requeue(id);
			this.queue.addFirst(id);
		}
	}

	// Counts a lost worker, and fails the task if that was one too many.
	private boolean givenUp(TaskId id) {
		if (this.attempts.merge(id, 1, Integer::sum) < this.settings.maxAttempts()) {
			return false;
		}
		int lost = this.settings.maxAttempts();
		String reason = (lost == 1) ? "given up after a worker was lost with it"
				: "given up after %d workers were lost with it".formatted(lost);
		logger.warn("Task {} is {}", id, reason);
		boolean ended = this.ledger.end(id, null, TaskResult.failed(reason));
		if (ended) {
			this.attempts.remove(id);
		}
		return ended;
	}

}
