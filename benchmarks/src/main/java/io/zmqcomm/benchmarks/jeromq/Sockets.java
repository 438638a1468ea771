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

package io.zmqcomm.benchmarks.jeromq;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;

/**
 * Sockets of JeroMQ with the options that all tools give theirs, and checked calls of
 * them. A socket belongs to one thread and is closed before the context.
 */
final class Sockets implements AutoCloseable {

	private static final int PATIENCE_MILLIS = (int) Tool.PATIENCE.toMillis();

	private final ZMQ.Context context;

	private final Arguments arguments;

	Sockets(Arguments arguments) {
		this.context = ZMQ.context(Math.max(1, arguments.ioThreads()));
		this.arguments = arguments;
	}

	ZMQ.Socket bind(SocketType type, Report report) {
		ZMQ.Socket socket = create(type);
		bind(socket, report);
		return socket;
	}

	void bind(ZMQ.Socket socket, Report report) {
		socket.bind(this.arguments.endpoint());
		report.bound(socket.getLastEndpoint());
	}

	ZMQ.Socket connect(SocketType type) {
		ZMQ.Socket socket = create(type);
		socket.connect(this.arguments.endpoint());
		return socket;
	}

	ZMQ.Socket create(SocketType type) {
		ZMQ.Socket socket = this.context.socket(type);
		socket.setHWM(this.arguments.highWaterMark());
		socket.setReceiveTimeOut(PATIENCE_MILLIS);
		socket.setSendTimeOut(PATIENCE_MILLIS);
		socket.setLinger(0);
		return socket;
	}

	ZMQ.Poller poller(int sockets) {
		return this.context.poller(sockets);
	}

	static void send(ZMQ.Socket socket, byte[] message) {
		if (!socket.send(message)) {
			throw new IllegalStateException("message not accepted for %d s".formatted(Tool.PATIENCE.toSeconds()));
		}
	}

	/** All is sent: let the end of the context wait until it is handed over. */
	static void flush(ZMQ.Socket socket) {
		socket.setLinger(PATIENCE_MILLIS);
	}

	static byte[] receive(ZMQ.Socket socket) {
		byte[] message = socket.recv();
		if (message == null) {
			throw silence();
		}
		return message;
	}

	static IllegalStateException silence() {
		return new IllegalStateException("no message for %d s".formatted(Tool.PATIENCE.toSeconds()));
	}

	@Override
	public void close() {
		long begin = System.nanoTime();
		this.context.close();
		if (System.nanoTime() - begin >= Tool.PATIENCE.toNanos()) {
			throw new IllegalStateException("not all messages could be handed over");
		}
	}

}
