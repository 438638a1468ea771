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

import java.util.function.Consumer;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.protocol.ClusterStatus;
import io.zmqcomm.demo.protocol.TaskEvent;
import io.zmqcomm.spring.template.ZmqTemplate;

/**
 * Publishes what happens, on the socket {@code status}. A PUB never blocks: a subscriber
 * that is too slow misses some.
 */
@Component
@Profile(Roles.COORDINATOR)
class StatusPublisher implements Consumer<TaskEvent> {

	static final String SOCKET = "status";

	private final ZmqTemplate zmq;

	StatusPublisher(ZmqTemplate zmq) {
		this.zmq = zmq;
	}

	@Override
	public void accept(TaskEvent event) {
		this.zmq.publish(SOCKET, TaskEvent.TOPIC + event.job(), event);
	}

	void publish(ClusterStatus status) {
		this.zmq.publish(SOCKET, ClusterStatus.TOPIC, status);
	}

}
