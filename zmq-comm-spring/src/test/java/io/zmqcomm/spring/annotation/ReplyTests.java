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

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import reactor.core.publisher.Mono;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerErrorHandler;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket.FakeReply;
import io.zmqcomm.spring.test.LoggedWarnings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ZmqReply}: each request gets exactly one answer, whatever happens.
 */
@SpringJUnitConfig
@DirtiesContext
class ReplyTests {

	private static final List<String> FAILED = error("failed", "The request could not be processed");

	@Autowired
	FakeCommunicator zmq;

	@Autowired
	Servers servers;

	@Autowired
	ZmqListenerRegistry registry;

	@Test
	void values() {
		assertThat(ask("echo", "hello")).containsExactly(List.of("hello"));
		assertThat(ask("price", "{\"symbol\":\"EUR\"}")).containsExactly(List.of("{\"symbol\":\"EUR\",\"price\":3}"));
		assertThat(ask("frames", "x")).containsExactly(List.of("x", "y"));
		assertThat(ask("message", "x")).containsExactly(List.of("in a message"));
	}

	@Test
	void anException() {
		FakeReply reply = this.zmq.socket("echo").deliver("bad");
		assertThat(reply.texts()).containsExactly(FAILED);
		assertThat(reply.thrown).isInstanceOf(ZmqReportedException.class).hasMessageContaining("'echo'");
	}

	@Test
	void anError() {
		assertThat(ask("echo", "error")).containsExactly(FAILED);
	}

	@Test
	void nothing() {
		assertThat(ask("echo", "null")).containsExactly(error("no-reply", "The request has no reply"));
		assertThat(ask("silent", "x")).containsExactly(error("no-reply", "The request has no reply"));
	}

	@Test
	void anUndecodableRequest() {
		FakeReply reply = this.zmq.socket("price").deliver("{");
		assertThat(reply.texts()).containsExactly(error("bad-request", "The request could not be decoded"));
		assertThat(reply.thrown).isNull();
		assertThat(ask("echo", "a", "b")).containsExactly(error("bad-request", "The request could not be decoded"));
	}

	@Test
	void framesAreNoListOfSomethingElse() {
		for (String listener : List.of("list", "listInAMessage")) {
			assertThat(ask(listener, "[{\"symbol\":\"EUR\"}]")).containsExactly(List.of("EUR"));
			assertThat(ask(listener, "{}", "{}"))
				.containsExactly(error("bad-request", "The request could not be decoded"));
		}
	}

	@Test
	void anEmptyFrameIsAPayload() {
		assertThat(ask("echo", "")).containsExactly(List.of(""));
		assertThat(ask("octetsOf", "")).containsExactly(List.of("0 of 127.0.0.1:2"));
		assertThat(ask("textOf", "")).containsExactly(List.of("0 of 127.0.0.1:2"));
		assertThat(ask("octetsOf", "", "a", "b"))
			.containsExactly(error("bad-request", "The request could not be decoded"));
	}

	@Test
	void anInvalidRequestIsToldWhatWasWrong() {
		assertThat(ask("price", "{\"symbol\":\"\"}")).containsExactly(error("invalid", "symbol must not be empty"));
	}

	@Test
	void anAnswerThatCannotBeSent() {
		assertThat(ask("odd", "x")).containsExactly(FAILED);
	}

	@Test
	void anErrorReplyOfTheListenersOwn() {
		assertThat(ask("own", "x")).containsExactly(error("out-of-stock", "None left"));
	}

	@Test
	void aSubstituteOfTheErrorHandler() {
		assertThat(ask("recovered", "x")).containsExactly(List.of("instead of x"));
		FakeReply reply = this.zmq.socket("recovered").deliver("hopeless");
		assertThat(reply.texts()).containsExactly(FAILED);
		assertThat(reply.thrown).isInstanceOf(ZmqReportedException.class);
	}

	@Test
	void aFutureThatCompletes() {
		FakeReply reply = this.zmq.socket("future").deliver("x");
		FakeReply next = this.zmq.socket("future").deliver("y");
		assertThat(reply.answers).isEmpty();
		this.servers.futures.remove().complete("late");
		this.servers.futures.remove().complete("later");
		assertThat(reply.texts()).containsExactly(List.of("late"));
		assertThat(next.texts()).containsExactly(List.of("later"));
	}

	@Test
	void aFutureThatFails() {
		FakeReply reply = this.zmq.socket("future").deliver("x");
		this.servers.futures.remove().completeExceptionally(new IllegalStateException("late"));
		assertThat(reply.texts()).containsExactly(FAILED);
	}

	@Test
	void aFutureThatNeverCompletes() {
		FakeReply reply = this.zmq.socket("future").deliver("x");
		CompletableFuture<String> future = this.servers.futures.remove();
		Awaitility.await().untilAsserted(() -> assertThat(reply.answers).hasSize(1));
		assertThat(reply.texts()).containsExactly(error("timeout", "The request was not processed in time"));
		future.complete("too late");
		assertThat(reply.answers).hasSize(1);
	}

	@Test
	void aFutureThatFailsAfterTheTimeoutIsLogged() {
		FakeReply reply = this.zmq.socket("future").deliver("x");
		CompletableFuture<String> future = this.servers.futures.remove();
		Awaitility.await().untilAsserted(() -> assertThat(reply.answers).hasSize(1));
		try (LoggedWarnings logged = new LoggedWarnings()) {
			future.completeExceptionally(new IllegalStateException("too late"));
			assertThat(logged.events()).singleElement()
				.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("'future' failed on a request"));
		}
		assertThat(reply.answers).hasSize(1);
	}

	@Test
	void aReactiveAnswer() {
		assertThat(ask("mono", "x")).containsExactly(List.of("mono x"));
		assertThat(ask("mono", "bad")).containsExactly(FAILED);
		assertThat(ask("mono", "empty")).containsExactly(error("no-reply", "The request has no reply"));
	}

	@Test
	void aMethodThatBlocksForTooLong() {
		this.servers.blocked = new CountDownLatch(1);
		FakeReply reply = this.zmq.socket("echo").deliverElsewhere("block");
		Awaitility.await().untilAsserted(() -> assertThat(reply.answers).hasSize(1));
		assertThat(reply.texts()).containsExactly(error("timeout", "The request was not processed in time"));
		this.servers.blocked.countDown();
		assertThat(ask("echo", "next")).containsExactly(List.of("next"));
		assertThat(reply.answers).hasSize(1);
	}

	@Test
	void aStopWhileARequestIsUnderWay() {
		FakeReply reply = this.zmq.socket("stopped").deliver("x");
		assertThat(reply.answers).isEmpty();
		this.registry.getListener("stopped").stop();
		assertThat(reply.texts()).containsExactly(error("unavailable", "The server is being stopped"));
		assertThat(this.zmq.socket("stopped").calls).endsWith("drain", "close");
		this.registry.getListener("stopped").start();
		assertThat(this.zmq.sockets("stopped")).hasSize(2);
		this.zmq.socket("stopped").deliver("y");
		this.servers.futures.remove();
		CompletableFuture<String> second = this.servers.futures.remove();
		second.complete("again");
	}

	@Test
	void anAnswerWaitsForRoom() {
		this.zmq.socket("mono").outcome = SendOutcome.FULL;
		Thread freeing = new Thread(() -> this.zmq.socket("mono").outcome = SendOutcome.ACCEPTED);
		freeing.start();
		assertThat(ask("mono", "x")).containsExactly(List.of("mono x"));
	}

	@Test
	void anAnswerFromElsewhereWaitsForRoomWithoutBlocking() {
		FakeReply reply = this.zmq.socket("future").deliver("x");
		this.zmq.socket("future").outcome = SendOutcome.FULL;
		CompletableFuture<String> future = this.servers.futures.remove();
		CompletableFuture.runAsync(() -> future.complete("patient")).join();
		assertThat(reply.answers).isEmpty();
		this.zmq.socket("future").outcome = SendOutcome.ACCEPTED;
		Awaitility.await().untilAsserted(() -> assertThat(reply.texts()).containsExactly(List.of("patient")));
	}

	private List<List<String>> ask(String socket, String... frames) {
		return this.zmq.socket(socket).deliver(frames).texts();
	}

	private static List<String> error(String code, String message) {
		return List.of("ZMQ-COMM-ERROR", "{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
	}

	public static class Request {

		private String symbol = "";

		public String getSymbol() {
			return this.symbol;
		}

		public void setSymbol(String symbol) {
			this.symbol = symbol;
		}

	}

	record Price(String symbol, int price) {

	}

	static class Servers {

		final ConcurrentLinkedQueue<CompletableFuture<String>> futures = new ConcurrentLinkedQueue<>();

		volatile CountDownLatch blocked = new CountDownLatch(0);

		@ZmqReply(id = "echo", bind = "tcp://127.0.0.1:*")
		@Nullable String echo(String body) throws InterruptedException {
			switch (body) {
				case "bad" -> throw new IllegalArgumentException("secret");
				case "error" -> throw new StackOverflowError();
				case "null" -> {
					return null;
				}
				case "block" -> this.blocked.await();
				default -> {
				}
			}
			return body;
		}

		@ZmqReply(id = "price", bind = "tcp://127.0.0.1:*")
		Price price(@Payload @Validated Request request) {
			return new Price(request.getSymbol(), 3);
		}

		@ZmqReply(id = "frames", bind = "tcp://127.0.0.1:*", type = "rep")
		ZmqMessage frames(String body) {
			return ZmqMessage.ofText(body, "y");
		}

		@ZmqReply(id = "message", bind = "tcp://127.0.0.1:*")
		Message<String> message(Message<String> request) {
			return new GenericMessage<>("in a message");
		}

		@ZmqReply(id = "octetsOf", bind = "tcp://127.0.0.1:*")
		String octetsOf(byte[] octets, PeerInfo peer) {
			return octets.length + " of " + peer.remoteAddress();
		}

		@ZmqReply(id = "textOf", bind = "tcp://127.0.0.1:*")
		String textOf(String text, PeerInfo peer) {
			return text.length() + " of " + peer.remoteAddress();
		}

		@ZmqReply(id = "list", bind = "tcp://127.0.0.1:*")
		String list(List<Request> requests) {
			return requests.get(0).getSymbol();
		}

		@ZmqReply(id = "listInAMessage", bind = "tcp://127.0.0.1:*")
		String listInAMessage(Message<List<Request>> message) {
			return message.getPayload().get(0).getSymbol();
		}

		@ZmqReply(id = "silent", bind = "tcp://127.0.0.1:*")
		void silent(String body) {
		}

		@ZmqReply(id = "odd", bind = "tcp://127.0.0.1:*")
		Object odd(String body) {
			Map<String, Object> endless = new HashMap<>();
			endless.put("self", endless);
			return endless;
		}

		@ZmqReply(id = "own", bind = "tcp://127.0.0.1:*")
		ZmqErrorReply own(String body) {
			return new ZmqErrorReply("out-of-stock", "None left");
		}

		@ZmqReply(id = "recovered", bind = "tcp://127.0.0.1:*", errorHandler = "substitute")
		String recovered(String body) {
			throw new IllegalArgumentException(body);
		}

		@ZmqReply(id = "future", bind = "tcp://127.0.0.1:*")
		CompletableFuture<String> future(String body) {
			CompletableFuture<String> future = new CompletableFuture<>();
			this.futures.add(future);
			return future;
		}

		@ZmqReply(id = "stopped", bind = "tcp://127.0.0.1:*")
		CompletableFuture<String> stopped(String body) {
			return future(body);
		}

		@ZmqReply(id = "mono", bind = "tcp://127.0.0.1:*")
		Mono<String> mono(String body) {
			return switch (body) {
				case "bad" -> Mono.error(new IllegalStateException("secret"));
				case "empty" -> Mono.empty();
				default -> Mono.just("mono " + body);
			};
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
		Servers servers() {
			return new Servers();
		}

		@Bean
		ZmqListenerErrorHandler substitute() {
			return (message, exception) -> {
				Throwable cause = exception.getCause();
				String text = (cause != null) ? String.valueOf(cause.getMessage()) : "";
				if (text.equals("hopeless")) {
					throw new IllegalStateException("handler");
				}
				return "instead of " + text;
			};
		}

		@Bean
		ZmqListenerDefaults defaults() {
			ZmqListenerDefaults defaults = new ZmqListenerDefaults();
			defaults.setReplyTimeout(Duration.ofMillis(600));
			defaults.setShutdownTimeout(Duration.ofMillis(50));
			defaults.setValidator(new Validator() {

				@Override
				public boolean supports(Class<?> type) {
					return type == Request.class;
				}

				@Override
				public void validate(Object target, Errors errors) {
					if (((Request) target).getSymbol().isEmpty()) {
						errors.rejectValue("symbol", "empty", "must not be empty");
					}
				}

			});
			return defaults;
		}

	}

}
