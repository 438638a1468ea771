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

package io.zmqcomm.spring.listener;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.endpoint.IntegrationConsumer;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;

/**
 * Shows a listener method in Spring Integration's graph, behind its adapter. Immutable.
 */
public final class ListenerConsumer implements IntegrationConsumer {

	private final String name;

	private final MessageChannel inputChannel;

	private final MessageHandler handler;

	ListenerConsumer(String name, MessageChannel inputChannel, MessageHandler handler) {
		this.name = name;
		this.inputChannel = inputChannel;
		this.handler = handler;
	}

	@Override
	public MessageChannel getInputChannel() {
		return this.inputChannel;
	}

	@Override
	public @Nullable MessageChannel getOutputChannel() {
		return null;
	}

	@Override
	public MessageHandler getHandler() {
		return this.handler;
	}

	@Override
	public String getComponentName() {
		return this.name;
	}

	@Override
	public String getComponentType() {
		return "zmq:listener";
	}

}
