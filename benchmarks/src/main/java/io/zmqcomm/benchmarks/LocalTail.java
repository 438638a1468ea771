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
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * The receiving half of the measurement of latency under load: binds a PULL, takes so
 * many messages of {@link RemoteTail}, and prints how long after its time each was here.
 * The first tenth is not counted.
 */
public final class LocalTail {

	static final String USAGE = "local_tail <bind-to> <message-size> <message-count> [--receive handler|handler-io]"
			+ " [--hwm <messages>]" + Tool.OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(new Pair(LocalTail::run, RemoteTail::warmUp), WarmUp.MESSAGE);

	private LocalTail() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, LocalTail::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		RemoteTail.checkSize(arguments);
		Completion last = new Completion(1);
		Stamps stamps = new Stamps(arguments, last);
		Dispatch dispatch = arguments.receive("handler").equals("handler") ? Dispatch.worker() : Dispatch.IO_THREAD;
		try (ZmqCommunicator zmq = Tool.communicator(arguments); ZmqSocket pull = zmq.createSocket(SocketType.PULL)) {
			pull.onMessage(dispatch, last.watch(stamps)).bind(arguments.endpoint());
			report.bound(pull.boundEndpoints().get(0));
			last.await(() -> pull.counters().received());
		}
		report.tail(arguments, stamps.latencies);
	}

	/**
	 * Reads the time in each message.
	 */
	private static final class Stamps implements MessageReceiver {

		private final Histogram latencies = new Histogram();

		private final int size;

		private final long count;

		private final Completion last;

		private long received;

		Stamps(Arguments arguments, Completion last) {
			this.size = arguments.size();
			this.count = arguments.count();
			this.last = last;
		}

		@Override
		public void onMessage(MessageView message) {
			long now = System.nanoTime();
			Arrivals.checkSize(message.frame(0).readableBytes(), this.size);
			this.received++;
			if (this.received > this.count / 10) {
				this.latencies.add(now - message.frame(0).getLongLE(message.frame(0).readerIndex()));
			}
			if (this.received == this.count) {
				this.last.arrive();
			}
		}

	}

}
