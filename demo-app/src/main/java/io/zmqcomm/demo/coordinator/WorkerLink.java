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

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.protocol.CoordinatorMessage;
import io.zmqcomm.demo.protocol.WorkerMessage;
import io.zmqcomm.spring.config.ZmqSocketReader;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * Joins the {@link Scheduler} to the ROUTER {@code workers}. Unlike a PUSH, which would
 * queue tasks for workers that are busy or dead, it sends to the one worker that the
 * scheduler has chosen, and says so if that worker is gone.
 */
@Component
@Profile(Roles.COORDINATOR)
class WorkerLink implements SmartLifecycle {

	private static final String SOCKET = "workers";

	private static final Duration DRAIN_TIME = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(WorkerLink.class);

	private final Scheduler scheduler;

	private final JsonMapper json;

	private final ZmqSocketReader reader;

	private volatile boolean running;

	WorkerLink(Scheduler scheduler, ZmqSockets sockets, JsonMapper json) {
		this.scheduler = scheduler;
		this.json = json;
		this.reader = sockets.reader(SOCKET, SOCKET, List.of(), Dispatch.worker(), this::receive);
	}

	@Override
	public void start() {
		this.reader.start();
		this.running = true;
	}

	/**
	 * Handles what was read and closes the socket: workers keep their results and come
	 * back to the next coordinator.
	 */
	@Override
	public void stop() {
		this.reader.drain(DRAIN_TIME);
		this.running = false;
		this.reader.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Starts before the workers of this process and stops after them. */
	@Override
	public int getPhase() {
		return 0;
	}

	private void receive(MessageView view) {
		ZmqMessage message = view.copy();
		RoutingId peer = message.peer().routingId();
		if (peer == null) {
			throw new IllegalStateException("message without routing id (expected: a ROUTER's)");
		}
		try {
			dispatch(this.json.readValue(message.bytes(0), WorkerMessage.class), (answer) -> send(peer, answer));
		}
		catch (JacksonException ex) {
			logger.warn("A message from {} is ignored: {}", message.peer().remoteAddress(), ex.getOriginalMessage());
		}
	}

	private void dispatch(WorkerMessage message, WorkerRoute route) {
		if (message instanceof WorkerMessage.Heartbeat heartbeat) {
			this.scheduler.onHeartbeat(heartbeat, route);
		}
		else if (message instanceof WorkerMessage.Result result) {
			this.scheduler.onResult(result, route);
		}
		else if (message instanceof WorkerMessage.Goodbye goodbye) {
			this.scheduler.onGoodbye(goodbye);
		}
	}

	private boolean send(RoutingId peer, CoordinatorMessage message) {
		try {
			return this.running && this.reader.socket()
				.trySendTo(peer, ZmqMessage.of(this.json.writeValueAsBytes(message)))
				.isAccepted();
		}
		catch (IllegalStateException ex) {
			logger.debug("The socket of the workers is closed", ex);
			return false;
		}
	}

}
