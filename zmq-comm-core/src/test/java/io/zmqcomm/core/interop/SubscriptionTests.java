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
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.interop.LibzmqStack.LibzmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions between libzmq and us: many, late, and again after a reconnect.
 */
@Timeout(60)
class SubscriptionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int TOPICS = 10_000;

	private final ZmqCommunicator zmq = ZmqCommunicator
		.create((settings) -> settings.socketDefaults((options) -> options.highWaterMark(1000)
			.reconnectInterval(Duration.ofMillis(20))
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
	@DisplayName("PS-8 a SUB sends ten times as many subscriptions as its mark, and again after a reconnect")
	void subscriptionsAreExemptFromTheMark() throws Exception {
		ZmqSocket sub = this.zmq.createSocket(SocketType.SUB);
		for (int i = 0; i < TOPICS / 2; i++) {
			sub.subscribe(topic(i));
		}
		LibzmqSocket xpub = this.libzmq.socket(SocketType.XPUB);
		String endpoint = xpub.bind("tcp://127.0.0.1:*");
		sub.connect(endpoint);
		for (int i = TOPICS / 2; i < TOPICS; i++) {
			sub.subscribe(topic(i));
		}
		assertThat(xpub.notices(TOPICS, PATIENCE)).isEqualTo(TOPICS);
		assertReceivesFirstAndLast(xpub, sub);
		this.libzmq.kill();
		this.libzmq = LibzmqStack.start();
		LibzmqSocket restarted = this.libzmq.socket(SocketType.XPUB);
		restarted.bind(endpoint);
		assertThat(restarted.notices(TOPICS, PATIENCE)).isEqualTo(TOPICS);
		assertReceivesFirstAndLast(restarted, sub);
	}

	@Test
	@DisplayName("PS-8 a PUB takes ten times as many subscriptions as its mark, and again after a restart")
	void takesMoreSubscriptionsThanTheMark() throws Exception {
		// libzmq itself drops subscriptions beyond its mark
		LibzmqSocket sub = this.libzmq.socket(SocketType.SUB, "SNDHWM=0");
		sub.subscribeRange(TOPICS);
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		String endpoint = pub.boundEndpoints().get(0);
		sub.connect(endpoint);
		assertAllSubscribed(pub, sub);
		pub.close();
		ZmqSocket next = this.zmq.createSocket(SocketType.PUB).bind(endpoint);
		// libzmq sends its subscriptions again when its user calls, here to receive
		Awaitility.await().atMost(PATIENCE).until(() -> {
			assertThat(sub.receive(Duration.ofMillis(50))).isEmpty();
			return next.awaitSubscribers(topic(0), 1, Duration.ZERO);
		});
		assertAllSubscribed(next, sub);
	}

	@Test
	@DisplayName("A late SUB of libzmq receives what is published from then on")
	void lateSubOfLibzmq() throws Exception {
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		LibzmqSocket early = subscriber(pub);
		assertThat(pub.awaitSubscribers("a", 1, PATIENCE)).isTrue();
		pub.send("a1");
		LibzmqSocket late = subscriber(pub);
		assertThat(pub.awaitSubscribers("a", 2, PATIENCE)).isTrue();
		pub.send("a2");
		assertThat(early.receive(PATIENCE)).contains(digest("a1"));
		assertThat(early.receive(PATIENCE)).contains(digest("a2"));
		assertThat(late.receive(PATIENCE)).contains(digest("a2"));
		early.unsubscribe("a");
		late.subscribe("b");
		assertThat(pub.awaitSubscribers("b", 1, PATIENCE)).isTrue();
		pub.send("b1");
		assertThat(late.receive(PATIENCE)).contains(digest("b1"));
	}

	@Test
	@DisplayName("A late SUB of ours receives what libzmq publishes from then on")
	void lateSubOfOurs() throws Exception {
		LibzmqSocket xpub = this.libzmq.socket(SocketType.XPUB);
		String endpoint = xpub.bind("tcp://127.0.0.1:*");
		xpub.send(List.of(Payload.text("a1")));
		ZmqSocket sub = this.zmq.createSocket(SocketType.SUB).connect(endpoint).subscribe("a");
		assertThat(xpub.notices(1, PATIENCE)).isEqualTo(1);
		xpub.send(List.of(Payload.text("b1")));
		xpub.send(List.of(Payload.text("a2")));
		assertThat(sub.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("a2");
		sub.unsubscribe("a").subscribe("b");
		assertThat(xpub.notices(2, PATIENCE)).isEqualTo(2);
		xpub.send(List.of(Payload.text("a3")));
		xpub.send(List.of(Payload.text("b2")));
		assertThat(sub.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("b2");
	}

	private LibzmqSocket subscriber(ZmqSocket pub) {
		LibzmqSocket sub = this.libzmq.socket(SocketType.SUB);
		sub.subscribe("a");
		sub.connect(pub.boundEndpoints().get(0));
		return sub;
	}

	private static void assertReceivesFirstAndLast(LibzmqSocket xpub, ZmqSocket sub) throws InterruptedException {
		for (String topic : List.of(topic(0), topic(TOPICS), topic(TOPICS - 1))) {
			xpub.send(List.of(Payload.text(topic)));
		}
		assertThat(sub.receive(PATIENCE).orElseThrow().text(0)).isEqualTo(topic(0));
		assertThat(sub.receive(PATIENCE).orElseThrow().text(0)).isEqualTo(topic(TOPICS - 1));
	}

	private static void assertAllSubscribed(ZmqSocket pub, LibzmqSocket sub) throws InterruptedException {
		for (int i = 0; i < TOPICS; i++) {
			assertThat(pub.awaitSubscribers(topic(i), 1, PATIENCE)).as(topic(i)).isTrue();
		}
		for (String topic : List.of(topic(0), topic(TOPICS), topic(TOPICS - 1))) {
			pub.send(topic);
		}
		assertThat(sub.receive(PATIENCE)).contains(digest(topic(0)));
		assertThat(sub.receive(PATIENCE)).contains(digest(topic(TOPICS - 1)));
	}

	private static String topic(int number) {
		return "t%05d".formatted(number);
	}

	private static List<Payload.Digest> digest(String text) {
		return Payload.digests(List.of(Payload.text(text)));
	}

}
