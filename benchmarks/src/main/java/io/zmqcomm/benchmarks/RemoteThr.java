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

package io.zmqcomm.benchmarks;

import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;

/**
 * The sending half of the throughput measurement: connects a PUSH to {@link LocalThr} or
 * to libzmq's {@code local_thr}, sends so many messages and closes when all are handed
 * over. Prints nothing.
 */
public final class RemoteThr {

	static final String SEND = "[--send bytes|direct|tensor]";

	static final String USAGE = "remote_thr <connect-to> <message-size> <message-count> " + SEND + " [--hwm <messages>]"
			+ Tool.OPTIONS;

	private RemoteThr() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, RemoteThr::run, LocalThr.WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			send(zmq, arguments);
		}
	}

	static void send(ZmqCommunicator zmq, Arguments arguments) throws InterruptedException {
		try (ZmqSocket push = zmq.createSocket(SocketType.PUSH)) {
			push.connect(arguments.endpoint());
			switch (arguments.send()) {
				case "bytes" -> sendBytes(push, arguments);
				case "tensor" -> sendTensors(push, arguments);
				default -> sendDirect(push, arguments);
			}
			flush(push);
		}
	}

	private static void sendBytes(ZmqSocket push, Arguments arguments) throws InterruptedException {
		byte[] message = new byte[arguments.size()];
		long count = arguments.count();
		for (long i = 0; i < count; i++) {
			check(push.send(message));
		}
	}

	private static void sendDirect(ZmqSocket push, Arguments arguments) throws InterruptedException {
		long count = arguments.count();
		for (long i = 0; i < count; i++) {
			check(push.send(message(arguments)));
		}
	}

	private static void sendTensors(ZmqSocket push, Arguments arguments) throws InterruptedException {
		long count = arguments.count();
		for (long i = 0; i < count; i++) {
			try (Tensor tensor = Tensor.owning(TensorDtype.UINT8, ByteOrder.LITTLE_ENDIAN, message(arguments),
					arguments.size())) {
				check(push.send(tensor));
			}
		}
	}

	private static ByteBuf message(Arguments arguments) {
		int size = arguments.size();
		return ByteBufAllocator.DEFAULT.directBuffer(size, size).writerIndex(size);
	}

	static void check(SendOutcome outcome) {
		if (outcome != SendOutcome.ACCEPTED) {
			throw new IllegalStateException("message not accepted: " + outcome);
		}
	}

	static void flush(ZmqSocket socket) {
		if (!socket.close(Tool.PATIENCE)) {
			throw new IllegalStateException("not all messages could be handed over: " + socket.counters());
		}
	}

}
