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

package io.zmqcomm.spring.integration.outbound;

import java.lang.reflect.Type;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.template.ZmqTemplate;

/**
 * Outbound gateway: sends each message's payload as a request over the communicator's
 * pool to an endpoint of a REQ socket, and its answer to the output channel. With
 * {@link #setAsync(boolean)} no thread waits for the answer.
 * <p>
 * An error reply of the server becomes a
 * {@link io.zmqcomm.spring.template.ZmqRemoteException}. Any thread but an event loop.
 */
public class ZmqOutboundGateway extends AbstractReplyProducingMessageHandler {

	private final ZmqSocketReference socket;

	private ZmqMessageConverter converter = ZmqMessageConverter.create();

	private @Nullable Duration requestTimeout;

	private ParameterizedTypeReference<Object> replyType = ParameterizedTypeReference.forType(byte[].class);

	private @Nullable ZmqTemplate template;

	/**
	 * Create a gateway.
	 * @param socket the REQ whose endpoints are asked
	 */
	public ZmqOutboundGateway(ZmqSocketReference socket) {
		this.socket = socket;
	}

	/**
	 * Set how long a request may take, the communicator's request timeout by default.
	 * @param requestTimeout more than zero
	 */
	public void setRequestTimeout(Duration requestTimeout) {
		Assert.isTrue(!requestTimeout.isNegative() && !requestTimeout.isZero(),
				() -> "'requestTimeout' %s (expected: more than zero)".formatted(requestTimeout));
		this.requestTimeout = requestTimeout;
	}

	/**
	 * Set what the payload of the answer is converted to, {@code byte[]} by default.
	 * @param replyType the type
	 */
	public void setReplyType(Type replyType) {
		this.replyType = ParameterizedTypeReference.forType(replyType);
	}

	/**
	 * Set what converts requests and answers; octets, text and JSON by default.
	 * @param converter the converter
	 */
	public void setMessageConverter(MessageConverter converter) {
		this.converter = ZmqMessageConverter.of(converter);
	}

	@Override
	public String getComponentType() {
		return "zmq:outbound-gateway";
	}

	@Override
	protected void doInit() {
		ZmqSockets sockets = this.socket.resolve(getBeanFactory());
		ZmqSocketDefinition definition = sockets.definition(this.socket.name());
		Assert.isTrue(definition.type() == SocketType.REQ,
				() -> "Socket '%s' is a %s (expected: a REQ)".formatted(definition.name(), definition.type()));
		ZmqTemplate requests = new ZmqTemplate(sockets, this.converter);
		if (this.requestTimeout != null) {
			requests.setRequestTimeout(this.requestTimeout);
		}
		this.template = requests;
	}

	@Override
	protected @Nullable Object handleRequestMessage(Message<?> requestMessage) {
		ZmqTemplate requests = this.template;
		Assert.state(requests != null, "The gateway is not initialised");
		if (isAsync()) {
			return requests.requestAsync(this.socket.name(), requestMessage, this.replyType);
		}
		return requests.request(this.socket.name(), requestMessage, this.replyType);
	}

}
