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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.ZmqStateException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends that wait without a thread.
 */
@Timeout(120)
class AsyncSendTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final ZmqCommunicator zmq = ZmqCommunicator.create(
			(settings) -> settings.socketDefaults((options) -> options.sendTimeout(DEADLINE).linger(Duration.ZERO)));

	@AfterEach
	void close() {
		this.zmq.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://async" })
	void theyComeOnceAndInOrder(String endpoint) throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.receiveHighWaterMark(10))
			.bind(endpoint);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(3))
			.connect(pull.boundEndpoints().get(0));
		List<CompletableFuture<SendOutcome>> sends = new ArrayList<>();
		int count = 2_000;
		for (int i = 0; i < count; i++) {
			sends.add(push.sendAsync(ZmqMessage.ofText("" + i)));
		}
		for (int i = 0; i < count; i++) {
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
		}
		for (CompletableFuture<SendOutcome> send : sends) {
			assertThat(send.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		}
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
		assertThat(push.counters().accepted()).isEqualTo(count);
		assertThat(pull.tryReceive()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://wait" })
	void aSendWaitsForAPeer(String endpoint) throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).bind(endpoint);
		List<CompletableFuture<SendOutcome>> sends = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sends.add(push.sendAsync(ZmqMessage.ofText("" + i)));
		}
		assertThat(sends).noneMatch(CompletableFuture::isDone);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).connect(push.boundEndpoints().get(0));
		for (int i = 0; i < 100; i++) {
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
			assertThat(sends.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		}
	}

	@Test
	void largeOnesComeOnceAndInOrder() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.receiveHighWaterMark(2))
			.bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(2));
		List<CompletableFuture<SendOutcome>> sends = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			sends.add(push.sendAsync(ZmqMessage.of(new byte[] { (byte) i }, new byte[40_000 + i])));
		}
		sends.remove(100).cancel(false);
		push.connect(pull.boundEndpoints().get(0));
		for (int i = 0; i < 200; i++) {
			if (i != 100) {
				ZmqMessage message = pull.receive(DEADLINE).orElseThrow();
				assertThat(message.bytes(0)).containsExactly((byte) i);
				assertThat(message.bytes(1)).hasSize(40_000 + i);
			}
		}
		for (CompletableFuture<SendOutcome> send : sends) {
			assertThat(send.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		}
	}

	@Test
	void aMessageIsCopiedWithoutHoldingOthersUp() throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH);
		SlowMessage slow = new SlowMessage();
		slow.mayCopy.release();
		CompletableFuture<SendOutcome> sent = push.sendAsync(slow);
		slow.awaitCopies(1);
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		// Its turn comes on the thread that makes room.
		Thread connecting = Background.run(() -> push.connect(pull.boundEndpoints().get(0)));
		slow.awaitCopies(2);
		Thread other = Background
			.run(() -> assertThat(push.trySend(ZmqMessage.ofText("other"))).isEqualTo(SendOutcome.ACCEPTED));
		Background.join(other);
		assertThat(sent).isNotDone();
		slow.mayCopy.release();
		Background.join(connecting);
		assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("other");
		assertThat(pull.receive(DEADLINE).orElseThrow().bytes(0)).hasSize(SlowMessage.SIZE);
	}

	@Test
	void theyWaitInABoundedNumber() throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH);
		ZmqMessage message = ZmqMessage.ofText("waits");
		CompletableFuture<SendOutcome> last = push.sendAsync(message);
		for (int i = 1; i < 10_000; i++) {
			last = push.sendAsync(message);
		}
		assertThat(last).isNotDone();
		assertThat(push.sendAsync(message).get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.FULL);
		assertThat(last).isNotDone();
	}

	@Test
	void closeEndsThoseThatWait() throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH);
		CompletableFuture<SendOutcome> first = push.sendAsync(ZmqMessage.ofText("a"));
		CompletableFuture<SendOutcome> second = push.sendAsync(ZmqMessage.ofText("b"));
		push.close();
		assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.CLOSED);
		assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.CLOSED);
	}

	@Test
	void oneThatIsCancelledIsNotSent() throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).bind("tcp://127.0.0.1:*");
		push.sendAsync(ZmqMessage.ofText("cancelled")).cancel(false);
		push.sendAsync(ZmqMessage.ofText("sent"));
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).connect(push.boundEndpoints().get(0));
		assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("sent");
	}

	@Test
	void oneThatIsForbiddenWhenItsTurnComesFailsAndHurtsNobody() throws Exception {
		ZmqSocket req = this.zmq.createSocket(SocketType.REQ).bind("tcp://127.0.0.1:*");
		CompletableFuture<SendOutcome> first = req.sendAsync(ZmqMessage.ofText("first"));
		CompletableFuture<SendOutcome> second = req.sendAsync(ZmqMessage.ofText("second"));
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).connect(req.boundEndpoints().get(0));
		assertThat(rep.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("first");
		assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		Assertions.assertThatThrownBy(() -> second.get(60, TimeUnit.SECONDS))
			.hasCauseInstanceOf(ZmqStateException.class);
		rep.send("reply");
		assertThat(req.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("reply");
		assertThat(req.counters().handshakeFailures()).isZero();
	}

	/** A message whose octets come when they may. */
	private static final class SlowMessage implements ZmqMessage {

		static final int SIZE = 50_000;

		final Semaphore mayCopy = new Semaphore(0);

		private final AtomicInteger copies = new AtomicInteger();

		void awaitCopies(int count) {
			Awaitility.await().atMost(DEADLINE).until(() -> this.copies.get() >= count);
		}

		@Override
		public int frameCount() {
			return 1;
		}

		@Override
		public byte[] bytes(int frame) {
			this.copies.incrementAndGet();
			this.mayCopy.acquireUninterruptibly();
			return new byte[SIZE];
		}

		@Override
		public String text(int frame) {
			throw new UnsupportedOperationException();
		}

		@Override
		public PeerInfo peer() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Reply reply() {
			throw new UnsupportedOperationException();
		}

	}

}
