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

package io.zmqcomm.core.patterns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.TensorReceiver;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;
import io.zmqcomm.core.tensor.TensorFormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tensors in every pattern, small ones and ones that go by reference.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(60)
class TensorPatternTests {

	private static final Tensor SMALL = Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3);

	private static final Tensor LARGE = large();

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private static Tensor large() {
		ByteBuffer data = ByteBuffer.allocateDirect(3 << 20);
		for (int i = 0; i < data.capacity(); i += Integer.BYTES) {
			data.putInt(i, i);
		}
		return Tensor.of(TensorDtype.INT32, data, 3, 512, 512);
	}

	/** What a receiver noted of a tensor. */
	private static String note(Tensor tensor, String topic) {
		return topic + " " + tensor + " " + tensor.order() + " " + tensor.sequence() + " " + tensor.data().hashCode();
	}

	private void assertReceived(Tensor tensor, String topic) throws InterruptedException {
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo(note(tensor, topic));
	}

	private TensorReceiver noting() {
		return (message, tensor, topic) -> this.received.add(note(tensor, topic));
	}

	@Test
	void pushToPull() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any()).onTensor(noting());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		for (Tensor tensor : List.of(SMALL, LARGE, LARGE.withSequence(7).withChecksum(), Tensor.of(new int[0], 0))) {
			assertThat(push.send(tensor)).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(push.send("a topic", tensor)).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(push.trySend(ZmqMessage.of(tensor))).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(push.sendAsync(ZmqMessage.of(tensor)).get(10, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
			assertReceived(tensor, null);
			assertReceived(tensor, "a topic");
			assertReceived(tensor, null);
			assertReceived(tensor, null);
		}
	}

	@Test
	@DisplayName("A tensor over heap memory of any size arrives too")
	void heapMemory() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		for (int size : new int[] { 8, 32 * 1024, 1 << 20 }) {
			ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
			data.putLong(size - Long.BYTES, 4711);
			push.send(Tensor.of(TensorDtype.INT64, data, size / 8));
			ZmqMessage message = TestCommunicator.message(pull);
			assertThat(message.hasTensor()).isTrue();
			assertThat(message.tensor().data()).isEqualTo(data);
		}
	}

	@Test
	void publishWithTopic() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		this.zmq.connected(SocketType.SUB, pub).subscribe("weights").onTensor(noting());
		ZmqSocket other = this.zmq.connected(SocketType.SUB, pub).subscribe("w");
		assertThat(pub.awaitSubscribers("weights.0", 2, TestCommunicator.PATIENCE)).isTrue();
		for (Tensor tensor : List.of(SMALL, LARGE)) {
			pub.send("nobody", tensor);
			pub.send("weights.0", tensor);
			assertReceived(tensor, "weights.0");
			ZmqMessage message = TestCommunicator.message(other);
			assertThat(message.text(0)).isEqualTo("weights.0");
			assertThat(note(message.tensor(), null)).isEqualTo(note(tensor, null));
		}
	}

	@Test
	void pairBothWays() throws Exception {
		ZmqSocket bound = this.zmq.socket(SocketType.PAIR).bind(this.transport.any()).onTensor(noting());
		ZmqSocket connected = this.zmq.connected(SocketType.PAIR, bound).onTensor(noting());
		connected.send(LARGE);
		assertReceived(LARGE, null);
		bound.send("back", SMALL);
		assertReceived(SMALL, "back");
	}

	@Test
	@DisplayName("REP and ROUTER answer with the tensor that they were sent, without keeping it")
	void requestAndReply() throws Exception {
		for (SocketType type : List.of(SocketType.REP, SocketType.ROUTER)) {
			ZmqSocket server = this.zmq.socket(type).bind(this.transport.any());
			server.onTensor((message, tensor, topic) -> {
				assertThat(topic).isNull();
				assertThat(message.reply().send(tensor)).isEqualTo(SendOutcome.ACCEPTED);
			});
			String endpoint = TestCommunicator.endpoint(server);
			for (Tensor tensor : List.of(SMALL, LARGE, LARGE.withSequence(7).withChecksum())) {
				Tensor reply = this.zmq.communicator().request(endpoint, tensor);
				assertThat(note(reply, null)).isEqualTo(note(tensor, null));
			}
			ZmqSocket req = this.zmq.connected(SocketType.REQ, server).onTensor(noting());
			req.send(LARGE);
			assertReceived(LARGE, null);
			assertThat(server.counters().failed()).isZero();
		}
	}

	@Test
	@DisplayName("A reply that is no tensor is told to who asked, and the connection goes on")
	void replyWithoutTensor() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		rep.onMessage((message) -> message.reply().send(ZmqMessage.ofText("busy")));
		String endpoint = TestCommunicator.endpoint(rep);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(TensorFormatException.class)
				.isThrownBy(() -> this.zmq.communicator().request(endpoint, SMALL))
				.withMessage("message of 1 frame (expected: the two of a tensor, header and data)");
		}
		assertThat(rep.counters().connects()).isEqualTo(1);
	}

	@Test
	void routerToDealer() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		RoutingId id = RoutingId.of("worker");
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, router, (options) -> options.routingId(id))
			.onTensor(noting());
		assertThat(router.sendTo(id, ZmqMessage.of("not a topic", LARGE))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(router.trySendTo(id, ZmqMessage.of(SMALL))).isEqualTo(SendOutcome.ACCEPTED);
		assertReceived(LARGE, null);
		assertReceived(SMALL, null);
		dealer.send(LARGE);
		assertThat(note(TestCommunicator.message(router).tensor(), null)).isEqualTo(note(LARGE, null));
	}

	@Test
	@DisplayName("A retained tensor outlives the receiver's return and the socket, until it is closed")
	void retain() throws Exception {
		BlockingQueue<Tensor> kept = new LinkedBlockingQueue<>();
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		pull.onTensor((message, tensor, topic) -> kept.add(tensor.retain()));
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		push.send(LARGE);
		push.send(SMALL);
		try (Tensor large = kept.poll(10, TimeUnit.SECONDS); Tensor small = kept.poll(10, TimeUnit.SECONDS)) {
			pull.close();
			assertThat(note(large, null)).isEqualTo(note(LARGE, null));
			assertThat(note(small, null)).isEqualTo(note(SMALL, null));
		}
	}

	@Test
	@DisplayName("A borrowed tensor is refused once its receiver has returned, and not somebody else's memory read")
	void borrowedTooLong() throws Exception {
		for (Dispatch dispatch : List.of(Dispatch.worker(), Dispatch.workers(2), Dispatch.IO_THREAD)) {
			BlockingQueue<Tensor> leaked = new LinkedBlockingQueue<>();
			ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
			pull.onTensor(dispatch, (message, tensor, topic) -> leaked.add(tensor.withSequence(1)));
			ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
			for (Tensor tensor : List.of(SMALL, LARGE)) {
				push.send(tensor);
				Tensor late = leaked.poll(10, TimeUnit.SECONDS);
				Awaitility.await()
					.atMost(TestCommunicator.PATIENCE)
					.untilAsserted(() -> assertThatIllegalStateException().isThrownBy(late::data)
						.withMessageContaining("after its receiver returned")
						.withMessageContaining("retain"));
				assertThatIllegalStateException().isThrownBy(late::buffer);
				assertThatIllegalStateException().isThrownBy(late::retain);
				assertThatIllegalStateException().isThrownBy(() -> push.send(late));
				assertThat(late).hasToString(tensor.toString());
			}
		}
	}

	@Test
	@DisplayName("Several at a time are given tensors of their own")
	void concurrentReceivers() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		pull.onTensor(Dispatch.workers(3), noting());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		for (int i = 0; i < 30; i++) {
			push.send(LARGE);
		}
		for (int i = 0; i < 30; i++) {
			assertReceived(LARGE, null);
		}
	}

	@Test
	@DisplayName("A tensor made of a pooled buffer may be closed once it is sent; the last use gives the buffer back")
	void sendsByReference() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull, TestCommunicator::smallQueues);
		ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(1 << 20).writeZero(1 << 20);
		Tensor tensor = Tensor.owning(TensorDtype.UINT8, ByteOrder.LITTLE_ENDIAN, memory, 1 << 20);
		int sent = TestCommunicator.fill(push, ZmqMessage.of(tensor));
		assertThat(sent).isPositive();
		tensor.close();
		assertThat(memory.refCnt()).as("references of the queues").isPositive();
		for (int i = 0; i < sent; i++) {
			assertThat(TestCommunicator.message(pull).tensor().byteCount()).isEqualTo(1 << 20);
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> memory.refCnt() == 0);
	}

	@Test
	@DisplayName("A received tensor is the frame itself, and inside a process the sender's memory")
	void receivesWithoutCopying() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		pull.onTensor((message, tensor, topic) -> {
			ByteBuf frame = message.frame(message.frameCount() - 1);
			boolean isFrame = address(tensor.buffer()) == address(frame);
			try (Tensor kept = tensor.retain()) {
				boolean isKept = address(kept.buffer()) == address(frame);
				boolean isSenders = address(frame) == address(LARGE.buffer());
				this.received.add(isFrame + " " + isKept + " " + isSenders);
			}
		});
		this.zmq.connected(SocketType.PUSH, pull).send(LARGE);
		assertThat(this.received.poll(10, TimeUnit.SECONDS))
			.isEqualTo("true true " + (this.transport == Transport.INPROC));
	}

	private static long address(ByteBuf buffer) {
		return buffer.memoryAddress() + buffer.readerIndex();
	}

	@Test
	@DisplayName("A request whose tensor was closed too early fails by its future and harms no other")
	void closedTooEarly() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		rep.onTensor((message, tensor, topic) -> message.reply().send(tensor));
		String endpoint = TestCommunicator.endpoint(rep);
		ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(1 << 20).writeZero(1 << 20);
		Tensor tensor = Tensor.owning(TensorDtype.UINT8, ByteOrder.LITTLE_ENDIAN, memory, 1 << 20);
		ZmqMessage request = ZmqMessage.of(tensor);
		tensor.close();
		CompletableFuture<ZmqMessage> reply = this.zmq.communicator()
			.requestAsync(endpoint, request, Duration.ofMinutes(1));
		assertThat(reply).failsWithin(TestCommunicator.PATIENCE);
		assertThat(this.zmq.communicator().request(endpoint, SMALL)).hasToString(SMALL.toString());
	}

	@Test
	@DisplayName("A tensor closed too early is refused, and not somebody else's memory sent")
	void closedAndReused() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		for (int size : new int[] { 8, 1 << 20 }) {
			ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(size).writeZero(size);
			Tensor tensor = Tensor.owning(TensorDtype.UINT8, ByteOrder.LITTLE_ENDIAN, memory, size);
			ZmqMessage message = ZmqMessage.of(tensor);
			tensor.close();
			// May be the same object, as the pool keeps them
			ByteBuf others = ByteBufAllocator.DEFAULT.directBuffer(size).writeZero(size);
			assertThatIllegalStateException().isThrownBy(() -> push.send(message)).withMessageContaining("was closed");
			others.release();
		}
		push.send("next");
		assertThat(TestCommunicator.receive(pull)).containsExactly("next");
	}

	@Test
	@DisplayName("A request without a good tensor is answered with what was wrong, and the next is served, of others too")
	void badRequests() throws Exception {
		for (SocketType type : List.of(SocketType.REP, SocketType.ROUTER)) {
			ZmqSocket server = this.zmq.socket(type).bind(this.transport.any());
			server.onTensor((message, tensor, topic) -> message.reply().send(tensor));
			ZmqSocket req = this.zmq.connected(SocketType.REQ, server);
			ZmqMessage good = ZmqMessage.of(SMALL.withChecksum());
			byte[] damaged = good.bytes(1).clone();
			damaged[5] ^= 1;
			req.send(ZmqMessage.of(good.bytes(0), damaged));
			assertThat(TestCommunicator.receive(req)).hasSize(2)
				.startsWith("ZMQ-COMM-ERROR")
				.last(InstanceOfAssertFactories.STRING)
				.matches("\\{\"code\":\"bad-request\",\"message\":\"tensor checksum: 0x\\w{8}"
						+ " \\(expected: 0x\\w{8}, as the header says\\)\"}");
			ZmqSocket other = this.zmq.connected(SocketType.REQ, server);
			other.send("no tensor");
			assertThat(TestCommunicator.receive(other)).hasSize(2).startsWith("ZMQ-COMM-ERROR");
			assertThat(note(this.zmq.communicator().request(TestCommunicator.endpoint(server), SMALL), null))
				.isEqualTo(note(SMALL, null));
			assertThat(server.counters().failed()).isEqualTo(2);
			assertThat(server.counters().disconnects()).isZero();
		}
	}

	@Test
	@DisplayName("A ROUTER does not answer a DEALER's message without a good tensor: it need not be a request")
	void badMessageOfADealer() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		router.onTensor((message, tensor, topic) -> message.reply().send(tensor));
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, router);
		dealer.send("no tensor");
		dealer.send(SMALL);
		assertThat(note(TestCommunicator.message(dealer).tensor(), null)).isEqualTo(note(SMALL, null));
		assertThat(router.counters().failed()).isEqualTo(1);
	}

	@Test
	@DisplayName("A reply that is an error is told to who asked for a tensor")
	void errorReply() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		rep.onMessage((message) -> message.reply().send(ZmqMessage.ofText("ZMQ-COMM-ERROR", "{\"code\":\"busy\"}")));
		String endpoint = TestCommunicator.endpoint(rep);
		assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> this.zmq.communicator().request(endpoint, SMALL))
			.withMessage(endpoint + " answered with an error: {\"code\":\"busy\"}");
	}

	@Test
	@DisplayName("A message without a good tensor is counted and named in the log; the next ones are served")
	void badTensors() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any()).onTensor(noting());
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		ZmqMessage good = ZmqMessage.of(SMALL.withChecksum());
		byte[] damaged = good.bytes(1).clone();
		damaged[5] ^= 1;
		push.send("text");
		push.send(ZmqMessage.ofText("two", "frames"));
		push.send(ZmqMessage.of(good.bytes(0), damaged));
		push.send(ZmqMessage.of(good.bytes(0)));
		push.send(ZmqMessage.of(good.bytes(0), good.bytes(1), new byte[0]));
		push.send(SMALL);
		assertReceived(SMALL, null);
		assertThat(pull.counters().failed()).isEqualTo(5);
		assertThat(pull.counters().received()).isEqualTo(6);
		assertThat(pull.peers()).hasSize(1);
		assertThat(pull.counters().disconnects()).isZero();
	}

	@Test
	@DisplayName("One receiver can take tensors and other messages")
	void mixed() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		pull.onMessage(
				(message) -> this.received.add(message.hasTensor() ? note(message.tensor(), "tensor") : "other"));
		ZmqSocket push = this.zmq.connected(SocketType.PUSH, pull);
		push.send("text");
		push.send(ZmqMessage.ofText("two", "frames"));
		push.send(SMALL);
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("other");
		assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("other");
		assertReceived(SMALL, "tensor");
	}

}
