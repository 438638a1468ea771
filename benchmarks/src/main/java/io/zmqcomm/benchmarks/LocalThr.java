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

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * The receiving half of the throughput measurement: binds a PULL, takes so many messages
 * of {@link RemoteThr} or of libzmq's {@code remote_thr}, and prints what libzmq's
 * {@code local_thr} prints. The time runs from the first message to the last.
 */
public final class LocalThr {

	static final String RECEIVE = "[--receive handler|handler-io|tensor|poll|blocking]";

	static final String USAGE = "local_thr <bind-to> <message-size> <message-count> " + RECEIVE + " [--hwm <messages>]"
			+ Tool.OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(new Pair(LocalThr::run, RemoteThr::run), WarmUp.MESSAGE);

	private static final int POLL_LIMIT = 1000;

	private LocalThr() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, LocalThr::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			receive(zmq, arguments, report);
		}
	}

	static void receive(ZmqCommunicator zmq, Arguments arguments, Report report) throws InterruptedException {
		Arrivals arrivals = new Arrivals(arguments);
		Completion last = new Completion(1);
		MessageReceiver receiver = (message) -> {
			if (arrivals.add(message.frame(0).readableBytes())) {
				last.arrive();
			}
		};
		try (ZmqSocket pull = zmq.createSocket(SocketType.PULL)) {
			String way = arguments.receive("handler");
			switch (way) {
				case "handler" -> pull.onMessage(Dispatch.worker(), last.watch(receiver));
				case "handler-io" -> pull.onMessage(Dispatch.IO_THREAD, last.watch(receiver));
				case "tensor" -> pull.onMessage(last.watch((message) -> {
					if (arrivals.add(message.tensor().byteCount())) {
						last.arrive();
					}
				}));
				default -> {
				}
			}
			pull.bind(arguments.endpoint());
			report.bound(pull.boundEndpoints().get(0));
			switch (way) {
				case "poll" -> poll(pull, receiver, arguments.count(), arrivals);
				case "blocking" -> {
					while (!arrivals.add(pull.receive().bytes(0).length)) {
						// Until the last
					}
				}
				default -> last.await(() -> pull.counters().received());
			}
		}
		report.throughput(arguments, arrivals.nanos());
	}

	private static void poll(ZmqSocket pull, MessageReceiver receiver, long count, Arrivals arrivals)
			throws InterruptedException {
		long received = 0;
		while (received < count) {
			int taken = pull.poll(receiver, POLL_LIMIT);
			received += taken;
			if (taken == 0) {
				arrivals.add(pull.receive().bytes(0).length);
				received++;
			}
		}
	}

}
