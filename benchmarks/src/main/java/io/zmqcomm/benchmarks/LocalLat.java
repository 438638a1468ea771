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
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

/**
 * The answering half of the latency measurement: binds a REP and sends so many requests
 * of {@link RemoteLat}, {@link ReqRep} or libzmq's {@code remote_lat} back. Prints
 * nothing.
 */
public final class LocalLat {

	static final String OPTIONS = " [--receive handler|blocking]" + Tool.OPTIONS;

	static final String USAGE = "local_lat <bind-to> <message-size> <roundtrip-count>" + OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(new Pair(LocalLat::run, RemoteLat::run), WarmUp.ROUND_TRIP);

	private LocalLat() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, LocalLat::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		try (ZmqCommunicator zmq = Tool.communicator(arguments); ZmqSocket rep = zmq.createSocket(SocketType.REP)) {
			Completion last = new Completion(1);
			boolean blocking = arguments.receive("handler").equals("blocking");
			if (!blocking) {
				rep.onMessage(Dispatch.IO_THREAD, last.watch(new Echo(arguments, last)));
			}
			rep.bind(arguments.endpoint());
			report.bound(rep.boundEndpoints().get(0));
			if (blocking) {
				echo(rep, arguments);
			}
			else {
				last.await(() -> rep.counters().received());
			}
			RemoteThr.flush(rep);
		}
	}

	private static void echo(ZmqSocket rep, Arguments arguments) throws InterruptedException {
		long count = arguments.count();
		for (long i = 0; i < count; i++) {
			ZmqMessage request = rep.receive();
			Arrivals.checkSize(request.bytes(0).length, arguments.size());
			RemoteThr.check(rep.send(request));
		}
	}

	/**
	 * Answers on the event loop.
	 */
	private static final class Echo implements MessageReceiver {

		private final int size;

		private long missing;

		private final Completion last;

		Echo(Arguments arguments, Completion last) {
			this.size = arguments.size();
			this.missing = arguments.count();
			this.last = last;
		}

		@Override
		public void onMessage(MessageView request) {
			Arrivals.checkSize(request.frame(0).readableBytes(), this.size);
			RemoteThr.check(request.reply().send(request.copy()));
			this.missing--;
			if (this.missing == 0) {
				this.last.arrive();
			}
		}

	}

}
