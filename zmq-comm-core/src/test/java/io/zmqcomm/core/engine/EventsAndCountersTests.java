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

package io.zmqcomm.core.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;
import io.zmqcomm.core.monitor.ZmqEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a socket tells of itself.
 */
class EventsAndCountersTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final List<ZmqEvent> events = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.zmq.close();
	}

	private List<Class<?>> awaitEvents(String socket, int count) {
		Awaitility.await()
			.atMost(DEADLINE)
			.until(() -> this.events.stream().filter((event) -> event.socket().equals(socket)).count() >= count);
		return this.events.stream()
			.filter((event) -> event.socket().equals(socket))
			.<Class<?>>map(ZmqEvent::getClass)
			.toList();
	}

	@Test
	void theEventsOfASocketComeInOrderAndOffTheEventLoops() throws Exception {
		Set<String> threads = ConcurrentHashMap.newKeySet();
		this.zmq.listen((event) -> {
			threads.add(Thread.currentThread().getName());
			this.events.add(event);
		});
		for (String endpoint : List.of("tcp://127.0.0.1:*", "inproc://events")) {
			this.events.clear();
			ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.name("pull")).bind(endpoint);
			ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.name("push"))
				.connect(pull.boundEndpoints().get(0));
			assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
			assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
			push.close();
			Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().disconnects() == 1);
			pull.unbind(pull.boundEndpoints().get(0));
			pull.close();
			assertThat(awaitEvents("push", 3)).containsExactly(ZmqEvent.Connected.class, ZmqEvent.Disconnected.class,
					ZmqEvent.Closed.class);
			assertThat(awaitEvents("pull", 5)).containsExactly(ZmqEvent.Bound.class, ZmqEvent.Connected.class,
					ZmqEvent.Disconnected.class, ZmqEvent.Unbound.class, ZmqEvent.Closed.class);
		}
		assertThat(threads).containsExactly("zmq-events");
	}

	@Test
	void ifOneBindFailsThoseOfTheCallAreUnboundAgain() {
		this.zmq.listen(this.events::add);
		ZmqSocket taken = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.name("pull"));
		String port = taken.boundEndpoints().get(0);
		Assertions.assertThatExceptionOfType(ZmqBindException.class)
			.isThrownBy(() -> pull.bind("tcp://127.0.0.1:*", "inproc://a", port))
			.withMessageContaining(port);
		assertThat(pull.boundEndpoints()).isEmpty();
		assertThat(awaitEvents("pull", 3)).contains(ZmqEvent.BindFailed.class);
		Assertions.assertThatIllegalArgumentException()
			.isThrownBy(() -> pull.bind("tcp://127.0.0.1:*", "nonsense"))
			.withMessageContaining("nonsense");
		assertThat(pull.boundEndpoints()).isEmpty();
		pull.bind("inproc://a");
	}

	@Test
	void countersAreKeptForEachTransportAndOutliveThePeers() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*", "inproc://counters");
		for (String endpoint : pull.boundEndpoints()) {
			ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint);
			for (int i = 0; i < 5; i++) {
				push.send(ZmqMessage.of(new byte[3], new byte[4]));
			}
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().sent() == 5);
			assertThat(push.counters().bytesSent()).isEqualTo(35);
			push.close();
			assertThat(push.counters().accepted()).isEqualTo(5);
		}
		Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().disconnects() == 2);
		assertThat(pull.countersByTransport()).containsOnlyKeys("tcp", "inproc");
		for (SocketCounters counters : pull.countersByTransport().values()) {
			assertThat(counters.received()).isEqualTo(5);
			assertThat(counters.bytesReceived()).isEqualTo(35);
			assertThat(counters.connects()).isEqualTo(1);
		}
		assertThat(pull.counters().pending()).isEqualTo(10);
		for (int i = 0; i < 10; i++) {
			assertThat(pull.receive(DEADLINE)).isPresent();
		}
		assertThat(pull.counters().pending()).isZero();
		assertThat(pull.counters().received()).isEqualTo(10);
		assertThat(pull.counters().discarded()).isZero();
	}

	@Test
	void aRefusedConnectLeavesNothingBehind() throws Exception {
		for (String scheme : List.of("tcp://127.0.0.1:", "inproc://")) {
			ZmqSocket bound = this.zmq.createSocket(SocketType.PAIR)
				.bind(scheme.startsWith("tcp") ? scheme + "*" : scheme + "pair");
			ZmqSocket pair = this.zmq.createSocket(SocketType.PAIR).connect(bound.boundEndpoints().get(0));
			pair.send("hello");
			assertThat(bound.receive(DEADLINE)).isPresent();
			Assertions.assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> pair.connect(scheme + "4711"));
			assertThat(pair.connectedEndpoints()).hasSize(1);
			pair.close();
			bound.close();
		}
	}

}
