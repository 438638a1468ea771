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

package io.zmqcomm.spring.docs;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.config.ZmqSocketDefinition;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Configuration
@EnableZmq
class AppConfig {

	@Bean
	ZmqCommunicator zmq() {
		return ZmqCommunicator.create();
	}

	@Bean
	ZmqSocketDefinition ticks() {
		return ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://*:5557");
	}

	@Bean
	ZmqSocketDefinition pricer() {
		return ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://pricing:5558");
	}

}
