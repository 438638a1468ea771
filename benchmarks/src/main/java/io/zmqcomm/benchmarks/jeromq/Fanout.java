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

import java.util.ArrayList;
import java.util.List;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Arrivals;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;

/**
 * XPUB to many SUBs on JeroMQ.
 */
final class Fanout {

	private Fanout() {
	}

	static void publish(Arguments arguments, Report report) {
		byte[] message = new byte[arguments.size()];
		long count = arguments.count();
		try (Sockets sockets = new Sockets(arguments); ZMQ.Socket pub = sockets.create(SocketType.XPUB)) {
			pub.setXpubVerboser(true);
			pub.setXpubNoDrop(true);
			sockets.bind(pub, report);
			for (int i = 0; i < arguments.subscribers(); i++) {
				Sockets.receive(pub);
			}
			for (long i = 1; i < count; i++) {
				Sockets.send(pub, message);
			}
			// Before the last message none has a reason to leave
			if (pub.recv(ZMQ.DONTWAIT) != null) {
				throw new IllegalStateException("a subscriber left");
			}
			Sockets.send(pub, message);
			Sockets.flush(pub);
		}
	}

	static void subscribe(Arguments arguments, Report report) {
		int count = arguments.subscribers();
		List<Arrivals> all = new ArrayList<>();
		List<ZMQ.Socket> subs = new ArrayList<>();
		try (Sockets sockets = new Sockets(arguments); ZMQ.Poller poller = sockets.poller(count)) {
			for (int i = 0; i < count; i++) {
				ZMQ.Socket sub = sockets.create(SocketType.SUB);
				subs.add(sub);
				all.add(new Arrivals(arguments));
				sub.subscribe("");
				sub.connect(arguments.endpoint());
				poller.register(sub, ZMQ.Poller.POLLIN);
			}
			try {
				takeAll(poller, subs, all);
			}
			finally {
				subs.forEach(ZMQ.Socket::close);
			}
		}
		report.throughput(arguments, Arrivals.nanos(all));
	}

	private static void takeAll(ZMQ.Poller poller, List<ZMQ.Socket> subs, List<Arrivals> all) {
		int missing = subs.size();
		while (missing > 0) {
			if (poller.poll(Tool.PATIENCE.toMillis()) <= 0) {
				throw Sockets.silence();
			}
			for (int i = 0; i < subs.size(); i++) {
				if (poller.pollin(i) && drain(subs.get(i), all.get(i))) {
					missing--;
				}
			}
		}
	}

	/** Take all that is there; whether it was the last. */
	private static boolean drain(ZMQ.Socket sub, Arrivals arrivals) {
		boolean last = false;
		byte[] message = sub.recv(ZMQ.DONTWAIT);
		while (message != null) {
			last = arrivals.add(message.length);
			message = last ? null : sub.recv(ZMQ.DONTWAIT);
		}
		return last;
	}

}
