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

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqPair;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqRemoteException;
import io.zmqcomm.spring.test.LoggedWarnings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tensors as parameters, answers and payloads, over TCP.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(60)
class TensorListenerTests {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final Tensor SMALL = Tensor.of(new float[] { 1, 2, 3, 4 }, 2, 2);

	private static final Tensor LARGE = Tensor.of(new double[100_000], 100, 1000);

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
	}

	@Test
	void aSubscriberIsGivenTensorAndTopic() throws Exception {
		assertThat(this.sockets.get("weights").awaitSubscribers("layer.1", 1, WAIT)).isTrue();
		for (Tensor tensor : List.of(SMALL, LARGE)) {
			assertThat(this.template.publish("weights", "layer.1", tensor)).isEqualTo(SendOutcome.ACCEPTED);
			assertSeen("layer.1 " + tensor + " direct");
		}
	}

	@Test
	void aSubscriberNeedsNoTopicBeforeTheTensor() throws Exception {
		ZmqSocket bare = this.sockets.get("bare");
		assertThat(bare.awaitSubscribers("", 3, WAIT)).isTrue();
		for (Tensor tensor : List.of(SMALL, Tensor.of(new int[0], 0))) {
			bare.send(tensor);
			Awaitility.await()
				.atMost(WAIT)
				.untilAsserted(() -> assertThat(this.listeners.seen).containsExactlyInAnyOrder("bare " + tensor,
						"bare batch " + tensor, "bare " + tensor + " of 2 frames"));
			this.listeners.seen.clear();
		}
	}

	@Test
	void aPullIsGivenTensorsWhereTheyLie() throws Exception {
		try (ZmqSocket push = push("gradients")) {
			push.send(SMALL);
			assertSeen("pull " + SMALL + " 3.0 direct");
			push.send("with a topic", SMALL);
			assertSeen("pull " + SMALL + " 3.0 direct");
		}
	}

	@Test
	void aPairIsGivenTensorAndSender() throws Exception {
		try (ZmqSocket pair = this.zmq.createSocket(SocketType.PAIR).connect(address("peer"))) {
			pair.send(LARGE);
			assertSeen("pair " + LARGE + " tcp direct");
			this.template.send("peer", new GenericMessage<>(SMALL));
			assertThat(pair.receive(WAIT).orElseThrow().tensor()).hasToString(SMALL.toString());
		}
	}

	@Test
	void aTensorBesideOtherFormsOfThePayloadIsACopy() throws Exception {
		try (ZmqSocket whole = push("whole"); ZmqSocket message = push("message"); ZmqSocket batch = push("batch")) {
			whole.send(SMALL);
			assertSeen("whole " + SMALL + " 2 heap");
			message.send(SMALL);
			assertSeen("message " + SMALL + " message heap");
			batch.send(SMALL);
			assertSeen("batch " + SMALL + " heap");
		}
	}

	@Test
	void theTemplatePushes() throws Exception {
		try (ZmqSocket pull = this.zmq.createSocket(SocketType.PULL)
			.connect(this.sockets.get("tasks").boundEndpoints().get(0))) {
			assertThat(this.template.push("tasks", LARGE)).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(pull.receive(WAIT).orElseThrow().tensor()).hasToString(LARGE.toString());
		}
	}

	@Test
	void aReplyTakesAndReturnsTensors() {
		for (Tensor tensor : List.of(SMALL, LARGE)) {
			assertThat(request("echo", tensor)).hasToString(tensor.toString());
			assertThat(request("later", tensor)).hasToString(tensor.toString());
		}
		Tensor doubled = request("doubled", SMALL);
		assertThat(doubled.data().asFloatBuffer().get(3)).isEqualTo(8);
		assertThat(this.template.requestAsync(requester("doubled"), SMALL, Tensor.class)).succeedsWithin(WAIT)
			.asString()
			.isEqualTo("float32[2, 2]");
	}

	@Test
	void aReturnedTensorIsClosed() {
		assertThat(request("owned", SMALL).byteCount()).isEqualTo(1 << 20);
		Awaitility.await().atMost(WAIT).until(() -> this.listeners.owned.refCnt() == 0);
	}

	@Test
	void whatIsNoGoodTensorIsRefused() throws Exception {
		try (LoggedWarnings logged = new LoggedWarnings(); ZmqSocket push = push("gradients")) {
			byte[] header = ZmqMessage.of(SMALL).bytes(0);
			push.send(ZmqMessage.of(header, new byte[15]));
			push.send("text");
			push.send(SMALL);
			assertSeen("pull " + SMALL + " 3.0 direct");
			assertThat(this.listeners.seen).isEmpty();
			assertThat(logged.events()).singleElement()
				.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("'gradients' refused",
						"tensor data: 15 octets for float32[2, 2] (expected: 16)"));
		}
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request(requester("doubled"), "text", Tensor.class))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("bad-request"));
	}

	private void assertSeen(String note) {
		Awaitility.await().atMost(WAIT).until(() -> !this.listeners.seen.isEmpty());
		assertThat(this.listeners.seen.remove()).isEqualTo(note);
	}

	private ZmqSocket push(String listener) {
		return this.zmq.createSocket(SocketType.PUSH).connect(address(listener));
	}

	private Tensor request(String listener, Tensor tensor) {
		return this.template.request(requester(listener), tensor, Tensor.class);
	}

	private String requester(String listener) {
		String name = "to-" + listener;
		if (!this.sockets.names().contains(name)) {
			this.sockets.add(ZmqSocketDefinition.of(name, SocketType.REQ).withConnect(address(listener)));
		}
		return name;
	}

	private String address(String listener) {
		return "tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq." + listener + ".port");
	}

	static class Listeners {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final ByteBuf owned = ByteBufAllocator.DEFAULT.directBuffer(1 << 20).writeZero(1 << 20);

		private static String where(Tensor tensor) {
			return tensor.buffer().isDirect() ? "direct" : "heap";
		}

		@ZmqSubscriber(socket = "layers", topics = "layer.")
		void layer(Tensor weights, @Header(ZmqHeaders.TOPIC) String topic) {
			this.seen.add(topic + " " + weights + " " + where(weights));
		}

		@ZmqSubscriber(connect = "inproc://bare")
		void bare(Message<Tensor> message) {
			this.seen.add("bare " + message.getPayload());
		}

		@ZmqSubscriber(connect = "inproc://bare", batch = "10")
		void bareBatch(List<Tensor> tensors) {
			tensors.forEach((tensor) -> this.seen.add("bare batch " + tensor));
		}

		@ZmqSubscriber(connect = "inproc://bare")
		void bareAndWhole(Tensor tensor, ZmqMessage message) {
			this.seen.add("bare " + tensor + " of " + message.frameCount() + " frames");
		}

		@ZmqPull(id = "gradients", bind = "tcp://127.0.0.1:*")
		void gradient(Tensor tensor) {
			this.seen.add("pull " + tensor + " " + tensor.data().asFloatBuffer().get(2) + " " + where(tensor));
		}

		@ZmqPair("peer")
		void pair(PeerInfo sender, Tensor tensor) {
			this.seen.add("pair " + tensor + " " + sender.endpoint().substring(0, 3) + " " + where(tensor));
		}

		@ZmqPull(id = "whole", bind = "tcp://127.0.0.1:*")
		void whole(ZmqMessage message, Tensor tensor) {
			this.seen.add("whole " + tensor + " " + message.frameCount() + " " + where(tensor));
		}

		@ZmqPull(id = "message", bind = "tcp://127.0.0.1:*")
		void message(Message<Tensor> message, @Header(ZmqHeaders.SOCKET) String socket) {
			this.seen.add("message " + message.getPayload() + " " + socket + " " + where(message.getPayload()));
		}

		@ZmqPull(id = "batch", bind = "tcp://127.0.0.1:*", batch = "10")
		void batch(List<Tensor> tensors) {
			tensors.forEach((tensor) -> this.seen.add("batch " + tensor + " " + where(tensor)));
		}

		@ZmqReply(id = "echo", bind = "tcp://127.0.0.1:*")
		Tensor echo(Tensor tensor) {
			return tensor;
		}

		@ZmqReply(id = "later", bind = "tcp://127.0.0.1:*")
		CompletableFuture<Tensor> later(Tensor tensor, @Header(ZmqHeaders.PEER) PeerInfo peer) {
			Tensor kept = tensor.retain();
			return CompletableFuture.supplyAsync(() -> kept);
		}

		@ZmqReply(id = "doubled", bind = "tcp://127.0.0.1:*")
		Message<Tensor> doubled(Tensor tensor) {
			float[] values = new float[tensor.elementCount()];
			tensor.data().asFloatBuffer().get(values);
			for (int i = 0; i < values.length; i++) {
				values[i] *= 2;
			}
			return new GenericMessage<>(Tensor.of(values, tensor.shape()), Map.of());
		}

		@ZmqReply(id = "owned", bind = "tcp://127.0.0.1:*")
		Tensor owned(Tensor tensor) {
			return Tensor.owning(TensorDtype.UINT8, ByteOrder.LITTLE_ENDIAN, this.owned, 1 << 20);
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
					List.of(ZmqSocketDefinition.of("weights", SocketType.PUB).withBind("inproc://weights"),
							ZmqSocketDefinition.of("layers", SocketType.SUB).withConnect("inproc://weights"),
							ZmqSocketDefinition.of("bare", SocketType.PUB).withBind("inproc://bare"),
							ZmqSocketDefinition.of("tasks", SocketType.PUSH).withBind("tcp://127.0.0.1:*"),
							ZmqSocketDefinition.of("peer", SocketType.PAIR).withBind("tcp://127.0.0.1:*")));
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

}
