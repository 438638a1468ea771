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

package io.zmqcomm.core.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names inside the process are bound and connected in every order, while both sides
 * close: a socket never stays joined to one that is gone.
 */
class InprocChurnTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	@Test
	void aSubscriberThatIsCutOffWhileItJoinsComesAgain() throws Exception {
		Map<String, List<String>> events = new ConcurrentHashMap<>();
		try (ZmqCommunicator zmq = ZmqCommunicator
			.create((settings) -> settings.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(1))
				.reconnectIntervalMax(Duration.ofMillis(1))))) {
			zmq.listen((event) -> events.computeIfAbsent(event.socket(), (name) -> new CopyOnWriteArrayList<>())
				.add(event.getClass().getSimpleName()));
			ZmqSocket pub = zmq.createSocket(SocketType.PUB, (options) -> options.maxTopics(1))
				.bind("inproc://limited");
			for (int i = 0; i < 1_000; i++) {
				String name = "sub" + i;
				ZmqSocket sub = zmq.createSocket(SocketType.SUB, (options) -> options.name(name))
					.subscribe("a")
					.subscribe("b")
					.connect("inproc://limited");
				Awaitility.await()
					.pollInterval(Duration.ofNanos(100_000))
					.atMost(DEADLINE)
					.until(() -> sub.counters().disconnects() > 0);
				sub.unsubscribe("a");
				assertThat(pub.awaitSubscribers("b", 1, DEADLINE)).as("subscriber " + i).isTrue();
				sub.close();
				Awaitility.await()
					.pollInterval(Duration.ofNanos(100_000))
					.atMost(DEADLINE)
					.until(() -> pub.counters().peers() == 0);
			}
		}
		assertThat(events).hasSizeGreaterThan(900);
		events.forEach((socket, ofSocket) -> {
			if (socket.startsWith("sub")) {
				for (int i = 0; i < ofSocket.size() - 1; i++) {
					assertThat(ofSocket.get(i)).as(socket + " " + ofSocket)
						.isEqualTo((i % 2 == 0) ? "Connected" : "Disconnected");
				}
			}
		});
	}

	@Test
	void aSocketFindsTheNextBindingOfItsName() throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create()) {
			AtomicBoolean done = new AtomicBoolean();
			Thread connecting = Background.run(() -> {
				while (!done.get()) {
					zmq.createSocket(SocketType.PUSH).connect("inproc://churn").close(Duration.ZERO);
				}
			});
			for (int i = 0; i < 1_000; i++) {
				ZmqSocket pull = zmq.createSocket(SocketType.PULL);
				Thread binding = Background.run(() -> pull.bind("inproc://churn").close(Duration.ZERO));
				ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect("inproc://churn");
				Background.join(binding);
				ZmqSocket next = zmq.createSocket(SocketType.PULL).bind("inproc://churn");
				assertThat(next.awaitPeers(1, DEADLINE)).isTrue();
				push.send("" + i);
				assertThat(next.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
				push.close();
				next.close(Duration.ZERO);
			}
			done.set(true);
			Background.join(connecting);
		}
	}

}
