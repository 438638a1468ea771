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
import org.springframework.messaging.Message;

/**
 * Decides what becomes of a message whose listener method threw; called on the thread of
 * the method, or on that which completed its future.
 */
@FunctionalInterface
public interface ZmqListenerErrorHandler {

	/**
	 * Handle a failure. There is no redelivery: when this method returns, the message is
	 * done.
	 * @param message the message
	 * @param exception what went wrong; its cause is what the method threw, or
	 * {@linkplain ListenerExecutionFailedException#isSendersFault() why} it could not be
	 * called with the message
	 * @return for a {@code @ZmqReply}, what to answer, such as a
	 * {@link io.zmqcomm.spring.support.converter.ZmqErrorReply}; ignored otherwise
	 * @throws Exception to leave the failure to the error channel or the log
	 */
	@Nullable Object handleError(Message<?> message, ListenerExecutionFailedException exception) throws Exception;

}
