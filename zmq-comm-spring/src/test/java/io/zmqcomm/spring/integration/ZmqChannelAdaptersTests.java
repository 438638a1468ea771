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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.messaging.MessageChannel;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ZmqChannelAdapters}: the settings of the adapters that it makes.
 */
@Timeout(60)
class ZmqChannelAdaptersTests {

	private static final List<String> INBOUND = List.of("in", "serve");

	@Test
	void whatReceivesRunsWhereListenersRun() {
		Executor executor = Runnable::run;
		run((defaults) -> {
			defaults.setExecutor(executor);
			defaults.setConcurrency(2);
		}, (context) -> INBOUND.forEach((name) -> {
			Dispatch dispatch = zmq(context).socket(name).dispatch();
			assertThat(dispatch.executor()).isSameAs(executor);
			assertThat(dispatch.concurrency()).isEqualTo(2);
		}));
		run((defaults) -> defaults.setIoThread(true), (context) -> INBOUND
			.forEach((name) -> assertThat(zmq(context).socket(name).dispatch()).isSameAs(Dispatch.IO_THREAD)));
	}

	@Test
	void whatReceivesStartsWhenListenersStart() {
		run((defaults) -> defaults.setAutoStartup(false), (context) -> INBOUND.forEach((name) -> {
			ZmqInboundEndpoint endpoint = context.getBean(ZmqListenerRegistry.class).getListener(name + ".adapter");
			assertThat(endpoint.isRunning()).isFalse();
			assertThat(zmq(context).sockets(name)).isEmpty();
			endpoint.start();
			assertThat(zmq(context).socket(name).isClosed()).isFalse();
		}));
	}

	@Test
	void whatReceivesStopsAsListenersStop() {
		FakeCommunicator zmq = run((defaults) -> defaults.setShutdownTimeout(Duration.ofSeconds(3)), (context) -> {
		});
		INBOUND.forEach((name) -> assertThat(zmq.socket(name).drainBound).isEqualTo(Duration.ofSeconds(3)));
	}

	@Test
	void aRequestIsAnsweredWithinTheReplyTimeout() {
		run((defaults) -> defaults.setReplyTimeout(Duration.ofMillis(50)), (context) -> {
			FakeSocket.FakeReply reply = zmq(context).socket("serve").deliver("x");
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !reply.texts().isEmpty());
			assertThat(reply.texts().get(0).get(1)).contains("\"timeout\"");
		});
	}

	@Test
	void onlySoManyRequestsWaitAsTheLimitAllows() {
		run((defaults) -> {
			defaults.setIoThread(true);
			defaults.setPendingLimit(1);
			defaults.setShutdownTimeout(Duration.ZERO);
		}, (context) -> {
			FakeSocket serve = zmq(context).socket("serve");
			assertThat(serve.deliver("one").texts()).isEmpty();
			assertThat(serve.deliver("two").texts().get(0).get(1)).contains("\"unavailable\"");
		});
	}

	@Test
	void requestsWaitAsLongAsTheCommunicatorSays() {
		run((defaults) -> {
		}, (context) -> {
			zmq(context).requestTimeout = Duration.ofSeconds(7);
			MessageChannel asking = context.getBean("asking", MessageChannel.class);
			assertThat(new MessagingTemplate().convertSendAndReceive(asking, "x", byte[].class)).asString()
				.isEqualTo("x");
			assertThat(zmq(context).timeouts).containsExactly(Duration.ofSeconds(7));
		});
	}

	private static FakeCommunicator run(Consumer<ZmqListenerDefaults> settings,
			Consumer<AnnotationConfigApplicationContext> test) {
		ZmqListenerDefaults defaults = new ZmqListenerDefaults();
		settings.accept(defaults);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Config.class);
			context.registerBean(ZmqListenerDefaults.class, () -> defaults);
			context.refresh();
			test.accept(context);
			return zmq(context);
		}
	}

	private static FakeCommunicator zmq(AnnotationConfigApplicationContext context) {
		return context.getBean(FakeCommunicator.class);
	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

		@Bean
		ZmqSocketDefinition inSocket() {
			return ZmqSocketDefinition.of("in", SocketType.PULL).withConnect("tcp://a:1").withChannel("received");
		}

		@Bean
		ZmqSocketDefinition serveSocket() {
			return ZmqSocketDefinition.of("serve", SocketType.ROUTER).withBind("tcp://*:1").withChannel("received");
		}

		@Bean
		ZmqSocketDefinition askSocket() {
			return ZmqSocketDefinition.of("ask", SocketType.REQ).withConnect("tcp://a:1").withChannel("asking");
		}

		@Bean
		QueueChannel received() {
			return new QueueChannel();
		}

	}

}
