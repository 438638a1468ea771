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

package io.zmqcomm.spring.support.converter;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;

/**
 * Where the payload of a received message begins: behind the topic on a SUB, if there is
 * more than the topic, and behind the envelope on a ROUTER, which is everything up to the
 * first empty frame. On other types all is payload.
 */
public final class Envelope {

	private Envelope() {
	}

	/**
	 * Return the index of the first payload frame.
	 * @param type the type of the socket that received the message
	 * @param message the message
	 * @return an index; the number of frames if nothing is behind the envelope
	 */
	public static int payloadStart(SocketType type, MessageView message) {
		if (type == SocketType.ROUTER) {
			int count = message.frameCount();
			for (int i = 0; i < count; i++) {
				if (!message.frame(i).isReadable()) {
					return i + 1;
				}
			}
			return 0;
		}
		return (isTopic(type) && message.frameCount() > 1) ? 1 : 0;
	}

	/**
	 * Return the index of the first payload frame.
	 * @param type the type of the socket that received the message
	 * @param message the message
	 * @return an index; the number of frames if nothing is behind the envelope
	 */
	public static int payloadStart(SocketType type, ZmqMessage message) {
		if (type == SocketType.ROUTER) {
			int count = message.frameCount();
			for (int i = 0; i < count; i++) {
				if (message.bytes(i).length == 0) {
					return i + 1;
				}
			}
			return 0;
		}
		return (isTopic(type) && message.frameCount() > 1) ? 1 : 0;
	}

	/**
	 * Return whether messages of a socket type begin with a topic.
	 * @param type the type
	 * @return whether it is SUB or XSUB
	 */
	public static boolean isTopic(SocketType type) {
		return type == SocketType.SUB || type == SocketType.XSUB;
	}

}
