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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.demo.DemoProperties;
import io.zmqcomm.demo.job.JobLimits;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.protocol.CoordinatorMessage;
import io.zmqcomm.demo.protocol.WorkerMessage;
import io.zmqcomm.demo.protocol.WorkerMessage.Goodbye;
import io.zmqcomm.demo.protocol.WorkerMessage.Heartbeat;
import io.zmqcomm.demo.protocol.WorkerMessage.Result;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * Tests for {@link WorkerNode}, with a ROUTER of the test as its coordinator.
 */
@Timeout(60)
class WorkerNodeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final TaskId TASK = new TaskId("job", 0);

	private final JsonMapper json = new JsonMapper();

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final ZmqSockets sockets = new ZmqSockets(this.zmq);

	private ZmqSocket coordinator = this.zmq.createSocket(SocketType.ROUTER);

	private @Nullable RoutingId peer;

	private WorkerNode worker;

	@BeforeEach
	void start() {
		this.coordinator.bind("tcp://127.0.0.1:*");
		this.sockets.start();
		DemoProperties properties = new DemoProperties("tcp://127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1",
				Path.of("unused"), DataSize.ofMegabytes(1), Duration.ofMillis(100), Duration.ofSeconds(5),
				Duration.ofMinutes(1), 1, 1, List.of("localhost"),
				new JobLimits(DataSize.ofMegabytes(1), 1, 1, PATIENCE, PATIENCE, 1, DataSize.ofMegabytes(1)),
				new DemoProperties.Worker("w", 1, 2, DataSize.ofKilobytes(64), Duration.ofSeconds(1)));
		this.worker = new WorkerNode("w", endpoint(), properties, this.sockets, this.json, new CommandRunner(1000));
		this.worker.start();
	}

	@AfterEach
	void close() {
		if (!this.sockets.names().isEmpty()) {
			this.worker.prepareStop();
			this.worker.stop(0);
		}
		this.sockets.destroy();
		this.zmq.close();
	}

	@Test
	void tellsItsSlotsAndItsTasks() throws Exception {
		Assertions.assertThat(await(Heartbeat.class, (heartbeat) -> true).slots()).isEqualTo(2);
		assign("sleep 300");
		Assertions.assertThat(await(Heartbeat.class, (heartbeat) -> !heartbeat.tasks().isEmpty()).tasks())
			.containsExactly(TASK);
	}

	@Test
	void repeatsAResultUntilItIsAcknowledged() throws Exception {
		await(Heartbeat.class, (heartbeat) -> true);
		assign("echo once");
		Result first = await(Result.class, (result) -> true);
		Assertions.assertThat(first.result().output()).isEqualTo("once\n");
		Assertions.assertThat(await(Result.class, (result) -> true)).isEqualTo(first);
		send(new CoordinatorMessage.Acknowledge(TASK));
		await(Heartbeat.class, (heartbeat) -> heartbeat.tasks().isEmpty());
	}

	@Test
	void bringsAResultToTheNextCoordinator() throws Exception {
		await(Heartbeat.class, (heartbeat) -> true);
		assign("sleep 0.2; echo kept");
		String endpoint = endpoint();
		this.coordinator.close();
		this.coordinator = this.zmq.createSocket(SocketType.ROUTER).bind(endpoint);
		Assertions.assertThat(await(Heartbeat.class, (heartbeat) -> true).tasks()).containsExactly(TASK);
		Assertions.assertThat(await(Result.class, (result) -> true).result().output()).isEqualTo("kept\n");
	}

	@Test
	void runsATaskOnceThatIsAssignedTwice() throws Exception {
		await(Heartbeat.class, (heartbeat) -> true);
		assign("echo $$");
		Result first = await(Result.class, (result) -> true);
		assign("echo $$");
		Assertions.assertThat(await(Result.class, (result) -> true)).isEqualTo(first);
	}

	@Test
	void handsBackWhatItCannotFinishInTime() throws Exception {
		await(Heartbeat.class, (heartbeat) -> true);
		assign("sleep 300");
		await(Heartbeat.class, (heartbeat) -> !heartbeat.tasks().isEmpty());
		Assertions.assertThat(this.worker.busy()).isEqualTo(1);
		this.worker.prepareStop();
		await(Heartbeat.class, (heartbeat) -> heartbeat.slots() == 0);
		this.worker.stop(0);
		await(Goodbye.class, (goodbye) -> true);
	}

	private String endpoint() {
		return this.coordinator.boundEndpoints().get(0);
	}

	private void assign(String command) {
		send(new CoordinatorMessage.Assign(TASK, command, PATIENCE));
	}

	private void send(CoordinatorMessage message) {
		ZmqMessage frames = ZmqMessage.of(this.json.writeValueAsBytes(message));
		RoutingId to = Objects.requireNonNull(this.peer, "no message was received before");
		Assertions.assertThat(this.coordinator.trySendTo(to, frames)).isEqualTo(SendOutcome.ACCEPTED);
	}

	private <T extends WorkerMessage> T await(Class<T> type, Predicate<T> condition) throws InterruptedException {
		while (true) {
			ZmqMessage received = this.coordinator.receive(PATIENCE).orElseThrow();
			this.peer = received.peer().routingId();
			WorkerMessage message = this.json.readValue(received.bytes(0), WorkerMessage.class);
			if (type.isInstance(message) && condition.test(type.cast(message))) {
				return type.cast(message);
			}
		}
	}

}
