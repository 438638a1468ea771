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

package io.zmqcomm.demo.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;

/**
 * Tests for the JSON of what the roles tell each other.
 */
class ProtocolJsonTests {

	private final JsonMapper json = new JsonMapper();

	private final TaskId task = new TaskId("job", 3);

	@Test
	void workerMessagesComeBack() {
		assertComesBack(new WorkerMessage.Heartbeat("id", "name", 2, List.of(this.task)), WorkerMessage.class);
		assertComesBack(new WorkerMessage.Result("id", "name", this.task,
				new TaskResult(TaskState.TIMED_OUT, 124, "out\n", true, 30_001)), WorkerMessage.class);
		assertComesBack(new WorkerMessage.Goodbye("id"), WorkerMessage.class);
	}

	@Test
	void coordinatorMessagesComeBack() {
		assertComesBack(new CoordinatorMessage.Assign(this.task, "expr 1 + 1", Duration.ofMillis(1500)),
				CoordinatorMessage.class);
		assertComesBack(new CoordinatorMessage.Acknowledge(this.task), CoordinatorMessage.class);
	}

	@Test
	void statusComesBackAndUsesTheWordsOfUsers() {
		Instant at = Instant.parse("2026-01-02T03:04:05Z");
		Node node = new Node("id", "worker-1", Node.Role.WORKER, Node.State.STOPPING, 1, at,
				List.of(new Node.RunningTask("job", 3, "sleep 1", at)));
		ClusterStatus status = new ClusterStatus(at, List.of(node), Map.of(TaskState.TIMED_OUT, 2));
		assertComesBack(status, ClusterStatus.class);
		Assertions.assertThat(this.json.writeValueAsString(status))
			.contains("\"tasks\":{\"timed-out\":2}")
			.contains("\"role\":\"worker\",\"state\":\"stopping\"")
			.contains("\"lastHeartbeat\":\"2026-01-02T03:04:05Z\"");
		assertComesBack(new TaskEvent(at, "job", 3, TaskState.FAILED, null, null), TaskEvent.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "{\"type\":\"shutdown\"}", "{\"type\":\"heartbeat\"}",
			"{\"type\":\"heartbeat\",\"worker\":\"w\",\"name\":\"w\",\"slots\":-1,\"tasks\":[]}",
			"{\"type\":\"result\",\"worker\":\"w\",\"name\":\"w\",\"task\":{\"job\":\"j\",\"index\":0},"
					+ "\"result\":{\"state\":\"running\",\"output\":\"\",\"truncated\":false,\"durationMs\":1}}" })
	void wrongMessagesAreRefused(String text) {
		Assertions.assertThatThrownBy(() -> this.json.readValue(text, WorkerMessage.class))
			.isInstanceOf(JacksonException.class);
	}

	private <T> void assertComesBack(T value, Class<T> type) {
		Assertions.assertThat(this.json.readValue(this.json.writeValueAsBytes(value), type)).isEqualTo(value);
	}

}
