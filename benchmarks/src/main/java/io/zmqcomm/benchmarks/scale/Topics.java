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

package io.zmqcomm.benchmarks.scale;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * Memory that a PUB needs for each topic that a peer subscribes to.
 */
final class Topics {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ScaleArguments arguments;

	private final Results results;

	Topics(ScaleArguments arguments, Results results) {
		this.arguments = arguments;
		this.results = results;
	}

	/**
	 * Measure and report: one row.
	 * @throws IOException if the peer failed
	 * @throws InterruptedException if interrupted
	 */
	void measure() throws IOException, InterruptedException {
		int count = this.arguments.topics();
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pub = zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*")) {
			String endpoint = pub.boundEndpoints().get(0);
			int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
			try (RawPeer peer = RawPeer.connect(new InetSocketAddress("127.0.0.1", port), SocketType.SUB)) {
				subscribe(peer, pub, 0);
				Memory before = Memory.now();
				for (int i = 1; i < count; i++) {
					peer.subscribe(topic(i).getBytes(StandardCharsets.US_ASCII));
				}
				subscribe(peer, pub, count);
				Memory after = Memory.now();
				double octets = after.heap() - before.heap() + after.direct() - before.direct();
				this.results.table("topics", "topics", "octets of one", "memory octets/topic")
					.row(count, topic(0).length(), octets / count);
			}
		}
	}

	private static void subscribe(RawPeer peer, ZmqSocket pub, int number) throws IOException, InterruptedException {
		String topic = topic(number);
		peer.subscribe(topic.getBytes(StandardCharsets.US_ASCII));
		if (!pub.awaitSubscribers(topic, 1, PATIENCE)) {
			throw new IllegalStateException("subscription to '%s' did not arrive".formatted(topic));
		}
	}

	/** As a market's quotes have them; no topic is the beginning of another. */
	private static String topic(int number) {
		return "quotes.%03d.%07d".formatted(number % 200, number);
	}

}
