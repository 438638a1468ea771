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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.wire.Frames;

/**
 * What a message costs while more and more idle peers are connected to the same socket:
 * received by a PULL from one busy peer, and sent by a PUB to the one peer that
 * subscribed to it. The busy peer is a bare connection of another process, so what grows
 * is ours.
 */
final class MessageCost {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** The numbers of peers come in turn, as speed drifts. */
	private static final int ROUNDS = 5;

	private final ScaleArguments arguments;

	private final Results results;

	MessageCost(ScaleArguments arguments, Results results) {
		this.arguments = arguments;
		this.results = results;
	}

	/**
	 * Measure and report: a row per number of idle peers.
	 * @throws IOException if the other process failed
	 * @throws InterruptedException if interrupted
	 */
	void measure() throws IOException, InterruptedException {
		measureReceiving();
		measureSending();
	}

	private void measureReceiving() throws IOException, InterruptedException {
		AtomicLong received = new AtomicLong();
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pull = zmq.createSocket(SocketType.PULL)
					// One writer
					.onMessage((message) -> received.lazySet(received.getPlain() + 1))
					.bind("tcp://127.0.0.1:*");
				PeerProcess peers = PeerProcess.start(pull.boundEndpoints().get(0))) {
			peers.ask("flood " + this.arguments.size());
			measure("PULL", SocketType.PUSH, pull, peers, received::get);
		}
	}

	private void measureSending() throws IOException, InterruptedException {
		int frame = Frames.frameLength(this.arguments.size());
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pub = Sender.publisher(zmq);
				PeerProcess peers = PeerProcess.start(pub.boundEndpoints().get(0))) {
			peers.ask("drain 1");
			try (Sender sender = Sender.start(pub, this.arguments.size())) {
				measure("PUB", SocketType.SUB, pub, peers, () -> peers.ask("drained") / frame);
			}
		}
	}

	private void measure(String name, SocketType idle, ZmqSocket socket, PeerProcess peers, Rate.Count count)
			throws IOException, InterruptedException {
		TimeUnit.NANOSECONDS.sleep(this.arguments.warmUp().toNanos());
		List<Integer> numbers = new ArrayList<>(List.of(0));
		numbers.addAll(this.arguments.peers());
		Map<Integer, List<Rate>> rates = new TreeMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			int connected = 0;
			for (int number : numbers) {
				peers.ask("idle %s %d".formatted(idle, number - connected));
				connected = number;
				awaitPeers(socket, 1 + number);
				// What came with the peers is moved now, not while messages are counted.
				System.gc();
				rates.computeIfAbsent(number, (none) -> new ArrayList<>()).add(Rate.of(count, this.arguments.time()));
			}
			peers.ask("drop");
			awaitPeers(socket, 1);
		}
		Results.Table table = this.results.table("message_cost", "type", "idle peers", "messages/s", "CPU ns/message");
		rates.forEach((number, of) -> table.row(name, number, median(of.stream().map(Rate::perSecond).toList()),
				median(of.stream().map(Rate::cpuNanos).toList())));
	}

	private static void awaitPeers(ZmqSocket socket, int count) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (socket.peers().size() != count) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException(
						"%d peers are connected (expected: %d)".formatted(socket.peers().size(), count));
			}
			TimeUnit.MILLISECONDS.sleep(10);
		}
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

}
