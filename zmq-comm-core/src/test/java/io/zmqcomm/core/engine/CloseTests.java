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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever goes on, close ends it within linger and leaves nothing behind: no blocked
 * call, no thread, no port, no memory.
 */
class CloseTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final Duration LINGER = Duration.ofMillis(200);

	/** Far above linger, and far below any other limit that could end the call. */
	private static final Duration SLACK = Duration.ofSeconds(15);

	private static final Duration FOREVER = Duration.ofHours(1);

	private ZmqCommunicator zmq;

	@AfterEach
	void nothingIsLeft() {
		this.zmq.close();
		assertThat(EngineAccess.memoryUsed(this.zmq)).isZero();
		Leftovers.awaitNone();
	}

	private void open(Wiring wiring) {
		this.zmq = ZmqCommunicator.create((settings) -> {
			wiring.apply(settings);
			settings.socketDefaults((options) -> options.linger(LINGER).sendTimeout(FOREVER).receiveTimeout(FOREVER));
		});
	}

	private static boolean closeInTime(ZmqSocket socket) {
		long start = System.nanoTime();
		boolean flushed = socket.close(LINGER);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK);
		SocketCounters counters = socket.counters();
		assertThat(counters.queued()).isZero();
		assertThat(counters.accepted()).isEqualTo(counters.sent() + counters.undelivered());
		assertThat(counters.peers()).isZero();
		return flushed;
	}

	@ParameterizedTest
	@EnumSource(names = { "TCP", "MEMORY" })
	void blockedSendersSeeThatTheSocketIsClosed(Wiring wiring) throws Exception {
		open(wiring);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(1))
			.connect("tcp://127.0.0.1:9");
		assertThat(push.send("queued")).isEqualTo(SendOutcome.ACCEPTED);
		Thread[] senders = new Thread[4];
		for (int i = 0; i < senders.length; i++) {
			senders[i] = Background.run(() -> assertThat(push.send("blocked")).isEqualTo(SendOutcome.CLOSED));
			Background.awaitBlocked(senders[i]);
		}
		assertThat(closeInTime(push)).isFalse();
		Background.join(senders);
		assertThat(push.counters().undelivered()).isEqualTo(1);
		assertThat(push.send("late")).isEqualTo(SendOutcome.CLOSED);
		assertThat(push.trySend(ZmqMessage.ofText("late"))).isEqualTo(SendOutcome.CLOSED);
		assertThat(push.sendAsync(ZmqMessage.ofText("late")).get()).isEqualTo(SendOutcome.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "TCP", "MEMORY" })
	void blockedReceiversAreToldThatTheSocketIsClosed(Wiring wiring) throws Exception {
		open(wiring);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		Thread[] receivers = new Thread[4];
		for (int i = 0; i < receivers.length; i++) {
			receivers[i] = Background
				.run(() -> Assertions.assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(pull::receive));
			Background.awaitBlocked(receivers[i]);
		}
		Thread waiter = Background.run(() -> assertThat(pull.awaitPeers(1, FOREVER)).isFalse());
		Background.awaitBlocked(waiter);
		assertThat(closeInTime(pull)).isTrue();
		Background.join(receivers);
		Background.join(waiter);
		Assertions.assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(pull::tryReceive);
	}

	@ParameterizedTest
	@EnumSource(names = { "TCP", "MEMORY", "MEMORY_SCRAMBLED" })
	void aReaderThatDoesNotReadHoldsNobodyUp(Wiring wiring) throws Exception {
		open(wiring);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.receiveHighWaterMark(5))
			.bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		while (push.trySend(ZmqMessage.of(new byte[100_000])) == SendOutcome.ACCEPTED) {
			// Until everything between the two is full.
		}
		Thread sender = Background.run(() -> {
			while (push.send(new byte[100_000]) == SendOutcome.ACCEPTED) {
				// Room may have come; until the socket is closed.
			}
		});
		assertThat(closeInTime(push)).isFalse();
		Background.join(sender);
		assertThat(push.counters().undelivered()).isGreaterThan(0);
		closeInTime(pull);
		assertThat(pull.counters().discarded()).isGreaterThanOrEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource(names = { "TCP", "MEMORY" })
	void aPeerThatNeverCameHoldsNobodyUp(Wiring wiring) throws Exception {
		open(wiring);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect("tcp://127.0.0.1:9", "tcp://127.0.0.1:7");
		for (int i = 0; i < 100; i++) {
			push.send(new byte[50_000]);
		}
		assertThat(closeInTime(push)).isFalse();
		assertThat(push.counters().undelivered()).isEqualTo(100);
	}

	@Test
	void anEmptyQueueNeedsNoLinger() {
		open(Wiring.TCP);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect("tcp://127.0.0.1:9");
		long start = System.nanoTime();
		assertThat(push.close(FOREVER)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK);
	}

	@Test
	void bothSidesCloseInTheMiddleOfALargeFrame() throws Exception {
		MemoryTransport transport = new MemoryTransport();
		this.zmq = ZmqCommunicator.create((settings) -> EngineAccess.transport(settings, transport));
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
		MemoryWire wire = transport.lastLink().fromConnecting();
		wire.holdAfter(1_500_000);
		assertThat(push.send(new byte[50 << 20])).isEqualTo(SendOutcome.ACCEPTED);
		Awaitility.await().atMost(DEADLINE).until(() -> wire.read() >= 1_500_000);
		assertThat(EngineAccess.memoryUsed(this.zmq)).isGreaterThan(1 << 20);
		assertThat(closeInTime(push)).isFalse();
		closeInTime(pull);
		assertThat(push.counters().undelivered()).isEqualTo(1);
		assertThat(pull.counters().received()).isZero();
	}

	@Test
	void aPeerThatStallsInTheHandshakeHoldsNobodyUp() throws Exception {
		open(Wiring.TCP);
		try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			ZmqSocket push = this.zmq.createSocket(SocketType.PUSH)
				.connect("tcp://127.0.0.1:" + silent.getLocalPort())
				.bind("tcp://127.0.0.1:*");
			push.trySend(ZmqMessage.ofText("never sent"));
			int port = port(push);
			try (Socket in = silent.accept(); Socket out = new Socket(InetAddress.getLoopbackAddress(), port)) {
				// The greeting shows that the session is there.
				assertThat(in.getInputStream().read()).isEqualTo(0xFF);
				assertThat(out.getInputStream().read()).isEqualTo(0xFF);
				assertThat(closeInTime(push)).isFalse();
				in.getInputStream().readAllBytes();
				out.getInputStream().readAllBytes();
			}
			assertPortIsFree(port);
		}
	}

	@Test
	void thePortIsFreeWhenCloseOrUnbindReturns() throws Exception {
		open(Wiring.TCP);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		push.send("message");
		assertThat(pull.receive().text(0)).isEqualTo("message");
		int port = port(pull);
		for (int i = 0; i < 20; i++) {
			pull.unbind(pull.boundEndpoints().get(0));
			assertPortIsFree(port);
			pull.bind("tcp://127.0.0.1:" + port);
		}
		closeInTime(pull);
		assertPortIsFree(port);
	}

	@Test
	void whatIsQueuedIsFlushedWithinLinger() throws Exception {
		open(Wiring.TCP);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		for (int round = 0; round < 20; round++) {
			ZmqSocket push = this.zmq
				.createSocket(SocketType.PUSH, (options) -> options.reconnectInterval(Duration.ofMillis(1)))
				.connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 500; i++) {
				push.send("" + i);
			}
			// Connecting time is part of linger.
			Thread closer = Background.run(() -> assertThat(push.close(DEADLINE)).isTrue());
			for (int i = 0; i < 500; i++) {
				assertThat(pull.receive().text(0)).isEqualTo("" + i);
			}
			Background.join(closer);
			assertThat(push.counters().sent()).isEqualTo(500);
		}
	}

	@Test
	void closeIsTheSameForAllWhoCall() throws Exception {
		open(Wiring.TCP);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect("tcp://127.0.0.1:9");
		push.send("undelivered");
		List<Thread> closers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			closers.add(Background.run(() -> assertThat(push.close(LINGER)).isFalse()));
		}
		Background.join(closers.toArray(new Thread[0]));
		assertThat(push.closeAsync().get()).isFalse();
	}

	@Test
	void aReceiverMayCloseItsOwnSocket() throws Exception {
		open(Wiring.TCP);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		CountDownLatch closed = new CountDownLatch(1);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		pull.onMessage((message) -> {
			try {
				pull.close();
				assertThat(message.frame(0).readableBytes()).isEqualTo(7);
			}
			catch (Throwable ex) {
				failure.set(ex);
			}
			closed.countDown();
		});
		for (int i = 0; i < 100; i++) {
			push.send("message");
		}
		assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(failure.get()).isNull();
		assertThat(pull.isClosed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "TCP", "MEMORY" })
	void socketsComeAndGoUnderTraffic(Wiring wiring) throws Exception {
		open(wiring);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		pull.onMessage((message) -> {
		});
		Thread[] threads = new Thread[4];
		for (int t = 0; t < threads.length; t++) {
			threads[t] = Background.run(() -> {
				for (int i = 0; i < 30; i++) {
					ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
					Thread sender = Background.run(() -> {
						while (push.send(new byte[1000]) == SendOutcome.ACCEPTED) {
							Thread.onSpinWait();
						}
					});
					push.awaitPeers(1, DEADLINE);
					closeInTime(push);
					Background.join(sender);
				}
			});
		}
		Background.join(threads);
	}

	private static int port(ZmqSocket socket) {
		String endpoint = socket.boundEndpoints().get(0);
		return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
	}

	private static void assertPortIsFree(int port) throws Exception {
		try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			assertThat(server.isBound()).isTrue();
		}
	}

}
