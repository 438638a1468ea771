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

package io.zmqcomm.spring.engine;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.MessageChannels;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.integration.dsl.Zmq;
import io.zmqcomm.spring.test.LoggedWarnings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is told what of a message that cannot be handled: the client its answer, and the
 * operator one entry in the log, with a stack trace only if this side is at fault.
 */
@SpringJUnitConfig
@DirtiesContext
class FailureReportTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	@Autowired
	ZmqCommunicator zmq;

	@Autowired
	ZmqSockets sockets;

	@Autowired
	Listeners listeners;

	@Autowired
	Environment environment;

	private final LoggedWarnings logged = new LoggedWarnings();

	@AfterEach
	void close() {
		this.logged.close();
	}

	@Test
	void aBadRequestIsOneLineAndNoFailureOfTheSocket() throws Exception {
		long failed = this.sockets.get("price").counters().failed();
		assertThat(ask("price", "{")).contains("bad-request");
		assertThat(ask("price", "{\"symbol\":\"EUR\"}")).isEqualTo("EUR");
		assertThat(this.logged.events()).singleElement().satisfies((event) -> refusal(event, "price"));
		assertThat(this.sockets.get("price").counters().failed()).isEqualTo(failed);
	}

	@Test
	void aMethodsOwnExceptionIsLoggedOnceAndCounted() throws Exception {
		assertThat(ask("price", "{\"symbol\":\"bad\"}")).contains("\"failed\"");
		Awaitility.await().atMost(WAIT).until(() -> this.sockets.get("price").counters().failed() == 1);
		assertThat(ask("price", "{\"symbol\":\"EUR\"}")).isEqualTo("EUR");
		assertThat(this.logged.events()).singleElement().satisfies((event) -> failure(event, "price", "bad"));
	}

	@Test
	void aMethodThatFailsToConvertIsNotTheClientsFault() throws Exception {
		assertThat(ask("relay", "x")).contains("\"failed\"");
		assertThat(this.logged.events()).singleElement()
			.satisfies((event) -> failure(event, "relay", "of another message"));
	}

	@Test
	void anUnreadableMessageIsOneLineAndCounted() throws Exception {
		try (ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(address("orders"))) {
			push.send("{");
			push.send("{\"symbol\":\"EUR\"}");
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.contains("EUR"));
		}
		assertThat(this.logged.events()).singleElement().satisfies((event) -> refusal(event, "orders"));
		assertThat(this.sockets.get("orders").counters().failed()).isEqualTo(1);
	}

	@Test
	void anUnreadableMessageOfABatchIsOneLine() throws Exception {
		try (ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(address("bulk"))) {
			push.send("{");
			push.send("{\"symbol\":\"GBP\"}");
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.contains("GBP"));
		}
		assertThat(this.logged.events()).singleElement().satisfies((event) -> refusal(event, "bulk"));
	}

	@Test
	void aFlowThatFailsOnAnotherThreadIsLoggedOnce() throws Exception {
		assertThat(request("inproc://flow", "x")).contains("\"failed\"");
		assertThat(this.logged.events()).singleElement().satisfies((event) -> failure(event, "flowGateway", "failing"));
	}

	@Test
	void anErrorChannelAnswersForAFlowThatFailsOnAnotherThread() throws Exception {
		assertThat(request("inproc://mended", "x")).isEqualTo("mended");
		assertThat(this.logged.events()).isEmpty();
	}

	@Test
	void anErrorChannelThatFailsOnAnotherThreadIsNotAskedAgain() throws Exception {
		assertThat(request("inproc://broken", "x")).contains("\"failed\"");
		assertThat(this.logged.events()).singleElement()
			.satisfies((event) -> failure(event, "brokenGateway", "broken too"));
	}

	private static void refusal(ILoggingEvent event, String id) {
		assertThat(event.getLevel()).isEqualTo(Level.WARN);
		assertThat(event.getFormattedMessage()).contains("'" + id + "' refused a message from ", "127.0.0.1", "JSON");
		assertThat(event.getThrowableProxy()).isNull();
	}

	private static void failure(ILoggingEvent event, String id, String reason) {
		assertThat(event.getLevel()).isEqualTo(Level.ERROR);
		assertThat(event.getFormattedMessage()).contains("'" + id + "' failed on a request from ");
		assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy())).contains(": " + reason, "\tat ");
	}

	private String ask(String id, String body) throws Exception {
		return request(address(id), body);
	}

	private String request(String endpoint, String body) throws Exception {
		ZmqMessage reply = this.zmq.request(endpoint, ZmqMessage.ofText(body), WAIT);
		return reply.text(reply.frameCount() - 1);
	}

	private String address(String id) {
		return "tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq." + id + ".port");
	}

	record Order(String symbol) {

	}

	static class Listeners {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@ZmqReply(id = "price", bind = "tcp://127.0.0.1:*")
		String price(Order order) {
			if (order.symbol().equals("bad")) {
				throw new IllegalArgumentException("bad");
			}
			return order.symbol();
		}

		@ZmqReply(id = "relay", bind = "tcp://127.0.0.1:*")
		String relay(String text) {
			throw new MessageConversionException("of another message");
		}

		@ZmqPull(id = "orders", bind = "tcp://127.0.0.1:*")
		void order(Order order) {
			this.seen.add(order.symbol());
		}

		@ZmqPull(id = "bulk", bind = "tcp://127.0.0.1:*", batch = "true")
		void bulk(List<Order> orders) {
			orders.forEach((order) -> this.seen.add(order.symbol()));
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		private static final Executor ELSEWHERE = (task) -> new Thread(task).start();

		@Bean
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean
		IntegrationFlow flow(ZmqCommunicator zmq) {
			return failing(zmq, "flow", null);
		}

		@Bean
		IntegrationFlow mended(ZmqCommunicator zmq) {
			return failing(zmq, "mended", "mending.input");
		}

		@Bean
		IntegrationFlow broken(ZmqCommunicator zmq) {
			return failing(zmq, "broken", "breaking.input");
		}

		@Bean
		IntegrationFlow mending() {
			return (flow) -> flow.handle((payload, headers) -> "mended");
		}

		@Bean
		IntegrationFlow breaking() {
			return (flow) -> flow.channel(MessageChannels.executor(ELSEWHERE)).handle((payload, headers) -> {
				throw new IllegalStateException("broken too");
			});
		}

		private static IntegrationFlow failing(ZmqCommunicator zmq, String name, @Nullable String errors) {
			ZmqSocketDefinition router = ZmqSocketDefinition.of(name + "Server", SocketType.ROUTER)
				.withBind("inproc://" + name);
			var gateway = Zmq.inboundGateway(zmq, router).id(name + "Gateway");
			if (errors != null) {
				gateway.errorChannel(errors);
			}
			return IntegrationFlow.from(gateway)
				.channel(MessageChannels.executor(ELSEWHERE))
				.handle((payload, headers) -> {
					throw new IllegalArgumentException("failing");
				})
				.get();
		}

	}

}
