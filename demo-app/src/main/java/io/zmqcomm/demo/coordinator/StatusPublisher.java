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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

	private static final String SOCKET = "status";

	private static final Logger logger = LoggerFactory.getLogger(StatusPublisher.class);

	private final ZmqTemplate zmq;

	StatusPublisher(ZmqTemplate zmq) {
		this.zmq = zmq;
	}

	@Override
	public void accept(TaskEvent event) {
		publish(TaskEvent.TOPIC + event.job(), event);
	}

	void publish(ClusterStatus status) {
		publish(ClusterStatus.TOPIC, status);
	}

	// Whoever changes a task goes on, whatever becomes of the news.
	private void publish(String topic, Object payload) {
		try {
			this.zmq.publish(SOCKET, topic, payload);
		}
		catch (RuntimeException ex) {
			logger.warn("Nothing is published under {}: {}", topic, ex.toString());
		}
	}

}
