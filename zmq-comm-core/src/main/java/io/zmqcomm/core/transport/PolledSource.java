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

package io.zmqcomm.core.transport;

/**
 * Work of an event loop that its selector does not see, such as that of a network library
 * with a progress engine of its own. Event loop only.
 */
public interface PolledSource {

	/**
	 * Do what there is to do now, without blocking.
	 * @return whether there was something
	 */
	boolean poll();

	/**
	 * Make sure that the selector is woken by the next work.
	 * @return {@code false} if there is work already, and the event loop must not sleep
	 */
	boolean prepareToSleep();

}
