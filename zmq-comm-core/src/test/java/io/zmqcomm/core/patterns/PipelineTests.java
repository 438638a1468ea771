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

import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * PUSH and PULL (RFC 30).
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class PipelineTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("PP-1 a PUSH only sends, PP-2 a PULL only receives")
	void oneDirection() {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH);
		ZmqSocket pull = this.zmq.socket(SocketType.PULL);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(push::receive)
			.withMessageContaining("PUSH");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> pull.send("no"))
			.withMessageContaining("PULL");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> push.subscribe("no"));
	}

	@Test
	@DisplayName("PP-1 a PUSH goes round its peers")
	void goesRound() throws Exception {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).bind(this.transport.any());
		List<ZmqSocket> pulls = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			pulls.add(this.zmq.connected(SocketType.PULL, push));
		}
		for (int i = 0; i < 300; i++) {
			push.send("" + i);
		}
		Set<Integer> received = new TreeSet<>();
		for (ZmqSocket pull : pulls) {
			int last = -1;
			for (int i = 0; i < 100; i++) {
				int number = Integer.parseInt(TestCommunicator.receive(pull).get(0));
				assertThat(number).isGreaterThan(last);
				last = number;
				received.add(number);
			}
		}
		assertThat(received).hasSize(300);
	}

	@Test
	@DisplayName("PP-1 a PUSH passes over a peer whose queue is full")
	void passesOverFullPeer() throws Exception {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket stuck = this.zmq.connected(SocketType.PULL, push, TestCommunicator::smallQueues);
		int queued = TestCommunicator.fill(push, TestCommunicator.large(0));
		ZmqSocket reading = this.zmq.connected(SocketType.PULL, push, TestCommunicator::smallQueues);
		for (int i = 1; i <= 50; i++) {
			assertThat(push.send(TestCommunicator.large(i))).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(TestCommunicator.message(reading).bytes(0)[0]).isEqualTo((byte) i);
		}
		for (int i = 0; i < queued; i++) {
			assertThat(TestCommunicator.message(stuck).bytes(0)[0]).isZero();
		}
		TestCommunicator.assertNoMessage(stuck);
		assertThat(push.counters().dropped()).isZero();
	}

	@Test
	@DisplayName("PP-1 a blocked send resumes when a slow reader reads, in order and without loss")
	void blockedSendResumes() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull,
				(options) -> options.sendHighWaterMark(5)
					.sendBufferSize(16 * 1024)
					.sendTimeout(TestCommunicator.PATIENCE));
		int count = 400;
		FutureTask<Void> sending = new FutureTask<>(() -> {
			for (int i = 0; i < count; i++) {
				assertThat(push.send(TestCommunicator.large(i))).isEqualTo(SendOutcome.ACCEPTED);
			}
			return null;
		});
		Thread sender = new Thread(sending, "sender");
		sender.start();
		TestCommunicator.awaitBlocked(sender);
		for (int i = 0; i < count; i++) {
			assertThat(TestCommunicator.message(pull).bytes(0)[0]).isEqualTo((byte) i);
		}
		sending.get(10, TimeUnit.SECONDS);
	}

	@Test
	@DisplayName("PP-1 a send that times out gives FULL and queues nothing; nothing is discarded")
	void timesOut() throws Exception {
		ZmqSocket push = this.zmq
			.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(3).sendTimeout(TestCommunicator.A_WHILE))
			.connect(this.transport.unbound());
		assertThat(TestCommunicator.fill(push, ZmqMessage.ofText("message"))).isEqualTo(3);
		assertThat(push.trySend(ZmqMessage.ofText("message"))).isEqualTo(SendOutcome.FULL);
		assertThat(push.sendAsync(ZmqMessage.ofText("message")).get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.FULL);
		assertThat(push.counters().accepted()).isEqualTo(3);
		assertThat(push.counters().queued()).isEqualTo(3);
	}

	@Test
	@DisplayName("PP-1 an asynchronous send completes when there is room")
	void asynchronousSendCompletes() throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(1)).connect(endpoint);
		push.send("first");
		var second = push.sendAsync(ZmqMessage.ofText("second"));
		var third = push.sendAsync(ZmqMessage.ofText("third"));
		assertThat(second).isNotDone();
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(TestCommunicator.receive(pull)).containsExactly("first");
		assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(pull)).containsExactly("second");
		assertThat(TestCommunicator.receive(pull)).containsExactly("third");
	}

	@Test
	@DisplayName("PP-1 frames pass to the socket only if they are accepted")
	void ownership() throws Exception {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(1))
			.connect(this.transport.unbound());
		ByteBuf small = Unpooled.directBuffer().writeBytes(new byte[10]);
		ByteBuf large = Unpooled.directBuffer(100_000).writeZero(100_000);
		assertThat(push.trySend(small, large)).isEqualTo(SendOutcome.ACCEPTED);
		ByteBuf refused = Unpooled.directBuffer().writeBytes(new byte[10]);
		assertThat(push.trySend(refused)).isEqualTo(SendOutcome.FULL);
		assertThat(refused.refCnt()).isEqualTo(1);
		assertThat(refused.readableBytes()).isEqualTo(10);
		refused.release();
		push.close(TestCommunicator.A_WHILE);
		assertThat(small.refCnt()).isZero();
		assertThat(large.refCnt()).isZero();
	}

	@Test
	@DisplayName("PP-2 a PULL takes one message of each peer in turn")
	void fairQueue() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		List<ZmqSocket> pushes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
			for (int k = 0; k < 100; k++) {
				push.send("" + i);
			}
			pushes.add(push);
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> pull.counters().pending() == 300);
		for (int turn = 0; turn < 100; turn++) {
			Set<String> senders = new TreeSet<>();
			for (int i = 0; i < pushes.size(); i++) {
				senders.addAll(TestCommunicator.receive(pull));
			}
			assertThat(senders).containsExactly("0", "1", "2");
		}
	}

	@Test
	@DisplayName("PP-3 a PUSH ignores what its peer sends")
	void pushIgnoresInput() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket push = this.zmq.socket(SocketType.PUSH).connect(RawPeer.endpoint(listener));
			try (RawPeer pull = RawPeer.accept(listener, "PULL", 1)) {
				pull.message("unwanted");
				pull.message("\1unwanted", "too");
				push.send("data");
				assertThat(pull.read().texts()).containsExactly("data");
				assertThat(push.peers()).hasSize(1);
			}
		}
	}

	@Test
	@DisplayName("PP-4 what was not handed over to a lost peer goes whole to the next, in order")
	void requeuesWholeMessages() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL, TestCommunicator::smallQueues).bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(pull);
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull,
				(options) -> options.sendHighWaterMark(200)
					.sendBufferSize(16 * 1024)
					.sendTimeout(TestCommunicator.A_WHILE));
		byte[] filler = new byte[32 * 1024];
		int accepted = 0;
		while (push.send(ZmqMessage.of(new byte[] { (byte) accepted }, filler)) == SendOutcome.ACCEPTED) {
			accepted++;
		}
		pull.close(Duration.ZERO);
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> push.peers().isEmpty());
		long left = push.counters().queued();
		assertThat(left).isPositive();
		ZmqSocket next = this.zmq.socket(SocketType.PULL).bind(endpoint);
		for (long i = accepted - left; i < accepted; i++) {
			ZmqMessage message = TestCommunicator.message(next);
			assertThat(message.bytes(0)).containsExactly((byte) i);
			assertThat(message.bytes(1)).hasSize(filler.length);
		}
		TestCommunicator.assertNoMessage(next);
		assertThat(push.counters().sent() + push.counters().undelivered()).isEqualTo(accepted);
		assertThat(push.counters().queued()).isZero();
	}

}
