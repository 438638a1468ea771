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
import io.zmqcomm.benchmarks.Arrivals;
import io.zmqcomm.benchmarks.Pair;
import io.zmqcomm.benchmarks.Report;

/**
 * PUSH to PULL on JeroMQ.
 */
final class Throughput {

	private Throughput() {
	}

	static void local(Arguments arguments, Report report) {
		try (Sockets sockets = new Sockets(arguments)) {
			takeAll(sockets, arguments, report);
		}
	}

	static void remote(Arguments arguments, Report report) {
		try (Sockets sockets = new Sockets(arguments)) {
			sendAll(sockets, arguments);
		}
	}

	static void inproc(Arguments arguments, Report report) throws Exception {
		Arguments inproc = arguments.with("inproc://inproc_thr", arguments.count());
		try (Sockets sockets = new Sockets(inproc)) {
			new Pair((ours, result) -> takeAll(sockets, ours, result), (ours, none) -> sendAll(sockets, ours))
				.run(inproc, report);
		}
	}

	private static void takeAll(Sockets sockets, Arguments arguments, Report report) {
		Arrivals arrivals = new Arrivals(arguments);
		try (ZMQ.Socket pull = sockets.bind(SocketType.PULL, report)) {
			boolean last;
			do {
				last = arrivals.add(Sockets.receive(pull).length);
			}
			while (!last);
		}
		report.throughput(arguments, arrivals.nanos());
	}

	private static void sendAll(Sockets sockets, Arguments arguments) {
		byte[] message = new byte[arguments.size()];
		long count = arguments.count();
		try (ZMQ.Socket push = sockets.connect(SocketType.PUSH)) {
			for (long i = 0; i < count; i++) {
				Sockets.send(push, message);
			}
			Sockets.flush(push);
		}
	}

}
