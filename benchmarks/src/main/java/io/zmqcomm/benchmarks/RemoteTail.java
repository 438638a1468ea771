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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * The sending half of the measurement of latency under load: connects a PUSH to
 * {@link LocalTail} and sends so many messages per second, each at a time that was fixed
 * before. A message begins with that time, so a sender that is held up makes late
 * messages, not fewer. Prints nothing.
 */
public final class RemoteTail {

	static final String USAGE = "remote_tail <connect-to> <message-size> <message-count> [--rate <messages-per-second>]"
			+ " [--hwm <messages>]" + Tool.OPTIONS;

	/** A thread that sleeps may wake so much later. */
	private static final long SLEEP_ERROR = TimeUnit.MICROSECONDS.toNanos(100);

	/**
	 * Hardly below the rate of any measurement: the receiver does not know the rate, and
	 * warms up as well.
	 */
	private static final int WARM_UP_RATE = 2_000_000;

	private RemoteTail() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, RemoteTail::run, LocalTail.WARM_UP, args);
	}

	static void checkSize(Arguments arguments) {
		if (arguments.size() < Long.BYTES) {
			throw new IllegalArgumentException("message-size '%d' (expected: at least %d, for the time in the message)"
				.formatted(arguments.size(), Long.BYTES));
		}
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		send(arguments, arguments.rate());
	}

	static void warmUp(Arguments arguments, Report report) throws InterruptedException {
		send(arguments, WARM_UP_RATE);
	}

	private static void send(Arguments arguments, int rate) throws InterruptedException {
		checkSize(arguments);
		byte[] message = new byte[arguments.size()];
		ByteBuffer stamp = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
		long count = arguments.count();
		double interval = 1e9 / rate;
		try (ZmqCommunicator zmq = Tool.communicator(arguments); ZmqSocket push = zmq.createSocket(SocketType.PUSH)) {
			push.connect(arguments.endpoint());
			long begin = System.nanoTime();
			for (long i = 0; i < count; i++) {
				long time = begin + (long) (i * interval);
				sleepUntil(time);
				stamp.putLong(0, time);
				RemoteThr.check(push.send(message));
			}
			RemoteThr.flush(push);
		}
	}

	private static void sleepUntil(long time) throws InterruptedException {
		long ahead = time - System.nanoTime();
		while (ahead > 0) {
			if (ahead > SLEEP_ERROR) {
				LockSupport.parkNanos(ahead - SLEEP_ERROR);
			}
			else {
				Thread.yield();
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			ahead = time - System.nanoTime();
		}
	}

}
