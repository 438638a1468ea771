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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With a clock that stands still: messages move without any timer, and what waits for
 * time waits for this clock.
 */
class FrozenClockTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final MockTicker ticker = Ticker.newMockTicker();

	private final List<ZmqEvent> events = new CopyOnWriteArrayList<>();

	private Running open(Wiring wiring) {
		return open(wiring, null);
	}

	private Running open(Wiring wiring, @Nullable MemoryTransport transport) {
		ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> {
			wiring.apply(settings);
			if (transport != null) {
				EngineAccess.transport(settings, transport);
			}
			settings.ticker(this.ticker).socketDefaults((options) -> options.linger(Duration.ZERO));
		});
		zmq.listen(this.events::add);
		return new Running(zmq);
	}

	@ParameterizedTest
	@EnumSource
	void anIsolatedMessageIsFlushedAtOnce(Wiring wiring) throws Exception {
		try (Running running = open(wiring)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 100; i++) {
				push.send("isolated " + i);
				assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("isolated " + i);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aBlockedSenderGoesOnWhenTheSlowReaderReads(Wiring wiring) throws Exception {
		try (Running running = open(wiring)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket pull = zmq
				.createSocket(SocketType.PULL,
						(options) -> options.receiveHighWaterMark(2).receiveBufferSize(64 * 1024))
				.bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH,
						(options) -> options.sendHighWaterMark(2).sendBufferSize(64 * 1024).sendTimeout(DEADLINE))
				.connect(pull.boundEndpoints().get(0));
			int count = wiring.isSlow() ? 30 : 100;
			Thread sender = Background.run(() -> {
				for (int i = 0; i < count; i++) {
					assertThat(push.send(new byte[100_000])).isEqualTo(SendOutcome.ACCEPTED);
				}
			});
			Background.awaitBlocked(sender);
			for (int i = 0; i < count; i++) {
				assertThat(pull.receive(DEADLINE)).isPresent();
			}
			Background.join(sender);
		}
	}

	@Test
	void theNextAttemptToConnectWaitsForTheClock() throws Exception {
		try (Running running = open(Wiring.MEMORY)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH,
						(options) -> options.reconnectInterval(Duration.ofHours(1))
							.reconnectIntervalMax(Duration.ofHours(8)))
				.connect("tcp://127.0.0.1:4711");
			for (int attempt = 1; attempt <= 6; attempt++) {
				awaitEvents(ZmqEvent.ConnectRetried.class, attempt);
				EngineAccess.turnLoops(zmq);
				long delay = events(ZmqEvent.ConnectRetried.class).get(attempt - 1).delayNanos();
				assertThat(Duration.ofNanos(delay))
					.isLessThanOrEqualTo(Duration.ofHours(Math.min(8, 1L << (attempt - 1))));
				this.ticker.advance(delay - 1, TimeUnit.NANOSECONDS);
				EngineAccess.turnLoops(zmq);
				assertThat(events(ZmqEvent.ConnectRetried.class)).hasSize(attempt);
				if (attempt == 6) {
					zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:4711");
				}
				this.ticker.advance(1, TimeUnit.NANOSECONDS);
				EngineAccess.turnLoops(zmq);
			}
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
		}
	}

	@Test
	void aHandshakeTimesOutByTheClockOnBothSides() throws Exception {
		MemoryTransport transport = new MemoryTransport();
		transport.onLink(MemoryLink::hold);
		try (Running running = open(Wiring.MEMORY, transport)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			Awaitility.await().atMost(DEADLINE).until(() -> transport.links().size() == 1);
			EngineAccess.turnLoops(zmq);
			this.ticker.advance(10_000 - 1, TimeUnit.MILLISECONDS);
			EngineAccess.turnLoops(zmq);
			assertThat(push.counters().handshakeFailures() + pull.counters().handshakeFailures()).isZero();
			this.ticker.advance(1, TimeUnit.MILLISECONDS);
			EngineAccess.turnLoops(zmq);
			awaitEvents(ZmqEvent.HandshakeFailed.class, 2);
			assertThat(push.counters().handshakeFailures()).isEqualTo(1);
			assertThat(pull.counters().handshakeFailures()).isEqualTo(1);
			transport.onLink((link) -> {
			});
			Awaitility.await().atMost(DEADLINE).until(() -> {
				this.ticker.advance(1, TimeUnit.SECONDS);
				EngineAccess.turnLoops(zmq);
				return !push.peers().isEmpty();
			});
		}
	}

	@Test
	void lingerEndsByTheClock() throws Exception {
		try (Running running = open(Wiring.MEMORY)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.linger(Duration.ofHours(2)))
				.connect("tcp://127.0.0.1:4711");
			push.send("waits");
			awaitEvents(ZmqEvent.ConnectRetried.class, 1);
			CompletableFuture<Boolean> closed = push.closeAsync();
			EngineAccess.turnLoops(zmq);
			this.ticker.advance(Duration.ofHours(2).toNanos() - 1, TimeUnit.NANOSECONDS);
			EngineAccess.turnLoops(zmq);
			assertThat(closed).isNotDone();
			this.ticker.advance(1, TimeUnit.NANOSECONDS);
			EngineAccess.turnLoops(zmq);
			assertThat(closed.get(60, TimeUnit.SECONDS)).isFalse();
			assertThat(push.counters().undelivered()).isEqualTo(1);
		}
	}

	@Test
	void aSendWithoutAThreadGivesUpByTheClock() throws Exception {
		try (Running running = open(Wiring.MEMORY)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(Duration.ofHours(1)));
			CompletableFuture<SendOutcome> sent = push.sendAsync(ZmqMessage.ofText("nobody"));
			EngineAccess.turnLoops(zmq);
			assertThat(sent).isNotDone();
			this.ticker.advance(1, TimeUnit.HOURS);
			EngineAccess.turnLoops(zmq);
			assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.NO_PEER);
		}
	}

	@Test
	void aPooledConnectionIsClosedWhenNobodyUsedItForAMinute() throws Exception {
		try (Running running = open(Wiring.MEMORY)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket first = echo(zmq);
			ZmqSocket second = echo(zmq);
			request(zmq, first);
			request(zmq, second);
			assertThat(lanes(zmq)).isEqualTo(2);
			this.ticker.advance(59, TimeUnit.SECONDS);
			EngineAccess.turnLoops(zmq);
			request(zmq, second);
			assertThat(lanes(zmq)).isEqualTo(2);
			assertThat(second.counters().connects()).isEqualTo(1);
			this.ticker.advance(1, TimeUnit.SECONDS);
			EngineAccess.turnLoops(zmq);
			Awaitility.await().atMost(DEADLINE).until(() -> lanes(zmq) == 1);
			Awaitility.await().atMost(DEADLINE).until(() -> first.peers().isEmpty());
			assertThat(second.peers()).hasSize(1);
			this.ticker.advance(59, TimeUnit.SECONDS);
			EngineAccess.turnLoops(zmq);
			Awaitility.await().atMost(DEADLINE).until(() -> lanes(zmq) == 0);
			request(zmq, first);
			assertThat(first.counters().connects()).isEqualTo(2);
		}
	}

	private static ZmqSocket echo(ZmqCommunicator zmq) {
		return zmq.createSocket(SocketType.REP)
			.bind("tcp://127.0.0.1:*")
			.onMessage((view) -> view.reply().send(view.copy()));
	}

	private static void request(ZmqCommunicator zmq, ZmqSocket server) throws Exception {
		assertThat(zmq.request(server.boundEndpoints().get(0), ZmqMessage.ofText("ask")).text(0)).isEqualTo("ask");
	}

	private static long lanes(ZmqCommunicator zmq) {
		return zmq.sockets().stream().filter((socket) -> socket.type() == SocketType.REQ).count();
	}

	@Test
	void onlyAConnectionThatWasOfUseBeginsTheBackOffAnew() throws Exception {
		MemoryTransport transport = new MemoryTransport();
		try (Running running = open(Wiring.MEMORY, transport)) {
			ZmqCommunicator zmq = running.zmq;
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH,
						(options) -> options.reconnectInterval(Duration.ofMillis(1))
							.reconnectIntervalMax(Duration.ofHours(1)))
				.connect(pull.boundEndpoints().get(0));
			long longest = 0;
			for (int i = 1; i <= 20; i++) {
				assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
				transport.lastLink().cut();
				awaitEvents(ZmqEvent.ConnectRetried.class, i);
				long delay = events(ZmqEvent.ConnectRetried.class).get(i - 1).delayNanos();
				longest = Math.max(longest, delay);
				EngineAccess.turnLoops(zmq);
				this.ticker.advance(delay, TimeUnit.NANOSECONDS);
				EngineAccess.turnLoops(zmq);
			}
			assertThat(Duration.ofNanos(longest)).isGreaterThan(Duration.ofMillis(1));
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
			this.ticker.advance(2, TimeUnit.SECONDS);
			EngineAccess.turnLoops(zmq);
			transport.lastLink().cut();
			awaitEvents(ZmqEvent.ConnectRetried.class, 21);
			long delay = events(ZmqEvent.ConnectRetried.class).get(20).delayNanos();
			assertThat(Duration.ofNanos(delay)).isLessThanOrEqualTo(Duration.ofMillis(1));
		}
	}

	private <T> List<T> events(Class<T> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	private void awaitEvents(Class<?> type, int count) {
		Awaitility.await().atMost(DEADLINE).until(() -> events(type).size() >= count);
	}

	/** Ends with the clock going on, as the event loops end by it. */
	private final class Running implements AutoCloseable {

		private final ZmqCommunicator zmq;

		Running(ZmqCommunicator zmq) {
			this.zmq = zmq;
		}

		@Override
		public void close() {
			CompletableFuture<Boolean> closed = this.zmq.closeAsync();
			Awaitility.await().atMost(DEADLINE).until(() -> {
				FrozenClockTests.this.ticker.advance(1, TimeUnit.SECONDS);
				return closed.isDone();
			});
		}

	}

}
