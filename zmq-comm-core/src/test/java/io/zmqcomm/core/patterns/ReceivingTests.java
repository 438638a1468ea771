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
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.Retained;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.ZmqTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The three forms of receiving: by handler, by poll, by call.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class ReceivingTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("Receive waits for its timeout and takes nothing")
	void timesOut() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL, (options) -> options.receiveTimeout(TestCommunicator.A_WHILE))
			.bind(this.transport.any());
		long begin = System.nanoTime();
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(pull::receive);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TestCommunicator.A_WHILE.toNanos());
		assertThat(pull.receive(Duration.ZERO)).isEmpty();
		assertThat(pull.tryReceive()).isEmpty();
		this.zmq.connected(SocketType.PUSH, pull).send("late");
		assertThat(pull.receive().text(0)).isEqualTo("late");
	}

	@Test
	@DisplayName("Poll hands over what is there, up to the limit, on the caller's thread")
	void polls() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		assertThat(pull.poll((view) -> {
		}, 10)).isZero();
		for (int i = 0; i < 15; i++) {
			push.send("" + i);
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> pull.counters().pending() == 15);
		List<String> texts = new ArrayList<>();
		Set<Thread> threads = Collections.newSetFromMap(new ConcurrentHashMap<>());
		for (int expected : new int[] { 10, 5, 0 }) {
			assertThat(pull.poll((view) -> {
				texts.add(view.copy().text(0));
				threads.add(Thread.currentThread());
			}, 10)).isEqualTo(expected);
		}
		assertThat(texts).hasSize(15).startsWith("0", "1").endsWith("14");
		assertThat(threads).containsExactly(Thread.currentThread());
	}

	@Test
	@DisplayName("A kept view outlives its receiver, also if it is large or has many frames")
	void retains() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		Queue<Retained> kept = new ConcurrentLinkedQueue<>();
		pull.onMessage((view) -> kept.add(view.retain()));
		byte[] large = new byte[300_000];
		large[299_999] = 7;
		for (int i = 0; i < 100; i++) {
			push.send(ZmqMessage.of(new byte[] { (byte) i }, new byte[0], (i % 10 == 0) ? large : new byte[5]));
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> kept.size() == 100);
		push.close();
		pull.close();
		int number = 0;
		for (Retained message : kept) {
			assertThat(message.frameCount()).isEqualTo(3);
			assertThat(message.peer().socketType()).isEqualTo(SocketType.PUSH);
			assertThat(message.frame(0).getByte(message.frame(0).readerIndex())).isEqualTo((byte) number);
			assertThat(message.frame(1).readableBytes()).isZero();
			assertThat(message.frame(2).readableBytes()).isEqualTo((number % 10 == 0) ? 300_000 : 5);
			message.close();
			message.close();
			number++;
		}
	}

	@Test
	@DisplayName("The default handler is one serial worker, in order, off the event loops")
	void serialWorker() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		pull.onMessage((view) -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			numbers.add(view.frame(0).getIntLE(view.frame(0).readerIndex()));
			assertThat(pull.awaitPeers(1, Duration.ZERO)).as("a blocking call").isTrue();
			inside.decrementAndGet();
		});
		for (int i = 0; i < 5000; i++) {
			push.send(new byte[] { (byte) i, (byte) (i >> 8), 0, 0 });
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> numbers.size() == 5000);
		assertThat(numbers).isSorted();
		assertThat(most).hasValue(1);
		assertThat(pull.counters().failed()).isZero();
	}

	@Test
	@DisplayName("Several workers handle messages at the same time, also on an executor")
	void severalWorkers() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(3);
		try {
			for (Dispatch dispatch : List.of(Dispatch.workers(3), Dispatch.executor(executor, 3))) {
				ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
				ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
				CountDownLatch together = new CountDownLatch(3);
				AtomicInteger met = new AtomicInteger();
				pull.onMessage(dispatch, (view) -> {
					together.countDown();
					if (together.await(10, TimeUnit.SECONDS)) {
						met.incrementAndGet();
					}
				});
				for (int i = 0; i < 3; i++) {
					push.send("" + i);
				}
				Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> met.get() == 3);
				pull.close();
				push.close();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	@DisplayName("On the event loop blocking calls are refused and the others work")
	void refusesBlockingOnTheLoop() throws Exception {
		ZmqSocket dealer = this.zmq.socket(SocketType.DEALER).bind(this.transport.any());
		ZmqSocket other = this.zmq.socket(SocketType.PULL);
		String unbound = this.transport.unbound();
		CompletableFuture<Void> checked = new CompletableFuture<>();
		dealer.onMessage(Dispatch.IO_THREAD, (view) -> {
			try {
				assertThatIllegalStateException().isThrownBy(() -> dealer.send("blocking"));
				assertThatIllegalStateException().isThrownBy(other::receive);
				assertThatIllegalStateException().isThrownBy(() -> other.receive(Duration.ofSeconds(1)));
				assertThatIllegalStateException().isThrownBy(() -> other.bind(unbound));
				assertThatIllegalStateException().isThrownBy(() -> other.close(Duration.ofSeconds(1)));
				assertThatIllegalStateException().isThrownBy(() -> dealer.awaitPeers(5, Duration.ofSeconds(1)));
				assertThatIllegalStateException()
					.isThrownBy(() -> this.zmq.communicator().request(unbound, ZmqMessage.ofText("ask")));
				assertThatIllegalStateException()
					.isThrownBy(() -> this.zmq.communicator().close(Duration.ofSeconds(1)));
				assertThat(other.tryReceive()).isEmpty();
				assertThat(dealer.trySend(view.copy())).isEqualTo(SendOutcome.ACCEPTED);
				checked.complete(null);
			}
			catch (Throwable ex) {
				checked.completeExceptionally(ex);
			}
		});
		ZmqSocket peer = this.zmq.connected(SocketType.DEALER, dealer);
		peer.send("echo");
		assertThat(TestCommunicator.receive(peer)).containsExactly("echo");
		checked.get(10, TimeUnit.SECONDS);
		assertThat(other.isClosed()).isFalse();
	}

	@Test
	@DisplayName("A socket has one receiver, which excludes receive and poll")
	void oneReceiver() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		Queue<String> texts = new ConcurrentLinkedQueue<>();
		pull.onMessage((view) -> texts.add(view.copy().text(0)));
		assertThatIllegalStateException().isThrownBy(() -> pull.onMessage((view) -> {
		}));
		assertThatIllegalStateException().isThrownBy(pull::tryReceive);
		assertThatIllegalStateException().isThrownBy(() -> pull.receive(Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(() -> pull.poll((view) -> {
		}, 1));
		this.zmq.connected(SocketType.PUSH, pull).send("to the receiver");
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> texts.contains("to the receiver"));
	}

	@Test
	@DisplayName("A receiver that throws is counted, and the next message is served")
	void receiverThrows() throws Exception {
		for (Dispatch dispatch : List.of(Dispatch.worker(), Dispatch.IO_THREAD)) {
			ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
			ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
			Queue<String> texts = new ConcurrentLinkedQueue<>();
			pull.onMessage(dispatch, (view) -> {
				String text = view.copy().text(0);
				if (text.equals("bad")) {
					throw new Exception("wanted by the test");
				}
				texts.add(text);
			});
			push.send("bad");
			push.send("good");
			Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> texts.contains("good"));
			assertThat(pull.counters().failed()).isEqualTo(1);
			assertThat(pull.peers()).hasSize(1);
		}
	}

	@Test
	@DisplayName("Drain stops reading and waits for the receiver; resume goes on")
	void drains() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		Queue<String> texts = new ConcurrentLinkedQueue<>();
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		pull.onMessage((view) -> {
			entered.countDown();
			release.await();
			texts.add(view.copy().text(0));
		});
		push.send("before");
		entered.await();
		assertThat(pull.drain(TestCommunicator.A_WHILE)).isFalse();
		release.countDown();
		assertThat(pull.drain(TestCommunicator.PATIENCE)).isTrue();
		assertThat(texts).containsExactly("before");
		push.send("while drained");
		Awaitility.await()
			.during(TestCommunicator.A_WHILE)
			.atMost(TestCommunicator.PATIENCE)
			.until(() -> texts.size() == 1);
		pull.resume();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> texts.contains("while drained"));
	}

}
