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

package io.zmqcomm.spring.integration.inbound;

/**
 * A failure that knows whether the message was at fault or who handled it. A failure that
 * is no such is judged by the kind of its causes.
 */
public interface FaultAware {

	/**
	 * Return whether the message could not be read as what its receiver takes, so that
	 * nothing was called with it.
	 * @return {@code false} if the receiver itself failed
	 */
	boolean isSendersFault();

}
