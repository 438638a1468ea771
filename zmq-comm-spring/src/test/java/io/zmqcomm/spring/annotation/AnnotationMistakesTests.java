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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.config.ZmqSocketConflictException;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.test.FakeCommunicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is wrong with an annotation fails the start, with the method, the attribute, its
 * value and what is expected.
 */
class AnnotationMistakesTests {

	static Stream<Arguments> mistakes() {
		return Stream.of(Arguments.of(UnknownSocket.class, "socket", "nosuch", "one of [orders, ticks, asking]"),
				Arguments.of(WrongType.class, "socket", "orders", "a ROUTER, but it is a PULL"),
				Arguments.of(WriteOnly.class, "socket", "ticks", "one that listeners can read, but it is a PUB"),
				Arguments.of(OnlyAnswers.class, "socket", "asking", "one that listeners can read, but it is a REQ"),
				Arguments.of(Nowhere.class, "socket", "", "or an address in 'bind' or 'connect'"),
				Arguments.of(NameAndAddress.class, "socket", "orders", "and not both"),
				Arguments.of(MalformedBind.class, "bind", "tcp://127.0.0.1", "(expected: host:port,"),
				Arguments.of(MalformedConnect.class, "connect", "http://feed:1", "(expected: "),
				Arguments.of(ConnectToAny.class, "connect", "tcp://*:5556", "the host and port of a peer"),
				Arguments.of(NoType.class, "type", "", "the type of a socket that listeners can read"),
				Arguments.of(UnknownType.class, "type", "pullover", "one of [REQ"),
				Arguments.of(WriteOnlyType.class, "type", "pub", "the type of a socket that listeners can read"),
				Arguments.of(Topics.class, "topics", "[EUR]", "none, as the socket is a PULL"),
				Arguments.of(IdOfABean.class, "id", "bean", "another id"),
				Arguments.of(IdOfASocket.class, "id", "orders", "another id"),
				Arguments.of(Concurrency.class, "concurrency", "x", "a number, at least 1"),
				Arguments.of(Batch.class, "batch", "some", "true, false or a number"),
				Arguments.of(EmptyBatch.class, "batch", "0", "a number, at least 1"),
				Arguments.of(AutoStartup.class, "autoStartup", "maybe", "true or false"),
				Arguments.of(DispatchName.class, "dispatch", "loop", "executor or io-thread"),
				Arguments.of(Consumes.class, "consumes", "json", "a MIME type"),
				Arguments.of(MissingExecutor.class, "executor", "nosuch",
						"the name of a java.util.concurrent.Executor"),
				Arguments.of(WrongHandler.class, "errorHandler", "bean", "ZmqListenerErrorHandler"),
				Arguments.of(WrongConverter.class, "messageConverter", "#{@bean}", "MessageConverter"),
				Arguments.of(Placeholder.class, "bind", "${nosuch.address}", "placeholders and expressions"),
				Arguments.of(Expression.class, "topics", "#{@nosuch.topics}", "placeholders and expressions"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void aMistakeNamesTheMethodTheAttributeAndTheValue(Class<?> bean, String attribute, String value, String expected) {
		assertThatIllegalStateException().isThrownBy(() -> start(bean))
			.withMessageContaining("'" + attribute + "' of the listener ")
			.withMessageContaining(bean.getSimpleName() + ".listen(")
			.withMessageContaining("'" + value + "' ")
			.withMessageContaining("(expected: ")
			.withMessageContaining(expected);
	}

	@Test
	void aBatchOfRequests() {
		assertThatIllegalStateException().isThrownBy(() -> start(BatchOfRequests.class))
			.withMessageContaining("'batch' of the listener ")
			.withMessageContaining("BatchOfRequests.listen(")
			.withMessageContaining("expected: false");
	}

	@Test
	void aBatchWithoutAList() {
		assertThatIllegalStateException().isThrownBy(() -> start(BatchWithoutAList.class))
			.withMessageContaining("'batch' of the listener ")
			.withMessageContaining("BatchWithoutAList.listen(")
			.withMessageContaining("expected: one parameter, a List");
	}

	@Test
	void aValueThatIsLost() {
		assertThatIllegalStateException().isThrownBy(() -> start(Returning.class))
			.withMessageContaining("Returning.listen(")
			.withMessageContaining("expected: void or a future");
	}

	@Test
	void twoAnnotationsForOneSocket() {
		assertThatIllegalStateException().isThrownBy(() -> start(Twice.class))
			.withMessageContaining("Twice.listen(")
			.withMessageContaining("'first'")
			.withMessageContaining("'second'")
			.withCauseInstanceOf(Exception.class)
			.withRootCauseInstanceOf(ZmqSocketConflictException.class);
	}

	@Test
	void twoAnnotationsOfOneMethodMustBothFit() {
		assertThatIllegalStateException().isThrownBy(() -> start(PullAndReply.class))
			.withMessageContaining("'socket' of the listener ")
			.withMessageContaining("PullAndReply.listen(")
			.withMessageContaining("a ROUTER, but it is a PULL");
	}

	private static void start(Class<?> bean) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Config.class);
			context.registerBean("bean", bean);
			context.refresh();
			assertThat(context.isRunning()).isFalse();
		}
	}

	static class UnknownSocket {

		@ZmqReply("nosuch")
		String listen(String text) {
			return text;
		}

	}

	static class WrongType {

		@ZmqReply("orders")
		String listen(String text) {
			return text;
		}

	}

	static class WriteOnly {

		@ZmqListener("ticks")
		void listen(String text) {
		}

	}

	static class OnlyAnswers {

		@ZmqListener("asking")
		void listen(String text) {
		}

	}

	static class Nowhere {

		@ZmqPull
		void listen(String text) {
		}

	}

	static class NameAndAddress {

		@ZmqPull(socket = "orders", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class MalformedBind {

		@ZmqPull(bind = "tcp://127.0.0.1")
		void listen(String text) {
		}

	}

	static class MalformedConnect {

		@ZmqPull(connect = "tcp://feed:1,http://feed:1")
		void listen(String text) {
		}

	}

	static class ConnectToAny {

		@ZmqPull(connect = "tcp://*:5556")
		void listen(String text) {
		}

	}

	static class NoType {

		@ZmqListener(bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class UnknownType {

		@ZmqListener(type = "pullover", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class WriteOnlyType {

		@ZmqListener(type = "pub", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class Topics {

		@ZmqListener(type = "pull", bind = "tcp://127.0.0.1:*", topics = "EUR")
		void listen(String text) {
		}

	}

	static class IdOfABean {

		@ZmqPull(id = "bean", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class IdOfASocket {

		@ZmqPull(id = "orders", bind = "tcp://127.0.0.1:*")
		void listen(String text) {
		}

	}

	static class Concurrency {

		@ZmqPull(bind = "tcp://127.0.0.1:*", concurrency = "x")
		void listen(String text) {
		}

	}

	static class Batch {

		@ZmqPull(bind = "tcp://127.0.0.1:*", batch = "some")
		void listen(List<String> texts) {
		}

	}

	static class EmptyBatch {

		@ZmqPull(bind = "tcp://127.0.0.1:*", batch = "0")
		void listen(List<String> texts) {
		}

	}

	static class AutoStartup {

		@ZmqPull(bind = "tcp://127.0.0.1:*", autoStartup = "maybe")
		void listen(String text) {
		}

	}

	static class DispatchName {

		@ZmqPull(bind = "tcp://127.0.0.1:*", dispatch = "loop")
		void listen(String text) {
		}

	}

	static class Consumes {

		@ZmqPull(bind = "tcp://127.0.0.1:*", consumes = "json")
		void listen(String text) {
		}

	}

	static class MissingExecutor {

		@ZmqPull(bind = "tcp://127.0.0.1:*", executor = "nosuch")
		void listen(String text) {
		}

	}

	static class WrongHandler {

		@ZmqPull(bind = "tcp://127.0.0.1:*", errorHandler = "bean")
		void listen(String text) {
		}

	}

	static class WrongConverter {

		@ZmqPull(bind = "tcp://127.0.0.1:*", messageConverter = "#{@bean}")
		void listen(String text) {
		}

		@Override
		public String toString() {
			return "#{@bean}";
		}

	}

	static class Placeholder {

		@ZmqPull(bind = "${nosuch.address}")
		void listen(String text) {
		}

	}

	static class Expression {

		@ZmqSubscriber(connect = "tcp://feed:1", topics = "#{@nosuch.topics}")
		void listen(String text) {
		}

	}

	static class BatchOfRequests {

		@ZmqListener(type = "router", bind = "tcp://127.0.0.1:*", batch = "true")
		String listen(List<String> texts) {
			return "";
		}

	}

	static class BatchWithoutAList {

		@ZmqPull(bind = "tcp://127.0.0.1:*", batch = "true")
		void listen(String text) {
		}

	}

	static class Returning {

		@ZmqPull(bind = "tcp://127.0.0.1:*")
		String listen(String text) {
			return text;
		}

	}

	static class Twice {

		@ZmqPull(id = "first", socket = "orders")
		@ZmqPull(id = "second", socket = "orders")
		void listen(String text) {
		}

	}

	static class PullAndReply {

		@ZmqPull("orders")
		@ZmqReply("orders")
		CompletableFuture<String> listen(String text) {
			return CompletableFuture.completedFuture(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

		@Bean
		ZmqSocketDefinition ordersDefinition() {
			return ZmqSocketDefinition.of("orders", SocketType.PULL).withConnect("tcp://orders:1");
		}

		@Bean
		ZmqSocketDefinition ticksDefinition() {
			return ZmqSocketDefinition.of("ticks", SocketType.PUB).withConnect("tcp://ticks:1");
		}

		@Bean
		ZmqSocketDefinition askingDefinition() {
			return ZmqSocketDefinition.of("asking", SocketType.REQ).withConnect("tcp://asked:1");
		}

	}

}
