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
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Transformers;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.integration.dsl.Zmq;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Configuration
class Flows {

	@Bean
	IntegrationFlow relay(ZmqCommunicator zmq) {
		ZmqSocketDefinition feed = ZmqSocketDefinition.of("relayed", SocketType.SUB).withConnect("tcp://feed:5556");
		return IntegrationFlow.from(Zmq.inboundAdapter(zmq, feed).topics("GBPUSD.").id("relayIn"))
			.transform(Transformers.fromJson(Tick.class))
			.filter(Tick.class, (tick) -> tick.price() > 0)
			.handle(Zmq.outboundAdapter(zmq, "ticks").topicExpression("headers.zmq_topic"))
			.get();
	}

	@Bean
	IntegrationFlow asking(ZmqCommunicator zmq) {
		return IntegrationFlow.from("priceRequests")
			.handle(Zmq.outboundGateway(zmq, "pricer").replyType(Price.class))
			.get();
	}

}
