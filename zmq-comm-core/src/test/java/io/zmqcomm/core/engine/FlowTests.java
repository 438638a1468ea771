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

package io.zmqcomm.core.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same flows over each transport and mechanism: what is sent arrives, whole and in
 * order, however the octets are cut.
 */
class FlowTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int MIB = 1 << 20;

	@AfterEach
	void close() {
		Leftovers.awaitNone();
	}

	@ParameterizedTest
	@EnumSource
	void smallMessagesArriveInOrder(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			int count = wiring.isSlow() ? 2_000 : 20_000;
			Thread sender = Background.run(() -> {
				for (int i = 0; i < count; i++) {
					assertThat(push.send("message " + i)).isEqualTo(SendOutcome.ACCEPTED);
				}
			});
			for (int i = 0; i < count; i++) {
				assertThat(receive(pull).text(0)).isEqualTo("message " + i);
			}
			Background.join(sender);
		}
	}

	@ParameterizedTest
	@EnumSource
	void framesOfAllSizesStayTogether(Wiring wiring) throws Exception {
		int[] sizes = { 0, 1, 255, 256, 4095, 4096, 4097, 32 * 1024 - 9, 32 * 1024, 64 * 1024, 65 * 1024, 3, 0 };
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			Random random = new Random(1);
			byte[][] frames = new byte[sizes.length][];
			for (int i = 0; i < sizes.length; i++) {
				frames[i] = new byte[sizes[i]];
				random.nextBytes(frames[i]);
			}
			int rounds = wiring.isSlow() ? 3 : 30;
			for (int round = 0; round < rounds; round++) {
				byte[][] rotated = rotate(frames, round);
				assertThat(push.send(ZmqMessage.of(rotated))).isEqualTo(SendOutcome.ACCEPTED);
				ZmqMessage message = receive(pull);
				assertThat(message.frameCount()).isEqualTo(rotated.length);
				for (int i = 0; i < rotated.length; i++) {
					assertThat(message.bytes(i)).isEqualTo(rotated[i]);
				}
			}
		}
	}

	private static byte[][] rotate(byte[][] frames, int by) {
		byte[][] rotated = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			rotated[i] = frames[(i + by) % frames.length];
		}
		return rotated;
	}

	@ParameterizedTest
	@EnumSource
	void aTinyFrameBehindALargeOneArrivesWithoutFurtherTraffic(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			for (int tiny = 0; tiny < 10; tiny++) {
				byte[] large = new byte[100_000 + tiny];
				byte[] last = new byte[tiny];
				push.send(ZmqMessage.of(large, last));
				push.send(last);
				ZmqMessage message = receive(pull);
				assertThat(message.bytes(0)).hasSize(100_000 + tiny);
				assertThat(message.bytes(1)).hasSize(tiny);
				assertThat(receive(pull).bytes(0)).hasSize(tiny);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void largeFramesArriveFromHeapAndFromDirectMemory(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			for (int size : new int[] { MIB, wiring.isSlow() ? MIB + 1 : 10 * MIB }) {
				byte[] octets = new byte[size];
				new Random(size).nextBytes(octets);
				assertThat(push.send(octets)).isEqualTo(SendOutcome.ACCEPTED);
				assertThat(Arrays.equals(receive(pull).bytes(0), octets)).isTrue();
				ByteBuf direct = ByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(octets);
				assertThat(push.send(direct)).isEqualTo(SendOutcome.ACCEPTED);
				assertThat(Arrays.equals(receive(pull).bytes(0), octets)).isTrue();
			}
			Awaitility.await().atMost(DEADLINE).until(() -> EngineAccess.memoryUsed(zmq) == 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void requestsAreAnswered(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket rep = zmq.createSocket(SocketType.REP).bind("tcp://127.0.0.1:*");
			ZmqSocket req = zmq.createSocket(SocketType.REQ).connect(rep.boundEndpoints().get(0));
			rep.onMessage((request) -> request.reply()
				.send(ZmqMessage.ofText("echo", request.frame(0).toString(StandardCharsets.UTF_8))));
			for (int i = 0; i < 200; i++) {
				assertThat(req.send("request " + i)).isEqualTo(SendOutcome.ACCEPTED);
				ZmqMessage reply = receive(req);
				assertThat(reply.text(0)).isEqualTo("echo");
				assertThat(reply.text(1)).isEqualTo("request " + i);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void topicsReachTheirSubscribers(Wiring wiring) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(wiring::apply)) {
			ZmqSocket pub = zmq.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
			ZmqSocket some = zmq.createSocket(SocketType.SUB).connect(pub.boundEndpoints().get(0)).subscribe("a");
			ZmqSocket all = zmq.createSocket(SocketType.SUB).connect(pub.boundEndpoints().get(0)).subscribe("");
			assertThat(pub.awaitSubscribers("a", 2, DEADLINE)).isTrue();
			for (int i = 0; i < 300; i++) {
				pub.send(ZmqMessage.ofText((i % 2 == 0) ? "a" : "b", "" + i));
			}
			for (int i = 0; i < 300; i++) {
				assertThat(receive(all).text(1)).isEqualTo("" + i);
			}
			for (int i = 0; i < 300; i += 2) {
				assertThat(receive(some).text(1)).isEqualTo("" + i);
			}
			some.unsubscribe("a").subscribe("b");
			assertThat(pub.awaitSubscribers("b", 2, DEADLINE)).isTrue();
			pub.send(ZmqMessage.ofText("b", "last"));
			assertThat(receive(some).text(1)).isEqualTo("last");
		}
	}

	private static ZmqMessage receive(ZmqSocket socket) throws InterruptedException {
		return socket.receive(DEADLINE).orElseThrow(() -> new AssertionError("no message"));
	}

}
