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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Bind, connect, unbind, disconnect: the rules that all socket types share.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class EndpointTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("SOCK-1 a socket binds many endpoints and connects many, at the same time")
	void bindsAndConnectsMany() throws Exception {
		ZmqSocket first = this.zmq.socket(SocketType.PULL).bind(this.transport.any(), this.transport.any());
		ZmqSocket second = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).bind(this.transport.any());
		push.connect(first.boundEndpoints().toArray(String[]::new)).connect(second.boundEndpoints().get(0));
		ZmqSocket third = this.zmq.socket(SocketType.PULL).connect(push.boundEndpoints().get(0));
		assertThat(push.awaitPeers(4, TestCommunicator.PATIENCE)).isTrue();
		assertThat(first.boundEndpoints()).hasSize(2).doesNotHaveDuplicates();
		assertThat(push.connectedEndpoints()).containsExactlyInAnyOrder(first.boundEndpoints().get(0),
				first.boundEndpoints().get(1), second.boundEndpoints().get(0));
		for (int i = 0; i < 8; i++) {
			push.send("" + i);
		}
		assertThat(receiveAll(first, 4)).doesNotHaveDuplicates();
		assertThat(receiveAll(second, 2)).doesNotHaveDuplicates();
		assertThat(receiveAll(third, 2)).doesNotHaveDuplicates();
	}

	@Test
	@DisplayName("SOCK-2 connect comes before bind")
	void connectsBeforeBind() throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket push = this.zmq.socket(SocketType.PUSH).connect(endpoint);
		assertThat(push.send("early")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(push.peers()).isEmpty();
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(TestCommunicator.receive(pull)).containsExactly("early");
		assertThat(push.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
	}

	@Test
	@DisplayName("SOCK-2, SOCK-3 the connecting side's queue survives the loss of its peer")
	void connectingSideKeepsItsQueue() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(pull);
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		pull.close();
		awaitNoPeer(push);
		for (int i = 0; i < 10; i++) {
			assertThat(push.send("" + i)).isEqualTo(SendOutcome.ACCEPTED);
		}
		ZmqSocket next = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(receiveAll(next, 10)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
		assertThat(push.counters().accepted()).isEqualTo(10);
		assertThat(push.counters().undelivered()).isZero();
	}

	@Test
	@DisplayName("SOCK-3 the binding side's queue dies with the connection and counts as undelivered")
	void bindingSideDropsItsQueue() throws Exception {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket pull = this.zmq.connected(SocketType.PULL, push, TestCommunicator::smallQueues);
		int accepted = TestCommunicator.fill(push, TestCommunicator.large(1));
		pull.close();
		awaitNoPeer(push);
		assertThat(push.counters().accepted()).isEqualTo(accepted);
		assertThat(push.counters().queued()).isZero();
		assertThat(push.counters().undelivered()).isPositive();
		assertThat(push.counters().sent() + push.counters().undelivered()).isEqualTo(accepted);
		ZmqSocket next = this.zmq.connected(SocketType.PULL, push);
		push.send("new");
		assertThat(TestCommunicator.receive(next)).containsExactly("new");
	}

	@Test
	@DisplayName("SOCK-4 with immediate, there is no queue before the handshake")
	void immediate() throws Exception {
		String endpoint = this.transport.unbound();
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, (options) -> options.immediate(true)).connect(endpoint);
		assertThat(push.trySend(ZmqMessage.ofText("early"))).isEqualTo(SendOutcome.NO_PEER);
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(endpoint);
		assertThat(push.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
		assertThat(push.trySend(ZmqMessage.ofText("now"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(pull)).containsExactly("now");
		pull.close();
		awaitNoPeer(push);
		assertThat(push.trySend(ZmqMessage.ofText("late"))).isEqualTo(SendOutcome.NO_PEER);
	}

	@Test
	@DisplayName("SOCK-6 a second connect to the same endpoint does nothing on DEALER, SUB, PUB and REQ")
	void secondConnectDoesNothing() throws Exception {
		for (SocketType type : Set.of(SocketType.DEALER, SocketType.SUB, SocketType.PUB, SocketType.REQ)) {
			ZmqSocket bound = this.zmq.socket(peerOf(type)).bind(this.transport.any());
			ZmqSocket socket = this.zmq.connected(type, bound);
			socket.connect(TestCommunicator.endpoint(bound));
			assertThat(socket.connectedEndpoints()).as(type.name()).hasSize(1);
			assertThat(bound.awaitPeers(2, TestCommunicator.A_WHILE)).as(type.name()).isFalse();
		}
	}

	@Test
	@DisplayName("SOCK-6 a second connect to the same endpoint makes a second connection on the other types")
	void secondConnectConnects() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull).connect(TestCommunicator.endpoint(pull));
		assertThat(pull.awaitPeers(2, TestCommunicator.PATIENCE)).isTrue();
		assertThat(push.awaitPeers(2, TestCommunicator.PATIENCE)).isTrue();
	}

	@Test
	@DisplayName("SOCK-7 the high-water mark counts whole messages")
	void markCountsMessages() {
		ZmqSocket push = this.zmq.socket(SocketType.PUSH, (options) -> options.sendHighWaterMark(5))
			.connect(this.transport.unbound());
		ZmqMessage message = ZmqMessage.ofText("frame ".repeat(20).split(" "));
		for (int i = 0; i < 5; i++) {
			assertThat(push.trySend(message)).isEqualTo(SendOutcome.ACCEPTED);
		}
		assertThat(push.trySend(message)).isEqualTo(SendOutcome.FULL);
		assertThat(push.counters().queued()).isEqualTo(5);
	}

	@Test
	@DisplayName("Unbind frees the port at once, also with a peer connected")
	void unbindFreesThePort() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(pull);
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		pull.unbind(endpoint);
		assertThat(pull.boundEndpoints()).isEmpty();
		ZmqSocket next = this.zmq.socket(SocketType.PULL).bind(endpoint);
		awaitNoPeer(pull);
		assertThat(next.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
		push.send("moved");
		assertThat(TestCommunicator.receive(next)).containsExactly("moved");
		assertThatIllegalArgumentException().isThrownBy(() -> pull.unbind(endpoint)).withMessageContaining(endpoint);
	}

	@Test
	@DisplayName("Close frees the port at once")
	void closeFreesThePort() throws Exception {
		String endpoint = this.transport.unbound();
		for (int i = 0; i < 5; i++) {
			try (ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(endpoint);
					ZmqSocket req = this.zmq.connected(SocketType.REQ, rep)) {
				req.send("" + i);
				TestCommunicator.message(rep).reply().send(ZmqMessage.ofText("answer"));
				assertThat(TestCommunicator.receive(req)).containsExactly("answer");
			}
		}
	}

	@Test
	@DisplayName("A bound endpoint is refused by name, and a call that fails binds nothing")
	void refusesBoundEndpoint() {
		ZmqSocket first = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		String taken = TestCommunicator.endpoint(first);
		String free = this.transport.unbound();
		ZmqSocket second = this.zmq.socket(SocketType.PULL);
		assertThatExceptionOfType(ZmqBindException.class).isThrownBy(() -> second.bind(free, taken))
			.withMessageContaining(taken);
		assertThat(second.boundEndpoints()).isEmpty();
		this.zmq.socket(SocketType.PULL).bind(free);
	}

	@Test
	@DisplayName("Disconnect ends the connection and its reconnects")
	void disconnects() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(pull);
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		push.send("flushed");
		push.disconnect(endpoint);
		assertThat(TestCommunicator.receive(pull)).containsExactly("flushed");
		awaitNoPeer(pull);
		assertThat(push.connectedEndpoints()).isEmpty();
		assertThat(push.trySend(ZmqMessage.ofText("late"))).isEqualTo(SendOutcome.NO_PEER);
		assertThat(pull.awaitPeers(1, TestCommunicator.A_WHILE)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> push.disconnect(endpoint))
			.withMessageContaining(endpoint);
		push.connect(endpoint);
		assertThat(pull.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
	}

	@Test
	@DisplayName("Types that may not speak with each other do not become peers")
	void refusesIllegalPair() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).connect(TestCommunicator.endpoint(rep));
		assertThat(pull.awaitPeers(1, TestCommunicator.A_WHILE)).isFalse();
		assertThat(rep.peers()).isEmpty();
		ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
		req.send("still served");
		assertThat(TestCommunicator.receive(rep)).containsExactly("still served");
	}

	private static List<String> receiveAll(ZmqSocket socket, int count) throws InterruptedException {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			texts.addAll(TestCommunicator.receive(socket));
		}
		return texts;
	}

	private static void awaitNoPeer(ZmqSocket socket) {
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> socket.peers().isEmpty());
	}

	private static SocketType peerOf(SocketType type) {
		return switch (type) {
			case DEALER, REQ -> SocketType.ROUTER;
			case SUB -> SocketType.PUB;
			default -> SocketType.SUB;
		};
	}

}
