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

import java.util.function.Function;

import org.springframework.integration.dsl.MessageHandlerSpec;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;

import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.integration.outbound.ZmqMessageHandler;

/**
 * Configures a {@link ZmqMessageHandler} in a flow.
 */
public class ZmqMessageHandlerSpec extends MessageHandlerSpec<ZmqMessageHandlerSpec, ZmqMessageHandler> {

	protected ZmqMessageHandlerSpec(ZmqSocketReference socket) {
		this.target = new ZmqMessageHandler(socket);
	}

	/**
	 * Set the topic of all messages.
	 * @param topic the topic
	 * @return this spec
	 */
	public ZmqMessageHandlerSpec topic(String topic) {
		this.target.setTopic(topic);
		return this;
	}

	/**
	 * Set the expression that yields a message's topic.
	 * @param topicExpression evaluated against the message
	 * @return this spec
	 */
	public ZmqMessageHandlerSpec topicExpression(String topicExpression) {
		this.target.setTopicExpression(PARSER.parseExpression(topicExpression));
		return this;
	}

	/**
	 * Set what yields a message's topic.
	 * @param topicFunction given the message
	 * @param <P> type of the payload
	 * @return this spec
	 */
	public <P> ZmqMessageHandlerSpec topicFunction(Function<Message<P>, String> topicFunction) {
		this.target.setTopicExpression(new FunctionExpression<>(topicFunction));
		return this;
	}

	/**
	 * Set what makes frames of payloads; octets, text and JSON by default.
	 * @param converter the converter
	 * @return this spec
	 */
	public ZmqMessageHandlerSpec messageConverter(MessageConverter converter) {
		this.target.setMessageConverter(converter);
		return this;
	}

}
