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

package io.zmqcomm.benchmarks.scale;

import java.time.Duration;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * A thread that sends messages over a socket as fast as the socket takes them, until it
 * is closed.
 */
final class Sender implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ZmqSocket socket;

	private final byte[] message;

	private final Thread thread = new Thread(this::send, "sender");

	private volatile boolean over;

	private Sender(ZmqSocket socket, int size) {
		this.socket = socket;
		this.message = new byte[size];
	}

	/**
	 * Bind a PUB that drops nothing.
	 * @param zmq owns the socket
	 * @return the socket, with patience and without linger
	 */
	static ZmqSocket publisher(ZmqCommunicator zmq) {
		return zmq
			.createSocket(SocketType.PUB, (options) -> options.noDrop(true).sendTimeout(PATIENCE).linger(Duration.ZERO))
			.bind("tcp://127.0.0.1:*");
	}

	/**
	 * Begin.
	 * @param socket where to send, with patience and without linger
	 * @param size octets of each message
	 * @return the sender
	 */
	static Sender start(ZmqSocket socket, int size) {
		Sender sender = new Sender(socket, size);
		sender.thread.setDaemon(true);
		sender.thread.start();
		return sender;
	}

	private void send() {
		try {
			while (!this.over && this.socket.send(this.message).isAccepted()) {
				// Goes on as long as it is accepted
			}
		}
		catch (InterruptedException ex) {
			// Closed while the queue was full
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.over = true;
		this.thread.interrupt();
		this.thread.join(PATIENCE.toMillis());
	}

}
