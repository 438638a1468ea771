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

import java.util.concurrent.atomic.AtomicLong;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Arrivals;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.ReqRep;

/**
 * REQ and REP on JeroMQ.
 */
final class Latency {

	private Latency() {
	}

	static void local(Arguments arguments, Report report) {
		long count = arguments.count();
		try (Sockets sockets = new Sockets(arguments); ZMQ.Socket rep = sockets.bind(SocketType.REP, report)) {
			for (long i = 0; i < count; i++) {
				byte[] request = Sockets.receive(rep);
				Arrivals.checkSize(request.length, arguments.size());
				Sockets.send(rep, request);
			}
			Sockets.flush(rep);
		}
	}

	static void remote(Arguments arguments, Report report) throws Exception {
		report.latency(arguments, ask(arguments));
	}

	static void requests(Arguments arguments, Report report) throws Exception {
		report.requests(arguments, ask(arguments));
	}

	private static long ask(Arguments arguments) throws Exception {
		AtomicLong missing = new AtomicLong(arguments.count());
		byte[] request = new byte[arguments.size()];
		try (Sockets sockets = new Sockets(arguments)) {
			return ReqRep.inThreads(arguments.threads(), () -> {
				try (ZMQ.Socket req = sockets.connect(SocketType.REQ)) {
					while (missing.getAndDecrement() > 0) {
						Sockets.send(req, request);
						Arrivals.checkSize(Sockets.receive(req).length, request.length);
					}
				}
				return null;
			});
		}
	}

}
