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
import java.util.concurrent.TimeUnit;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.wire.Frames;

/**
 * Deliveries of a PUB, which drops nothing, to many subscribers, counted where they
 * arrive: the subscribers are bare connections of another process.
 */
final class FanOut {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final ScaleArguments arguments;

	private final Results results;

	FanOut(ScaleArguments arguments, Results results) {
		this.arguments = arguments;
		this.results = results;
	}

	/**
	 * Measure and report: one row.
	 * @throws IOException if the other process failed
	 * @throws InterruptedException if interrupted
	 */
	void measure() throws IOException, InterruptedException {
		int subscribers = this.arguments.subscribers();
		int size = this.arguments.size();
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pub = Sender.publisher(zmq);
				PeerProcess peers = PeerProcess.start(pub.boundEndpoints().get(0))) {
			peers.ask("drain " + subscribers);
			if (!pub.awaitSubscribers("", subscribers, PATIENCE)) {
				throw new IllegalStateException("not all of %d subscribers are connected".formatted(subscribers));
			}
			try (Sender sender = Sender.start(pub, size)) {
				TimeUnit.NANOSECONDS.sleep(this.arguments.warmUp().toNanos());
				Rate deliveries = Rate.of(() -> peers.ask("drained") / Frames.frameLength(size), this.arguments.time());
				this.results.table("fan_out", "subscribers", "octets", "deliveries/s", "messages/s", "CPU ns/delivery")
					.row(subscribers, size, deliveries.perSecond(), deliveries.perSecond() / subscribers,
							deliveries.cpuNanos());
			}
		}
	}

}
