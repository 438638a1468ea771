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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqListener;
import io.zmqcomm.spring.annotation.ZmqPair;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.config.ZmqSocketConflictException;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Start, stop and restart of listeners with the application, over the engine.
 */
@Timeout(60)
class LifecycleTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private final ZmqCommunicator client = ZmqCommunicator.create();

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void aRestartServesAtTheSamePort() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Server.class)) {
			String address = address(context, "server");
			ZmqSocket push = this.client.createSocket(SocketType.PUSH).connect(address);
			push.send("one");
			Awaitility.await().atMost(WAIT).until(() -> context.getBean(Server.class).seen.contains("one"));
			context.stop();
			assertThat(context.getBean(ZmqSockets.class).isRunning()).isFalse();
			context.start();
			assertThat(address(context, "server")).isEqualTo(address);
			push.send("two");
			Awaitility.await().atMost(WAIT).until(() -> context.getBean(Server.class).seen.contains("two"));
		}
	}

	@Test
	void aStopHandlesWhatWasRead() throws Exception {
		Slow slow;
		ZmqSocket push;
		try (AnnotationConfigApplicationContext context = context(Slow.class)) {
			slow = context.getBean(Slow.class);
			push = this.client.createSocket(SocketType.PUSH).connect(address(context, "slow"));
			for (int i = 0; i < 100; i++) {
				push.send("m" + i);
			}
			ZmqSocket pull = context.getBean(ZmqSockets.class).get("slow");
			Awaitility.await().atMost(WAIT).until(() -> pull.counters().received() == 100);
			assertThat(slow.seen).isEmpty();
			CompletableFuture.runAsync(slow.gate::countDown);
		}
		assertThat(slow.seen).hasSize(100);
	}

	@Test
	void aStopHandlesWhatSubscribersOfOneSocketHaveRead() throws Exception {
		Subscribers subscribers;
		try (AnnotationConfigApplicationContext context = context(Subscribers.class)) {
			subscribers = context.getBean(Subscribers.class);
			ZmqSockets sockets = context.getBean(ZmqSockets.class);
			ZmqSocket pub = sockets.get("ticks");
			assertThat(pub.awaitSubscribers("a", 1, WAIT)).isTrue();
			assertThat(pub.awaitSubscribers("b", 1, WAIT)).isTrue();
			for (int i = 0; i < 50; i++) {
				pub.send(ZmqMessage.ofText("a", "m" + i));
				pub.send(ZmqMessage.ofText("b", "m" + i));
			}
			ZmqSocket sub = sockets.get("feed");
			Awaitility.await().atMost(WAIT).until(() -> sub.counters().received() == 100);
			assertThat(subscribers.seen).isEmpty();
			CompletableFuture.runAsync(subscribers.gate::countDown,
					CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
		}
		assertThat(subscribers.seen).hasSize(100);
	}

	@Test
	void aStopAnswersTheRequestsUnderWay() throws Exception {
		ZmqSocket dealer = this.client.createSocket(SocketType.DEALER);
		try (AnnotationConfigApplicationContext context = context(Promising.class)) {
			Promising server = context.getBean(Promising.class);
			dealer.connect(address(context, "promising"));
			dealer.send(ZmqMessage.ofText("1", "", "kept"));
			dealer.send(ZmqMessage.ofText("2", "", "broken"));
			Awaitility.await().atMost(WAIT).until(() -> server.promises.size() == 2);
			CompletableFuture<String> kept = server.promises.remove();
			CompletableFuture.runAsync(() -> kept.complete("answer"),
					CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
		}
		ZmqMessage first = dealer.receive(WAIT).orElseThrow();
		assertThat(first.text(0)).isEqualTo("1");
		assertThat(first.text(2)).isEqualTo("answer");
		ZmqMessage second = dealer.receive(WAIT).orElseThrow();
		assertThat(second.text(0)).isEqualTo("2");
		assertThat(second.text(3)).isEqualTo("{\"code\":\"unavailable\",\"message\":\"The server is being stopped\"}");
	}

	@Test
	void thePortIsFreeAfterTheClose() throws Exception {
		String address;
		try (AnnotationConfigApplicationContext context = context(Server.class)) {
			address = address(context, "server");
		}
		this.client.createSocket(SocketType.PULL).bind(address);
	}

	@Test
	void aListenerStopsAndStartsAlone() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Server.class)) {
			ZmqListenerRegistry registry = context.getBean(ZmqListenerRegistry.class);
			ZmqSocket push = this.client.createSocket(SocketType.PUSH).connect(address(context, "server"));
			registry.getListener("server").stop();
			registry.getListener("server").start();
			push.send("x");
			Awaitility.await().atMost(WAIT).until(() -> context.getBean(Server.class).seen.contains("x"));
		}
	}

	@Test
	void aPausedListenersPeersMeetBackPressure() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Server.class)) {
			ZmqInboundEndpoint endpoint = context.getBean(ZmqListenerRegistry.class).getListener("server");
			ZmqSocket push = this.client
				.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(Duration.ofMillis(300)))
				.connect(address(context, "server"));
			assertThat(push.awaitPeers(1, WAIT)).isTrue();
			endpoint.pause();
			String large = "x".repeat(100_000);
			int accepted = 0;
			while (push.send(large).isAccepted()) {
				accepted++;
			}
			Queue<String> seen = context.getBean(Server.class).seen;
			assertThat(seen).hasSizeLessThan(accepted);
			endpoint.resume();
			int expected = accepted;
			Awaitility.await().atMost(WAIT).until(() -> seen.size() == expected);
		}
	}

	@Test
	void aTemplatePublishesUntilTheEnd() {
		AnnotationConfigApplicationContext context = context(Publisher.class);
		Publisher publisher = context.getBean(Publisher.class);
		context.close();
		assertThat(publisher.outcome).isEqualTo("ACCEPTED");
	}

	@Test
	void theProcessIsKeptAliveWhileSocketsAreRead() {
		long before = keepAliveThreads();
		try (AnnotationConfigApplicationContext context = context(Server.class)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(keepAliveThreads()).isEqualTo(before + 1);
		}
		Awaitility.await().atMost(WAIT).until(() -> keepAliveThreads() == before);
	}

	@Test
	void twoListenersOfOnePullFailTheStart() {
		assertThatException().isThrownBy(() -> context(TwoPulls.class))
			.havingRootCause()
			.isInstanceOf(ZmqSocketConflictException.class)
			.withMessageContaining("'orders' (PULL)")
			.withMessageContaining("theTwoPulls.one")
			.withMessageContaining("theTwoPulls.two");
	}

	@Test
	void aListenerWithNameAndAddressFailsTheStart() {
		assertThatException().isThrownBy(() -> context(NameAndAddress.class))
			.withMessageContaining("not both")
			.withMessageContaining("NameAndAddress.both");
	}

	@Test
	void aListenerOfAnotherTypeFailsTheStart() {
		assertThatException().isThrownBy(() -> context(WrongType.class))
			.withMessageContaining("expected: a SUB, but it is a PULL");
	}

	@Test
	void aListenerOfAnUnknownSocketFailsTheStart() {
		assertThatException().isThrownBy(() -> context(UnknownSocket.class))
			.withMessageContaining("expected: the name of a socket, one of [orders, ticks, feed]");
	}

	@Test
	void topicsOfAPullFailTheStart() {
		assertThatException().isThrownBy(() -> context(TopicsOfAPull.class)).withMessageContaining("'topics'");
	}

	@Test
	void anIdThatIsABeanFailsTheStart() {
		assertThatException().isThrownBy(() -> context(IdOfABean.class)).withMessageContaining("name of another bean");
	}

	@Test
	void aBatchOfRequestsFailsTheStart() {
		assertThatException().isThrownBy(() -> context(BatchWithoutAList.class)).withMessageContaining("a List");
	}

	@Test
	void aValueThatNobodyWouldReceiveFailsTheStart() {
		assertThatException().isThrownBy(() -> context(Returning.class))
			.withMessageContaining("returns a java.lang.String, which would be lost")
			.withMessageContaining("is a PAIR")
			.withMessageContaining("Returning.listen");
	}

	@Test
	void badValuesNameTheAttribute() {
		assertThatException().isThrownBy(() -> context(BadConcurrency.class))
			.withMessageContaining("'concurrency'")
			.withMessageContaining("'many'")
			.withMessageContaining("BadConcurrency.listen");
	}

	private static long keepAliveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("zmq-keep-alive") && !thread.isDaemon())
			.count();
	}

	private static AnnotationConfigApplicationContext context(Class<?> listener) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Config.class);
		context.registerBean("the" + listener.getSimpleName(), listener);
		try {
			context.refresh();
		}
		catch (RuntimeException ex) {
			context.close();
			throw ex;
		}
		return context;
	}

	private static String address(AnnotationConfigApplicationContext context, String name) {
		return "tcp://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.zmq." + name + ".port");
	}

	static class Server {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@ZmqPull(id = "server", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
			this.seen.add(text);
		}

	}

	static class Slow {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final CountDownLatch gate = new CountDownLatch(1);

		@ZmqPull(id = "slow", bind = "tcp://127.0.0.1:*")
		void listen(String text) throws InterruptedException {
			this.gate.await();
			this.seen.add(text);
		}

	}

	static class Subscribers {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final CountDownLatch gate = new CountDownLatch(1);

		@ZmqSubscriber(socket = "feed", topics = "a")
		void one(String text) throws InterruptedException {
			this.gate.await();
			this.seen.add(text);
		}

		@ZmqSubscriber(socket = "feed", topics = "b")
		void two(String text) throws InterruptedException {
			this.gate.await();
			this.seen.add(text);
		}

	}

	static class Promising {

		final Queue<CompletableFuture<String>> promises = new ConcurrentLinkedQueue<>();

		@ZmqReply(id = "promising", bind = "tcp://127.0.0.1:*")
		CompletableFuture<String> promise(String text) {
			CompletableFuture<String> promise = new CompletableFuture<>();
			this.promises.add(promise);
			return promise;
		}

	}

	static class Publisher implements SmartLifecycle {

		private final ZmqTemplate template;

		volatile String outcome = "";

		private volatile boolean running;

		Publisher(ZmqTemplate template) {
			this.template = template;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.outcome = this.template.publish("ticks", "t", "x").toString();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

	static class TwoPulls {

		@ZmqPull("orders")
		void one(String text) {
		}

		@ZmqPull("orders")
		void two(String text) {
		}

	}

	static class NameAndAddress {

		@ZmqPull(socket = "orders", bind = "tcp://127.0.0.1:*")
		void both(String text) {
		}

	}

	static class WrongType {

		@ZmqSubscriber("orders")
		void listen(String text) {
		}

	}

	static class UnknownSocket {

		@ZmqPull("none")
		void listen(String text) {
		}

	}

	static class TopicsOfAPull {

		@ZmqListener(socket = "orders", topics = "x")
		void listen(String text) {
		}

	}

	static class IdOfABean {

		@ZmqPull(socket = "orders", id = "client")
		void listen(String text) {
		}

	}

	static class BatchWithoutAList {

		@ZmqPull(socket = "orders", batch = "true")
		void listen(String text) {
		}

	}

	static class Returning {

		@ZmqPair(id = "returning", bind = "tcp://127.0.0.1:*")
		String listen(String text) {
			return text;
		}

	}

	static class BadConcurrency {

		@ZmqPull(socket = "orders", concurrency = "many")
		void listen(String text) {
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean(destroyMethod = "close")
		ZmqCommunicator client() {
			return ZmqCommunicator.create();
		}

		@Bean
		ZmqSocketDefinition orders() {
			return ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("tcp://127.0.0.1:*");
		}

		@Bean
		ZmqSocketDefinition ticks() {
			return ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://127.0.0.1:*", "inproc://ticks");
		}

		@Bean
		ZmqSocketDefinition feed() {
			return ZmqSocketDefinition.of("feed", SocketType.SUB).withConnect("inproc://ticks");
		}

		@Bean
		ZmqListenerDefaults defaults() {
			ZmqListenerDefaults defaults = new ZmqListenerDefaults();
			defaults.setShutdownTimeout(Duration.ofSeconds(2));
			return defaults;
		}

	}

}
