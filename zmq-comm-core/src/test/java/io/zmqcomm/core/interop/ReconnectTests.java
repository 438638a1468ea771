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

package io.zmqcomm.core.interop;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.interop.LibzmqStack.LibzmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A libzmq peer is killed and started again on the same port, or we are gone and come
 * back.
 */
@Timeout(60)
class ReconnectTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ZmqCommunicator zmq = ZmqCommunicator
		.create((settings) -> settings.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(20))
			.reconnectIntervalMax(Duration.ofMillis(100))));

	private LibzmqStack libzmq;

	@BeforeEach
	void start() {
		this.libzmq = LibzmqStack.start();
	}

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
		this.libzmq.close();
	}

	@Test
	@DisplayName("SOCK-2, SOCK-3 a PUSH keeps its queue and delivers it to the restarted PULL")
	void pushKeepsItsQueue() throws Exception {
		LibzmqSocket pull = this.libzmq.socket(SocketType.PULL);
		String endpoint = pull.bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint);
		push.send("before");
		assertReceives(pull, "before");
		this.libzmq.kill();
		awaitNoPeer(push);
		assertThat(push.send("while away")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(push.counters().queued()).isEqualTo(1);
		LibzmqSocket restarted = restart(SocketType.PULL, endpoint);
		assertReceives(restarted, "while away");
		push.send("after");
		assertReceives(restarted, "after");
		assertThat(push.counters().reconnects()).isEqualTo(1);
		assertThat(push.counters().undelivered()).isZero();
	}

	@Test
	@DisplayName("SOCK-2 a PULL reconnects to the restarted PUSH")
	void pullReconnects() throws Exception {
		LibzmqSocket push = this.libzmq.socket(SocketType.PUSH);
		String endpoint = push.bind("tcp://127.0.0.1:*");
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).connect(endpoint);
		push.send(texts("before"));
		assertThat(pull.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("before");
		this.libzmq.kill();
		awaitNoPeer(pull);
		restart(SocketType.PUSH, endpoint).send(texts("after"));
		assertThat(pull.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("after");
	}

	@Test
	@DisplayName("PS-8 a SUB replays its subscriptions to the restarted PUB")
	void subReplaysItsSubscriptions() throws Exception {
		LibzmqSocket pub = this.libzmq.socket(SocketType.PUB);
		String endpoint = pub.bind("tcp://127.0.0.1:*");
		ZmqSocket sub = this.zmq.createSocket(SocketType.SUB).subscribe("a").connect(endpoint).subscribe("b");
		sub.subscribe("c").unsubscribe("c");
		awaitMessages(pub, sub, "a1", "b1");
		this.libzmq.kill();
		awaitNoPeer(sub);
		LibzmqSocket restarted = restart(SocketType.PUB, endpoint);
		awaitMessages(restarted, sub, "a2", "b2");
		restarted.send(texts("c"));
		restarted.send(texts("a-last"));
		assertThat(awaitMessage(sub, "a-last")).doesNotContain("c");
	}

	@Test
	@DisplayName("SOCK-2 a PUB serves a restarted SUB")
	void pubServesRestartedSub() throws Exception {
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		for (int round = 0; round < 2; round++) {
			LibzmqSocket sub = this.libzmq.socket(SocketType.SUB);
			sub.subscribe("a");
			sub.connect(pub.boundEndpoints().get(0));
			assertThat(pub.awaitSubscribers("a", 1, PATIENCE)).isTrue();
			pub.send("b");
			pub.send("a" + round);
			assertReceives(sub, "a" + round);
			this.libzmq.kill();
			awaitNoPeer(pub);
			assertThat(pub.awaitSubscribers("a", 1, Duration.ZERO)).isFalse();
			this.libzmq = LibzmqStack.start();
		}
	}

	@Test
	@DisplayName("PS-8 a SUB of libzmq finds our restarted PUB")
	void subFindsOurRestartedPub() throws Exception {
		ZmqSocket first = this.zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		String endpoint = first.boundEndpoints().get(0);
		LibzmqSocket sub = this.libzmq.socket(SocketType.SUB);
		sub.subscribe("a");
		sub.connect(endpoint);
		assertThat(first.awaitSubscribers("a", 1, PATIENCE)).isTrue();
		first.close();
		ZmqSocket second = this.zmq.createSocket(SocketType.PUB).bind(endpoint);
		// libzmq sends its subscriptions again when its user calls, here to receive
		Awaitility.await().atMost(PATIENCE).until(() -> {
			assertThat(sub.receive(Duration.ofMillis(50))).isEmpty();
			return second.awaitSubscribers("a", 1, Duration.ZERO);
		});
		second.send("a2");
		assertReceives(sub, "a2");
	}

	@Test
	@DisplayName("SOCK-2 a REQ asks the restarted REP")
	void reqAsksRestartedRep() throws Exception {
		LibzmqSocket rep = this.libzmq.socket(SocketType.REP);
		String endpoint = rep.bind("tcp://127.0.0.1:*");
		ZmqSocket req = this.zmq.createSocket(SocketType.REQ).connect(endpoint);
		exchange(req, rep, "one");
		this.libzmq.kill();
		awaitNoPeer(req);
		exchange(req, restart(SocketType.REP, endpoint), "two");
	}

	@Test
	@DisplayName("SOCK-2 a REP serves a restarted REQ")
	void repServesRestartedReq() throws Exception {
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).bind("tcp://127.0.0.1:*");
		for (int round = 0; round < 2; round++) {
			LibzmqSocket req = this.libzmq.socket(SocketType.REQ);
			req.connect(rep.boundEndpoints().get(0));
			req.send(texts("ask"));
			ZmqMessage request = rep.receive(PATIENCE).orElseThrow();
			if (round == 0) {
				this.libzmq.kill();
				awaitNoPeer(rep);
				assertThat(request.reply().send(ZmqMessage.ofText("lost"))).isEqualTo(SendOutcome.UNROUTABLE);
				this.libzmq = LibzmqStack.start();
			}
			else {
				request.reply().send(ZmqMessage.ofText("answer"));
				assertReceives(req, "answer");
			}
		}
	}

	@Test
	@DisplayName("SOCK-2 a DEALER keeps its identity towards the restarted ROUTER")
	void dealerKeepsItsIdentity() throws Exception {
		LibzmqSocket router = this.libzmq.socket(SocketType.ROUTER);
		String endpoint = router.bind("tcp://127.0.0.1:*");
		ZmqSocket dealer = this.zmq.createSocket(SocketType.DEALER, (options) -> options.routingId(RoutingId.of("d")))
			.connect(endpoint);
		dealer.send("one");
		assertReceives(router, "d", "one");
		this.libzmq.kill();
		awaitNoPeer(dealer);
		LibzmqSocket restarted = restart(SocketType.ROUTER, endpoint);
		dealer.send("two");
		assertReceives(restarted, "d", "two");
		restarted.send(texts("d", "answer"));
		assertThat(dealer.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("answer");
	}

	@Test
	@DisplayName("RR-15 a ROUTER reaches the restarted DEALER under the same identity")
	void routerReachesRestartedDealer() throws Exception {
		ZmqSocket router = this.zmq.createSocket(SocketType.ROUTER).bind("tcp://127.0.0.1:*");
		for (int round = 0; round < 2; round++) {
			LibzmqSocket dealer = this.libzmq.socket(SocketType.DEALER, "IDENTITY=d");
			dealer.connect(router.boundEndpoints().get(0));
			dealer.send(texts("hello"));
			assertThat(router.receive(PATIENCE).orElseThrow().peer().routingId()).isEqualTo(RoutingId.of("d"));
			assertThat(router.sendTo(RoutingId.of("d"), ZmqMessage.ofText("to " + round)))
				.isEqualTo(SendOutcome.ACCEPTED);
			assertReceives(dealer, "to " + round);
			this.libzmq.kill();
			awaitNoPeer(router);
			assertThat(router.trySendTo(RoutingId.of("d"), ZmqMessage.ofText("lost")))
				.isEqualTo(SendOutcome.UNROUTABLE);
			this.libzmq = LibzmqStack.start();
		}
	}

	private LibzmqSocket restart(SocketType type, String endpoint) {
		this.libzmq = LibzmqStack.start();
		LibzmqSocket socket = this.libzmq.socket(type);
		socket.bind(endpoint);
		return socket;
	}

	private void exchange(ZmqSocket req, LibzmqSocket rep, String text) throws InterruptedException {
		assertThat(req.send(text)).isEqualTo(SendOutcome.ACCEPTED);
		assertReceives(rep, text);
		rep.send(texts(text, "answer"));
		ZmqMessage reply = req.receive(PATIENCE).orElseThrow();
		assertThat(reply.frameCount()).isEqualTo(2);
		assertThat(reply.text(0)).isEqualTo(text);
	}

	/** Publish until each of the texts has arrived. */
	private void awaitMessages(LibzmqSocket pub, ZmqSocket sub, String... texts) throws InterruptedException {
		for (String text : texts) {
			Optional<ZmqMessage> received = Optional.empty();
			for (int i = 0; i < 200 && received.isEmpty(); i++) {
				pub.send(texts(text));
				received = sub.receive(Duration.ofMillis(100)).filter((message) -> message.text(0).equals(text));
			}
			assertThat(received).as(text).isPresent();
		}
	}

	/** Receive until the text has arrived; return all that came before. */
	private List<String> awaitMessage(ZmqSocket sub, String text) throws InterruptedException {
		List<String> texts = new java.util.ArrayList<>();
		do {
			texts.add(sub.receive(PATIENCE).orElseThrow().text(0));
		}
		while (!texts.get(texts.size() - 1).equals(text));
		return texts;
	}

	private static void awaitNoPeer(ZmqSocket socket) {
		Awaitility.await().atMost(PATIENCE).until(() -> socket.peers().isEmpty());
	}

	private static void assertReceives(LibzmqSocket socket, String... frames) {
		assertThat(socket.receive(PATIENCE)).contains(Payload.digests(texts(frames)));
	}

	private static List<Payload> texts(String... frames) {
		return Arrays.stream(frames).map(Payload::text).toList();
	}

}
