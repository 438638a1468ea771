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

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.DemoProperties;
import io.zmqcomm.demo.Roles;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * The workers of this process.
 */
@Component
@Profile(Roles.WORKER)
class Workers implements SmartLifecycle {

	/** The coordinator's socket, if it is in this process too. */
	private static final String COORDINATOR = "workers";

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private final DemoProperties properties;

	private final ZmqSockets sockets;

	private final JsonMapper json;

	private final List<WorkerNode> nodes = new ArrayList<>();

	Workers(DemoProperties properties, ZmqSockets sockets, JsonMapper json) {
		this.properties = properties;
		this.sockets = sockets;
		this.json = json;
	}

	@Override
	public void start() {
		DemoProperties.Worker worker = this.properties.worker();
		String name = (worker.name() != null) ? worker.name() : processName();
		CommandRunner runner = new CommandRunner((int) worker.outputLimit().toBytes());
		for (int i = 1; i <= worker.count(); i++) {
			WorkerNode node = new WorkerNode((worker.count() > 1) ? name + "-" + i : name, coordinator(),
					this.properties, this.sockets, this.json, runner);
			node.start();
			this.nodes.add(node);
		}
	}

	// A coordinator in this process may have been given a free port.
	private String coordinator() {
		return this.sockets.contains(COORDINATOR) ? this.sockets.get(COORDINATOR).boundEndpoints().get(0)
				: this.properties.workerEndpoint();
	}

	private static String processName() {
		long pid = ProcessHandle.current().pid();
		try {
			return InetAddress.getLocalHost().getHostName() + "-" + pid;
		}
		catch (UnknownHostException ex) {
			return "worker-" + pid;
		}
	}

	@Override
	public void stop() {
		this.nodes.forEach(WorkerNode::prepareStop);
		int busy = this.nodes.stream().mapToInt(WorkerNode::busy).sum();
		if (busy > 0) {
			logger.info("Waiting for running commands ({}); they are killed in {} s and run again later", busy,
					this.properties.worker().stopTimeout().toSeconds());
		}
		long deadline = System.nanoTime() + this.properties.worker().stopTimeout().toNanos();
		this.nodes.forEach((node) -> node.stop(deadline - System.nanoTime()));
		this.nodes.clear();
	}

	@Override
	public boolean isRunning() {
		return !this.nodes.isEmpty();
	}

	/** Stops before the coordinator of this process, so that it can hand tasks back. */
	@Override
	public int getPhase() {
		return 1000;
	}

}
