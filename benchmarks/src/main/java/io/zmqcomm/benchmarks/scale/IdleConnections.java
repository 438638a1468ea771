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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * Memory of this process per connected peer that does nothing, beyond what the kernel
 * holds: of a PULL with PUSH peers, and of a PUB whose SUB peers have one subscription
 * each. The last row of either is measured after a burst of messages between the socket
 * and each peer, as traffic leaves something behind.
 */
final class IdleConnections {

	/** Peers that are there before, so that what is needed once does not count. */
	private static final int FIRST = 20;

	/** Messages of a burst; the kernel's buffers hold them. */
	private static final int BURST = 500;

	private static final int MOST_CLASSES = 12;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ScaleArguments arguments;

	private final Results results;

	IdleConnections(ScaleArguments arguments, Results results) {
		this.arguments = arguments;
		this.results = results;
	}

	/**
	 * Measure and report: a row per number of peers, and one per class for the largest
	 * number.
	 * @throws IOException if the other process failed
	 * @throws InterruptedException if interrupted
	 */
	void measure() throws IOException, InterruptedException {
		measure(SocketType.PULL, SocketType.PUSH);
		measure(SocketType.PUB, SocketType.SUB);
	}

	private void measure(SocketType type, SocketType peerType) throws IOException, InterruptedException {
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket socket = zmq
					.createSocket(type, (options) -> options.noDrop(type == SocketType.PUB).linger(Duration.ZERO))
					.bind("tcp://127.0.0.1:*");
				PeerProcess peers = PeerProcess.start(socket.boundEndpoints().get(0))) {
			connect(peers, peerType, FIRST, socket, FIRST);
			burst(socket, peers, FIRST);
			String histogram = Memory.histogram();
			Memory before = Memory.now();
			Results.Table table = this.results.table("idle_connection", "type", "state", "peers", "heap", "direct",
					"octets/connection");
			int connected = 0;
			for (int count : this.arguments.peers()) {
				connect(peers, peerType, count - connected, socket, FIRST + count);
				connected = count;
				report(table, type, "new", before, count);
			}
			String after = Memory.histogram();
			burst(socket, peers, FIRST + connected);
			report(table, type, "after traffic", before, connected);
			reportClasses(type, "new", histogram, after, connected);
			reportClasses(type, "after traffic", histogram, Memory.histogram(), connected);
		}
	}

	private static void connect(PeerProcess peers, SocketType type, int more, ZmqSocket socket, int all)
			throws IOException, InterruptedException {
		peers.ask("idle %s %d".formatted(type, more));
		boolean there = (socket.type() == SocketType.PUB) ? socket.awaitSubscribers(RawPeers.IDLE_TOPIC, all, PATIENCE)
				: socket.awaitPeers(all, PATIENCE);
		if (!there) {
			throw new IllegalStateException("not all of %d peers are connected".formatted(all));
		}
	}

	private void burst(ZmqSocket socket, PeerProcess peers, int count) throws IOException, InterruptedException {
		if (socket.type() == SocketType.PULL) {
			peers.ask("burst %d %d".formatted(BURST, this.arguments.size()));
			for (long i = 0; i < (long) count * BURST; i++) {
				if (socket.receive(PATIENCE).isEmpty()) {
					throw new IllegalStateException(
							"%d messages came (expected: %d each from %d peers)".formatted(i, BURST, count));
				}
			}
			return;
		}
		byte[] message = Arrays.copyOf(RawPeers.IDLE_TOPIC.getBytes(StandardCharsets.US_ASCII),
				Math.max(RawPeers.IDLE_TOPIC.length(), this.arguments.size()));
		for (int i = 0; i < BURST; i++) {
			if (!socket.send(message).isAccepted()) {
				throw new IllegalStateException("message not accepted");
			}
		}
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (socket.counters().queued() > 0) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException(
						"the kernel does not hold %d messages of %d octets for each peer (expected: a smaller --size)"
							.formatted(BURST, message.length));
			}
			TimeUnit.MILLISECONDS.sleep(10);
		}
	}

	private static void report(Results.Table table, SocketType type, String state, Memory before, int count)
			throws InterruptedException {
		Memory after = Memory.now();
		double heap = (double) (after.heap() - before.heap()) / count;
		double direct = (double) (after.direct() - before.direct()) / count;
		table.row(type, state, count, heap, direct, heap + direct);
	}

	private void reportClasses(SocketType type, String state, String before, String after, int count) {
		Results.Table table = this.results.table("idle_connection_classes", "type", "state", "octets/connection",
				"objects/connection", "class");
		Memory.growth(before, after)
			.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> -entry.getValue().octets()))
			.limit(MOST_CLASSES)
			.forEach((entry) -> table.row(type, state, (double) entry.getValue().octets() / count,
					(double) entry.getValue().count() / count, entry.getKey()));
	}

}
