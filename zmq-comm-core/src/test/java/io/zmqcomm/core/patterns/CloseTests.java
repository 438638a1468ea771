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
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What close and interruption do, to the caller and to others that are in a call.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class CloseTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("Close hands over within the linger time what is queued")
	void flushesOnClose() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).connect(TestCommunicator.endpoint(pull));
		for (int i = 0; i < 1000; i++) {
			push.send("" + i);
		}
		assertThat(push.close(TestCommunicator.PATIENCE)).isTrue();
		assertThat(push.counters().sent()).isEqualTo(1000);
		for (int i = 0; i < 1000; i++) {
			assertThat(TestCommunicator.receive(pull)).containsExactly("" + i);
		}
	}

	@Test
	@DisplayName("Close waits for a peer that is not there yet, connecting time included")
	void lingersForThePeer() throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).connect(endpoint);
		push.send("early");
		FutureTask<Boolean> close = start(() -> push.close(TestCommunicator.PATIENCE)).task();
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(TestCommunicator.receive(pull)).containsExactly("early");
		assertThat(close.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	@DisplayName("Close gives up at the end of the linger time and counts what is lost")
	void givesUpAfterLinger() throws Exception {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).connect(this.transport.unbound());
		push.send("never");
		push.send("never");
		assertThat(push.close(TestCommunicator.A_WHILE)).isFalse();
		assertThat(push.counters().undelivered()).isEqualTo(2);
		assertThat(push.counters().queued()).isZero();
		assertThat(push.isClosed()).isTrue();
		assertThat(push.close(TestCommunicator.A_WHILE)).isFalse();
	}

	@Test
	@DisplayName("A closed socket refuses everything by outcome or exception")
	void refusesWhenClosed() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		push.close();
		pull.close();
		pull.close();
		assertThat(push.send("late")).isEqualTo(SendOutcome.CLOSED);
		assertThat(push.trySend(ZmqMessage.ofText("late"))).isEqualTo(SendOutcome.CLOSED);
		assertThat(push.sendAsync(ZmqMessage.ofText("late")).get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.CLOSED);
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(pull::receive);
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(pull::tryReceive);
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> pull.receive(Duration.ZERO));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> pull.bind(this.transport.any()));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> pull.connect(this.transport.unbound()));
		assertThat(pull.boundEndpoints()).isEmpty();
		assertThat(this.zmq.communicator().sockets()).doesNotContain(push, pull);
	}

	@Test
	@DisplayName("Close wakes a thread that waits for a message")
	void wakesReceiver() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		Started<ZmqMessage> receive = start(() -> pull.receive(Duration.ofMinutes(1)).orElseThrow());
		TestCommunicator.awaitBlocked(receive.thread());
		pull.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> receive.task().get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(ZmqClosedException.class);
	}

	@Test
	@DisplayName("Close wakes a thread that waits for room")
	void wakesSender() throws Exception {
		ZmqSocket push = this.zmq
			.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(1).sendTimeout(Duration.ofMinutes(1)))
			.connect(this.transport.unbound());
		push.send("first");
		Started<SendOutcome> send = start(() -> push.send("second"));
		TestCommunicator.awaitBlocked(send.thread());
		push.close(Duration.ZERO);
		assertThat(send.task().get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.CLOSED);
		assertThat(push.counters().accepted()).isEqualTo(1);
	}

	@Test
	@DisplayName("An interrupted receive takes no message")
	void interruptedReceive() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		for (int i = 0; i < 20; i++) {
			Started<ZmqMessage> receive = start(() -> pull.receive(Duration.ofMinutes(1)).orElseThrow());
			TestCommunicator.awaitBlocked(receive.thread());
			receive.thread().interrupt();
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> receive.task().get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(InterruptedException.class);
			push.send("" + i);
			assertThat(TestCommunicator.receive(pull)).containsExactly("" + i);
		}
	}

	@Test
	@DisplayName("An interrupted send queues nothing")
	void interruptedSend() throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket push = this.zmq
			.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(1).sendTimeout(Duration.ofMinutes(1)))
			.connect(endpoint);
		push.send("first");
		Started<SendOutcome> send = start(() -> push.send("second"));
		TestCommunicator.awaitBlocked(send.thread());
		send.thread().interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> send.task().get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(push.counters().accepted()).isEqualTo(1);
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(TestCommunicator.receive(pull)).containsExactly("first");
		TestCommunicator.assertNoMessage(pull);
	}

	@Test
	@DisplayName("Any method may be called from any thread during close")
	void anyMethodDuringClose() throws Exception {
		for (int round = 0; round < 20; round++) {
			ZmqSocket peer = this.zmq.socket(SocketType.DEALER).bind(this.transport.any());
			String endpoint = TestCommunicator.endpoint(peer);
			ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, peer);
			ZmqMessage message = ZmqMessage.ofText("message");
			List<Callable<?>> calls = List.of(() -> dealer.send(message), () -> dealer.trySend(message),
					() -> dealer.sendAsync(message), () -> dealer.receive(Duration.ofMillis(1)), dealer::tryReceive,
					() -> dealer.poll((view) -> view.frame(0).readableBytes(), 10), () -> peer.trySend(message),
					() -> dealer.connect(this.transport.unbound()), () -> dealer.bind(this.transport.any()),
					() -> dealer.disconnect(endpoint), dealer::peers, dealer::counters, dealer::countersByTransport,
					dealer::boundEndpoints, () -> dealer.awaitPeers(2, Duration.ofMillis(1)),
					() -> dealer.close(Duration.ZERO), dealer::closeAsync);
			Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
			CountDownLatch begin = new CountDownLatch(1);
			List<Started<Void>> callers = new ArrayList<>();
			for (Callable<?> call : calls) {
				callers.add(start(() -> {
					begin.await();
					callUntilClosed(dealer, call, unexpected);
					return null;
				}));
			}
			begin.countDown();
			dealer.close(Duration.ofMillis(50));
			for (Started<Void> caller : callers) {
				caller.task().get(20, TimeUnit.SECONDS);
			}
			assertThat(unexpected).isEmpty();
			assertThat(dealer.isClosed()).isTrue();
			peer.close(Duration.ZERO);
		}
	}

	private static void callUntilClosed(ZmqSocket socket, Callable<?> call, Queue<Throwable> unexpected) {
		boolean last;
		do {
			last = socket.isClosed();
			try {
				call.call();
			}
			catch (ZmqClosedException | IllegalArgumentException ex) {
				// Closed, or disconnected by another of the threads
			}
			catch (Throwable ex) {
				unexpected.add(ex);
			}
		}
		while (!last);
	}

	@Test
	@DisplayName("Closing the communicator closes its sockets and ends their calls")
	void closesCommunicator() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		push.send("flushed");
		assertThat(pull.receive(TestCommunicator.PATIENCE)).isPresent();
		Started<Boolean> receive = start(() -> pull.receive(Duration.ofMinutes(1)).isPresent());
		TestCommunicator.awaitBlocked(receive.thread());
		assertThat(this.zmq.communicator().close(TestCommunicator.PATIENCE)).isTrue();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> receive.task().get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(ZmqClosedException.class);
		assertThat(push.isClosed()).isTrue();
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> this.zmq.socket(SocketType.PUSH));
	}

	private static <T> Started<T> start(Callable<T> call) {
		FutureTask<T> task = new FutureTask<>(call);
		Thread thread = new Thread(task, "caller");
		thread.setDaemon(true);
		thread.start();
		return new Started<>(thread, task);
	}

	/**
	 * A call on a thread of its own.
	 *
	 * @param thread the thread
	 * @param task the call
	 * @param <T> what the call returns
	 */
	private record Started<T>(Thread thread, FutureTask<T> task) {
	}

}
