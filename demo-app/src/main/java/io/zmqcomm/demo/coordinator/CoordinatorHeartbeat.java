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

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

import org.springframework.context.annotation.Profile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.protocol.Node;

/**
 * What the coordinator does at every heartbeat of its own: looks for lost workers and
 * publishes the state of the cluster.
 */
@Component
@Profile(Roles.COORDINATOR)
class CoordinatorHeartbeat {

	private final String id = UUID.randomUUID().toString();

	private final Scheduler scheduler;

	private final StatusPublisher publisher;

	CoordinatorHeartbeat(Scheduler scheduler, StatusPublisher publisher) {
		this.scheduler = scheduler;
		this.publisher = publisher;
	}

	@Scheduled(fixedRateString = "${demo.heartbeat-interval}")
	void beat() {
		this.scheduler.checkWorkers();
		Node self = new Node(this.id, "coordinator", Node.Role.COORDINATOR, Node.State.LIVE, 0,
				InstantSource.system().instant(), List.of());
		this.publisher.publish(this.scheduler.status(self));
	}

}
