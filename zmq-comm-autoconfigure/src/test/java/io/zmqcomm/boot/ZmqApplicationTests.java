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

package io.zmqcomm.boot;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import io.zmqcomm.boot.health.ZmqHealthIndicator;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of whole applications that talk to each other over TCP, configured by properties.
 */
class ZmqApplicationTests {

	private static final Duration GUARD = Duration.ofSeconds(20);

	@AfterEach
	void everyBufferWasReleased() {
		LeakPresenceDetector.check();
	}

	@Test
	void whenSocketsHaveChannelsMessagesFlowFromChannelToChannel() throws Exception {
		try (ConfigurableApplicationContext publisher = start(Publisher.class, "ticks.type=pub",
				"ticks.bind=tcp://127.0.0.1:*", "ticks.channel=ticksOut");
				ConfigurableApplicationContext subscriber = start(Subscriber.class, "feed.type=sub",
						"feed.connect=tcp://127.0.0.1:" + port(publisher, "ticks"), "feed.topics=EURUSD.",
						"feed.channel=quotes")) {
			assertThat(socket(publisher, "ticks").awaitSubscribers("EURUSD.", 1, GUARD)).isTrue();
			MessageChannel out = publisher.getBean("ticksOut", MessageChannel.class);
			out.send(tick("GBPUSD.spot", "1.25"));
			out.send(tick("EURUSD.spot", "1.08"));
			Message<?> received = subscriber.getBean("quotes", QueueChannel.class).receive(GUARD.toMillis());
			assertThat(received).isNotNull();
			assertThat(received.getPayload()).isEqualTo("1.08".getBytes());
			assertThat(received.getHeaders()).containsEntry(ZmqHeaders.TOPIC, "EURUSD.spot");
		}
	}

	@Test
	void whenRouterAndReqHaveChannelsRequestsAreAnswered() {
		try (ConfigurableApplicationContext server = start(Server.class, "pricing.type=router",
				"pricing.bind=tcp://127.0.0.1:*", "pricing.channel=priceRequests");
				ConfigurableApplicationContext client = start(Client.class, "pricer.type=req",
						"pricer.connect=tcp://127.0.0.1:" + port(server, "pricing"), "pricer.channel=pricer")) {
			byte[] answer = new MessagingTemplate().convertSendAndReceive(
					client.getBean("pricer", MessageChannel.class), "EURUSD".getBytes(), byte[].class);
			assertThat(answer).isEqualTo("price of EURUSD".getBytes());
		}
	}

	@Test
	void whenListenersAreAnnotatedTheTemplateReachesThem() throws Exception {
		try (ConfigurableApplicationContext server = start(Annotated.class, "pricing.type=router",
				"pricing.bind=tcp://127.0.0.1:*", "ticks.type=pub", "ticks.bind=tcp://127.0.0.1:*");
				ConfigurableApplicationContext client = start(AnnotatedSubscriber.class, "pricer.type=req",
						"pricer.connect=tcp://127.0.0.1:" + port(server, "pricing"), "feed.type=sub",
						"feed.connect=tcp://127.0.0.1:" + port(server, "ticks"))) {
			assertThat(client.getBean(ZmqTemplate.class).request("pricer", "EURUSD", String.class))
				.isEqualTo("price of EURUSD");
			assertThat(socket(server, "ticks").awaitSubscribers("", 1, GUARD)).isTrue();
			server.getBean(ZmqTemplate.class).publish("ticks", "EURUSD.spot", "1.08");
			assertThat(client.getBean(AnnotatedSubscriber.class).tick.get(20, TimeUnit.SECONDS)).isEqualTo("1.08");
		}
	}

	@Test
	void whenMessagesWereSentCountersAreInRegistry() throws Exception {
		try (ConfigurableApplicationContext publisher = start(Publisher.class, "ticks.type=pub",
				"ticks.bind=tcp://127.0.0.1:*");
				ConfigurableApplicationContext subscriber = start(Subscriber.class, "feed.type=sub",
						"feed.connect=tcp://127.0.0.1:" + port(publisher, "ticks"), "feed.channel=quotes")) {
			assertThat(socket(publisher, "ticks").awaitSubscribers("", 1, GUARD)).isTrue();
			publisher.getBean(ZmqTemplate.class).publish("ticks", "EURUSD.spot", "1.08");
			assertThat(subscriber.getBean("quotes", QueueChannel.class).receive(GUARD.toMillis())).isNotNull();
			await().atMost(GUARD).untilAsserted(() -> {
				assertThat(count(publisher, "zmq.comm.messages.sent", "ticks")).isEqualTo(1);
				assertThat(count(subscriber, "zmq.comm.messages.received", "feed")).isEqualTo(1);
			});
		}
	}

	@Test
	void whenClosedWhileRequestIsServedAnswersItFirst() throws Exception {
		ConfigurableApplicationContext server = start(Slow.class, "slow.type=router", "slow.bind=tcp://127.0.0.1:*");
		try (ConfigurableApplicationContext client = start(Client.class, "worker.type=req",
				"worker.connect=tcp://127.0.0.1:" + port(server, "slow"))) {
			Slow slow = server.getBean(Slow.class);
			CompletableFuture<String> answer = client.getBean(ZmqTemplate.class)
				.requestAsync("worker", "work", String.class);
			assertThat(slow.begun.await(20, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
			assertThat(answer).isNotDone();
			slow.mayEnd.countDown();
			assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("done");
			closed.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void whenRestartedHasItsPortsAgain() throws Exception {
		try (ConfigurableApplicationContext server = start(Annotated.class, "pricing.type=router",
				"pricing.bind=tcp://127.0.0.1:*");
				ConfigurableApplicationContext client = start(Client.class, "pricer.type=req",
						"pricer.connect=tcp://127.0.0.1:" + port(server, "pricing"))) {
			server.stop();
			server.start();
			assertThat(client.getBean(ZmqTemplate.class).request("pricer", "EURUSD", String.class))
				.isEqualTo("price of EURUSD");
		}
	}

	@Test
	void whenPortIsTakenAtRestartHealthIsDownUntilItIsFree() throws Exception {
		try (ConfigurableApplicationContext server = start(Annotated.class, "pricing.type=router",
				"pricing.bind=tcp://127.0.0.1:*")) {
			ZmqHealthIndicator health = server.getBean(ZmqHealthIndicator.class);
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			assertThat(health.health().getDetails().get("pricing")).asString()
				.contains("state=RUNNING", "bound=[tcp://");
			int port = Integer.parseInt(port(server, "pricing"));
			server.stop();
			try (ServerSocket occupied = new ServerSocket()) {
				occupied.bind(new InetSocketAddress("127.0.0.1", port));
				assertThatException().isThrownBy(server::start).withCauseInstanceOf(ZmqBindException.class);
				assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.health().getDetails().get("pricing")).asString().contains("state=FAILED", "error=");
			}
			server.start();
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
		}
	}

	private static ConfigurableApplicationContext start(Class<?> application, String... sockets) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off");
		for (String socket : sockets) {
			builder.properties("zmq.comm.sockets." + socket);
		}
		return builder.run();
	}

	private static String port(ConfigurableApplicationContext context, String socket) {
		return context.getEnvironment().getRequiredProperty("local.zmq." + socket + ".port");
	}

	private static ZmqSocket socket(ConfigurableApplicationContext context, String name) {
		return context.getBean(ZmqSockets.class).get(name);
	}

	private static Message<?> tick(String topic, String price) {
		return MessageBuilder.withPayload(price.getBytes()).setHeader(ZmqHeaders.TOPIC, topic).build();
	}

	private static double count(ConfigurableApplicationContext context, String meter, String socket) {
		return context.getBean(MeterRegistry.class).get(meter).tag("socket", socket).functionCounter().count();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Publisher {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Subscriber {

		@Bean
		QueueChannel quotes() {
			return new QueueChannel();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Server {

		@ServiceActivator(inputChannel = "priceRequests")
		byte[] price(byte[] symbol) {
			return ("price of " + new String(symbol)).getBytes();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Annotated {

		@ZmqReply("pricing")
		String price(String symbol) {
			return "price of " + symbol;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AnnotatedSubscriber {

		final CompletableFuture<String> tick = new CompletableFuture<>();

		@ZmqSubscriber("feed")
		void tick(String price) {
			this.tick.complete(price);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Slow {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch mayEnd = new CountDownLatch(1);

		@ZmqReply("slow")
		String work(String request) throws InterruptedException {
			this.begun.countDown();
			return this.mayEnd.await(20, TimeUnit.SECONDS) ? "done" : "late";
		}

	}

}
