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

package io.zmqcomm.core.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tensors between us and numpy, by a peer that was written from docs/tensor-format.md.
 */
@Timeout(60)
class TensorInteropTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final List<Process> peers = new ArrayList<>();

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
		this.peers.forEach(Process::destroyForcibly);
	}

	@Test
	@DisplayName("What numpy sends comes back from us as it was, for every type, shape, byte order and flag")
	void echo() throws Exception {
		ZmqSocket rep = this.zmq.createSocket(SocketType.REP).bind("tcp://127.0.0.1:*");
		rep.onTensor((message, tensor, topic) -> message.reply().send(tensor));
		assertThat(run("echo", rep)).startsWith("ok 480 ");
		assertThat(rep.counters().failed()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "REQ, REP", "DEALER, REP", "DEALER, ROUTER", "ROUTER, DEALER", "PAIR, PAIR" })
	@DisplayName("numpy computes with what we send, and we with what it answers, in every pattern of two ways")
	void doubled(SocketType ours, SocketType theirs) throws Exception {
		ZmqSocket socket = this.zmq.createSocket(ours).bind("tcp://127.0.0.1:*");
		start("double", socket, theirs.name());
		assertThat(socket.awaitPeers(1, PATIENCE)).isTrue();
		assertDoubled(socket, Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3));
		assertDoubled(socket, Tensor.of(new double[] { 0.25 }).withSequence(3).withChecksum());
		assertDoubled(socket, Tensor.of(new int[0], 3, 0));
		ByteBuffer bigEndian = ByteBuffer.allocateDirect(1 << 20);
		bigEndian.putInt(4, 21).putInt(bigEndian.capacity() - 4, -5);
		assertDoubled(socket, Tensor.of(TensorDtype.INT32, bigEndian, 2, 1 << 17));
	}

	private static void assertDoubled(ZmqSocket socket, Tensor tensor) throws InterruptedException {
		switch (socket.type()) {
			case ROUTER -> socket.sendTo(socket.peers().get(0).routingId(), ZmqMessage.of(tensor));
			// REP wants the delimiter that a DEALER is to write itself
			case DEALER -> socket.send(ZmqMessage.of("", tensor));
			default -> socket.send(tensor);
		}
		Tensor answer = socket.receive(PATIENCE).orElseThrow().tensor();
		assertThat(answer).hasToString(tensor.toString());
		assertThat(answer.sequence()).isEqualTo(tensor.sequence());
		assertThat(answer.hasChecksum()).isEqualTo(tensor.hasChecksum());
		assertThat(answer.elementCount()).isEqualTo(tensor.elementCount());
		for (int i = 0; i < tensor.elementCount(); i++) {
			assertThat(element(answer, i)).isEqualTo(2 * element(tensor, i));
		}
	}

	private static double element(Tensor tensor, int index) {
		return switch (tensor.dtype()) {
			case FLOAT32 -> tensor.data().asFloatBuffer().get(index);
			case FLOAT64 -> tensor.data().asDoubleBuffer().get(index);
			default -> tensor.data().asIntBuffer().get(index);
		};
	}

	@Test
	@DisplayName("numpy subscribes to and pulls what we send, and we what it sends")
	void oneWay() throws Exception {
		Tensor tensor = Tensor.of(new long[] { 1, 2, 3, 4 }, 2, 2).withChecksum();
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		Process subscriber = start("show", pub, "SUB", "weights");
		assertThat(pub.awaitSubscribers("weights.1", 1, PATIENCE)).isTrue();
		pub.send("weights.1", tensor);
		assertThat(output(subscriber)).isEqualTo("weights.1 int64 (2, 2) [1, 2, 3, 4]");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).bind("tcp://127.0.0.1:*");
		Process puller = start("show", push, "PULL");
		push.send(tensor);
		assertThat(output(puller)).isEqualTo("int64 (2, 2) [1, 2, 3, 4]");
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		start("send", pull, "PUSH", "gradients");
		assertSent(pull);
		ZmqSocket sub = this.zmq.createSocket(SocketType.SUB).bind("tcp://127.0.0.1:*").subscribe("grad");
		start("send", sub, "XPUB", "gradients");
		assertSent(sub);
	}

	private static void assertSent(ZmqSocket socket) throws InterruptedException {
		ZmqMessage message = socket.receive(PATIENCE).orElseThrow();
		assertThat(message.text(0)).isEqualTo("gradients");
		Tensor tensor = message.tensor();
		assertThat(tensor).hasToString("float16[3, 2]");
		assertThat(tensor.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
		assertThat(tensor.data().getShort(2)).as("1.0 in binary16").isEqualTo((short) 0x3C00);
	}

	private Process start(String task, ZmqSocket bound, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("/usr/bin/python3",
				Path.of(TensorInteropTests.class.getResource("tensor_peer.py").toURI()).toString(), task,
				bound.boundEndpoints().get(0)));
		command.addAll(List.of(arguments));
		Process peer = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.peers.add(peer);
		return peer;
	}

	private String run(String task, ZmqSocket bound) throws Exception {
		return output(start(task, bound));
	}

	private static String output(Process peer) throws IOException, InterruptedException {
		String output = new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
		assertThat(peer.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(peer.exitValue())
			.as("exit of the peer, which needs the Debian packages python3-zmq and python3-numpy: " + output)
			.isZero();
		return output;
	}

}
