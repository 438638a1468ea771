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

package io.zmqcomm.core.transport.rdma;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;

/**
 * Binds an {@code rdma://} endpoint in a process of its own and prints how that went.
 */
public final class BindProcess {

	private BindProcess() {
	}

	/**
	 * Run.
	 * @param args none
	 */
	public static void main(String[] args) {
		try (ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.rdmaAllowSoftware(true))) {
			zmq.createSocket(SocketType.PULL).bind("rdma://127.0.0.1:*");
			System.out.println("bound");
		}
		catch (ZmqBindException ex) {
			System.out.println(ex.getMessage());
		}
	}

}
