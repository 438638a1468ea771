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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.zmqcomm.spring.config.ZmqSocketStatus;
import io.zmqcomm.spring.config.ZmqSocketStatus.State;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * {@link HealthIndicator} for the named sockets: down if one of them could not be bound
 * or connected, with the state, the endpoints and the number of peers of each as details.
 * There is no broker that could be away, so a socket without peers is healthy. Asking
 * opens no socket and never blocks.
 */
public class ZmqHealthIndicator extends AbstractHealthIndicator {

	private final ZmqSockets sockets;

	public ZmqHealthIndicator(ZmqSockets sockets) {
		super("ZeroMQ health check failed");
		this.sockets = sockets;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<ZmqSocketStatus> statuses = this.sockets.statuses();
		boolean failed = statuses.stream().anyMatch((status) -> status.state() == State.FAILED);
		builder.status(failed ? Status.DOWN : Status.UP);
		statuses.forEach((status) -> builder.withDetail(status.name(), describe(status)));
	}

	private Map<String, Object> describe(ZmqSocketStatus status) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("type", status.type());
		details.put("state", status.state());
		details.put("bound", status.bound());
		details.put("connected", status.connected());
		details.put("peers", status.peers());
		Throwable error = status.lastError();
		if (error != null) {
			details.put("error", error.getClass().getName() + ": " + error.getMessage());
		}
		return details;
	}

}
