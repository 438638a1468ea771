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
import io.zmqcomm.benchmarks.Report;

/**
 * A ROUTER on JeroMQ that sends so many requests of {@code remote_reply} back.
 */
final class Reply {

	private Reply() {
	}

	static void local(Arguments arguments, Report report) {
		long count = arguments.count();
		try (Sockets sockets = new Sockets(arguments); ZMQ.Socket router = sockets.create(SocketType.ROUTER)) {
			// At its mark a ROUTER drops, and what the peer has taken is told only now
			// and then
			router.setSndHWM(0);
			sockets.bind(router, report);
			for (long i = 0; i < count; i++) {
				Arrivals.checkSize(echo(router), arguments.size());
			}
			Sockets.flush(router);
		}
	}

	/** Returns the size of the last frame. */
	private static int echo(ZMQ.Socket router) {
		while (true) {
			byte[] frame = Sockets.receive(router);
			if (!router.hasReceiveMore()) {
				Sockets.send(router, frame);
				return frame.length;
			}
			router.sendMore(frame);
		}
	}

}
