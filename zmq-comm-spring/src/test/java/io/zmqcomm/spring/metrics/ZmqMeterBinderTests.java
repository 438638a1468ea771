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

package io.zmqcomm.spring.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ZmqMeterBinder}, over the engine.
 */
@Timeout(60)
class ZmqMeterBinderTests {

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ZmqMeterBinder binder = new ZmqMeterBinder(this.zmq);

	@AfterEach
	void close() {
		this.binder.close();
		this.zmq.close();
	}

	@Test
	void socketsThatComeLaterAreMeasured() throws Exception {
		this.binder.bindTo(this.registry);
		ZmqSocket pull = socket("orders", SocketType.PULL).bind("tcp://127.0.0.1:*");
		pull.onMessage((message) -> {
			throw new IllegalStateException("expected by the test");
		});
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		for (int i = 0; i < 10; i++) {
			push.send("hello");
		}
		await("zmq.comm.messages.received", 10, "socket", "orders", "type", "pull", "transport", "tcp");
		await("zmq.comm.bytes.received", 50, "socket", "orders", "type", "pull", "transport", "tcp");
		await("zmq.comm.messages.sent", 10, "socket", "unnamed", "type", "push", "transport", "tcp");
		await("zmq.comm.peers", 1, "socket", "orders", "type", "pull", "transport", "tcp");
		await("zmq.comm.messages.failed", 10, "socket", "orders", "type", "pull");
	}

	@Test
	void aBoundSocketWithoutPeersIsMeasured() {
		socket("orders", SocketType.PULL).bind("tcp://127.0.0.1:*");
		this.binder.bindTo(this.registry);
		for (ZmqMeter meter : ZmqMeter.values()) {
			assertThat(value(meter.meterName(), tags(meter, "orders", "pull"))).as(meter.meterName()).isZero();
		}
	}

	@Test
	void aSocketThatIsBoundLaterIsMeasuredWithoutPeers() {
		this.binder.bindTo(this.registry);
		socket("ticks", SocketType.PUB).bind("tcp://127.0.0.1:*");
		for (ZmqMeter meter : ZmqMeter.values()) {
			await(meter.meterName(), 0, tags(meter, "ticks", "pub"));
		}
	}

	@Test
	void aSocketWhosePeerIsAwayIsMeasured() {
		this.binder.bindTo(this.registry);
		ZmqSocket bound = socket("orders", SocketType.PULL).bind("tcp://127.0.0.1:*");
		String away = bound.boundEndpoints().get(0);
		bound.close();
		socket("tasks", SocketType.PUSH).connect(away);
		await("zmq.comm.peers", 0, "socket", "tasks", "type", "push", "transport", "tcp");
	}

	@Test
	void aRestartDoesNotSetCountersBack() throws Exception {
		this.binder.bindTo(this.registry);
		for (int i = 1; i <= 3; i++) {
			ZmqSocket pull = socket("orders", SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = socket("tasks", SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			push.send("hello");
			assertThat(pull.receive(Duration.ofSeconds(20))).isPresent();
			await("zmq.comm.messages.received", i, "socket", "orders", "type", "pull", "transport", "tcp");
			push.close();
			pull.close();
			await("zmq.comm.peers", 0, "socket", "orders", "type", "pull", "transport", "tcp");
			await("zmq.comm.messages.received", i, "socket", "orders", "type", "pull", "transport", "tcp");
		}
	}

	@Test
	void eachMeterHasADescriptionAndAUnit() {
		ZmqSocket pull = socket("orders", SocketType.PULL).bind("tcp://127.0.0.1:*");
		socket("tasks", SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		this.binder.bindTo(this.registry);
		for (ZmqMeter meter : ZmqMeter.values()) {
			Meter.Id id = this.registry.get(meter.meterName()).meter().getId();
			assertThat(id.getDescription()).isNotBlank();
			assertThat(id.getBaseUnit()).isNotBlank();
		}
	}

	private ZmqSocket socket(String name, SocketType type) {
		return this.zmq.createSocket(type, (options) -> options.name(name));
	}

	private static String[] tags(ZmqMeter meter, String socket, String type) {
		return meter.isByTransport() ? new String[] { "socket", socket, "type", type, "transport", "tcp" }
				: new String[] { "socket", socket, "type", type };
	}

	private double value(String meter, String... tags) {
		return this.registry.get(meter).tags(tags).meter().measure().iterator().next().getValue();
	}

	private void await(String meter, double value, String... tags) {
		Awaitility.await()
			.ignoreExceptionsInstanceOf(MeterNotFoundException.class)
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(value(meter, tags)).isEqualTo(value));
	}

}
