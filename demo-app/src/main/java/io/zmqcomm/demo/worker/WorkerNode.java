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

package io.zmqcomm.demo.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.demo.DemoProperties;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.protocol.CoordinatorMessage;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Assign;
import io.zmqcomm.demo.protocol.WorkerMessage;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReader;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * One worker: a DEALER to the coordinator, a thread that sends heartbeats, and a thread
 * for each slot. Keeps a result until the coordinator acknowledges it, so a result
 * outlives a lost connection and a coordinator that is restarted. Lives once: started and
 * stopped by one thread.
 */
final class WorkerNode {

	private static final Logger logger = LoggerFactory.getLogger(WorkerNode.class);

	private static final Duration ACKNOWLEDGE_TIME = Duration.ofSeconds(1);

	private final String id = UUID.randomUUID().toString();

	private final String name;

	private final String coordinator;

	private final String socketName;

	private final DemoProperties properties;

	private final ZmqSockets sockets;

	private final JsonMapper json;

	private final CommandRunner runner;

	private final ZmqSocketReader reader;

	private final ExecutorService slots;

	private final Thread heartbeat;

	private final ReentrantLock lock = new ReentrantLock();

	/** Signalled when a task is forgotten. */
	private final Condition settled = this.lock.newCondition();

	/** The tasks that this worker has; guarded by the lock. */
	private final Map<TaskId, Progress> tasks = new LinkedHashMap<>();

	private volatile boolean stopping;

	WorkerNode(String name, String coordinator, DemoProperties properties, ZmqSockets sockets, JsonMapper json,
			CommandRunner runner) {
		this.name = name;
		this.coordinator = coordinator;
		this.socketName = "coordinator of " + name;
		this.properties = properties;
		this.sockets = sockets;
		this.json = json;
		this.runner = runner;
		// Nothing is queued for a coordinator that is away: what counts is sent again
		sockets.add(ZmqSocketDefinition.of(this.socketName, SocketType.DEALER)
			.withConnect(coordinator)
			.withOptions((options) -> options.immediate(true)));
		this.reader = sockets.reader(this.socketName, this.socketName, List.of(), Dispatch.worker(), this::receive);
		this.slots = Executors.newFixedThreadPool(properties.worker().slots(), (task) -> new Thread(task, name));
		this.heartbeat = new Thread(this::beat, name + "-heartbeat");
	}

	void start() {
		this.reader.start();
		this.heartbeat.start();
		logger.info("Worker {} looks for its coordinator at {}", this.name, this.coordinator);
	}

	// Begins to stop: takes no more tasks, and says so.
	void prepareStop() {
		this.stopping = true;
		this.slots.shutdown();
		send(heartbeat());
	}

	// Returns how many commands are not over yet.
	int busy() {
		this.lock.lock();
		try {
			return (int) this.tasks.values().stream().filter((progress) -> progress.result == null).count();
		}
		finally {
			this.lock.unlock();
		}
	}

	// Lets commands run on for so long, kills the rest and hands their tasks back.
	void stop(long waitNanos) {
		try {
			if (!this.slots.awaitTermination(waitNanos, TimeUnit.NANOSECONDS)) {
				logger.info("Worker {} kills its commands and hands them back", this.name);
				this.slots.shutdownNow();
				this.slots.awaitTermination(5, TimeUnit.SECONDS);
			}
			awaitAcknowledgements();
			this.heartbeat.interrupt();
			this.heartbeat.join();
		}
		catch (InterruptedException ex) {
			this.slots.shutdownNow();
			this.heartbeat.interrupt();
			Thread.currentThread().interrupt();
		}
		send(new WorkerMessage.Goodbye(this.id));
		this.reader.close();
		this.sockets.remove(this.socketName);
	}

	// Gives the coordinator, if it is there, the time to take the last results.
	private void awaitAcknowledgements() throws InterruptedException {
		long remaining = ACKNOWLEDGE_TIME.toNanos();
		this.lock.lock();
		try {
			while (!this.tasks.isEmpty() && remaining > 0) {
				remaining = this.settled.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void receive(MessageView view) {
		try {
			CoordinatorMessage message = this.json.readValue(view.copy().bytes(0), CoordinatorMessage.class);
			if (message instanceof Assign assign) {
				accept(assign);
			}
			else if (message instanceof CoordinatorMessage.Acknowledge acknowledged) {
				forget(acknowledged.task());
			}
		}
		catch (JacksonException ex) {
			logger.warn("A message from {} is ignored: {}", view.peer().remoteAddress(), ex.getOriginalMessage());
		}
	}

	private void accept(Assign assign) {
		this.lock.lock();
		try {
			if (this.stopping || this.tasks.containsKey(assign.task())) {
				return;
			}
			this.tasks.put(assign.task(), new Progress());
			this.slots.execute(() -> run(assign));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run(Assign assign) {
		TaskResult result;
		try {
			result = this.runner.run(assign.command(), assign.timeout());
		}
		catch (InterruptedException ex) {
			forget(assign.task());
			return;
		}
		this.lock.lock();
		try {
			Progress progress = this.tasks.get(assign.task());
			if (progress != null) {
				progress.result = result;
			}
		}
		finally {
			this.lock.unlock();
		}
		send(new WorkerMessage.Result(this.id, this.name, assign.task(), result));
	}

	private void forget(TaskId task) {
		this.lock.lock();
		try {
			this.tasks.remove(task);
			this.settled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void beat() {
		Duration interval = this.properties.heartbeatInterval();
		try {
			while (true) {
				if (sendHeartbeat() != SendOutcome.NO_PEER
						|| !this.sockets.get(this.socketName).awaitPeers(1, interval)) {
					TimeUnit.NANOSECONDS.sleep(interval.toNanos());
				}
			}
		}
		catch (InterruptedException ex) {
			logger.debug("Worker {} has ended its heartbeat", this.name);
		}
	}

	private SendOutcome sendHeartbeat() {
		try {
			SendOutcome outcome = send(heartbeat());
			unacknowledged().forEach(this::send);
			return outcome;
		}
		catch (RuntimeException ex) {
			logger.error("Worker {} could not send a heartbeat", this.name, ex);
			return SendOutcome.CLOSED;
		}
	}

	private WorkerMessage.Heartbeat heartbeat() {
		this.lock.lock();
		try {
			return new WorkerMessage.Heartbeat(this.id, this.name, this.stopping ? 0 : this.properties.worker().slots(),
					new ArrayList<>(this.tasks.keySet()));
		}
		finally {
			this.lock.unlock();
		}
	}

	// Returns the results that have been waiting for an acknowledgement since the last
	// heartbeat.
	private List<WorkerMessage> unacknowledged() {
		List<WorkerMessage> results = new ArrayList<>();
		this.lock.lock();
		try {
			this.tasks.forEach((task, progress) -> {
				if (progress.result != null && progress.seenByHeartbeat) {
					results.add(new WorkerMessage.Result(this.id, this.name, task, progress.result));
				}
				progress.seenByHeartbeat = progress.result != null;
			});
		}
		finally {
			this.lock.unlock();
		}
		return results;
	}

	private SendOutcome send(WorkerMessage message) {
		return this.sockets.get(this.socketName).trySend(ZmqMessage.of(this.json.writeValueAsBytes(message)));
	}

	/**
	 * How far a task is.
	 */
	private static final class Progress {

		@Nullable TaskResult result;

		boolean seenByHeartbeat;

	}

}
