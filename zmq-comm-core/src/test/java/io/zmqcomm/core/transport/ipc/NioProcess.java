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

package io.zmqcomm.core.transport.ipc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * A process without the native transport: sends on what it receives, how an abstract name
 * is refused, and the permissions of its socket file.
 */
public final class NioProcess {

	private NioProcess() {
	}

	/**
	 * Run.
	 * @param args the endpoint to bind and the one to connect
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create()) {
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(args[1]);
			ZmqSocket pull = zmq
				.createSocket(SocketType.PULL,
						(options) -> options.ipcPermissions(PosixFilePermissions.fromString("rw-------")))
				.bind(args[0]);
			push.send(pull.receive(Duration.ofSeconds(30)).orElseThrow());
			try {
				zmq.createSocket(SocketType.PUSH).connect("ipc://@name");
			}
			catch (IllegalArgumentException ex) {
				push.send(String.valueOf(ex.getMessage()));
			}
			Path file = Path.of(args[0].substring("ipc://".length()));
			push.send(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
		}
	}

}
