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

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.stereotype.Component;

import io.zmqcomm.spring.listener.ListenerExecutionFailedException;
import io.zmqcomm.spring.listener.ZmqListenerErrorHandler;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class OutOfStock implements ZmqListenerErrorHandler {

	@Override
	public @Nullable Object handleError(Message<?> message, ListenerExecutionFailedException exception) {
		if (exception.getCause() instanceof IllegalStateException) {
			return new ZmqErrorReply("out-of-stock", "None left");
		}
		throw exception;
	}

}
