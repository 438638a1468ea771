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

import java.io.Serial;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;

import io.zmqcomm.spring.integration.inbound.FaultAware;

/**
 * A listener method threw, or could not be called with a message. Carries the message.
 */
public class ListenerExecutionFailedException extends MessagingException implements FaultAware {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean sendersFault;

	/**
	 * Create an exception for a method that threw.
	 * @param message the message that was to be handled
	 * @param description what failed
	 * @param cause why
	 */
	public ListenerExecutionFailedException(Message<?> message, String description, Throwable cause) {
		this(message, description, cause, false);
	}

	ListenerExecutionFailedException(Message<?> message, String description, Throwable cause, boolean sendersFault) {
		super(message, description, cause);
		this.sendersFault = sendersFault;
	}

	@Override
	public boolean isSendersFault() {
		return this.sendersFault;
	}

}
