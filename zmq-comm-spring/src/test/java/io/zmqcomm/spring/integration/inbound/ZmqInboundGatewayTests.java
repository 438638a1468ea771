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

package io.zmqcomm.spring.integration.inbound;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.integration.dsl.Zmq;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket.FakeReply;
import io.zmqcomm.spring.test.LoggedWarnings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/**
 * Tests for {@link ZmqInboundGateway}: its reply channel, its error channel, and its
 * restart.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(60)
class ZmqInboundGatewayTests {

	@Autowired
	FakeCommunicator zmq;

	@Autowired
	Config config;

	@Test
	void aStopAwaitsAnswersThatComeByTheReplyChannel(
			@Autowired @Qualifier("replyingGateway") ZmqInboundGateway replying,
			@Autowired @Qualifier("answers") MessageChannel answers) throws Exception {
		FakeReply reply = this.zmq.socket("replying").deliver("x");
		CountDownLatch stopped = new CountDownLatch(1);
		replying.stop(stopped::countDown);
		Awaitility.await().until(() -> this.zmq.socket("replying").calls.contains("drain"));
		answers.send(new GenericMessage<>("answer", this.config.requests.remove().getHeaders()));
		assertThat(reply.texts()).containsExactly(List.of("answer"));
		assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
		replying.start();
		FakeReply next = this.zmq.socket("replying").deliver("y");
		answers.send(new GenericMessage<>("next", this.config.requests.remove().getHeaders()));
		assertThat(next.texts()).containsExactly(List.of("next"));
	}

	@Test
	void theCallbackOfAStopMayStart(@Autowired @Qualifier("restarting") ZmqInboundGateway restarting) throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		restarting.stop(() -> {
			restarting.start();
			started.countDown();
		});
		assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(restarting.isRunning()).isTrue();
		assertThat(this.zmq.socket("restarting").isClosed()).isFalse();
	}

	@Test
	void aStartThatFailsLeavesNoTaskBehind(@Autowired @Qualifier("unbindable") ZmqInboundGateway unbindable) {
		TaskScheduler scheduler = mock(TaskScheduler.class);
		unbindable.setTaskScheduler(scheduler);
		assertThatExceptionOfType(ZmqBindException.class).isThrownBy(unbindable::start);
		verifyNoInteractions(scheduler);
	}

	@Test
	void aFailureThatTheErrorChannelHandsBackIsAnswered() {
		try (LoggedWarnings logged = new LoggedWarnings()) {
			FakeReply reply = this.zmq.socket("rethrowing").deliver("x");
			assertThat(reply.texts()).singleElement().asString().contains("\"failed\"");
			assertThat(reply.thrown).isInstanceOf(ZmqReportedException.class);
			assertThat(logged.events()).singleElement()
				.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("failed on a request"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		final Queue<Message<?>> requests = new ConcurrentLinkedQueue<>();

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

		@Bean
		DirectChannel answers() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow replyingFlow(ZmqCommunicator zmq) {
			return IntegrationFlow
				.from(Zmq.inboundGateway(zmq, router("replying")).id("replyingGateway").replyChannel("answers"))
				.handle((MessageHandler) this.requests::add)
				.get();
		}

		@Bean
		IntegrationFlow rethrowingFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from(Zmq.inboundGateway(zmq, router("rethrowing")).errorChannel("handingBack.input"))
				.handle((payload, headers) -> {
					throw new IllegalArgumentException("failing");
				})
				.get();
		}

		@Bean
		IntegrationFlow handingBack() {
			return (flow) -> flow.handle((MessageHandler) (message) -> {
				throw (RuntimeException) message.getPayload();
			});
		}

		@Bean
		IntegrationFlow restartingFlow(ZmqCommunicator zmq) {
			return IntegrationFlow.from(Zmq.inboundGateway(zmq, router("restarting")).id("restarting"))
				.handle((payload, headers) -> payload)
				.get();
		}

		@Bean
		IntegrationFlow unbindableFlow(ZmqCommunicator zmq) {
			ZmqSocketDefinition taken = ZmqSocketDefinition.of("taken", SocketType.ROUTER).withBind("tcp://taken:1");
			return IntegrationFlow.from(Zmq.inboundGateway(zmq, taken).id("unbindable").autoStartup(false))
				.handle((payload, headers) -> payload)
				.get();
		}

		private static ZmqSocketDefinition router(String name) {
			return ZmqSocketDefinition.of(name, SocketType.ROUTER).withBind("tcp://127.0.0.1:*");
		}

	}

}
