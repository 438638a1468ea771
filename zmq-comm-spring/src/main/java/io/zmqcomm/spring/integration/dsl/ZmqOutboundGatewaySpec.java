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

package io.zmqcomm.spring.integration.dsl;

import java.time.Duration;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.integration.dsl.MessageHandlerSpec;
import org.springframework.messaging.converter.MessageConverter;

import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.integration.outbound.ZmqOutboundGateway;

/**
 * Configures a {@link ZmqOutboundGateway} in a flow.
 */
public class ZmqOutboundGatewaySpec extends MessageHandlerSpec<ZmqOutboundGatewaySpec, ZmqOutboundGateway> {

	protected ZmqOutboundGatewaySpec(ZmqSocketReference socket) {
		this.target = new ZmqOutboundGateway(socket);
	}

	/**
	 * Set what the payload of the answer is converted to, {@code byte[]} by default.
	 * @param replyType the type
	 * @return this spec
	 */
	public ZmqOutboundGatewaySpec replyType(Class<?> replyType) {
		this.target.setReplyType(replyType);
		return this;
	}

	/**
	 * Set the generic type that the payload of the answer is converted to.
	 * @param replyType the type
	 * @return this spec
	 */
	public ZmqOutboundGatewaySpec replyType(ParameterizedTypeReference<?> replyType) {
		this.target.setReplyType(replyType.getType());
		return this;
	}

	/**
	 * Set how long a request may take, the communicator's request timeout by default.
	 * @param requestTimeout more than zero
	 * @return this spec
	 */
	public ZmqOutboundGatewaySpec requestTimeout(Duration requestTimeout) {
		this.target.setRequestTimeout(requestTimeout);
		return this;
	}

	/**
	 * Set whether the flow's thread goes on while the answer is awaited.
	 * @param async {@code false} by default
	 * @return this spec
	 */
	public ZmqOutboundGatewaySpec asynchronous(boolean async) {
		this.target.setAsync(async);
		return this;
	}

	/**
	 * Set what converts requests and answers; octets, text and JSON by default.
	 * @param converter the converter
	 * @return this spec
	 */
	public ZmqOutboundGatewaySpec messageConverter(MessageConverter converter) {
		this.target.setMessageConverter(converter);
		return this;
	}

}
