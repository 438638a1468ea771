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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqPair;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketStatus;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqRemoteException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Listeners and the template over the engine, in one process.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(60)
class ListenerEngineTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	@Autowired
	ZmqCommunicator zmq;

	@Autowired
	ZmqSockets sockets;

	@Autowired
	ZmqOperations template;

	@Autowired
	Listeners listeners;

	@Autowired
	Environment environment;

	@BeforeEach
	void forget() {
		this.listeners.seen.clear();
		this.listeners.batched.clear();
		this.listeners.threads.clear();
	}

	@Test
	void aPullReceivesAllInOrder() throws Exception {
		try (ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(address("orders"))) {
			List<String> sent = IntStream.range(0, 10_000).mapToObj(String::valueOf).toList();
			for (String text : sent) {
				assertThat(push.send(text)).isEqualTo(SendOutcome.ACCEPTED);
			}
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.size() == sent.size());
			assertThat(this.listeners.seen).containsExactlyElementsOf(sent);
		}
	}

	@Test
	void subscribersShareASocket() throws Exception {
		ZmqSocket ticks = this.sockets.get("ticks");
		assertThat(ticks.awaitSubscribers("EUR", 1, WAIT)).isTrue();
		assertThat(ticks.awaitSubscribers("GBP", 1, WAIT)).isTrue();
		this.template.publish("ticks", "EURUSD", new Tick("EURUSD", 1));
		this.template.publish("ticks", "JPYUSD", new Tick("JPYUSD", 2));
		this.template.publish("ticks", "GBPUSD", new Tick("GBPUSD", 3));
		Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.size() >= 3);
		assertThat(this.listeners.seen).containsExactlyInAnyOrder("json EURUSD 1 EURUSD",
				"octets {\"symbol\":\"EURUSD\",\"price\":1}", "octets {\"symbol\":\"GBPUSD\",\"price\":3}");
	}

	@Test
	void theTemplateSendsOnThePairThatAListenerReads() throws Exception {
		try (ZmqSocket pair = this.zmq.createSocket(SocketType.PAIR).connect(address("peer"))) {
			pair.send("to the listener");
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.contains("pair to the listener"));
			assertThat(this.template.send("peer", "from the template")).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(pair.receive(WAIT).orElseThrow().text(0)).isEqualTo("from the template");
		}
	}

	@Test
	void requestsAreAnswered() {
		assertThat(this.template.request("pricer", new Tick("EUR", 4), Tick.class)).isEqualTo(new Tick("EUR", 8));
		assertThat(this.template.requestAsync("pricer", new Tick("EUR", 5), Tick.class).join())
			.isEqualTo(new Tick("EUR", 10));
		assertThat(this.template.request("pricer", new Tick("EUR", 4), byte[].class)).asString(StandardCharsets.UTF_8)
			.isEqualTo("{\"symbol\":\"EUR\",\"price\":8}");
		assertThat(this.template.request("lister", "x", new ParameterizedTypeReference<List<Tick>>() {
		})).containsExactly(new Tick("x", 1));
	}

	@Test
	void aReqShowsThePoolThatItsRequestsUse() {
		this.template.request("pricer", new Tick("EUR", 4), Tick.class);
		ZmqSocketStatus status = this.sockets.status("pricer");
		assertThat(status.state()).isEqualTo(ZmqSocketStatus.State.RUNNING);
		assertThat(status.connected()).containsExactly(address("pricing"));
		assertThat(status.peers()).isPositive();
		assertThat(this.sockets.statuses()).extracting(ZmqSocketStatus::name, ZmqSocketStatus::state)
			.contains(tuple("pricer", ZmqSocketStatus.State.RUNNING));
	}

	@Test
	void failuresBecomeRemoteExceptions() {
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("pricer", new Tick("bad", 4), Tick.class))
			.withMessage("The server answered with the error 'failed': The request could not be processed")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("failed"));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("pricer", "{", Tick.class))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("bad-request"));
		assertThat(this.template.requestAsync("pricer", new Tick("bad", 4), Tick.class)).failsWithin(WAIT)
			.withThrowableThat()
			.withCauseInstanceOf(ZmqRemoteException.class);
	}

	@Test
	void manyThreadsRequestAtTheSameTime() {
		List<CompletableFuture<Tick>> replies = IntStream.range(0, 200)
			.mapToObj((i) -> CompletableFuture
				.supplyAsync(() -> this.template.request("pricer", new Tick("EUR", i), Tick.class)))
			.toList();
		List<Integer> prices = replies.stream().map(CompletableFuture::join).map(Tick::price).toList();
		assertThat(prices).containsExactlyElementsOf(IntStream.range(0, 200).map((i) -> 2 * i).boxed().toList());
	}

	@Test
	void aPipelinedDealerGetsAllAnswersInOrder() throws Exception {
		try (ZmqSocket dealer = this.zmq.createSocket(SocketType.DEALER).connect(address("pricing"))) {
			int count = 20_000;
			Thread sender = new Thread(() -> IntStream.range(0, count).forEach((i) -> {
				try {
					dealer.send(ZmqMessage.ofText("", "{\"symbol\":\"x\",\"price\":" + i + "}"));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}));
			sender.start();
			for (int i = 0; i < count; i++) {
				ZmqMessage reply = dealer.receive(WAIT).orElseThrow();
				assertThat(reply.text(1)).isEqualTo("{\"symbol\":\"x\",\"price\":" + 2 * i + "}");
			}
			sender.join();
		}
	}

	@Test
	void aReqAsksARep() throws Exception {
		try (ZmqSocket req = this.zmq.createSocket(SocketType.REQ).connect(address("strict"))) {
			for (int i = 0; i < 3; i++) {
				req.send("hello");
				assertThat(req.receive(WAIT).orElseThrow().text(0)).isEqualTo("HELLO");
			}
			req.send("bad");
			assertThat(req.receive(WAIT).orElseThrow().text(0)).isEqualTo("ZMQ-COMM-ERROR");
			req.send("again");
			assertThat(req.receive(WAIT).orElseThrow().text(0)).isEqualTo("AGAIN");
		}
	}

	@Test
	void theSenderOfARequestIsKnown() throws Exception {
		try (ZmqSocket dealer = this.zmq
			.createSocket(SocketType.DEALER, (options) -> options.routingId(RoutingId.of("ann")))
			.connect(address("who"))) {
			dealer.send(ZmqMessage.ofText("", "a", "b"));
			ZmqMessage reply = dealer.receive(WAIT).orElseThrow();
			assertThat(reply.text(1)).isEqualTo("ann 127.0.0.1 a,b 3");
		}
	}

	@Test
	void batchesHoldWhatIsThere() throws Exception {
		try (ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(address("batched"))) {
			for (int i = 0; i < 1000; i++) {
				push.send("{\"symbol\":\"x\",\"price\":" + i + "}");
			}
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.batched.size() == 1000);
			assertThat(this.listeners.batched).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
			assertThat(this.listeners.batchSizes).allMatch((size) -> size <= 50);
		}
	}

	@Test
	void threadsAreNamedAfterTheListener() throws Exception {
		try (ZmqSocket orders = this.zmq.createSocket(SocketType.PUSH).connect(address("orders"));
				ZmqSocket batched = this.zmq.createSocket(SocketType.PUSH).connect(address("batched"))) {
			orders.send("x");
			batched.send("{\"symbol\":\"x\",\"price\":1}");
			Awaitility.await().atMost(WAIT).until(() -> this.listeners.threads.size() == 2);
			assertThat(this.listeners.threads).anyMatch((name) -> name.startsWith("zmq-orders-"))
				.anyMatch((name) -> name.startsWith("zmq-batched-"));
		}
	}

	@Test
	void theTemplateNamesWhatDoesNotFit() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.publish("peer", "t", "x"))
			.withMessage("'publish' needs a PUB or XPUB, but socket 'peer' is a PAIR");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.push("ticks", "x"))
			.withMessageContaining("'push' needs a PUSH");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.request("ticks", "x", String.class))
			.withMessageContaining("'request' needs a REQ");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("none", "x"))
			.withMessageContaining("known: ");
	}

	private String address(String name) {
		return "tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq." + name + ".port");
	}

	record Tick(String symbol, int price) {

	}

	static class Listeners {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final Set<String> threads = ConcurrentHashMap.newKeySet();

		final Queue<Integer> batched = new ConcurrentLinkedQueue<>();

		final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();

		@ZmqPull(id = "orders", bind = "tcp://127.0.0.1:*")
		void orders(byte[] payload) {
			this.threads.add(Thread.currentThread().getName());
			this.seen.add(new String(payload, StandardCharsets.UTF_8));
		}

		@ZmqSubscriber(id = "json", socket = "feed", topics = "EUR")
		void json(Tick tick, @Header(ZmqHeaders.TOPIC) String topic) {
			this.seen.add("json " + tick.symbol() + " " + tick.price() + " " + topic);
		}

		@ZmqSubscriber(id = "octets", socket = "feed", topics = { "EURUSD", "GBP" })
		void octets(byte[] payload) {
			this.seen.add("octets " + new String(payload, StandardCharsets.UTF_8));
		}

		@ZmqPair("peer")
		void pair(String text) {
			this.seen.add("pair " + text);
		}

		@ZmqReply(id = "pricing", bind = "tcp://127.0.0.1:*")
		Tick price(Tick tick) {
			if (tick.symbol().equals("bad")) {
				throw new IllegalArgumentException("secret");
			}
			return new Tick(tick.symbol(), 2 * tick.price());
		}

		@ZmqReply(id = "lists", bind = "inproc://lists")
		List<Tick> list(String symbol) {
			return List.of(new Tick(symbol, 1));
		}

		@ZmqReply(id = "strict", type = "rep", bind = "tcp://127.0.0.1:*")
		CompletableFuture<String> strict(String text) {
			return CompletableFuture.supplyAsync(() -> {
				if (text.equals("bad")) {
					throw new IllegalArgumentException("secret");
				}
				return text.toUpperCase(Locale.ROOT);
			});
		}

		@ZmqReply(id = "who", bind = "tcp://127.0.0.1:*")
		String who(List<byte[]> frames, RoutingId id, PeerInfo peer, ZmqMessage whole) {
			return id + " " + peer.remoteAddress().replaceAll("[^0-9.]*([0-9.]+).*", "$1") + " "
					+ new String(frames.get(0), StandardCharsets.UTF_8) + ","
					+ new String(frames.get(1), StandardCharsets.UTF_8) + " " + whole.frameCount();
		}

		@ZmqPull(id = "batched", bind = "tcp://127.0.0.1:*", batch = "50")
		void batch(List<Tick> ticks) {
			this.threads.add(Thread.currentThread().getName());
			this.batchSizes.add(ticks.size());
			ticks.forEach((tick) -> this.batched.add(tick.price()));
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean(destroyMethod = "close")
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

		@Bean
		ZmqSockets sockets(ZmqCommunicator zmq) {
			return new ZmqSockets(zmq,
					List.of(ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("inproc://ticks"),
							ZmqSocketDefinition.of("feed", SocketType.SUB).withConnect("inproc://ticks"),
							ZmqSocketDefinition.of("peer", SocketType.PAIR).withBind("tcp://127.0.0.1:*"),
							ZmqSocketDefinition.of("lister", SocketType.REQ).withConnect("inproc://lists")));
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean
		PricerDefinition pricerDefinition(ZmqSockets sockets, Environment environment) {
			return new PricerDefinition(sockets, environment);
		}

	}

	/**
	 * Connects to a port that is known when the listener is bound.
	 */
	record PricerDefinition(ZmqSockets sockets,
			Environment environment) implements ApplicationListener<ContextRefreshedEvent> {

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
			this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ)
				.withConnect("tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq.pricing.port")));
		}

	}

}
