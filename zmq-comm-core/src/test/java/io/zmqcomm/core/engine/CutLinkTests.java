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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links that break in the middle of a batch: only what the transport had accepted is
 * lost, nothing arrives twice, and the accounts are exact at any time.
 */
class CutLinkTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int COUNT = 3000;

	private final MemoryTransport transport = new MemoryTransport();

	private ZmqCommunicator opened;

	@AfterEach
	void noMemoryIsHeld() {
		assertThat(EngineAccess.memoryUsed(this.opened)).isZero();
	}

	private ZmqCommunicator communicator() {
		this.opened = ZmqCommunicator.create((settings) -> {
			EngineAccess.transport(settings, this.transport);
			settings.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(1))
				.reconnectIntervalMax(Duration.ofMillis(5))
				.sendTimeout(DEADLINE)
				.highWaterMark(500));
		});
		return this.opened;
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void theConnectingSideKeepsWhatTheTransportDidNotTake(long seed) throws Exception {
		Random random = new Random(seed);
		this.transport.onLink((link) -> {
			if (this.transport.links().size() <= 12) {
				// Sometimes within the handshake, mostly in traffic.
				link.fromConnecting().cutAfter(random.nextInt(60_000));
			}
		});
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			AtomicBoolean done = new AtomicBoolean();
			Thread auditor = Background.run(() -> {
				while (!done.get()) {
					assertBalanced(push.counters());
					LockSupport.parkNanos(100_000);
				}
			});
			Set<Integer> received = ConcurrentHashMap.newKeySet();
			Map<Long, Integer> last = new HashMap<>();
			Thread receiver = Background.run(() -> {
				int number;
				do {
					ZmqMessage message = pull.receive(DEADLINE).orElseThrow();
					number = Integer.parseInt(message.text(0));
					assertThat(message.bytes(1)).hasSize(size(number));
					assertThat(received.add(number)).as("not twice").isTrue();
					// The reader has a pipe for each connection, and takes turns.
					Integer before = last.put(message.peer().id(), number);
					assertThat(number).as("in order").isGreaterThan((before != null) ? before : -1);
				}
				while (number < COUNT);
			});
			for (int i = 0; i < COUNT; i++) {
				send(push, i);
			}
			int sent = COUNT;
			while (receiver.isAlive()) {
				// One more that tells of the end: the last ones may be lost.
				Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
				send(push, sent++);
			}
			Background.join(receiver);
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
			Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().received() >= push.counters().sent());
			done.set(true);
			Background.join(auditor);
			SocketCounters counters = push.counters();
			assertBalanced(counters);
			assertThat(counters.accepted()).isEqualTo(sent);
			long arrived = pull.counters().received();
			assertThat(arrived).isBetween(counters.sent(), (long) sent);
			assertThat(sent - arrived).isLessThanOrEqualTo(counters.undelivered());
			assertThat(counters.disconnects()).isGreaterThan(0);
			assertThat(counters.reconnects()).isEqualTo(counters.disconnects());
		}
	}

	private static void send(ZmqSocket push, int number) throws InterruptedException {
		assertThat(push.send(ZmqMessage.of(("" + number).getBytes(StandardCharsets.UTF_8), new byte[size(number)])))
			.isEqualTo(SendOutcome.ACCEPTED);
	}

	private static int size(int number) {
		return (number % 100 == 0) ? 40_000 : number % 300;
	}

	@Test
	void exactlyTheBatchInsideTheTransportIsLostOnTheConnectingSide() throws Exception {
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
			assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
			push.send("before");
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("before");
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().sent() == 1);
			this.transport.lastLink().hold();
			push.send("taken");
			EngineAccess.turnLoops(zmq);
			for (int i = 0; i < 100; i++) {
				push.send("kept " + i);
			}
			this.transport.lastLink().cut();
			for (int i = 0; i < 100; i++) {
				assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("kept " + i);
			}
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
			SocketCounters counters = push.counters();
			assertThat(counters.accepted()).isEqualTo(102);
			assertThat(counters.sent()).isEqualTo(101);
			assertThat(counters.undelivered()).isEqualTo(1);
		}
	}

	@Test
	void theRestIsUndeliveredOnTheBindingSide() throws Exception {
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).bind("tcp://127.0.0.1:*");
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).connect(push.boundEndpoints().get(0));
			assertThat(push.send("before")).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("before");
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().sent() == 1);
			this.transport.lastLink().hold();
			for (int i = 0; i < 300; i++) {
				push.send(new byte[i * 200]);
			}
			assertThat(push.counters().queued()).isEqualTo(300);
			this.transport.lastLink().cut();
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().disconnects() == 1);
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
			SocketCounters counters = push.counters();
			assertBalanced(counters);
			assertThat(counters.undelivered()).isEqualTo(300);
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().peers() == 1);
			push.send("after");
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("after");
		}
	}

	@Test
	void immediateDropsTheQueueWithTheConnection() throws Exception {
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.immediate(true))
				.connect(pull.boundEndpoints().get(0));
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
			this.transport.lastLink().hold();
			for (int i = 0; i < 100; i++) {
				assertThat(push.trySend(ZmqMessage.ofText("lost"))).isEqualTo(SendOutcome.ACCEPTED);
			}
			this.transport.lastLink().cut();
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().undelivered() == 100);
			assertThat(push.send("after")).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("after");
		}
	}

	@Test
	void aMessageIsDeliveredWholeOrNotAtAll() throws Exception {
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			// The message is 36 octets on the wire; with the last of them it is whole.
			for (int octets = 1; octets <= 36; octets++) {
				assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
				long connects = push.counters().connects();
				this.transport.lastLink().fromConnecting().cutAfter(octets);
				push.send(ZmqMessage.of(new byte[10], new byte[10], new byte[10]));
				Awaitility.await().atMost(DEADLINE).until(() -> push.counters().connects() > connects);
			}
			push.send("last");
			assertThat(pull.receive(DEADLINE).orElseThrow().frameCount()).isEqualTo(3);
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("last");
			assertThat(push.counters().undelivered()).isEqualTo(36);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aCloseSaysThatWhatItFlushedWasLost(boolean binding) throws Exception {
		try (ZmqCommunicator zmq = communicator()) {
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.linger(Duration.ofHours(1)));
			ZmqSocket pull = zmq.createSocket(SocketType.PULL);
			ZmqSocket bound = (binding ? push : pull).bind("tcp://127.0.0.1:*");
			(binding ? pull : push).connect(bound.boundEndpoints().get(0));
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
			assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
			this.transport.lastLink().hold();
			assertThat(push.send("taken and lost")).isEqualTo(SendOutcome.ACCEPTED);
			EngineAccess.turnLoops(zmq);
			CompletableFuture<Boolean> closed = push.closeAsync();
			EngineAccess.turnLoops(zmq);
			assertThat(closed).isNotDone();
			this.transport.lastLink().cut();
			assertThat(closed.get(60, TimeUnit.SECONDS)).isFalse();
			assertThat(push.counters().undelivered()).isEqualTo(1);
			assertBalanced(push.counters());
		}
	}

	private static void assertBalanced(SocketCounters counters) {
		assertThat(counters.queued()).isNotNegative();
		assertThat(counters.accepted()).isEqualTo(counters.sent() + counters.queued() + counters.undelivered());
	}

}
