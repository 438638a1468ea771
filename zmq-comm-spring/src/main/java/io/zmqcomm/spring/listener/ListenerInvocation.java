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
 * Calls a listener method with what a message holds; any thread.
 */
@FunctionalInterface
interface ListenerInvocation {

	/**
	 * Call the method.
	 * @param message the message
	 * @return what the method returned
	 * @throws UnreadableMessageException if the message cannot be read as its arguments
	 * @throws Throwable what the method threw
	 */
	@Nullable Object invoke(Message<?> message) throws Throwable;

}
