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

/**
 * PAIR (RFC 31).
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class PairTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("PA-1 a PAIR talks with one peer in both directions")
	void bothDirections() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.PAIR).bind(this.transport.any());
		ZmqSocket connected = this.zmq.connected(SocketType.PAIR, bound);
		for (int i = 0; i < 100; i++) {
			bound.send(ZmqMessage.ofText("down", "" + i));
			connected.send(ZmqMessage.ofText("up", "" + i));
		}
		for (int i = 0; i < 100; i++) {
			assertThat(TestCommunicator.receive(connected)).containsExactly("down", "" + i);
			assertThat(TestCommunicator.receive(bound)).containsExactly("up", "" + i);
		}
	}

	@Test
	@DisplayName("PA-1 a PAIR without a peer has nowhere to queue; with a full one it blocks")
	void mute() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.PAIR, TestCommunicator::smallQueues).bind(this.transport.any());
		assertThat(bound.trySend(ZmqMessage.ofText("early"))).isEqualTo(SendOutcome.NO_PEER);
		assertThat(bound.send("early")).isEqualTo(SendOutcome.NO_PEER);
		ZmqSocket connected = this.zmq.connected(SocketType.PAIR, bound, TestCommunicator::smallQueues);
		int accepted = TestCommunicator.fill(bound, TestCommunicator.large(1));
		for (int i = 0; i < accepted; i++) {
			assertThat(TestCommunicator.message(connected).bytes(0)[0]).isEqualTo((byte) 1);
		}
		TestCommunicator.assertNoMessage(connected);
		assertThat(bound.counters().dropped()).isZero();
	}

	@Test
	@DisplayName("PA-2 a second peer is refused, and the first is not disturbed")
	void refusesSecondPeer() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.PAIR).bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.PAIR, bound);
		ZmqSocket second = this.zmq.socket(SocketType.PAIR).connect(TestCommunicator.endpoint(bound));
		second.send("intruding");
		assertThat(bound.awaitPeers(2, TestCommunicator.A_WHILE)).isFalse();
		first.send("still here");
		assertThat(TestCommunicator.receive(bound)).containsExactly("still here");
		bound.send("to the first");
		assertThat(TestCommunicator.receive(first)).containsExactly("to the first");
		TestCommunicator.assertNoMessage(second);
		TestCommunicator.assertNoMessage(bound);
	}

	@Test
	@DisplayName("PA-1 a PAIR takes another peer when the first is gone")
	void takesNextPeer() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.PAIR).bind(this.transport.any());
		for (int i = 0; i < 3; i++) {
			ZmqSocket connected = this.zmq.socket(SocketType.PAIR).connect(TestCommunicator.endpoint(bound));
			connected.send("" + i);
			ZmqMessage message = TestCommunicator.message(bound);
			assertThat(message.text(0)).isEqualTo("" + i);
			connected.close();
			org.awaitility.Awaitility.await()
				.atMost(TestCommunicator.PATIENCE)
				.until(() -> !bound.peers().contains(message.peer()));
		}
	}

}
