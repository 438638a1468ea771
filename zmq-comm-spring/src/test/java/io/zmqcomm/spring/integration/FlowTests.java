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

package io.zmqcomm.spring.integration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.MessageChannels;
import org.springframework.integration.dsl.Transformers;
import org.springframework.integration.graph.IntegrationGraphServer;
import org.springframework.integration.graph.IntegrationNode;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.util.Assert;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.integration.dsl.Zmq;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.template.ZmqRemoteException;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Adapters and gateways in flows, and those of sockets with a channel, over the engine.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(60)
class FlowTests {

	private static final long WAIT = 20_000;

	@Autowired
	ZmqCommunicator zmq;

	@Autowired
	ZmqSockets sockets;

	@Autowired
	ZmqTemplate template;

	private final MessagingTemplate messaging = new MessagingTemplate();

	@Test
	void aFlowFromOneSocketToAnother(@Autowired QueueChannel audited) throws Exception {
		assertThat(this.sockets.get("audit").awaitSubscribers("orders.", 1, Duration.ofMillis(WAIT))).isTrue();
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect("inproc://orders");
		push.send("{\"id\":7}");
		Message<?> message = audited.receive(WAIT);
		assertThat(text(message)).isEqualTo("{\"id\":8}");
		Assert.state(message != null, "no message");
		assertThat(message.getHeaders()).containsEntry(ZmqHeaders.TOPIC, "orders.8")
			.containsEntry(ZmqHeaders.SOCKET, "auditSub");
		assertThat(message.getHeaders().getId()).isNotNull();
		assertThat(message.getHeaders().getTimestamp()).isPositive();
	}

	@Test
	void aGatewayAnswersByAFlowOnOtherThreads() {
		assertThat(this.template.request("upperClient", "hello", String.class)).isEqualTo("HELLO");
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("upperClient", "bad", String.class))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("failed"));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("upperClient", "silent", String.class))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("timeout"));
	}

	@Test
	void anErrorChannelsFlowAnswersInstead() {
		assertThat(this.template.request("directClient", "bad", String.class)).isEqualTo("instead");
		assertThat(this.template.request("directClient", "good", String.class)).isEqualTo("good!");
	}

	@Test
	void anOutboundGatewayAsks(@Autowired MessageChannel asking, @Autowired MessageChannel askingLater) {
		assertThat(this.messaging.convertSendAndReceive(asking, "hello", String.class)).isEqualTo("HELLO");
		assertThat(this.messaging.convertSendAndReceive(askingLater, "later", String.class)).isEqualTo("LATER");
		assertThatExceptionOfType(MessageHandlingException.class)
			.isThrownBy(() -> this.messaging.convertSendAndReceive(asking, "bad", String.class))
			.withRootCauseInstanceOf(ZmqRemoteException.class);
	}

	@Test
	void socketsWithAChannelHaveAdapters(@Autowired MessageChannel out, @Autowired QueueChannel inbox) {
		out.send(MessageBuilder.withPayload("through").build());
		assertThat(text(inbox.receive(WAIT))).isEqualTo("through");
	}

	@Test
	void aMessageThatIsNotAcceptedFails(@Autowired @Qualifier("nobody.input") MessageChannel nobody) {
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> nobody.send(MessageBuilder.withPayload("x").build()))
			.withMessageContaining("'nobody'")
			.withMessageContaining(SendOutcome.UNROUTABLE.name());
	}

	@Test
	void theTopicOfAReceivedMessageIsNoFrameOfAPush(@Autowired @Qualifier("tasks.input") MessageChannel tasks)
			throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).connect("inproc://tasks");
		tasks.send(MessageBuilder.withPayload("payload").setHeader(ZmqHeaders.TOPIC, "topic").build());
		ZmqMessage message = pull.receive(Duration.ofMillis(WAIT)).orElseThrow();
		assertThat(message.frameCount()).isEqualTo(1);
		assertThat(message.text(0)).isEqualTo("payload");
	}

	@Test
	void aFlowSendsToOnePeerOfARouter(@Autowired MessageChannel routed) throws Exception {
		ZmqSocket dealer = this.zmq.createSocket(SocketType.DEALER, (options) -> options.routingId(RoutingId.of("bob")))
			.connect("inproc://router");
		assertThat(this.sockets.get("router").awaitPeers(1, Duration.ofMillis(WAIT))).isTrue();
		routed.send(MessageBuilder.withPayload("hi").setHeader(ZmqHeaders.ROUTING_ID, RoutingId.of("bob")).build());
		ZmqMessage message = dealer.receive(Duration.ofMillis(WAIT)).orElseThrow();
		assertThat(message.text(0)).isEqualTo("hi");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> routed.send(MessageBuilder.withPayload("hi").build()))
			.withMessageContaining(ZmqHeaders.ROUTING_ID);
	}

	@Test
	void adaptersAreNodesOfTheGraph(@Autowired IntegrationGraphServer graph) {
		assertThat(graph.getGraph().nodes()).extracting(IntegrationNode::getName)
			.contains("ordersIn", "in.adapter", "upper");
		assertThat(graph.getGraph().nodes()).extracting(IntegrationNode::getComponentType)
			.contains("zmq:inbound-channel-adapter", "zmq:inbound-gateway", "zmq:outbound-channel-adapter",
					"zmq:outbound-gateway");
	}

	private static String text(@Nullable Message<?> message) {
		Assert.state(message != null, "no message");
		return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
	}

	static class Order {

		public int id;

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean(destroyMethod = "close")
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

		@Bean
		ZmqSocketDefinition orders() {
			return ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("inproc://orders");
		}

		@Bean
		ZmqSocketDefinition audit() {
			return ZmqSocketDefinition.of("audit", SocketType.PUB).withBind("inproc://audit");
		}

		@Bean
		ZmqSocketDefinition upperClient() {
			return ZmqSocketDefinition.of("upperClient", SocketType.REQ).withConnect("inproc://upper");
		}

		@Bean
		ZmqSocketDefinition directClient() {
			return ZmqSocketDefinition.of("directClient", SocketType.REQ).withConnect("inproc://direct");
		}

		@Bean
		ZmqSocketDefinition outSocket() {
			return ZmqSocketDefinition.of("outSocket", SocketType.PUSH)
				.withBind("inproc://channels")
				.withChannel("out");
		}

		@Bean
		ZmqSocketDefinition inSocket() {
			return ZmqSocketDefinition.of("in", SocketType.PULL).withConnect("inproc://channels").withChannel("inbox");
		}

		@Bean
		ZmqSocketDefinition nobodySocket() {
			return ZmqSocketDefinition.of("nobody", SocketType.ROUTER);
		}

		@Bean
		ZmqSocketDefinition routerSocket() {
			return ZmqSocketDefinition.of("router", SocketType.ROUTER).withBind("inproc://router");
		}

		@Bean
		IntegrationFlow ordersFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from(Zmq.inboundAdapter(zmq, "orders").id("ordersIn"))
				.transform(Transformers.fromJson(Order.class))
				.<Order>handle((order, headers) -> {
					order.id++;
					return order;
				})
				.handle(Zmq.outboundAdapter(zmq, "audit").topicExpression("'orders.' + payload.id"))
				.get();
		}

		@Bean
		IntegrationFlow auditFlow(ZmqCommunicator zmq, QueueChannel audited) {
			ZmqSocketDefinition sub = ZmqSocketDefinition.of("auditSub", SocketType.SUB).withConnect("inproc://audit");
			return IntegrationFlow.from(Zmq.inboundAdapter(zmq, sub).topics("orders.")).channel(audited).get();
		}

		@Bean
		QueueChannel audited() {
			return new QueueChannel();
		}

		@Bean
		QueueChannel inbox() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow upperFlow(ZmqCommunicator zmq) {
			ZmqSocketDefinition router = ZmqSocketDefinition.of("upperServer", SocketType.ROUTER)
				.withBind("inproc://upper");
			return IntegrationFlow.from(Zmq.inboundGateway(zmq, router).id("upper").replyTimeout(1500))
				.channel(MessageChannels.executor(Runnable::run))
				.transform(byte[].class, (octets) -> new String(octets, StandardCharsets.UTF_8))
				.filter(String.class, (text) -> !text.equals("silent"))
				.transform(String.class, (text) -> {
					if (text.equals("bad")) {
						throw new IllegalArgumentException("secret");
					}
					return text.toUpperCase(Locale.ROOT);
				})
				.get();
		}

		@Bean
		IntegrationFlow directFlow(ZmqCommunicator zmq) {
			ZmqSocketDefinition rep = ZmqSocketDefinition.of("directServer", SocketType.REP)
				.withBind("inproc://direct");
			return IntegrationFlow.from(Zmq.inboundGateway(zmq, rep).errorChannel("mending.input"))
				.transform(byte[].class, (octets) -> new String(octets, StandardCharsets.UTF_8))
				.transform(String.class, (text) -> {
					if (text.equals("bad")) {
						throw new IllegalArgumentException("secret");
					}
					return text + "!";
				})
				.get();
		}

		@Bean
		IntegrationFlow mending() {
			return (flow) -> flow.handle((payload, headers) -> "instead");
		}

		@Bean
		IntegrationFlow askingFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from("asking")
				.handle(Zmq.outboundGateway(zmq, "upperClient").replyType(String.class))
				.get();
		}

		@Bean
		IntegrationFlow askingLaterFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from("askingLater")
				.handle(Zmq.outboundGateway(zmq, "upperClient").replyType(String.class).asynchronous(true))
				.get();
		}

		@Bean
		IntegrationFlow nobodyFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from("nobody.input")
				.enrichHeaders((headers) -> headers.header(ZmqHeaders.ROUTING_ID, RoutingId.of("nobody")))
				.handle(Zmq.outboundAdapter(zmq, "nobody"))
				.get();
		}

		@Bean
		IntegrationFlow tasksFlow(ZmqCommunicator zmq) {
			ZmqSocketDefinition push = ZmqSocketDefinition.of("tasks", SocketType.PUSH).withBind("inproc://tasks");
			return IntegrationFlow.from("tasks.input").handle(Zmq.outboundAdapter(zmq, push)).get();
		}

		@Bean
		IntegrationFlow routedFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from("routed").handle(Zmq.outboundAdapter(zmq, "router")).get();
		}

		@Bean
		IntegrationGraphServer graph() {
			return new IntegrationGraphServer();
		}

	}

}
