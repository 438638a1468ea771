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

package io.zmqcomm.demo.monitor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.zmqcomm.demo.DemoProperties;
import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.protocol.ClusterStatus;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.TaskEvent;
import io.zmqcomm.spring.annotation.ZmqSubscriber;

/**
 * Knows the cluster by what its coordinator publishes, and by nothing else. Any thread.
 */
@Component
@Profile(Roles.MONITOR)
public class StatusMonitor {

	private static final int RECENT_LIMIT = 100;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<TaskEvent> recent = new ArrayDeque<>();

	private final long timeoutNanos;

	private final LongSupplier nanoClock;

	private @Nullable ClusterStatus status;

	private long heardNanos;

	@Autowired
	StatusMonitor(DemoProperties properties) {
		this(properties.workerTimeout().toNanos(), System::nanoTime);
	}

	StatusMonitor(long timeoutNanos, LongSupplier nanoClock) {
		this.timeoutNanos = timeoutNanos;
		this.nanoClock = nanoClock;
	}

	@ZmqSubscriber(socket = "status-feed", topics = ClusterStatus.TOPIC)
	void onStatus(ClusterStatus status) {
		this.lock.lock();
		try {
			this.status = status;
			this.heardNanos = this.nanoClock.getAsLong();
		}
		finally {
			this.lock.unlock();
		}
	}

	@ZmqSubscriber(socket = "status-feed", topics = TaskEvent.TOPIC)
	void onTask(TaskEvent event) {
		this.lock.lock();
		try {
			this.recent.addFirst(event);
			if (this.recent.size() > RECENT_LIMIT) {
				this.recent.removeLast();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what is known now. If the coordinator is silent for too long, it is shown as
	 * lost, and the rest as it was when it was last heard.
	 * @return a snapshot
	 */
	public ClusterOverview overview() {
		this.lock.lock();
		try {
			if (this.status == null) {
				return new ClusterOverview(null, List.of(), Map.of(), List.copyOf(this.recent));
			}
			boolean silent = this.nanoClock.getAsLong() - this.heardNanos > this.timeoutNanos;
			List<Node> nodes = this.status.nodes()
				.stream()
				.map((node) -> (silent && node.role() == Node.Role.COORDINATOR) ? node.lost() : node)
				.toList();
			return new ClusterOverview(this.status.at(), nodes, this.status.tasks(), List.copyOf(this.recent));
		}
		finally {
			this.lock.unlock();
		}
	}

}
