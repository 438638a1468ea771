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

package io.zmqcomm.spring.annotation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.graph.IntegrationGraphServer;
import org.springframework.integration.graph.IntegrationNode;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import reactor.core.publisher.Mono;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.integration.inbound.ZmqMessageProducer;
import io.zmqcomm.spring.listener.ListenerExecutionFailedException;
import io.zmqcomm.spring.listener.ZmqListenerErrorHandler;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for what an annotated listener is given, and for the attributes of the
 * annotation.
 */
@SpringJUnitConfig
@TestPropertySource(properties = { "feed.address=tcp://feed:5556,tcp://feed:5557", "feed.start=false" })
@DirtiesContext
class ListenerTests {

	@Autowired
	FakeCommunicator zmq;

	@Autowired
	Listeners listeners;

	@Autowired
	ZmqListenerRegistry registry;

	@BeforeEach
	void forget() {
		this.listeners.seen.clear();
	}

	@Test
	void octets() {
		assertThat(deliver("octets", "hello").thrown).isNull();
		assertThat(this.listeners.seen).containsExactly("octets hello");
	}

	@Test
	void textOfATopicMessage() {
		deliver("text", "EUR", "1.1");
		deliver("text", "one frame");
		assertThat(this.listeners.seen).containsExactly("text 1.1", "text one frame");
	}

	@Test
	void jsonWithTheTopicInAHeader() {
		deliver("tick", "EUR.spot", "{\"symbol\":\"EUR\"}");
		deliver("tick", "EUR.spot", "{\"symbol\":\"USD\"}");
		deliver("tick", "GBP.spot", "{\"symbol\":\"GBP\"}");
		assertThat(this.listeners.seen).containsExactly("tick EUR EUR.spot tick", "tick USD EUR.spot tick",
				"tick GBP GBP.spot tick");
	}

	@Test
	void theWholeMessageAndTheView() {
		deliver("whole", "a", "b");
		deliver("view", "a", "b");
		assertThat(this.listeners.seen).containsExactly("whole a,b", "view 2");
	}

	@Test
	void theFramesAndTheSender() {
		deliver("frames", "a", "b", "c");
		deliver("frames", "a");
		assertThat(this.listeners.seen).containsExactly("frames 3 7 ann", "frames 1 7 ann");
	}

	@Test
	void theMessageHasAnId() {
		deliver("message", "x");
		deliver("message", "x");
		assertThat(this.listeners.seen).hasSize(2)
			.doesNotHaveDuplicates()
			.allMatch((text) -> text.startsWith("message x"));
	}

	@Test
	void theContentTypeThatTheAnnotationNames() {
		deliver("consuming", "x");
		assertThat(this.listeners.seen).containsExactly("consuming converted application/x-own");
	}

	@Test
	void aMethodWithoutArguments() {
		deliver("listeners.nothing", "x");
		assertThat(this.listeners.seen).containsExactly("nothing");
	}

	@Test
	void eachAnnotationOfAMethodIsAListener() {
		deliver("twice1", "x");
		deliver("twice2", "y");
		assertThat(this.listeners.seen).containsExactly("twice x", "twice y");
		assertThat(this.zmq.socket("twice1").connectedEndpoints()).containsExactly("tcp://one:1");
		assertThat(this.zmq.socket("twice2").connectedEndpoints()).containsExactly("tcp://two:2");
	}

	@Test
	void anAnnotationOfOnesOwn() {
		deliver("own", "EUR", "x");
		assertThat(this.listeners.seen).containsExactly("own x");
		assertThat(this.zmq.socket("own").calls).contains("subscribe EUR");
	}

	@Test
	void addressesTopicsAndIdsAreExpressions() {
		FakeSocket socket = this.zmq.socket("expressed-id");
		assertThat(socket.connectedEndpoints()).containsExactly("tcp://feed:5556", "tcp://feed:5557");
		assertThat(socket.calls).contains("subscribe a", "subscribe b");
	}

	@Test
	void theDefaultIdIsBeanAndMethod() {
		assertThat(this.registry.getIds()).contains("listeners.nothing", "octets");
		assertThat(this.registry.getListener("octets")).isInstanceOf(ZmqMessageProducer.class);
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.getListener("none"))
			.withMessageContaining("known:");
	}

	@Test
	void theThreadsAreChosen(@Autowired Executor listenerExecutor) {
		assertThat(this.zmq.socket("octets").dispatch()).isSameAs(Dispatch.worker());
		assertThat(this.zmq.socket("io").dispatch()).isSameAs(Dispatch.IO_THREAD);
		assertThat(this.zmq.socket("many").dispatch().concurrency()).isEqualTo(3);
		assertThat(this.zmq.socket("pooled").dispatch().executor()).isSameAs(listenerExecutor);
	}

	@Test
	void autoStartupIsChosen() {
		ZmqInboundEndpoint late = this.registry.getListener("late");
		assertThat(late.isRunning()).isFalse();
		assertThat(this.zmq.sockets("late")).isEmpty();
		late.start();
		assertThat(this.zmq.socket("late").boundEndpoints()).hasSize(1);
		late.stop();
		assertThat(this.zmq.socket("late").isClosed()).isTrue();
	}

	@Test
	void anErrorHandlerIsAskedInsteadOfTheLog(@Autowired RecordingErrorHandler errorHandler) {
		errorHandler.failures.clear();
		assertThat(deliver("handled", "x").thrown).isNull();
		assertThat(errorHandler.failures).singleElement().satisfies((failure) -> {
			assertThat(failure).hasMessageContaining("'handled'");
			assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
		});
	}

	@Test
	void theFailureOfAPromiseIsTheListeners(@Autowired RecordingErrorHandler errorHandler) {
		errorHandler.failures.clear();
		assertThat(deliver("promising", "bad").thrown).isNull();
		assertThat(deliver("reactive", "bad").thrown).isNull();
		assertThat(errorHandler.failures).satisfiesExactly(
				(failure) -> assertThat(failure).hasMessageContaining("'promising'").hasRootCauseMessage("bad"),
				(failure) -> assertThat(failure).hasMessageContaining("'reactive'").hasRootCauseMessage("bad"));
	}

	@Test
	void withoutAnErrorHandlerTheEngineIsTold() {
		assertThat(deliver("octets", "bad").thrown).isInstanceOf(ListenerExecutionFailedException.class)
			.hasMessageContaining("'octets'")
			.hasMessageContaining("Listeners.octets")
			.hasRootCauseMessage("bad");
		assertThat(deliver("octets", "good").thrown).isNull();
	}

	@Test
	void anErrorChannelIsToldOnceThereIsOne(@Autowired QueueChannel errors) {
		ZmqMessageProducer producer = (ZmqMessageProducer) this.registry.getListener("text");
		producer.setErrorChannel(errors);
		assertThat(deliver("text", "bad").thrown).isNull();
		assertThat(errors.receive(0)).isInstanceOfSatisfying(ErrorMessage.class,
				(message) -> assertThat(message.getPayload()).isInstanceOf(ListenerExecutionFailedException.class));
	}

	@Test
	void anErrorIsAFailureLikeAnother() {
		assertThat(deliver("octets", "error").thrown).isInstanceOf(ListenerExecutionFailedException.class)
			.hasRootCauseInstanceOf(AssertionError.class);
	}

	@Test
	void undecodablePayloadsAreFailuresThatWereReported() {
		assertThat(deliver("tick", "EUR", "{").thrown).isInstanceOf(ZmqReportedException.class);
		assertThat(deliver("octets", "a", "b").thrown).isInstanceOf(ZmqReportedException.class);
	}

	@Test
	void anErrorHandlerIsToldWhoseFaultItIs(@Autowired RecordingErrorHandler errorHandler) {
		errorHandler.failures.clear();
		deliver("handled", "a", "b");
		deliver("handled", "x");
		assertThat(errorHandler.failures).satisfiesExactly((failure) -> {
			assertThat(failure.isSendersFault()).isTrue();
			assertThat(failure).hasRootCauseMessage("Message of 2 payload frames cannot become a [B (expected: 1)");
		}, (failure) -> assertThat(failure.isSendersFault()).isFalse());
	}

	@Test
	void listenersAreNodesOfTheGraph(@Autowired IntegrationGraphServer graph) {
		assertThat(graph.getGraph().nodes()).extracting(IntegrationNode::getName, IntegrationNode::getComponentType)
			.contains(tuple("octets", "zmq:inbound-channel-adapter"))
			.anySatisfy((node) -> assertThat(node.toList().get(0)).isEqualTo("octets.listener"));
		assertThat(graph.getGraph().links()).isNotEmpty();
	}

	@Test
	void portsArePublished(@Autowired Environment environment) {
		assertThat(environment.getProperty("local.zmq.octets.port", Integer.class)).isPositive();
	}

	@Test
	void pauseStopsTheReading() {
		ZmqInboundEndpoint endpoint = this.registry.getListener("io");
		endpoint.pause();
		assertThat(endpoint.isPaused()).isTrue();
		endpoint.resume();
		assertThat(endpoint.isPaused()).isFalse();
		assertThat(this.zmq.socket("io").calls).endsWith("drain", "resume");
	}

	private FakeSocket.FakeReply deliver(String socket, String... frames) {
		return this.zmq.socket(socket).deliver(frames);
	}

	record Tick(String symbol) {

	}

	static class Listeners {

		final List<String> seen = new ArrayList<>();

		public String[] wanted = { "a", "b" };

		@ZmqPull(id = "octets", bind = "tcp://127.0.0.1:*")
		void octets(byte[] payload) {
			String text = new String(payload, StandardCharsets.UTF_8);
			if (text.equals("bad")) {
				throw new IllegalArgumentException("bad");
			}
			if (text.equals("error")) {
				throw new AssertionError("error");
			}
			this.seen.add("octets " + text);
		}

		@ZmqSubscriber(id = "text", connect = "tcp://feed:1")
		void text(String payload) {
			if (payload.equals("bad")) {
				throw new IllegalArgumentException("bad");
			}
			this.seen.add("text " + payload);
		}

		@ZmqSubscriber("tick")
		void tick(Tick tick, @Header(ZmqHeaders.TOPIC) String topic, @Header(ZmqHeaders.SOCKET) String socket) {
			this.seen.add("tick " + tick.symbol() + " " + topic + " " + socket);
		}

		@ZmqPull(id = "whole", bind = "tcp://127.0.0.1:*")
		void whole(ZmqMessage message) {
			this.seen.add("whole " + message.text(0) + "," + message.text(1));
		}

		@ZmqPull(id = "view", bind = "tcp://127.0.0.1:*")
		void view(MessageView message) {
			this.seen.add("view " + message.frameCount());
		}

		@ZmqPair(id = "frames", bind = "tcp://127.0.0.1:*")
		void frames(List<byte[]> frames, PeerInfo peer, RoutingId routingId) {
			this.seen.add("frames " + frames.size() + " " + peer.id() + " " + routingId);
		}

		@ZmqPull(id = "message", bind = "tcp://127.0.0.1:*")
		void message(Message<String> message) {
			this.seen.add("message " + message.getPayload() + message.getHeaders().getId());
		}

		@ZmqPull(id = "consuming", bind = "tcp://127.0.0.1:*", consumes = "application/x-own",
				messageConverter = "ownConverter")
		void consuming(@Payload Tick tick, @Headers Map<String, Object> headers) {
			this.seen.add("consuming " + tick.symbol() + " " + headers.get("contentType"));
		}

		@ZmqPull(bind = "tcp://127.0.0.1:*")
		void nothing() {
			this.seen.add("nothing");
		}

		@ZmqPull(id = "twice1", connect = "tcp://one:1")
		@ZmqPull(id = "twice2", connect = "tcp://two:2")
		void twice(String text) {
			this.seen.add("twice " + text);
		}

		@EuroEvents(name = "own")
		void own(String text) {
			this.seen.add("own " + text);
		}

		@ZmqListener(type = "sub", id = "#{'expressed' + '-id'}", connect = "${feed.address}",
				topics = "#{__listener.wanted}")
		void expressed(String text) {
		}

		@ZmqPull(id = "io", bind = "tcp://127.0.0.1:*", dispatch = "io-thread")
		void io(byte[] payload) {
		}

		@ZmqPull(id = "many", bind = "tcp://127.0.0.1:*", concurrency = "3")
		void many(byte[] payload) {
		}

		@ZmqPull(id = "pooled", bind = "tcp://127.0.0.1:*", executor = "listenerExecutor")
		void pooled(byte[] payload) {
		}

		@ZmqPull(id = "late", bind = "tcp://127.0.0.1:*", autoStartup = "${feed.start}")
		void late(byte[] payload) {
		}

		@ZmqPull(id = "handled", bind = "tcp://127.0.0.1:*", errorHandler = "#{@recordingErrorHandler}")
		void handled(byte[] payload) {
			throw new IllegalArgumentException("handled");
		}

		@ZmqPull(id = "promising", bind = "tcp://127.0.0.1:*", errorHandler = "recordingErrorHandler")
		CompletableFuture<String> promising(String text) {
			return CompletableFuture.failedFuture(new IllegalArgumentException(text));
		}

		@ZmqPull(id = "reactive", bind = "tcp://127.0.0.1:*", errorHandler = "recordingErrorHandler")
		Mono<Void> reactive(String text) {
			return Mono.error(new IllegalArgumentException(text));
		}

	}

	static class RecordingErrorHandler implements ZmqListenerErrorHandler {

		final List<ListenerExecutionFailedException> failures = new ArrayList<>();

		@Override
		public @Nullable Object handleError(Message<?> message, ListenerExecutionFailedException exception) {
			this.failures.add(exception);
			return null;
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

		@Bean
		ZmqSocketDefinition tick() {
			return ZmqSocketDefinition.of("tick", SocketType.SUB).withConnect("tcp://feed:1");
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean
		RecordingErrorHandler recordingErrorHandler() {
			return new RecordingErrorHandler();
		}

		@Bean
		IntegrationGraphServer graph() {
			return new IntegrationGraphServer();
		}

		@Bean
		QueueChannel errors() {
			return new QueueChannel();
		}

		@Bean
		Executor listenerExecutor() {
			return Runnable::run;
		}

		@Bean
		MessageConverter ownConverter() {
			return new MessageConverter() {

				@Override
				public Object fromMessage(Message<?> message, Class<?> targetClass) {
					return new Tick("converted");
				}

				@Override
				public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
					return new GenericMessage<>(payload.toString());
				}

			};
		}

	}

}
