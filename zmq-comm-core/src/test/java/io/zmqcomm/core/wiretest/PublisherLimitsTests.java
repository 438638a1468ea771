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

package io.zmqcomm.core.wiretest;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What one peer may make a PUB or XPUB keep: its topics and what it sends upstream are
 * bounded, and beyond that nobody else suffers.
 */
class PublisherLimitsTests extends AbstractWireTests {

	private static final int MANY = 1000;

	@ParameterizedTest
	@CsvSource({ "PUB, 0", "PUB, 1", "XPUB, 0", "XPUB, 1" })
	@DisplayName("PS-15 a peer has its own number of topics, also of those that others have")
	void limitsTopicsOfEachPeer(SocketType type, int minor) throws Exception {
		ZmqSocket pub = bound(type, (options) -> options.maxTopics(2));
		RawPeer other = subscriber(pub, minor).write(subscription(minor, "c"));
		assertThat(pub.awaitSubscribers("c", 1, DEADLINE)).isTrue();
		RawPeer greedy = subscriber(pub, minor).write(subscription(minor, "a"), subscription(minor, "b"),
				subscription(minor, "a"));
		assertThat(pub.awaitSubscribers("b", 1, DEADLINE)).isTrue();
		pub.send("a, which it has, counts once");
		greedy.expect(Zmtp.message("a, which it has, counts once"));
		greedy.write(subscription(minor, "c")).expectClosed();
		awaitDisconnected("more than 2 (expected: at most that, option 'maxTopics')");
		pub.send("c1");
		other.expect(Zmtp.message("c1"));
	}

	@Test
	@DisplayName("PS-9 notices that an XPUB leaves unread are bounded in number")
	void boundsNotices() throws Exception {
		ZmqSocket xpub = bound(SocketType.XPUB, (options) -> options.maxTopics(5));
		RawPeer sub = subscriber(xpub, 1);
		for (int i = 0; i < MANY; i++) {
			sub.write(Zmtp.subscribe("on"), Zmtp.command("CANCEL", Zmtp.ascii("on")));
		}
		await().atMost(DEADLINE).until(() -> xpub.counters().discarded() == 2 * MANY - 5);
		assertThat(xpub.counters().pending()).isEqualTo(5);
		for (int i = 0; i < 5; i++) {
			assertThat(xpub.receive().text(0)).isEqualTo((i % 2 == 0) ? "\1on" : "\0on");
		}
		assertServes(xpub, sub);
	}

	@Test
	@DisplayName("PS-9 notices that an XPUB leaves unread are bounded in octets, the topics count all the same")
	void boundsOctetsOfNotices() throws Exception {
		ZmqSocket xpub = bound(SocketType.XPUB, (options) -> options.queueByteLimit(10_010));
		RawPeer sub = subscriber(xpub, 1);
		for (int i = 0; i < MANY; i++) {
			sub.write(Zmtp.subscribe("%04d".formatted(i) + "x".repeat(996)));
		}
		await().atMost(DEADLINE).until(() -> xpub.counters().discarded() == MANY - 10);
		assertThat(xpub.counters().pending()).isEqualTo(10);
		assertThat(xpub.awaitSubscribers("0999" + "x".repeat(996), 1, DEADLINE)).isTrue();
		assertServes(xpub, sub);
	}

	@Test
	@DisplayName("PS-3 what peers send upstream is bounded by the high-water mark")
	void boundsUpstream() throws Exception {
		ZmqSocket xpub = bound(SocketType.XPUB, (options) -> options.receiveHighWaterMark(10));
		RawPeer sub = subscriber(xpub, 1);
		for (int i = 0; i < MANY; i++) {
			sub.write(Zmtp.message("upstream " + i));
		}
		await().atMost(DEADLINE).until(() -> xpub.counters().discarded() == MANY - 10);
		assertThat(xpub.counters().pending()).isEqualTo(10);
		assertThat(xpub.receive().text(0)).isEqualTo("upstream 0");
		assertServes(xpub, sub);
	}

	@Test
	@DisplayName("PS-3 what peers send upstream is bounded in octets")
	void boundsOctetsOfUpstream() throws Exception {
		ZmqSocket xpub = bound(SocketType.XPUB, (options) -> options.queueByteLimit(10_000));
		RawPeer sub = subscriber(xpub, 1);
		for (int i = 0; i < MANY; i++) {
			sub.write(Zmtp.message("x".repeat(1000)));
		}
		await().atMost(DEADLINE).until(() -> xpub.counters().discarded() == MANY - 10);
		assertThat(xpub.counters().pending()).isEqualTo(10);
		assertServes(xpub, sub);
	}

	private RawPeer subscriber(ZmqSocket pub, int minor) throws Exception {
		RawPeer sub = peerOf(pub).greet(Zmtp.greeting(3, minor, "NULL")).write(Zmtp.ready("SUB"));
		sub.readReady();
		return sub;
	}

	private static byte[] subscription(int minor, String topic) {
		return (minor == 0) ? Zmtp.message(Octets.concat(new byte[] { 1 }, Zmtp.ascii(topic))) : Zmtp.subscribe(topic);
	}

	private static void assertServes(ZmqSocket xpub, RawPeer sub) throws Exception {
		sub.write(Zmtp.subscribe("end"));
		assertThat(xpub.awaitSubscribers("end", 1, DEADLINE)).isTrue();
		xpub.send("end");
		sub.expect(Zmtp.message("end"));
	}

}
