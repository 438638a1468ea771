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

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqSocket;

/**
 * The sending half of the throughput measurement: connects a PUSH to {@link LocalThr} or
 * to libzmq's {@code local_thr}, sends so many messages and closes when all are handed
 * over. Prints nothing.
 */
public final class RemoteThr {

	private static final Duration PATIENCE = Duration.ofHours(1);

	private RemoteThr() {
	}

	public static void main(String[] args) throws InterruptedException {
		try {
			ThrArguments arguments = ThrArguments.ofRemote(args);
			WarmUp.run(arguments);
			run(arguments);
		}
		catch (ThrArguments.UsageException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
		catch (ExecutionException | IllegalArgumentException | IllegalStateException | ZmqException ex) {
			System.err.println("remote_thr: " + ex.getMessage());
			System.exit(1);
		}
	}

	/**
	 * Send the messages.
	 * @param arguments the command line
	 * @throws InterruptedException if interrupted while the queue is full
	 */
	static void run(ThrArguments arguments) throws InterruptedException {
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket push = zmq.createSocket(SocketType.PUSH,
						(options) -> options.highWaterMark(arguments.highWaterMark())
							.sendTimeout(PATIENCE)
							.linger(PATIENCE))) {
			push.connect(arguments.endpoint());
			if (arguments.send() == ThrArguments.Send.BYTES) {
				sendBytes(push, arguments);
			}
			else {
				sendDirect(push, arguments);
			}
			if (!push.close(PATIENCE)) {
				throw new IllegalStateException("not all messages could be handed over: " + push.counters());
			}
		}
	}

	private static void sendBytes(ZmqSocket push, ThrArguments arguments) throws InterruptedException {
		byte[] message = new byte[arguments.messageSize()];
		for (long i = 0; i < arguments.messageCount(); i++) {
			check(push.send(message));
		}
	}

	private static void sendDirect(ZmqSocket push, ThrArguments arguments) throws InterruptedException {
		int size = arguments.messageSize();
		for (long i = 0; i < arguments.messageCount(); i++) {
			ByteBuf message = ByteBufAllocator.DEFAULT.directBuffer(size, size).writerIndex(size);
			check(push.send(message));
		}
	}

	private static void check(SendOutcome outcome) {
		if (outcome != SendOutcome.ACCEPTED) {
			throw new IllegalStateException("message not accepted: " + outcome);
		}
	}

}
