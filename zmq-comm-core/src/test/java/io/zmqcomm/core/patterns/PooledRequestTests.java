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

package io.zmqcomm.core.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.Reply;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.ZmqTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ZmqCommunicator#request}: many callers, few connections, each reply to its own
 * caller.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class PooledRequestTests {

	private static final Duration PATIENCE = TestCommunicator.PATIENCE;

	@Parameter
	Transport transport;

	private ZmqCommunicator zmq;

	private ZmqSocket server;

	private String endpoint;

	@BeforeEach
	void open() {
		this.zmq = ZmqCommunicator.create((settings) -> settings.poolSize(3).rdmaAllowSoftware(true));
		this.server = this.zmq.createSocket(SocketType.ROUTER).bind(this.transport.any());
		this.endpoint = TestCommunicator.endpoint(this.server);
	}

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
	}

	@Test
	@DisplayName("An ordinary REP serves requests")
	void ordinaryRep() throws Exception {
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).bind(this.transport.any());
		rep.onMessage((view) -> view.reply().send(view.copy()));
		for (int i = 0; i < 10; i++) {
			ZmqMessage reply = this.zmq.request(TestCommunicator.endpoint(rep), ZmqMessage.ofText("ask", "" + i));
			assertThat(TestCommunicator.texts(reply)).containsExactly("ask", "" + i);
		}
		assertThat(rep.counters().connects()).isEqualTo(1);
	}

	@Test
	@DisplayName("Ten requests are in flight per endpoint by default, and the rest wait")
	void tenInFlight() throws Exception {
		try (ZmqCommunicator other = ZmqCommunicator.create((settings) -> settings.rdmaAllowSoftware(true))) {
			ZmqSocket router = other.createSocket(SocketType.ROUTER).bind(this.transport.any());
			assertInFlight(other, router, 10);
		}
	}

	@Test
	@DisplayName("The number of connections is the pool size")
	void poolSize() throws Exception {
		assertInFlight(this.zmq, this.server, 3);
	}

	private void assertInFlight(ZmqCommunicator client, ZmqSocket router, int limit) throws Exception {
		List<CompletableFuture<ZmqMessage>> futures = new ArrayList<>();
		for (int i = 0; i < limit + 5; i++) {
			futures.add(client.requestAsync(TestCommunicator.endpoint(router), ZmqMessage.ofText("" + i), PATIENCE));
		}
		Awaitility.await().atMost(PATIENCE).until(() -> router.counters().pending() == limit);
		Awaitility.await()
			.during(TestCommunicator.A_WHILE)
			.atMost(PATIENCE)
			.until(() -> router.counters().pending() == limit && router.peers().size() == limit);
		for (int i = 0; i < futures.size(); i++) {
			ZmqMessage request = TestCommunicator.message(router);
			request.reply().send(ZmqMessage.ofText("re " + request.text(request.frameCount() - 1)));
		}
		for (int i = 0; i < futures.size(); i++) {
			assertThat(futures.get(i).get(10, TimeUnit.SECONDS).text(0)).isEqualTo("re " + i);
		}
		assertThat(router.peers()).hasSize(limit);
	}

	@Test
	@DisplayName("Any number of threads may ask; each gets its own reply")
	void manyThreads() throws Exception {
		this.server.onMessage((view) -> view.reply().send(ZmqMessage.ofText("re " + last(view.copy()))));
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<Future<?>> callers = new ArrayList<>();
			for (int caller = 0; caller < 16; caller++) {
				int number = caller;
				callers.add(threads.submit(() -> {
					for (int i = 0; i < 100; i++) {
						String text = number + "-" + i;
						assertThat(this.zmq.request(this.endpoint, ZmqMessage.ofText(text)).text(0))
							.isEqualTo("re " + text);
					}
					return null;
				}));
			}
			for (Future<?> caller : callers) {
				caller.get(20, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.server.counters().connects()).isBetween(1L, 3L);
	}

	@Test
	@DisplayName("A timeout discards the connection, and a late reply reaches nobody")
	void lateReplyReachesNobody() throws Exception {
		Queue<Reply> late = new ConcurrentLinkedQueue<>();
		AtomicInteger served = new AtomicInteger();
		this.server.onMessage((view) -> {
			if (last(view.copy()).startsWith("slow")) {
				late.add(view.reply());
				return;
			}
			late.forEach((reply) -> reply.send(ZmqMessage.ofText("late")));
			late.clear();
			served.incrementAndGet();
			view.reply().send(ZmqMessage.ofText("re " + last(view.copy())));
		});
		for (int i = 0; i < 10; i++) {
			String text = "slow " + i;
			assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> this.zmq.request(this.endpoint, ZmqMessage.ofText(text), Duration.ofMillis(50)))
				.withMessageContaining(this.endpoint);
			assertThat(this.zmq.request(this.endpoint, ZmqMessage.ofText("quick " + i)).text(0))
				.isEqualTo("re quick " + i);
		}
		assertThat(served).hasValue(10);
		assertThat(this.server.counters().connects()).isGreaterThanOrEqualTo(10);
	}

	@Test
	@DisplayName("An asynchronous request times out as its future")
	void futureTimesOut() {
		CompletableFuture<ZmqMessage> future = this.zmq.requestAsync(this.endpoint, ZmqMessage.ofText("ask"),
				TestCommunicator.A_WHILE);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(ZmqTimeoutException.class);
	}

	@Test
	@DisplayName("A caller that waits for a free connection waits no longer than its timeout")
	void waitingForConnectionTimesOut() {
		for (int i = 0; i < 3; i++) {
			this.zmq.requestAsync(this.endpoint, ZmqMessage.ofText("unanswered"), PATIENCE);
		}
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.zmq.request(this.endpoint, ZmqMessage.ofText("ask"), TestCommunicator.A_WHILE));
		assertThat(this.server.counters().received()).isLessThanOrEqualTo(3);
	}

	@Test
	@DisplayName("Nobody there: a timeout; somebody later: served within the timeout")
	void serverComesLater() throws Exception {
		String unbound = this.transport.unbound();
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.zmq.request(unbound, ZmqMessage.ofText("ask"), TestCommunicator.A_WHILE));
		CompletableFuture<ZmqMessage> future = this.zmq.requestAsync(unbound, ZmqMessage.ofText("ask"), PATIENCE);
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).bind(unbound);
		rep.onMessage((view) -> view.reply().send(ZmqMessage.ofText("answer")));
		assertThat(future.get(10, TimeUnit.SECONDS).text(0)).isEqualTo("answer");
	}

	@Test
	@DisplayName("An interrupted or cancelled request discards its connection")
	void interrupted() throws Exception {
		FutureTask<ZmqMessage> request = new FutureTask<>(
				() -> this.zmq.request(this.endpoint, ZmqMessage.ofText("interrupted")));
		Thread caller = new Thread(request, "caller");
		caller.start();
		Reply first = TestCommunicator.message(this.server).reply();
		caller.interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> request.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(InterruptedException.class);
		CompletableFuture<ZmqMessage> cancelled = this.zmq.requestAsync(this.endpoint, ZmqMessage.ofText("cancelled"),
				PATIENCE);
		Reply second = TestCommunicator.message(this.server).reply();
		cancelled.cancel(true);
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.peers().isEmpty());
		first.send(ZmqMessage.ofText("late"));
		second.send(ZmqMessage.ofText("late"));
		CompletableFuture<ZmqMessage> next = this.zmq.requestAsync(this.endpoint, ZmqMessage.ofText("ask"), PATIENCE);
		TestCommunicator.message(this.server).reply().send(ZmqMessage.ofText("answer"));
		assertThat(next.get(10, TimeUnit.SECONDS).text(0)).isEqualTo("answer");
	}

	@Test
	@DisplayName("Closing the communicator ends the requests that wait")
	void closesWithRequests() {
		List<CompletableFuture<ZmqMessage>> futures = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			futures.add(this.zmq.requestAsync(this.endpoint, ZmqMessage.ofText("ask"), Duration.ofMinutes(1)));
		}
		this.zmq.close(TestCommunicator.A_WHILE);
		for (CompletableFuture<ZmqMessage> future : futures) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(ZmqClosedException.class);
		}
	}

	private static String last(ZmqMessage message) {
		return message.text(message.frameCount() - 1);
	}

}
