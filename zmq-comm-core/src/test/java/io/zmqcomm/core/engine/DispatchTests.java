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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.Retained;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receivers on every kind of thread.
 */
class DispatchTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final Executor executor = Leftovers.executor();

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final ZmqSocket pull = this.zmq.createSocket(SocketType.PULL);

	@AfterEach
	void close() {
		this.zmq.close();
		Leftovers.awaitNone();
	}

	static Stream<Dispatch> all() {
		return Stream.of(Dispatch.IO_THREAD, Dispatch.worker(), Dispatch.workers(4), Dispatch.executor(executor, 1),
				Dispatch.executor(executor, 4));
	}

	static Stream<Dispatch> serial() {
		return all().filter((dispatch) -> dispatch.concurrency() <= 1);
	}

	static Stream<Dispatch> concurrent() {
		return all().filter((dispatch) -> dispatch.concurrency() > 1);
	}

	private ZmqSocket push(String endpoint) {
		this.pull.bind(endpoint);
		return this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(DEADLINE))
			.connect(this.pull.boundEndpoints().get(0));
	}

	private static String text(MessageView message) {
		return message.frame(0).toString(StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@MethodSource("serial")
	void serialReceiversSeeTheOrderAndNeverMeet(Dispatch dispatch) throws Exception {
		for (String endpoint : List.of("tcp://127.0.0.1:*", "inproc://serial")) {
			try (ZmqSocket receiver = this.zmq.createSocket(SocketType.PULL)) {
				AtomicInteger inside = new AtomicInteger();
				AtomicInteger next = new AtomicInteger();
				AtomicReference<String> wrong = new AtomicReference<>();
				int count = 20_000;
				CountDownLatch done = new CountDownLatch(count);
				receiver.bind(endpoint);
				receiver.onMessage(dispatch, (message) -> {
					if (inside.incrementAndGet() != 1 || !text(message).equals("" + next.getAndIncrement())) {
						wrong.compareAndSet(null, text(message));
					}
					inside.decrementAndGet();
					done.countDown();
				});
				ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(DEADLINE))
					.connect(receiver.boundEndpoints().get(0));
				for (int i = 0; i < count; i++) {
					assertThat(push.send("" + i)).isEqualTo(SendOutcome.ACCEPTED);
				}
				assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
				assertThat(wrong.get()).isNull();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("concurrent")
	void soManyMessagesAreHandledAtATime(Dispatch dispatch) throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		CyclicBarrier all = new CyclicBarrier(4);
		CountDownLatch done = new CountDownLatch(40);
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 40; i++) {
			push.send("" + i);
		}
		Awaitility.await().atMost(DEADLINE).until(() -> this.pull.counters().pending() == 40);
		this.pull.onMessage(dispatch, (message) -> {
			threads.add(Thread.currentThread());
			// Passes only if four are here together.
			all.await(60, TimeUnit.SECONDS);
			done.countDown();
		});
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(threads.size()).isGreaterThanOrEqualTo(4);
		assertThat(this.pull.counters().failed()).isZero();
	}

	@ParameterizedTest
	@MethodSource("concurrent")
	void oneBatchOccupiesSeveralThreads(Dispatch dispatch) throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		CyclicBarrier all = new CyclicBarrier(4);
		CountDownLatch done = new CountDownLatch(4);
		// The queue is flushed as one batch when the peer comes.
		this.pull.onMessage(dispatch, (message) -> {
			all.await(60, TimeUnit.SECONDS);
			done.countDown();
		});
		for (int i = 0; i < 4; i++) {
			push.send("" + i);
		}
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.pull.counters().failed()).isZero();
	}

	@ParameterizedTest
	@MethodSource("all")
	void afterAFailureTheNextMessageIsServed(Dispatch dispatch) throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		Set<String> served = ConcurrentHashMap.newKeySet();
		this.pull.onMessage(dispatch, (message) -> {
			int number = Integer.parseInt(text(message));
			switch (number % 4) {
				case 0 -> throw new IllegalStateException("expected by the test");
				case 1 -> throw new Exception("expected by the test");
				case 2 -> throw new AssertionError("expected by the test");
				default -> served.add(text(message));
			}
		});
		for (int i = 0; i < 20; i++) {
			push.send("" + i);
		}
		Awaitility.await().atMost(DEADLINE).until(() -> served.size() == 5);
		Awaitility.await().atMost(DEADLINE).until(() -> this.pull.counters().failed() == 15);
		Awaitility.await().atMost(DEADLINE).until(() -> this.pull.counters().pending() == 0);
	}

	@ParameterizedTest
	@MethodSource("all")
	void nothingIsHandledBetweenDrainAndResume(Dispatch dispatch) throws Exception {
		for (String endpoint : List.of("tcp://127.0.0.1:*", "inproc://drained")) {
			try (ZmqSocket receiver = this.zmq.createSocket(SocketType.PULL)) {
				receiver.bind(endpoint);
				AtomicInteger handled = new AtomicInteger();
				receiver.onMessage(dispatch, (message) -> handled.incrementAndGet());
				ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(DEADLINE))
					.connect(receiver.boundEndpoints().get(0));
				int count = 50_000;
				Thread sender = Background.run(() -> {
					for (int i = 0; i < count; i++) {
						assertThat(push.send("" + i)).isEqualTo(SendOutcome.ACCEPTED);
					}
				});
				for (int round = 0; handled.get() < count && round < 200; round++) {
					assertThat(receiver.drain(DEADLINE)).isTrue();
					int before = handled.get();
					EngineAccess.turnLoops(this.zmq);
					assertThat(handled.get()).isEqualTo(before);
					receiver.resume();
					Thread.yield();
				}
				Background.join(sender);
				Awaitility.await().atMost(DEADLINE).until(() -> handled.get() == count);
			}
		}
	}

	@Test
	void aPeerThatComesWhileDrainedIsReadAfterResume() throws Exception {
		this.pull.bind("tcp://127.0.0.1:*");
		AtomicInteger handled = new AtomicInteger();
		this.pull.onMessage((message) -> handled.incrementAndGet());
		assertThat(this.pull.drain(DEADLINE)).isTrue();
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(this.pull.boundEndpoints().get(0));
		push.send("early");
		assertThat(this.pull.awaitPeers(1, DEADLINE)).isTrue();
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().sent() == 1);
		EngineAccess.turnLoops(this.zmq);
		assertThat(handled).hasValue(0);
		this.pull.resume();
		Awaitility.await().atMost(DEADLINE).until(() -> handled.get() == 1);
	}

	@ParameterizedTest
	@MethodSource("all")
	void whatIsRetainedOutlivesTheReceiverAndTheSocket(Dispatch dispatch) throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		LinkedBlockingQueue<Retained> kept = new LinkedBlockingQueue<>();
		List<ZmqMessage> copies = new CopyOnWriteArrayList<>();
		this.pull.onMessage(dispatch, (message) -> {
			copies.add(message.copy());
			kept.add(message.retain());
		});
		for (int i = 0; i < 300; i++) {
			push.send(ZmqMessage.of(("" + i).getBytes(StandardCharsets.UTF_8), new byte[(i % 10 == 0) ? 100_000 : i]));
		}
		Awaitility.await().atMost(DEADLINE).until(() -> kept.size() == 300);
		this.pull.close();
		Set<Integer> numbers = ConcurrentHashMap.newKeySet();
		for (Retained message : kept) {
			int number = Integer.parseInt(message.frame(0).toString(StandardCharsets.UTF_8));
			assertThat(message.frameCount()).isEqualTo(2);
			assertThat(message.frame(1).readableBytes()).isEqualTo((number % 10 == 0) ? 100_000 : number);
			assertThat(message.peer().socketType()).isEqualTo(SocketType.PUSH);
			numbers.add(number);
			message.close();
			message.close();
			Assertions.assertThatIllegalStateException().isThrownBy(() -> message.frame(0));
		}
		assertThat(numbers).hasSize(300);
		assertThat(copies).hasSize(300).allSatisfy((copy) -> assertThat(copy.frameCount()).isEqualTo(2));
	}

	@ParameterizedTest
	@MethodSource("serial")
	void aViewIsOfNoUseAfterItsReceiverReturned(Dispatch dispatch) throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		AtomicReference<MessageView> view = new AtomicReference<>();
		this.pull.onMessage(dispatch, view::set);
		push.send("message");
		Awaitility.await().atMost(DEADLINE).until(() -> view.get() != null && this.pull.counters().pending() == 0);
		Assertions.assertThatIllegalStateException()
			.isThrownBy(() -> view.get().frame(0))
			.withMessageContaining("retain");
		Assertions.assertThatIllegalStateException().isThrownBy(() -> view.get().frameCount());
	}

	@ParameterizedTest
	@MethodSource("all")
	void repliesMayComeLaterFromAnyThreadInAnyOrder(Dispatch dispatch) throws Exception {
		ZmqSocket router = this.zmq.createSocket(SocketType.ROUTER).bind("tcp://127.0.0.1:*");
		LinkedBlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
		router.onMessage(dispatch, (request) -> {
			Reply reply = request.reply();
			String asked = text(request);
			answers
				.add(() -> assertThat(reply.send(ZmqMessage.ofText("re: " + asked))).isEqualTo(SendOutcome.ACCEPTED));
		});
		ZmqSocket dealer = this.zmq.createSocket(SocketType.DEALER).connect(router.boundEndpoints().get(0));
		Set<String> expected = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 200; i++) {
			dealer.send("" + i);
			expected.add("re: " + i);
		}
		Thread[] repliers = new Thread[4];
		for (int t = 0; t < repliers.length; t++) {
			repliers[t] = Background.run(() -> {
				for (int i = 0; i < 50; i++) {
					answers.take().run();
				}
			});
		}
		for (int i = 0; i < 200; i++) {
			assertThat(expected.remove(dealer.receive(DEADLINE).orElseThrow().text(0))).isTrue();
		}
		Background.join(repliers);
		assertThat(expected).isEmpty();
	}

	@Test
	void aReplyIsSentOnce() throws Exception {
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).bind("tcp://127.0.0.1:*");
		ZmqSocket req = this.zmq.createSocket(SocketType.REQ).connect(rep.boundEndpoints().get(0));
		req.send("question");
		ZmqMessage request = rep.receive(DEADLINE).orElseThrow();
		AtomicInteger sent = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		Thread[] repliers = new Thread[8];
		for (int t = 0; t < repliers.length; t++) {
			repliers[t] = Background.run(() -> {
				try {
					request.reply().send(ZmqMessage.ofText("answer"));
					sent.incrementAndGet();
				}
				catch (IllegalStateException ex) {
					refused.incrementAndGet();
				}
			});
		}
		Background.join(repliers);
		assertThat(sent).hasValue(1);
		assertThat(refused).hasValue(7);
		assertThat(req.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://nested" })
	void receivingInsideAReceiverIsRefused(String endpoint) throws Exception {
		ZmqSocket push = push(endpoint);
		push.send("one");
		push.send("two");
		Awaitility.await().atMost(DEADLINE).until(() -> this.pull.counters().pending() == 2);
		AtomicInteger refused = new AtomicInteger();
		int polled = this.pull.poll((message) -> {
			Assertions.assertThatIllegalStateException().isThrownBy(this.pull::tryReceive);
			Assertions.assertThatIllegalStateException().isThrownBy(this.pull::receive);
			Assertions.assertThatIllegalStateException().isThrownBy(() -> this.pull.poll((other) -> {
			}, 1));
			refused.incrementAndGet();
		}, 10);
		assertThat(polled).isEqualTo(2);
		assertThat(refused).hasValue(2);
	}

	@Test
	void aReceiverExcludesReceiveAndPollAndASecondReceiver() {
		this.pull.onMessage((message) -> {
		});
		Assertions.assertThatIllegalStateException().isThrownBy(this.pull::receive);
		Assertions.assertThatIllegalStateException().isThrownBy(this.pull::tryReceive);
		Assertions.assertThatIllegalStateException().isThrownBy(() -> this.pull.poll((message) -> {
		}, 1));
		Assertions.assertThatIllegalStateException().isThrownBy(() -> this.pull.onMessage((message) -> {
		}));
	}

	@Test
	void blockingCallsAreRefusedOnAnEventLoop() throws Exception {
		ZmqSocket push = push("tcp://127.0.0.1:*");
		ZmqSocket other = this.zmq.createSocket(SocketType.PUSH).connect("tcp://127.0.0.1:9");
		CountDownLatch done = new CountDownLatch(1);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		this.pull.onMessage(Dispatch.IO_THREAD, (message) -> {
			try {
				Assertions.assertThatIllegalStateException().isThrownBy(() -> other.send("x"));
				Assertions.assertThatIllegalStateException().isThrownBy(() -> other.close(Duration.ZERO));
				Assertions.assertThatIllegalStateException().isThrownBy(() -> other.bind("tcp://127.0.0.1:*"));
				Assertions.assertThatIllegalStateException().isThrownBy(() -> other.awaitPeers(1, Duration.ZERO));
				Assertions.assertThatIllegalStateException()
					.isThrownBy(() -> this.zmq.request("tcp://127.0.0.1:9", ZmqMessage.ofText("x")));
				assertThat(other.trySend(ZmqMessage.ofText("x"))).isEqualTo(SendOutcome.ACCEPTED);
			}
			catch (Throwable ex) {
				failure.set(ex);
			}
			done.countDown();
		});
		push.send("go");
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(failure.get()).isNull();
	}

	@Test
	void aReceiverOnTheEventLoopMaySendIntoThisProcessWithoutEnd() throws Exception {
		ZmqSocket a = this.zmq.createSocket(SocketType.PAIR).bind("inproc://ping-pong");
		ZmqSocket b = this.zmq.createSocket(SocketType.PAIR).connect("inproc://ping-pong");
		CountDownLatch done = new CountDownLatch(100_000);
		a.onMessage(Dispatch.IO_THREAD, (message) -> {
			done.countDown();
			a.trySend(message.copy());
		});
		b.onMessage(Dispatch.IO_THREAD, (message) -> b.trySend(message.copy()));
		a.send("ball");
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		b.close();
		a.close();
	}

	@Test
	void aClosingSocketDoesNotKeepItsExecutorBusy() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		ZmqSocket pair = this.zmq.createSocket(SocketType.PAIR, (options) -> options.linger(Duration.ofSeconds(2)))
			.bind("tcp://127.0.0.1:*");
		ZmqSocket peer = this.zmq.createSocket(SocketType.PAIR, (options) -> options.receiveHighWaterMark(1))
			.connect(pair.boundEndpoints().get(0));
		pair.onMessage(Dispatch.executor((task) -> {
			runs.incrementAndGet();
			executor.execute(task);
		}, 1), (message) -> {
			entered.countDown();
			go.await();
		});
		while (pair.trySend(ZmqMessage.of(new byte[100_000])) == SendOutcome.ACCEPTED) {
			// Until close has something to linger for.
		}
		for (int i = 0; i < 100; i++) {
			peer.send("" + i);
		}
		assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().atMost(DEADLINE).until(() -> pair.counters().received() == 100);
		Thread closer = Background.run(pair::close);
		Awaitility.await().atMost(DEADLINE).until(pair::isClosed);
		go.countDown();
		Background.join(closer);
		assertThat(runs.get()).isLessThan(200);
	}

}
