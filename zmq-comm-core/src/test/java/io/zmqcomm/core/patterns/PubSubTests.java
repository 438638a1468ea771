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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

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
import io.zmqcomm.core.monitor.SocketCounters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * PUB and SUB (RFC 29): what is delivered to whom.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class PubSubTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("A PUB only sends, a SUB only receives")
	void oneDirection() {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB);
		ZmqSocket sub = this.zmq.socket(SocketType.SUB);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(pub::receive)
			.withMessageContaining("PUB");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> pub.subscribe("no"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> sub.send("no"))
			.withMessageContaining("SUB");
	}

	@Test
	@DisplayName("PS-1 a topic is a binary prefix of the first frame; the empty one matches all")
	void matchesPrefixOfFirstFrame() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		ZmqSocket some = this.zmq.connected(SocketType.SUB, pub).subscribe("ab").subscribe(new byte[] { 0, -1 });
		ZmqSocket all = this.zmq.connected(SocketType.SUB, pub).subscribe("");
		// Subscriptions arrive in order, so that the last one tells of all before
		some.subscribe("last");
		assertThat(pub.awaitSubscribers("last", 2, TestCommunicator.PATIENCE)).isTrue();
		List<ZmqMessage> messages = List.of(ZmqMessage.ofText("a"), ZmqMessage.ofText("ab"), ZmqMessage.ofText("abc"),
				ZmqMessage.ofText("a", "b"), ZmqMessage.ofText("x", "ab"), ZmqMessage.ofText("", "ab"),
				ZmqMessage.of(new byte[] { 0 }), ZmqMessage.of(new byte[] { 0, -1, 7 }), ZmqMessage.ofText("ab end"));
		for (ZmqMessage message : messages) {
			assertThat(pub.send(message)).isEqualTo(SendOutcome.ACCEPTED);
		}
		for (ZmqMessage message : messages) {
			assertThat(TestCommunicator.receive(all)).isEqualTo(TestCommunicator.texts(message));
		}
		assertThat(TestCommunicator.receive(some)).containsExactly("ab");
		assertThat(TestCommunicator.receive(some)).containsExactly("abc");
		assertThat(TestCommunicator.message(some).bytes(0)).containsExactly(0, -1, 7);
		assertThat(TestCommunicator.receive(some)).containsExactly("ab end");
		TestCommunicator.assertNoMessage(some);
	}

	@Test
	@DisplayName("PS-1 a message that matches several topics of a subscriber is delivered once")
	void deliversOnce() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		ZmqSocket sub = this.zmq.connected(SocketType.SUB, pub).subscribe("a").subscribe("ab").subscribe("abc");
		assertThat(pub.awaitSubscribers("abc", 1, TestCommunicator.PATIENCE)).isTrue();
		sub.subscribe("end");
		assertThat(pub.awaitSubscribers("end", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("abcd");
		pub.send("end");
		assertThat(TestCommunicator.receive(sub)).containsExactly("abcd");
		assertThat(TestCommunicator.receive(sub)).containsExactly("end");
	}

	@Test
	@DisplayName("A PUB without subscribers accepts and forgets; a late subscriber gets what comes then")
	void lateSubscriber() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		assertThat(pub.send("early")).isEqualTo(SendOutcome.ACCEPTED);
		ZmqSocket sub = this.zmq.connected(SocketType.SUB, pub);
		assertThat(pub.send("not subscribed")).isEqualTo(SendOutcome.ACCEPTED);
		sub.subscribe("");
		assertThat(pub.awaitSubscribers("", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("late");
		assertThat(TestCommunicator.receive(sub)).containsExactly("late");
		assertThat(pub.counters().dropped()).isZero();
	}

	@Test
	@DisplayName("PS-2 a PUB never blocks: it drops for the slow subscriber only, and each drop is counted")
	void dropsForTheSlowOnly() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB, (options) -> options.highWaterMark(5))
			.bind(this.transport.any());
		List<AtomicInteger> fast = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			AtomicInteger count = new AtomicInteger();
			this.zmq.connected(SocketType.SUB, pub).subscribe("").onMessage((view) -> count.incrementAndGet());
			fast.add(count);
		}
		ZmqSocket slow = this.zmq.connected(SocketType.SUB, pub, TestCommunicator::smallQueues).subscribe("");
		assertThat(pub.awaitSubscribers("", 3, TestCommunicator.PATIENCE)).isTrue();
		int count = 200;
		for (int i = 1; i <= count; i++) {
			int sent = i;
			assertThat(pub.send(TestCommunicator.large(i))).isEqualTo(SendOutcome.ACCEPTED);
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofNanos(20_000))
				.atMost(TestCommunicator.PATIENCE)
				.until(() -> fast.stream().allMatch((received) -> received.get() == sent));
		}
		SocketCounters counters = pub.counters();
		assertThat(counters.accepted() + counters.dropped()).isEqualTo(3L * count);
		assertThat(counters.dropped()).isPositive();
		assertThat(counters.accepted()).isEqualTo(counters.sent() + counters.queued() + counters.undelivered());
		List<SocketCounters> perPeer = pub.peers().stream().map(pub::counters).toList();
		assertThat(perPeer.stream().filter((peer) -> peer.dropped() == 0)).hasSize(2)
			.allMatch((peer) -> peer.accepted() == count);
		SocketCounters ofSlow = perPeer.stream().filter((peer) -> peer.dropped() > 0).findAny().orElseThrow();
		assertThat(ofSlow.accepted() + ofSlow.dropped()).isEqualTo(count);
		for (int i = 0; i < ofSlow.accepted(); i++) {
			assertThat(TestCommunicator.message(slow).frameCount()).isEqualTo(1);
		}
		TestCommunicator.assertNoMessage(slow);
		assertThat(pub.counters().queued()).isZero();
		assertThat(pub.counters().undelivered()).isZero();
	}

	@Test
	@DisplayName("PS-2 with noDrop a message goes to all matching subscribers or to none")
	void noDrop() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB, (options) -> TestCommunicator.smallQueues(options.noDrop(true)))
			.bind(this.transport.any());
		ZmqSocket slow = this.zmq.connected(SocketType.SUB, pub, TestCommunicator::smallQueues).subscribe("");
		ZmqSocket fast = this.zmq.connected(SocketType.SUB, pub).subscribe("");
		assertThat(pub.awaitSubscribers("", 2, TestCommunicator.PATIENCE)).isTrue();
		int accepted = 0;
		int refused = 0;
		while (refused < 3) {
			if (pub.send(TestCommunicator.large(1)) == SendOutcome.ACCEPTED) {
				accepted++;
				assertThat(TestCommunicator.message(fast).frameCount()).isEqualTo(1);
			}
			else {
				refused++;
				Awaitility.await().pollDelay(TestCommunicator.A_WHILE).until(() -> true);
			}
		}
		TestCommunicator.assertNoMessage(fast);
		for (int i = 0; i < accepted; i++) {
			assertThat(TestCommunicator.message(slow).frameCount()).isEqualTo(1);
		}
		TestCommunicator.assertNoMessage(slow);
		assertThat(pub.send("now")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(fast)).containsExactly("now");
		assertThat(TestCommunicator.receive(slow)).containsExactly("now");
		assertThat(pub.counters().accepted()).isEqualTo(2L * (accepted + 1));
	}

	@Test
	@DisplayName("PS-7 a subscriber counts its subscriptions of a topic, and ends them with as many cancels")
	void countsSubscriptions() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		ZmqSocket sub = this.zmq.connected(SocketType.SUB, pub).subscribe("a").subscribe("a").unsubscribe("a");
		sub.unsubscribe("unknown").subscribe("end");
		assertThat(pub.awaitSubscribers("end", 1, TestCommunicator.PATIENCE)).isTrue();
		assertThat(pub.awaitSubscribers("a", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("a1");
		assertThat(TestCommunicator.receive(sub)).containsExactly("a1");
		sub.unsubscribe("a").subscribe("second end");
		assertThat(pub.awaitSubscribers("second end", 1, TestCommunicator.PATIENCE)).isTrue();
		assertThat(pub.awaitSubscribers("a", 1, Duration.ZERO)).isFalse();
		pub.send("a2");
		pub.send("end");
		assertThat(TestCommunicator.receive(sub)).containsExactly("end");
	}

	@Test
	@DisplayName("PS-8 all subscriptions are sent again to a peer that comes back")
	void replaysSubscriptions() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		String endpoint = TestCommunicator.endpoint(pub);
		ZmqSocket sub = this.zmq.connected(SocketType.SUB, pub, TestCommunicator::smallQueues);
		String[] topics = new String[2000];
		Arrays.setAll(topics, (index) -> "topic " + index);
		Arrays.stream(topics).forEach(sub::subscribe);
		pub.close();
		ZmqSocket next = this.zmq.socket(SocketType.PUB).bind(endpoint);
		for (String topic : topics) {
			assertThat(next.awaitSubscribers(topic, 1, TestCommunicator.PATIENCE)).as(topic).isTrue();
		}
		next.send("topic 1999");
		assertThat(TestCommunicator.receive(sub)).containsExactly("topic 1999");
	}

	@Test
	@DisplayName("A PUB that may drop never makes its sender wait, however slow a subscriber is")
	void neverWaitsForASubscriber() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB, (options) -> options.queueByteLimit(16 << 20))
			.bind(this.transport.any());
		this.zmq.connected(SocketType.SUB, pub, (options) -> options.receiveHighWaterMark(1)).subscribe("");
		assertThat(pub.awaitSubscribers("", 1, TestCommunicator.PATIENCE)).isTrue();
		FutureTask<Void> send = new FutureTask<>(() -> {
			byte[] message = new byte[1 << 20];
			while (pub.counters().dropped() < 10) {
				assertThat(pub.send(message)).isEqualTo(SendOutcome.ACCEPTED);
			}
			return null;
		});
		Thread sender = new Thread(send, "sender");
		sender.start();
		Set<Thread.State> states = EnumSet.noneOf(Thread.State.class);
		while (sender.isAlive()) {
			states.add(sender.getState());
		}
		send.get();
		assertThat(states).as("a lock is waited for without a time").doesNotContain(Thread.State.TIMED_WAITING);
	}

	@Test
	@DisplayName("PS-12 a SUB filters what it receives, too")
	void filtersOnReceipt() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket sub = this.zmq.socket(SocketType.SUB).subscribe("a").connect(RawPeer.endpoint(listener));
			try (RawPeer pub = RawPeer.accept(listener, "PUB", 1)) {
				pub.message("stray", "a");
				pub.message("a1");
				assertThat(TestCommunicator.receive(sub)).containsExactly("a1");
				assertThat(sub.counters().discarded()).isEqualTo(1);
			}
		}
	}

	@Test
	@DisplayName("PS-15 a peer with more topics than allowed is cut off; the others are served")
	void limitsTopics() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB, (options) -> options.maxTopics(10)).bind(this.transport.any());
		ZmqSocket modest = this.zmq.connected(SocketType.SUB, pub).subscribe("a");
		assertThat(pub.awaitSubscribers("a", 1, TestCommunicator.PATIENCE)).isTrue();
		ZmqSocket greedy = this.zmq.connected(SocketType.SUB, pub);
		for (int i = 0; i < 11; i++) {
			greedy.subscribe("topic " + i);
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> pub.counters().disconnects() > 0);
		pub.send("a1");
		assertThat(TestCommunicator.receive(modest)).containsExactly("a1");
		assertThat(modest.counters().disconnects()).isZero();
	}

}
