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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.Reply;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.ZmqStateException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * REQ (RFC 28).
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class ReqTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("RR-1 a REQ puts an empty delimiter in front and takes it off")
	void delimiter() throws Exception {
		ZmqSocket dealer = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, dealer);
		req.send(ZmqMessage.ofText("a", "b"));
		ZmqMessage request = TestCommunicator.message(dealer);
		assertThat(TestCommunicator.texts(request)).containsExactly("", "a", "b");
		RoutingId id = request.peer().routingId();
		dealer.sendTo(id, ZmqMessage.ofText("", "c", "d"));
		assertThat(TestCommunicator.receive(req)).containsExactly("c", "d");
	}

	@Test
	@DisplayName("RR-1 a REQ sends 01 00 and then the body")
	void delimiterOnTheWire() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket req = this.zmq.socket(SocketType.REQ).connect(RawPeer.endpoint(listener));
			try (RawPeer rep = RawPeer.accept(listener, "REP", 1)) {
				req.send("ask");
				assertThat(rep.read().texts()).containsExactly("", "ask");
				rep.message("", "answer");
				assertThat(TestCommunicator.receive(req)).containsExactly("answer");
			}
		}
	}

	@Test
	@DisplayName("RR-2 a REQ sends and receives in turn; a refused call changes nothing")
	void alternates() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket req = this.zmq.socket(SocketType.REQ, (options) -> options.name("asker"))
			.connect(TestCommunicator.endpoint(rep));
		assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> req.receive(Duration.ZERO))
			.withMessageContaining("asker");
		assertThatExceptionOfType(ZmqStateException.class).isThrownBy(req::tryReceive);
		for (int i = 0; i < 3; i++) {
			assertThat(req.send("ask " + i)).isEqualTo(SendOutcome.ACCEPTED);
			assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> req.send("again"))
				.withMessageContaining("asker");
			assertThatExceptionOfType(ZmqStateException.class)
				.isThrownBy(() -> req.trySend(ZmqMessage.ofText("again")));
			ZmqMessage request = TestCommunicator.message(rep);
			assertThat(request.text(0)).isEqualTo("ask " + i);
			request.reply().send(ZmqMessage.ofText("answer " + i));
			assertThat(TestCommunicator.receive(req)).containsExactly("answer " + i);
			assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> req.receive(Duration.ZERO));
		}
	}

	@Test
	@DisplayName("RR-2 a receive that times out leaves the REQ waiting for its reply")
	void timeoutKeepsState() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
		req.send("ask");
		assertThat(req.receive(Duration.ofMillis(10))).isEmpty();
		assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> req.send("again"));
		TestCommunicator.message(rep).reply().send(ZmqMessage.ofText("answer"));
		assertThat(TestCommunicator.receive(req)).containsExactly("answer");
	}

	@Test
	@DisplayName("RR-3 a REQ goes round its peers")
	void goesRound() throws Exception {
		ZmqSocket first = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket second = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, first).connect(TestCommunicator.endpoint(second));
		assertThat(req.awaitPeers(2, TestCommunicator.PATIENCE)).isTrue();
		first.onMessage((view) -> view.reply().send(ZmqMessage.ofText("first")));
		second.onMessage((view) -> view.reply().send(ZmqMessage.ofText("second")));
		String last = "";
		for (int i = 0; i < 10; i++) {
			req.send("ask");
			String answer = TestCommunicator.receive(req).get(0);
			assertThat(answer).isNotEqualTo(last);
			last = answer;
		}
	}

	@Test
	@DisplayName("RR-3 a REQ without a peer has nowhere to send, and may send when there is one")
	void noPeer() throws Exception {
		ZmqSocket req = this.zmq.socket(SocketType.REQ, (options) -> options.sendTimeout(TestCommunicator.A_WHILE))
			.bind(this.transport.any());
		assertThat(req.trySend(ZmqMessage.ofText("ask"))).isEqualTo(SendOutcome.NO_PEER);
		assertThat(req.send("ask")).isEqualTo(SendOutcome.NO_PEER);
		ZmqSocket rep = this.zmq.connected(SocketType.REP, req);
		assertThat(req.send("ask")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(rep)).containsExactly("ask");
	}

	@Test
	@DisplayName("RR-4 a REQ takes the reply only from the peer that it asked")
	void onlyFromThePeerAsked() throws Exception {
		ZmqSocket first = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket second = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, first, (options) -> options.routingId(RoutingId.of("req")))
			.connect(TestCommunicator.endpoint(second));
		assertThat(second.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
		for (int i = 0; i < 2; i++) {
			req.send("ask");
			ZmqSocket[] asked = askedAndOther(first, second);
			assertThat(asked[1].sendTo(RoutingId.of("req"), ZmqMessage.ofText("", "wrong")))
				.isEqualTo(SendOutcome.ACCEPTED);
			assertThat(req.receive(TestCommunicator.A_WHILE)).isEmpty();
			asked[0].sendTo(RoutingId.of("req"), ZmqMessage.ofText("", "right"));
			assertThat(TestCommunicator.receive(req)).containsExactly("right");
		}
	}

	@Test
	@DisplayName("RR-4 a REQ whose asked peer is gone takes no other peer's message for the reply")
	void notFromAnotherAfterLoss() throws Exception {
		ZmqSocket first = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket second = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, first, (options) -> options.routingId(RoutingId.of("req")))
			.connect(TestCommunicator.endpoint(second));
		assertThat(second.awaitPeers(1, TestCommunicator.PATIENCE)).isTrue();
		req.send("ask");
		ZmqSocket[] asked = askedAndOther(first, second);
		asked[0].close();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> req.peers().size() == 1);
		asked[1].sendTo(RoutingId.of("req"), ZmqMessage.ofText("", "stale"));
		assertThat(req.receive(TestCommunicator.A_WHILE)).isEmpty();
	}

	@Test
	@DisplayName("RR-5 a reply without delimiter is not delivered")
	void malformedReply() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket req = this.zmq.socket(SocketType.REQ).connect(RawPeer.endpoint(listener));
			try (RawPeer rep = RawPeer.accept(listener, "REP", 1)) {
				req.send("ask");
				rep.read();
				rep.message("no delimiter");
				assertThat(req.receive(TestCommunicator.A_WHILE)).isEmpty();
				assertThat(req.counters().received()).isEqualTo(req.counters().discarded());
			}
		}
	}

	@Test
	@DisplayName("RR-6 with correlate, a reply with another request id is skipped")
	void correlate() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, router, (options) -> options.correlate(true));
		req.send("ask");
		ZmqMessage request = TestCommunicator.message(router);
		assertThat(request.frameCount()).isEqualTo(3);
		assertThat(request.bytes(0)).hasSize(4);
		assertThat(request.bytes(1)).isEmpty();
		byte[] other = request.bytes(0).clone();
		other[3]++;
		byte[] empty = {};
		RoutingId id = request.peer().routingId();
		router.sendTo(id, ZmqMessage.of(other, empty, "wrong".getBytes()));
		router.sendTo(id, ZmqMessage.of(request.bytes(0), empty, "right".getBytes()));
		assertThat(TestCommunicator.receive(req)).containsExactly("right");
		req.send("ask again");
		ZmqMessage next = TestCommunicator.message(router);
		assertThat(next.bytes(0)).isNotEqualTo(request.bytes(0));
		next.reply().send(ZmqMessage.ofText("through the token"));
		assertThat(TestCommunicator.receive(req)).containsExactly("through the token");
	}

	@Test
	@DisplayName("RR-6 a REP answers correlated requests")
	void correlateWithRep() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, rep, (options) -> options.correlate(true));
		for (int i = 0; i < 3; i++) {
			req.send("ask");
			assertThat(TestCommunicator.receive(rep)).containsExactly("ask");
			rep.send("answer " + i);
			assertThat(TestCommunicator.receive(req)).containsExactly("answer " + i);
		}
	}

	@Test
	@DisplayName("RR-7 with relaxed, a REQ may ask again and the old reply is dropped")
	void relaxed() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, router, (options) -> options.relaxed(true).correlate(true));
		req.send("first");
		Reply first = TestCommunicator.message(router).reply();
		req.send("second");
		Reply second = TestCommunicator.message(router).reply();
		first.send(ZmqMessage.ofText("late"));
		assertThat(req.receive(TestCommunicator.A_WHILE)).isEmpty();
		second.send(ZmqMessage.ofText("answer"));
		assertThat(TestCommunicator.receive(req)).containsExactly("answer");
	}

	private static ZmqSocket[] askedAndOther(ZmqSocket first, ZmqSocket second) {
		Awaitility.await()
			.atMost(TestCommunicator.PATIENCE)
			.until(() -> first.counters().pending() + second.counters().pending() == 1);
		boolean firstAsked = first.tryReceive().isPresent();
		if (!firstAsked) {
			assertThat(second.tryReceive()).isPresent();
		}
		return firstAsked ? new ZmqSocket[] { first, second } : new ZmqSocket[] { second, first };
	}

}
