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

package io.zmqcomm.core.engine;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * A PULL in a process of its own, to be killed: prints its endpoint, then a line of eight
 * digits for each message.
 */
public final class PullProcess {

	private PullProcess() {
	}

	/**
	 * Run.
	 * @param args {@code bind} or {@code connect}, and the endpoint
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.rdmaAllowSoftware(true));
		ZmqSocket pull = zmq.createSocket(SocketType.PULL);
		if (args[0].equals("bind")) {
			pull.bind(args[1]);
		}
		else {
			pull.connect(args[1]);
		}
		System.out.println("ready");
		pull.onMessage((message) -> {
			ByteBuf frame = message.frame(0);
			System.out.println(frame.toString(frame.readerIndex(), 8, StandardCharsets.US_ASCII));
			System.out.flush();
		});
		Thread.currentThread().join();
	}

}
