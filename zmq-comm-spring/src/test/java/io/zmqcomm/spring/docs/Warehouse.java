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
import org.springframework.stereotype.Component;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.template.ZmqOperations;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class Warehouse {

	@Bean
	static ZmqSocketDefinition stock() {
		return ZmqSocketDefinition.of("stock", SocketType.REQ).withConnect("inproc://stock");
	}

	@ZmqReply(bind = "inproc://stock")
	String level(String item) {
		return item + ": 7";
	}

	static String level(ZmqOperations zmq, String item) {
		return zmq.request("stock", item, String.class);
	}

}
