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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.ClusterStatus;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.TaskEvent;

/**
 * Tests for {@link StatusMonitor}.
 */
class StatusMonitorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private Duration now = Duration.ofDays(1);

	private final StatusMonitor monitor = new StatusMonitor(TIMEOUT.toNanos(), () -> this.now.toNanos());

	@Test
	void showsNothingBeforeTheCoordinatorIsHeard() {
		ClusterOverview overview = this.monitor.overview();
		Assertions.assertThat(overview.asOf()).isNull();
		Assertions.assertThat(overview.nodes()).isEmpty();
	}

	@Test
	void showsACoordinatorThatIsSilentAsLost() {
		this.monitor.onStatus(status());
		this.now = this.now.plus(TIMEOUT);
		Assertions.assertThat(this.monitor.overview().nodes())
			.extracting(Node::state)
			.containsExactly(Node.State.LIVE, Node.State.LIVE);
		this.now = this.now.plusNanos(1);
		Assertions.assertThat(this.monitor.overview().nodes())
			.extracting(Node::state)
			.containsExactly(Node.State.LOST, Node.State.LIVE);
		this.monitor.onStatus(status());
		Assertions.assertThat(this.monitor.overview().nodes().get(0).state()).isEqualTo(Node.State.LIVE);
	}

	@Test
	void keepsTheLatestEventsNewestFirst() {
		for (int i = 0; i < 150; i++) {
			this.monitor.onTask(new TaskEvent(Instant.EPOCH, "job", i, TaskState.RUNNING, null, "worker"));
		}
		Assertions.assertThat(this.monitor.overview().recent())
			.hasSize(100)
			.extracting(TaskEvent::index)
			.startsWith(149, 148)
			.endsWith(50);
	}

	private static ClusterStatus status() {
		return new ClusterStatus(Instant.EPOCH, List.of(node(Node.Role.COORDINATOR), node(Node.Role.WORKER)), Map.of());
	}

	private static Node node(Node.Role role) {
		return new Node(role.toString(), role.toString(), role, Node.State.LIVE, 1, Instant.EPOCH, List.of());
	}

}
