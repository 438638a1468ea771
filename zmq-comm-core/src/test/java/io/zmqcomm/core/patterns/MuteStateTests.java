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

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each type does without a peer, with full queues, and with a reader that does not
 * read.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class MuteStateTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@ParameterizedTest
	@EnumSource(names = { "REQ", "DEALER", "PUSH", "PAIR" })
	@DisplayName("No peer: REQ, DEALER, PUSH and PAIR report it, at once or after the send timeout")
	void noPeer(SocketType type) throws Exception {
		ZmqSocket socket = this.zmq.socket(type, (options) -> options.sendTimeout(TestCommunicator.A_WHILE))
			.bind(this.transport.any());
		assertThat(socket.trySend(ZmqMessage.ofText("whom?"))).isEqualTo(SendOutcome.NO_PEER);
		long begin = System.nanoTime();
		assertThat(socket.send("whom?")).isEqualTo(SendOutcome.NO_PEER);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TestCommunicator.A_WHILE.toNanos());
		assertThat(socket.counters()).isEqualTo(SocketCounters.ZERO);
	}

	@ParameterizedTest
	@CsvSource({ "REQ, REP", "DEALER, REP", "PUSH, PULL", "PAIR, PAIR" })
	@DisplayName("No peer: a blocked send goes on when one comes")
	void goesOnWithPeer(SocketType type, SocketType peerType) throws Exception {
		ZmqSocket socket = this.zmq.socket(type, (options) -> options.sendTimeout(TestCommunicator.PATIENCE))
			.bind(this.transport.any());
		FutureTask<SendOutcome> send = new FutureTask<>(() -> socket.send(ZmqMessage.ofText("", "data")));
		Thread sender = new Thread(send, "sender");
		sender.start();
		TestCommunicator.awaitBlocked(sender);
		ZmqSocket peer = this.zmq.socket(peerType).connect(TestCommunicator.endpoint(socket));
		assertThat(send.get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(peer)).endsWith("data");
	}

	@ParameterizedTest
	@EnumSource(names = { "PUB", "XPUB" })
	@DisplayName("No peer: PUB and XPUB accept and forget")
	void publisherWithoutPeer(SocketType type) throws Exception {
		ZmqSocket socket = this.zmq.socket(type).bind(this.transport.any());
		assertThat(socket.send("whom?")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(socket.counters().queued()).isZero();
	}

	@Test
	@DisplayName("No peer: ROUTER reports UNROUTABLE at once")
	void routerWithoutPeer() throws Exception {
		ZmqSocket socket = this.zmq
			.socket(SocketType.ROUTER, (options) -> options.sendTimeout(TestCommunicator.PATIENCE))
			.bind(this.transport.any());
		assertThat(socket.sendTo(RoutingId.of("a"), ZmqMessage.ofText("whom?"))).isEqualTo(SendOutcome.UNROUTABLE);
	}

	@ParameterizedTest
	@EnumSource(names = { "SUB", "XSUB" })
	@DisplayName("No peer: SUB and XSUB keep subscriptions and send them when a peer comes")
	void subscriptionsWithoutPeer(SocketType type) throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket sub = this.zmq.socket(type).subscribe("a").connect(endpoint).subscribe("b");
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(endpoint);
		assertThat(pub.awaitSubscribers("b", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("a1");
		assertThat(TestCommunicator.receive(sub)).containsExactly("a1");
	}

	@ParameterizedTest
	@CsvSource({ "PUSH, PULL", "DEALER, DEALER", "PAIR, PAIR", "DEALER, ROUTER", "DEALER, REP" })
	@DisplayName("A reader that does not read: reading stops, the sender gets FULL, nothing is lost")
	void fullQueues(SocketType type, SocketType peerType) throws Exception {
		ZmqSocket reader = this.zmq.socket(peerType, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket sender = this.zmq.connected(type, reader, TestCommunicator::smallQueues);
		byte[] filler = new byte[64 * 1024];
		ZmqMessage message = ZmqMessage.of(new byte[0], filler);
		int accepted = TestCommunicator.fill(sender, message);
		// On a busy machine, octets may move so late that a full queue has room again.
		for (int i = 0; i < 50 && accepted < 10; i++) {
			accepted += TestCommunicator.fill(sender, message);
		}
		assertThat(accepted).isGreaterThanOrEqualTo(10);
		if (this.transport == Transport.INPROC) {
			assertThat(accepted).as("send mark and receive mark").isEqualTo(10);
		}
		assertThat(reader.counters().pending()).isBetween(5L, 10L);
		for (int i = 0; i < accepted; i++) {
			ZmqMessage received = TestCommunicator.message(reader);
			assertThat(received.bytes(received.frameCount() - 1)).hasSize(filler.length);
			if (peerType == SocketType.REP) {
				received.reply().send(ZmqMessage.ofText("answer"));
			}
		}
		assertThat(reader.receive(TestCommunicator.A_WHILE)).isEmpty();
		SocketCounters counters = sender.counters();
		assertThat(counters.accepted()).isEqualTo(accepted);
		assertThat(counters.sent()).isEqualTo(accepted);
		assertThat(counters.dropped()).isZero();
		assertThat(reader.counters().received()).isEqualTo(accepted);
	}

	@Test
	@DisplayName("The queue also has a limit in octets, but an empty one takes any message")
	void limitInOctets() {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, (options) -> options.queueByteLimit(100_000))
			.connect(this.transport.unbound());
		assertThat(push.trySend(ZmqMessage.of(new byte[1_000_000]))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(push.trySend(ZmqMessage.ofText("small"))).isEqualTo(SendOutcome.FULL);
	}

}
