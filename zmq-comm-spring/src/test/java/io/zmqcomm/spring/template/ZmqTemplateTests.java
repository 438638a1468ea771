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

package io.zmqcomm.spring.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqTimeoutException;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.test.FakeCommunicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ZmqTemplate}.
 */
class ZmqTemplateTests {

	private final FakeCommunicator zmq = new FakeCommunicator();

	private final ZmqSockets sockets = new ZmqSockets(this.zmq);

	private final ZmqTemplate template = new ZmqTemplate(this.sockets);

	@Test
	void theOutcomeIsTheSockets() {
		this.sockets.add(ZmqSocketDefinition.of("tasks", SocketType.PUSH));
		this.sockets.get("tasks");
		this.zmq.socket("tasks").outcome = SendOutcome.FULL;
		assertThat(this.template.push("tasks", "x")).isEqualTo(SendOutcome.FULL);
	}

	@Test
	void aMessagesPayloadIsSent() {
		this.sockets.add(ZmqSocketDefinition.of("tasks", SocketType.PUSH));
		this.template.push("tasks", new GenericMessage<>(Map.of("a", 1)));
		assertThat(this.zmq.socket("tasks").sent.get(0).text(0)).isEqualTo("{\"a\":1}");
	}

	@Test
	void aReqIsForRequestsOnly() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("pricer", "x"))
			.withMessage("'send' would lose the reply, as socket 'pricer' is a REQ (expected: 'request')");
	}

	@Test
	void onePeerOfARouterIsAddressed() {
		this.sockets.add(ZmqSocketDefinition.of("router", SocketType.ROUTER));
		this.template.sendTo("router", RoutingId.of("ann"), "x");
		assertThat(this.zmq.socket("router").calls).contains("sendTo ann");
	}

	@Test
	void requestsGoToEachEndpointInTurn() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1", "tcp://b:2"));
		List<String> asked = new ArrayList<>();
		this.zmq.server = (endpoint, request) -> {
			asked.add(endpoint);
			return request;
		};
		for (int i = 0; i < 4; i++) {
			assertThat(this.template.request("pricer", "x", String.class)).isEqualTo("x");
		}
		assertThat(asked).containsExactly("tcp://a:1", "tcp://b:2", "tcp://a:1", "tcp://b:2");
		assertThat(this.zmq.sockets("pricer")).isEmpty();
	}

	@Test
	void aReplyThatCannotBeConverted() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.request("pricer", "{", Map.class));
		assertThat(this.template.requestAsync("pricer", "{", Map.class)).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(MessageConversionException.class);
	}

	@Test
	void aFutureFailsWithWhatARequestThrows() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"))
			.add(ZmqSocketDefinition.of("lost", SocketType.REQ));
		assertThat(this.template.requestAsync("pricer", Map.of("self", new Unreadable()), String.class))
			.isCompletedExceptionally();
		assertThat(this.template.requestAsync("lost", "x", String.class)).isCompletedExceptionally();
	}

	@Test
	void framesAreNoListOfSomethingElse() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		this.zmq.server = (endpoint, request) -> ZmqMessage.ofText("1", "2");
		assertThat(this.template.request("pricer", "x", new ParameterizedTypeReference<List<byte[]>>() {
		})).hasSize(2);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.request("pricer", "x", new ParameterizedTypeReference<List<Integer>>() {
			}))
			.withMessageContaining("2 payload frames");
		this.zmq.server = (endpoint, request) -> ZmqMessage.ofText("[1,2]");
		assertThat(this.template.request("pricer", "x", new ParameterizedTypeReference<List<Integer>>() {
		})).containsExactly(1, 2);
	}

	@Test
	void anErrorReplyIsAnException() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		this.zmq.server = (endpoint, request) -> new ZmqErrorReply("sold-out", "none").toMessage();
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("pricer", "x", String.class))
			.withMessage("The server answered with the error 'sold-out': none")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("sold-out"));
	}

	@Test
	void aTimeoutIsPassedOn() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		this.zmq.server = (endpoint, request) -> {
			throw new ZmqTimeoutException("late");
		};
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.template.request("pricer", "x", String.class, Duration.ofMillis(1)));
	}

	@Test
	void withoutATimeoutTheCommunicatorsCounts() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		this.zmq.requestTimeout = Duration.ofSeconds(7);
		ParameterizedTypeReference<String> text = ParameterizedTypeReference.forType(String.class);
		this.template.request("pricer", "x", String.class);
		this.template.request("pricer", "x", text);
		this.template.requestAsync("pricer", "x", String.class).join();
		this.template.requestAsync("pricer", "x", text).join();
		assertThat(this.zmq.timeouts).hasSize(4).containsOnly(Duration.ofSeconds(7));
	}

	@Test
	void theTemplatesTimeoutComesFirst() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		this.template.setRequestTimeout(Duration.ofSeconds(3));
		this.template.request("pricer", "x", String.class);
		this.template.request("pricer", "x", String.class, Duration.ofSeconds(2));
		assertThat(this.zmq.timeouts).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.setRequestTimeout(Duration.ZERO))
			.withMessageContaining("more than zero");
	}

	@Test
	void aSocketThatConnectsNowhereCannotRequest() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ));
		assertThatIllegalStateException().isThrownBy(() -> this.template.request("pricer", "x", String.class))
			.withMessageContaining("'pricer' connects to nothing");
	}

	@Test
	void cancellingGivesTheRequestUp() {
		this.sockets.add(ZmqSocketDefinition.of("pricer", SocketType.REQ).withConnect("tcp://a:1"));
		CompletableFuture<ZmqMessage> forever = new CompletableFuture<>();
		this.zmq.later = forever;
		this.template.requestAsync("pricer", "x", String.class).cancel(true);
		assertThat(forever).isCancelled();
	}

	public static class Unreadable {

		public String getName() {
			throw new IllegalStateException("unreadable");
		}

	}

}
