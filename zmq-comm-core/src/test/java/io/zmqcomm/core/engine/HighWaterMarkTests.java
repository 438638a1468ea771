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
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * High-water marks are exact: messages, octets, and the memory of the communicator.
 */
class HighWaterMarkTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final MemoryTransport transport = new MemoryTransport();

	private ZmqCommunicator memoryCommunicator() {
		return ZmqCommunicator.create((settings) -> {
			EngineAccess.transport(settings, this.transport);
			settings.socketDefaults((options) -> options.linger(Duration.ZERO));
		});
	}

	/** A PUSH that is connected over a link that takes nothing any more. */
	private ZmqSocket heldPush(ZmqCommunicator zmq, Consumer<SocketOptions.Builder> options) throws Exception {
		return heldPush(zmq, zmq, options);
	}

	private ZmqSocket heldPush(ZmqCommunicator zmq, ZmqCommunicator receivers, Consumer<SocketOptions.Builder> options)
			throws Exception {
		ZmqSocket pull = receivers.createSocket(SocketType.PULL, (pulled) -> pulled.receiveHighWaterMark(100_000))
			.bind("tcp://127.0.0.1:*");
		ZmqSocket push = zmq.createSocket(SocketType.PUSH, options).connect(pull.boundEndpoints().get(0));
		assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
		assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
		this.transport.lastLink().hold();
		return push;
	}

	private static int sendUntilRefused(ZmqSocket push, ZmqMessage message) {
		int count = 0;
		SendOutcome outcome;
		while ((outcome = push.trySend(message)) == SendOutcome.ACCEPTED && count < 1_000_000) {
			count++;
		}
		assertThat(outcome).isEqualTo(SendOutcome.FULL);
		return count;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 1000 })
	void exactlySoManyAreAcceptedAsTheMarkSays(int mark) throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket push = heldPush(zmq, (options) -> options.sendHighWaterMark(mark));
			for (int round = 0; round < 5; round++) {
				assertThat(sendUntilRefused(push, ZmqMessage.ofText("message"))).isEqualTo(mark);
				assertThat(push.counters().queued()).isEqualTo(mark);
				this.transport.lastLink().release();
				Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
				this.transport.lastLink().hold();
			}
			assertThat(push.counters().sent()).isEqualTo(5L * mark);
		}
	}

	@Test
	void aMessageOfManyFramesCountsOnce() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket push = heldPush(zmq, (options) -> options.sendHighWaterMark(10));
			assertThat(sendUntilRefused(push, ZmqMessage.ofText("a", "", "b", "c"))).isEqualTo(10);
		}
	}

	@Test
	void theQueueExistsBeforeThePeerWithTheSameMark() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(10));
			assertThat(push.trySend(ZmqMessage.ofText("no endpoint"))).isEqualTo(SendOutcome.NO_PEER);
			push.connect("tcp://127.0.0.1:9");
			assertThat(sendUntilRefused(push, ZmqMessage.ofText("message"))).isEqualTo(10);
		}
	}

	@Test
	void octetsAreLimitedTooButAnEmptyQueueTakesOneMessage() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket push = heldPush(zmq, (options) -> options.queueByteLimit(1000));
			assertThat(push.trySend(ZmqMessage.of(new byte[5000]))).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(push.trySend(ZmqMessage.of(new byte[0]))).isEqualTo(SendOutcome.FULL);
			this.transport.lastLink().release();
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
			this.transport.lastLink().hold();
			assertThat(sendUntilRefused(push, ZmqMessage.of(new byte[400]))).isEqualTo(2);
			assertThat(push.trySend(ZmqMessage.of(new byte[201]))).isEqualTo(SendOutcome.FULL);
			assertThat(push.trySend(ZmqMessage.of(new byte[200]))).isEqualTo(SendOutcome.ACCEPTED);
		}
	}

	@Test
	void allQueuesShareTheMemoryOfTheCommunicator() throws Exception {
		int quarter = 256 * 1024;
		try (ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> {
			EngineAccess.transport(settings, this.transport);
			settings.memoryLimit(4 * quarter);
		}); ZmqCommunicator receivers = memoryCommunicator()) {
			ZmqSocket first = heldPush(zmq, receivers, (options) -> {
			});
			MemoryLink firstLink = this.transport.lastLink();
			assertThat(sendUntilRefused(first, ZmqMessage.of(new byte[quarter]))).isEqualTo(4);
			ZmqSocket second = heldPush(zmq, receivers, (options) -> {
			});
			assertThat(sendUntilRefused(second, ZmqMessage.of(new byte[quarter]))).isEqualTo(1);
			assertThat(EngineAccess.memoryUsed(zmq)).isEqualTo(5 * quarter);
			firstLink.release();
			Awaitility.await().atMost(DEADLINE).until(() -> first.counters().queued() == 0);
			assertThat(sendUntilRefused(second, ZmqMessage.of(new byte[quarter]))).isEqualTo(3);
			this.transport.lastLink().release();
			Awaitility.await().atMost(DEADLINE).until(() -> second.counters().queued() == 0);
			Awaitility.await().atMost(DEADLINE).until(() -> EngineAccess.memoryUsed(zmq) == 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void exactlySoManyAreReadAheadAndReadingResumesAtHalf(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL, (options) -> options.receiveHighWaterMark(10))
				.bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(2000).linger(Duration.ZERO))
				.connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 1000; i++) {
				push.send("" + i);
			}
			int received = 0;
			int ahead = 10;
			for (int round = 0; round < 20; round++) {
				awaitReadAhead(zmq, pull, ahead);
				for (int i = 0; i < 4; i++) {
					assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + received++);
				}
				// Six wait: above half.
				awaitReadAhead(zmq, pull, ahead);
				assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + received++);
				ahead += 5;
			}
		}
	}

	private static void awaitReadAhead(ZmqCommunicator zmq, ZmqSocket pull, int count) throws InterruptedException {
		Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().received() >= count);
		EngineAccess.turnLoops(zmq);
		assertThat(pull.counters().received()).isEqualTo(count);
	}

	@Test
	void whatIsReadAheadIsLimitedInOctetsToo() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket pull = zmq
				.createSocket(SocketType.PULL,
						(options) -> options.receiveHighWaterMark(100_000).queueByteLimit(200_000))
				.bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.sendHighWaterMark(100_000))
				.connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 5000; i++) {
				push.send(new byte[1000]);
			}
			Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().bytesReceived() >= 200_000);
			EngineAccess.turnLoops(zmq);
			assertThat(pull.counters().bytesReceived()).isLessThan(200_000 + 64 * 1024);
			for (int i = 0; i < 5000; i++) {
				assertThat(pull.receive(DEADLINE)).isPresent();
			}
		}
	}

	@Test
	void aRingTakesOneMessageOfAnySize() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL, (options) -> options.queueByteLimit(1))
				.bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 20; i++) {
				push.send(new byte[i * 10_000]);
			}
			for (int i = 0; i < 20; i++) {
				assertThat(pull.receive(DEADLINE).orElseThrow().bytes(0)).hasSize(i * 10_000);
			}
		}
	}

	@Test
	void aSubscriberThatDoesNotReadLosesWhatIsAboveTheMarkAndNobodyElseDoes() throws Exception {
		try (ZmqCommunicator zmq = memoryCommunicator()) {
			ZmqSocket pub = zmq.createSocket(SocketType.PUB, (options) -> options.sendHighWaterMark(10))
				.bind("tcp://127.0.0.1:*");
			ZmqSocket slow = zmq.createSocket(SocketType.SUB).connect(pub.boundEndpoints().get(0)).subscribe("");
			assertThat(pub.awaitSubscribers("", 1, DEADLINE)).isTrue();
			this.transport.lastLink().hold();
			ZmqSocket quick = zmq.createSocket(SocketType.SUB).connect(pub.boundEndpoints().get(0)).subscribe("");
			assertThat(pub.awaitSubscribers("", 2, DEADLINE)).isTrue();
			for (int i = 0; i < 50; i++) {
				assertThat(pub.send("" + i)).isEqualTo(SendOutcome.ACCEPTED);
				assertThat(quick.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
			}
			assertThat(pub.counters().dropped()).isEqualTo(40);
			this.transport.links().get(0).release();
			for (int i = 0; i < 10; i++) {
				assertThat(slow.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
			}
			Awaitility.await().atMost(DEADLINE).until(() -> pub.counters().queued() == 0);
			pub.send("after");
			assertThat(slow.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("after");
		}
	}

}
