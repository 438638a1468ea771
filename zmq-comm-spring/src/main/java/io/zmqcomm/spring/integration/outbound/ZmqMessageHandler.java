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

import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.integration.expression.ExpressionUtils;
import org.springframework.integration.handler.AbstractMessageHandler;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * Outbound channel adapter: sends each message's payload on a socket, after a topic if
 * there is one. The topic is the handler's, else on a PUB or XPUB the header
 * {@link ZmqHeaders#TOPIC}. On a ROUTER the receiver is the header
 * {@link ZmqHeaders#ROUTING_ID}.
 * <p>
 * A message that the socket does not accept within its send timeout fails with
 * {@link MessageDeliveryException}. Accepted means queued, never delivered. Any thread
 * but an event loop.
 */
public class ZmqMessageHandler extends AbstractMessageHandler {

	private final ZmqSocketReference socket;

	private ZmqMessageConverter converter = ZmqMessageConverter.create();

	private @Nullable Expression topicExpression;

	private @Nullable EvaluationContext evaluationContext;

	private @Nullable ZmqSockets sockets;

	private boolean publishing;

	/**
	 * Create a handler.
	 * @param socket the socket to send on
	 */
	public ZmqMessageHandler(ZmqSocketReference socket) {
		this.socket = socket;
	}

	/**
	 * Set the topic of all messages.
	 * @param topic the topic
	 */
	public void setTopic(String topic) {
		setTopicExpression(new LiteralExpression(topic));
	}

	/**
	 * Set what yields the topic of a message; {@code null} is no topic.
	 * @param topicExpression evaluated against the message
	 */
	public void setTopicExpression(Expression topicExpression) {
		this.topicExpression = topicExpression;
	}

	/**
	 * Set what makes frames of payloads; octets, text and JSON by default.
	 * @param converter the converter
	 */
	public void setMessageConverter(MessageConverter converter) {
		this.converter = ZmqMessageConverter.of(converter);
	}

	@Override
	public String getComponentType() {
		return "zmq:outbound-channel-adapter";
	}

	@Override
	protected void onInit() {
		super.onInit();
		ZmqSockets resolved = this.socket.resolve(getBeanFactory());
		ZmqSocketDefinition definition = resolved.definition(this.socket.name());
		Assert.isTrue(definition.type().canSend() && definition.type() != SocketType.REQ,
				() -> "Socket '%s' is a %s, so no messages can be sent on it".formatted(definition.name(),
						definition.type()));
		resolved.openAtStart(definition.name());
		this.publishing = definition.type() == SocketType.PUB || definition.type() == SocketType.XPUB;
		this.sockets = resolved;
		this.evaluationContext = ExpressionUtils.createStandardEvaluationContext(getBeanFactory());
	}

	@Override
	protected void handleMessageInternal(Message<?> message) {
		ZmqSockets resolved = this.sockets;
		Assert.state(resolved != null, "The handler is not initialised");
		ZmqSocket target = resolved.get(this.socket.name());
		ZmqMessage frames = this.converter.toFrames(message.getPayload(), topic(message), message.getHeaders());
		SendOutcome outcome;
		try {
			outcome = send(target, frames, message);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MessageDeliveryException(message,
					"Interrupted while sending on socket '%s'".formatted(this.socket.name()), ex);
		}
		if (!outcome.isAccepted()) {
			throw new MessageDeliveryException(message,
					"Socket '%s' did not accept a message: %s".formatted(this.socket.name(), outcome));
		}
	}

	private SendOutcome send(ZmqSocket target, ZmqMessage frames, Message<?> message) throws InterruptedException {
		if (target.type() != SocketType.ROUTER) {
			return target.send(frames);
		}
		if (message.getHeaders().get(ZmqHeaders.ROUTING_ID) instanceof RoutingId peer) {
			return target.sendTo(peer, frames);
		}
		throw new MessageDeliveryException(message, "Socket '%s' is a ROUTER, and the message has no header '%s'"
			.formatted(this.socket.name(), ZmqHeaders.ROUTING_ID));
	}

	private @Nullable String topic(Message<?> message) {
		Expression expression = this.topicExpression;
		EvaluationContext context = this.evaluationContext;
		if (expression != null && context != null) {
			return expression.getValue(context, message, String.class);
		}
		return this.publishing ? message.getHeaders().get(ZmqHeaders.TOPIC, String.class) : null;
	}

}
