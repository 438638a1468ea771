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

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.protocol.CoordinatorMessage;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.WorkerMessage.Heartbeat;

/**
 * What the {@link Scheduler} knows of one worker. Guarded by the scheduler's lock.
 */
final class WorkerSession {

	/** Orders workers by who should get the next task. */
	static final Comparator<WorkerSession> BY_LOAD = Comparator.comparingInt(WorkerSession::freeSlots)
		.reversed()
		.thenComparingLong((worker) -> worker.lastGiven);

	private final String id;

	private final String name;

	private final Map<TaskId, Assignment> assigned = new LinkedHashMap<>();

	/** The tasks that the last heartbeat named. */
	private Set<TaskId> reported = new HashSet<>();

	private @Nullable WorkerRoute route;

	private int slots;

	private long lastGiven;

	private long heardNanos;

	private Instant lastHeartbeat;

	private boolean lost;

	WorkerSession(String id, String name, Instant now) {
		this.id = id;
		this.name = name;
		this.lastHeartbeat = now;
	}

	String id() {
		return this.id;
	}

	String name() {
		return this.name;
	}

	boolean isLost() {
		return this.lost;
	}

	void heard(Heartbeat heartbeat, WorkerRoute route, Instant now, long nowNanos) {
		this.route = route;
		this.slots = heartbeat.slots();
		this.reported = new HashSet<>(heartbeat.tasks());
		this.lastHeartbeat = now;
		this.heardNanos = nowNanos;
		this.lost = false;
	}

	long silentNanos(long nowNanos) {
		return nowNanos - this.heardNanos;
	}

	// Marks the worker lost and returns the tasks that it had.
	List<TaskId> lose() {
		this.lost = true;
		this.route = null;
		this.reported.clear();
		List<TaskId> tasks = List.copyOf(this.assigned.keySet());
		this.assigned.clear();
		return tasks;
	}

	// Returns how many tasks the worker takes now; none while it cannot be reached.
	int freeSlots() {
		if (this.route == null) {
			return 0;
		}
		int busy = this.assigned.size();
		for (TaskId task : this.reported) {
			if (!this.assigned.containsKey(task)) {
				busy++;
			}
		}
		return this.slots - busy;
	}

	// Sends a task, and holds it as assigned if that succeeded.
	boolean give(CoordinatorMessage.Assign task, Assignment assignment, long turn) {
		if (this.route == null || !this.route.send(task)) {
			this.route = null;
			return false;
		}
		this.lastGiven = turn;
		this.assigned.put(task.task(), assignment);
		return true;
	}

	// Holds a task that the worker has, although this coordinator did not give it.
	void adopt(TaskId task, Assignment assignment) {
		this.assigned.put(task, assignment);
	}

	boolean has(TaskId task) {
		return this.assigned.containsKey(task);
	}

	void release(TaskId task) {
		this.assigned.remove(task);
		this.reported.remove(task);
	}

	// Removes and returns the tasks that were given before, but that the worker does not
	// have.
	List<TaskId> takeMissing(long nowNanos, long patienceNanos) {
		List<TaskId> missing = this.assigned.entrySet()
			.stream()
			.filter((entry) -> !this.reported.contains(entry.getKey())
					&& nowNanos - entry.getValue().givenNanos() > patienceNanos)
			.map(Map.Entry::getKey)
			.toList();
		missing.forEach(this.assigned::remove);
		return missing;
	}

	Node describe() {
		List<Node.RunningTask> tasks = this.assigned.entrySet()
			.stream()
			.map((entry) -> new Node.RunningTask(entry.getKey().job(), entry.getKey().index(),
					entry.getValue().command(), entry.getValue().since()))
			.toList();
		Node.State state = (this.lost) ? Node.State.LOST : ((this.slots > 0) ? Node.State.LIVE : Node.State.STOPPING);
		return new Node(this.id, this.name, Node.Role.WORKER, state, this.slots, this.lastHeartbeat, tasks);
	}

	/**
	 * A task that a worker was given.
	 *
	 * @param command for display, cut if it is long
	 * @param since when
	 * @param givenNanos the same on the monotonic clock
	 */
	record Assignment(String command, Instant since, long givenNanos) {

		private static final int MAX_COMMAND_LENGTH = 200;

		Assignment {
			if (command.length() > MAX_COMMAND_LENGTH) {
				command = command.substring(0, MAX_COMMAND_LENGTH) + "…";
			}
		}

	}

}
