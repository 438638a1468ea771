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

package io.zmqcomm.core;

/**
 * Takes received messages, one at a time.
 */
@FunctionalInterface
public interface MessageReceiver {

	/**
	 * Take one message. With {@link ZmqSocket#onMessage}, an exception is logged and
	 * counted (a {@link ZmqReportedException} only counted), and the next message is
	 * served; {@link ZmqSocket#poll} ends with it. Either way a REP gives the request up
	 * unless it was answered before.
	 * @param message borrowed until this method returns
	 * @throws Exception if the message could not be handled
	 */
	void onMessage(MessageView message) throws Exception;

}
