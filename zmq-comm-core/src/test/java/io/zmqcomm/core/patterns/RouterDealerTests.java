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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * ROUTER and DEALER (RFC 28).
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class RouterDealerTests {

	private static final RoutingId A = RoutingId.of("a");

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("RR-11 a DEALER sends and receives frames as they are")
	void dealerAddsNothing() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.DEALER).bind(this.transport.any());
		ZmqSocket connected = this.zmq.connected(SocketType.DEALER, bound);
		for (ZmqMessage message : List.of(ZmqMessage.ofText("a"), ZmqMessage.ofText(""),
				ZmqMessage.ofText("", "a", "", "b"))) {
			bound.send(message);
			assertThat(TestCommunicator.receive(connected)).isEqualTo(TestCommunicator.texts(message));
			connected.send(message);
			assertThat(TestCommunicator.receive(bound)).isEqualTo(TestCommunicator.texts(message));
		}
	}

	@Test
	@DisplayName("RR-11 a DEALER goes round its peers, over those that are full, and queues fairly")
	void dealerGoesRound() throws Exception {
		ZmqSocket dealer = this.zmq.socket(SocketType.DEALER).bind(this.transport.any());
		List<ZmqSocket> peers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			peers.add(this.zmq.connected(SocketType.DEALER, dealer));
		}
		for (int i = 0; i < 30; i++) {
			dealer.send("" + i);
		}
		for (ZmqSocket peer : peers) {
			for (int i = 0; i < 10; i++) {
				TestCommunicator.message(peer);
				peer.send("from " + peers.indexOf(peer));
			}
			assertThat(peer.tryReceive()).isEmpty();
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> dealer.counters().pending() == 30);
		for (int turn = 0; turn < 10; turn++) {
			Set<String> senders = new TreeSet<>();
			for (int i = 0; i < 3; i++) {
				senders.addAll(TestCommunicator.receive(dealer));
			}
			assertThat(senders).containsExactly("from 0", "from 1", "from 2");
		}
	}

	@Test
	@DisplayName("RR-12 a ROUTER knows its peers by routing id, which is never a frame")
	void routerAddresses() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket named = this.zmq.connected(SocketType.DEALER, router, (options) -> options.routingId(A));
		ZmqSocket unnamed = this.zmq.connected(SocketType.DEALER, router);
		named.send(ZmqMessage.ofText("from", "named"));
		ZmqMessage message = TestCommunicator.message(router);
		assertThat(TestCommunicator.texts(message)).containsExactly("from", "named");
		assertThat(message.peer().routingId()).isEqualTo(A);
		unnamed.send("from unnamed");
		RoutingId automatic = TestCommunicator.message(router).peer().routingId();
		assertThat(router.sendTo(automatic, ZmqMessage.ofText("to", "unnamed"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(router.trySendTo(A, ZmqMessage.ofText("to named"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(unnamed)).containsExactly("to", "unnamed");
		assertThat(TestCommunicator.receive(named)).containsExactly("to named");
	}

	@Test
	@DisplayName("RR-12 a ROUTER refuses to send without a target, the other types to send to one")
	void refusesWrongSend() {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> router.send("to whom?"))
			.withMessageContaining("sendTo");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> router.trySend(ZmqMessage.ofText("to whom?")));
		ZmqSocket dealer = this.zmq.socket(SocketType.DEALER);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> dealer.sendTo(A, ZmqMessage.ofText("no")))
			.withMessageContaining("DEALER");
	}

	@Test
	@DisplayName("RR-13 a ROUTER reports a peer that is unknown or gone at once")
	void unroutable() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		assertThat(router.sendTo(A, ZmqMessage.ofText("who?"))).isEqualTo(SendOutcome.UNROUTABLE);
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, router, (options) -> options.routingId(A));
		assertThat(router.sendTo(A, ZmqMessage.ofText("found"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(dealer)).containsExactly("found");
		dealer.close();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> router.peers().isEmpty());
		assertThat(router.sendTo(A, ZmqMessage.ofText("gone"))).isEqualTo(SendOutcome.UNROUTABLE);
		assertThat(router.trySendTo(A, ZmqMessage.ofText("gone"))).isEqualTo(SendOutcome.UNROUTABLE);
	}

	@Test
	@DisplayName("RR-13 a ROUTER reports a full peer, and serves the others")
	void full() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket slow = this.zmq.connected(SocketType.DEALER, router,
				(options) -> TestCommunicator.smallQueues(options.routingId(A)));
		ZmqSocket other = this.zmq.connected(SocketType.DEALER, router,
				(options) -> options.routingId(RoutingId.of("b")));
		int accepted = 0;
		while (router.sendTo(A, TestCommunicator.large(accepted)) == SendOutcome.ACCEPTED) {
			accepted++;
		}
		assertThat(router.sendTo(A, TestCommunicator.large(0))).isEqualTo(SendOutcome.FULL);
		assertThat(router.trySendTo(A, TestCommunicator.large(0))).isEqualTo(SendOutcome.FULL);
		assertThat(router.sendTo(RoutingId.of("b"), ZmqMessage.ofText("served"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(other)).containsExactly("served");
		for (int i = 0; i < accepted; i++) {
			assertThat(TestCommunicator.message(slow).bytes(0)[0]).isEqualTo((byte) i);
		}
		TestCommunicator.assertNoMessage(slow);
	}

	@Test
	@DisplayName("RR-13 without mandatory, a ROUTER drops and counts what it cannot deliver")
	void dropsUnlessMandatory() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER, (options) -> options.mandatory(false))
			.bind(this.transport.any());
		assertThat(router.sendTo(A, ZmqMessage.ofText("who?"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(router.counters().dropped()).isEqualTo(1);
		assertThat(router.counters().accepted()).isZero();
	}

	@Test
	@DisplayName("RR-14 automatic ids begin with zero, differ, and cannot be chosen")
	void automaticIds() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		Set<RoutingId> ids = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			this.zmq.connected(SocketType.DEALER, router).send("hello");
			RoutingId id = TestCommunicator.message(router).peer().routingId();
			assertThat(id.isAutomatic()).isTrue();
			ids.add(id);
		}
		assertThat(ids).hasSize(5);
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.zmq.socket(SocketType.DEALER, (options) -> options.routingId(RoutingId.of((byte) 0))));
	}

	@Test
	@DisplayName("RR-15 with handover, the newest peer takes the routing id")
	void handover() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.DEALER, router,
				(options) -> options.routingId(A)
					.reconnectInterval(Duration.ofHours(1))
					.reconnectIntervalMax(Duration.ofHours(1)));
		first.send("first");
		assertThat(TestCommunicator.receive(router)).containsExactly("first");
		ZmqSocket second = this.zmq.socket(SocketType.DEALER, (options) -> options.routingId(A))
			.connect(TestCommunicator.endpoint(router));
		second.send("second");
		ZmqMessage message = TestCommunicator.message(router);
		assertThat(message.text(0)).isEqualTo("second");
		assertThat(message.peer().routingId()).isEqualTo(A);
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> first.peers().isEmpty());
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> router.peers().size() == 1);
		assertThat(router.sendTo(A, ZmqMessage.ofText("to second"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(second)).containsExactly("to second");
	}

	@Test
	@DisplayName("RR-15 without handover, a second peer with a taken routing id is refused visibly")
	void refusesTakenId() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER, (options) -> options.handover(false))
			.bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.DEALER, router, (options) -> options.routingId(A));
		ZmqSocket second = this.zmq.socket(SocketType.DEALER, (options) -> options.routingId(A))
			.connect(TestCommunicator.endpoint(router));
		second.send("intruding");
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> router.counters().handshakeFailures() > 0);
		assertThat(router.peers()).hasSize(1);
		router.sendTo(A, ZmqMessage.ofText("to first"));
		assertThat(TestCommunicator.receive(first)).containsExactly("to first");
		assertThat(router.tryReceive()).isEmpty();
	}

	@Test
	@DisplayName("RR-16 a connecting ROUTER learns the new id of a peer that restarts under another")
	void learnsNewId() throws Exception {
		ZmqSocket dealer = this.zmq.socket(SocketType.DEALER, (options) -> options.routingId(A))
			.bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(dealer);
		ZmqSocket router = this.zmq.connected(SocketType.ROUTER, dealer);
		assertThat(router.sendTo(A, ZmqMessage.ofText("one"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(dealer)).containsExactly("one");
		dealer.close();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> router.peers().isEmpty());
		RoutingId b = RoutingId.of("b");
		ZmqSocket next = this.zmq.socket(SocketType.DEALER, (options) -> options.routingId(b)).bind(endpoint);
		assertThat(router.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
		assertThat(router.sendTo(b, ZmqMessage.ofText("two"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(next)).containsExactly("two");
		assertThat(router.sendTo(A, ZmqMessage.ofText("who?"))).isEqualTo(SendOutcome.UNROUTABLE);
	}

}
