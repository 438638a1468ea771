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
 * The asking half of the latency measurement: connects a REQ to {@link LocalLat} or to
 * libzmq's {@code local_lat}, asks so many times, and prints what libzmq's
 * {@code remote_lat} prints: half of the mean round-trip, connecting included.
 */
public final class RemoteLat {

	static final String USAGE = "remote_lat <connect-to> <message-size> <roundtrip-count>" + LocalLat.OPTIONS;

	private RemoteLat() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, RemoteLat::run, LocalLat.WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		long nanos;
		try (ZmqCommunicator zmq = Tool.communicator(arguments); ZmqSocket req = zmq.createSocket(SocketType.REQ)) {
			nanos = arguments.receive("handler").equals("blocking") ? ask(req, arguments)
					: new Handler(req, arguments).ask(arguments.endpoint());
		}
		report.latency(arguments, nanos);
	}

	private static long ask(ZmqSocket req, Arguments arguments) throws InterruptedException {
		byte[] request = new byte[arguments.size()];
		long count = arguments.count();
		req.connect(arguments.endpoint());
		long begin = System.nanoTime();
		for (long i = 0; i < count; i++) {
			RemoteThr.check(req.send(request));
			Arrivals.checkSize(req.receive().bytes(0).length, request.length);
		}
		return System.nanoTime() - begin;
	}

	/**
	 * Takes each reply on the event loop and asks again from there.
	 */
	private static final class Handler implements MessageReceiver {

		private final ZmqSocket req;

		private final int size;

		private final ZmqMessage request;

		private final Completion last = new Completion(1);

		private long missing;

		private long end;

		Handler(ZmqSocket req, Arguments arguments) {
			this.req = req;
			this.size = arguments.size();
			this.request = ZmqMessage.of(new byte[this.size]);
			this.missing = arguments.count();
		}

		long ask(String endpoint) throws InterruptedException {
			this.req.onMessage(Dispatch.IO_THREAD, this.last.watch(this)).connect(endpoint);
			long begin = System.nanoTime();
			RemoteThr.check(this.req.trySend(this.request));
			this.last.await(() -> this.req.counters().received());
			return this.end - begin;
		}

		@Override
		public void onMessage(MessageView reply) {
			Arrivals.checkSize(reply.frame(0).readableBytes(), this.size);
			this.missing--;
			if (this.missing > 0) {
				RemoteThr.check(this.req.trySend(this.request));
			}
			else {
				this.end = System.nanoTime();
				this.last.arrive();
			}
		}

	}

}
