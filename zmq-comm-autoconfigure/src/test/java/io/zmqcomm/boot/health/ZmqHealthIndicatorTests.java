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

package io.zmqcomm.boot.health;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.spring.config.ZmqSocketStatus;
import io.zmqcomm.spring.config.ZmqSocketStatus.State;
import io.zmqcomm.spring.config.ZmqSockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ZmqHealthIndicator}.
 */
class ZmqHealthIndicatorTests {

	private final ZmqSockets sockets = mock(ZmqSockets.class);

	private final ZmqHealthIndicator indicator = new ZmqHealthIndicator(this.sockets);

	@Test
	void whenThereAreNoSocketsIsUp() {
		given(this.sockets.statuses()).willReturn(List.of());
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void whenSocketHasNoPeersIsUp() {
		given(this.sockets.statuses()).willReturn(List.of(new ZmqSocketStatus("feed", SocketType.SUB, State.RUNNING,
				List.of("tcp://[::]:1"), List.of("tcp://feed:5556"), 0, null)));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(Map.entry("feed", Map.of("type", SocketType.SUB, "state",
				State.RUNNING, "bound", List.of("tcp://[::]:1"), "connected", List.of("tcp://feed:5556"), "peers", 0)));
	}

	@Test
	void whenSocketIsNotOpenYetOrStoppedIsUp() {
		given(this.sockets.statuses()).willReturn(List.of(status("feed", State.CREATED), status("old", State.STOPPED)));
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void whenOneOfTwoSocketsFailedIsDownWithBothInDetails() {
		given(this.sockets.statuses()).willReturn(List.of(status("feed", State.RUNNING),
				new ZmqSocketStatus("ticks", SocketType.PUB, State.FAILED, List.of(), List.of(), 0,
						new ZmqBindException("address in use", "ticks", "tcp://127.0.0.1:5557", null))));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsOnlyKeys("feed", "ticks");
		assertThat(health.getDetails().get("ticks")).asString()
			.contains("state=FAILED", "error=io.zmqcomm.core.ZmqBindException: address in use");
	}

	private static ZmqSocketStatus status(String name, State state) {
		return new ZmqSocketStatus(name, SocketType.SUB, state, List.of(), List.of(), 0, null);
	}

}
