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

package io.zmqcomm.core.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Greeting;

/**
 * Tells a peer of subscriptions: by commands from ZMTP 3.1 on, by messages before (RFC 37
 * and RFC 23).
 */
final class Subscriptions {

	private Subscriptions() {
	}

	static Pipe.SubscriptionSink sink(OutboundLog log, Greeting greeting) {
		boolean commands = greeting.speaksCommands();
		return (subscribe, topic) -> {
			ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(topic.length + 24);
			if (!commands) {
				Commands.writeSubscriptionMessage(frame, subscribe, topic);
			}
			else if (subscribe) {
				Commands.writeSubscribe(frame, topic);
			}
			else {
				Commands.writeCancel(frame, topic);
			}
			log.appendCommand(frame);
		};
	}

}
