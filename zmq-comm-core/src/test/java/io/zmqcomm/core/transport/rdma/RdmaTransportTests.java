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

package io.zmqcomm.core.transport.rdma;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code rdma://} over UCX's software lanes; what holds for every transport is tested
 * with the patterns.
 */
@Timeout(120)
class RdmaTransportTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int MIB = 1 << 20;

	private final ZmqCommunicator binding = ZmqCommunicator.create(RdmaTransportTests::software);

	private final ZmqCommunicator connecting = ZmqCommunicator.create(RdmaTransportTests::software);

	private static void software(ZmqCommunicator.Builder settings) {
		settings.ioThreads(1)
			.rdmaAllowSoftware(true)
			.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(20)).sendTimeout(PATIENCE));
	}

	@AfterEach
	void close() {
		this.connecting.close(Duration.ZERO);
		this.binding.close(Duration.ZERO);
	}

	private ZmqSocket bound(SocketType type) {
		return this.binding.createSocket(type).bind("rdma://127.0.0.1:*");
	}

	private ZmqSocket connected(SocketType type, ZmqSocket bound) throws InterruptedException {
		ZmqSocket socket = this.connecting.createSocket(type).connect(bound.boundEndpoints().get(0));
		assertThat(socket.awaitPeers(1, PATIENCE)).isTrue();
		return socket;
	}

	private static ZmqMessage receive(ZmqSocket socket) throws InterruptedException {
		return socket.receive(PATIENCE).orElseThrow(() -> new AssertionError("no message"));
	}

	private static byte[] octets(long seed, int length) {
		byte[] octets = new byte[length];
		new Random(seed).nextBytes(octets);
		return octets;
	}

	@Test
	void framesOfAllSizesComeInOrderInBothDirections() throws Exception {
		ZmqSocket first = bound(SocketType.PAIR);
		ZmqSocket second = connected(SocketType.PAIR, first);
		int[] lengths = { 0, 1, 63, 255, 256, 8_000, 16_384, 16_385, 32_768, 40_000, 61_439, 61_440, 61_441, 65_535,
				65_536, MIB - 1, MIB, MIB + 64, MIB + 65, 3 * MIB, 10 * MIB };
		for (ZmqSocket from : List.of(first, second)) {
			ZmqSocket to = (from == first) ? second : first;
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < lengths.length; i++) {
					sendInterruptibly(from,
							ZmqMessage.of(octets(i, lengths[i]), octets(i + 100, lengths[lengths.length - 1 - i])));
				}
			});
			for (int i = 0; i < lengths.length; i++) {
				ZmqMessage message = receive(to);
				assertThat(message.bytes(0)).isEqualTo(octets(i, lengths[i]));
				assertThat(message.bytes(1)).isEqualTo(octets(i + 100, lengths[lengths.length - 1 - i]));
			}
			sending.join();
		}
	}

	private static void sendInterruptibly(ZmqSocket socket, ZmqMessage message) {
		try {
			assertThat(socket.send(message)).isEqualTo(SendOutcome.ACCEPTED);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void buffersOfAllKindsAreSentByReference() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		ZmqSocket push = connected(SocketType.PUSH, pull);
		byte[] octets = octets(1, 3 * MIB);
		ByteBuf direct = ByteBufAllocator.DEFAULT.directBuffer(octets.length).writeBytes(octets);
		ByteBuf heap = ByteBufAllocator.DEFAULT.heapBuffer(octets.length).writeBytes(octets);
		ByteBuf inTwo = ByteBufAllocator.DEFAULT.compositeBuffer()
			.addComponents(true, direct.retainedSlice(0, MIB), direct.retainedSlice(MIB, 2 * MIB));
		for (ByteBuf buffer : List.of(direct, heap, inTwo)) {
			assertThat(push.trySend(buffer)).isEqualTo(SendOutcome.ACCEPTED);
			assertThat(receive(pull).bytes(0)).isEqualTo(octets);
		}
	}

	@Test
	void noWakeUpIsLost() throws Exception {
		ZmqSocket rep = bound(SocketType.REP);
		rep.onMessage((message) -> message.reply().send(message.copy()));
		ZmqSocket req = connected(SocketType.REQ, rep);
		Random random = new Random(7);
		for (int i = 0; i < 3_000; i++) {
			// From busy to asleep: the loops look for 50 us before they sleep.
			LockSupport.parkNanos(random.nextInt(200_000));
			byte[] request = octets(i, (i % 50 == 0) ? 100_000 : 10);
			req.send(request);
			assertThat(receive(req).bytes(0)).isEqualTo(request);
		}
	}

	@Test
	void anIdleCommunicatorTakesLessThanOnePercentOfACore() throws Exception {
		ZmqSocket rep = bound(SocketType.REP);
		rep.onMessage((message) -> message.reply().send(message.copy()));
		ZmqSocket req = connected(SocketType.REQ, rep);
		req.send("hello");
		receive(req);
		long before = ticksOfLoops();
		assertThat(before).isNotNegative();
		// The time that is measured; nothing is waited for.
		assertThat(new CountDownLatch(1).await(10, TimeUnit.SECONDS)).isFalse();
		// A tick is 10 ms; two communicators are idle here.
		assertThat(ticksOfLoops() - before).isLessThan(2 * 10);
		req.send("hello again");
		assertThat(receive(req).text(0)).isEqualTo("hello again");
	}

	/** Processor time of the event loops and of UCX's own threads. */
	private static long ticksOfLoops() throws IOException {
		long ticks = 0;
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
			for (Path thread : threads) {
				String name = Files.readString(thread.resolve("comm")).trim();
				if (name.startsWith("zmq-") || name.startsWith("async")) {
					String stat = Files.readString(thread.resolve("stat"));
					String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
					ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
				}
			}
		}
		return ticks;
	}

	@Test
	void aReceiverThatStopsReadingStopsTheSender() throws Exception {
		ZmqSocket pull = this.binding.createSocket(SocketType.PULL, RdmaTransportTests::fewMessages)
			.bind("rdma://127.0.0.1:*");
		ZmqSocket push = this.connecting.createSocket(SocketType.PUSH, RdmaTransportTests::fewMessages)
			.connect(pull.boundEndpoints().get(0));
		for (int length : new int[] { 1_000, 100_000, 2 * MIB }) {
			int accepted = 0;
			while (push.send(octets(accepted, length)) == SendOutcome.ACCEPTED) {
				accepted++;
			}
			// Both marks, a window, and what one batch may hold beside.
			assertThat(accepted).isLessThanOrEqualTo(10 + 10 + (ActiveMessages.WINDOW + MIB) / length + 3);
			for (int i = 0; i < accepted; i++) {
				assertThat(receive(pull).bytes(0)).isEqualTo(octets(i, length));
			}
		}
	}

	private static void fewMessages(SocketOptions.Builder options) {
		options.highWaterMark(10).sendTimeout(Duration.ofMillis(500));
	}

	@Test
	void whatWasSentBeforeTheCloseArrives() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		for (int round = 0; round < 20; round++) {
			ZmqSocket push = connected(SocketType.PUSH, pull);
			for (int i = 0; i < 50; i++) {
				push.send(octets(i, (i % 10 == 9) ? 200_000 : 100));
			}
			assertThat(push.close(Duration.ofSeconds(10))).isTrue();
			for (int i = 0; i < 50; i++) {
				assertThat(receive(pull).bytes(0)).isEqualTo(octets(i, (i % 10 == 9) ? 200_000 : 100));
			}
		}
		Awaitility.await().atMost(PATIENCE).until(() -> pull.peers().isEmpty());
	}

	@Test
	void onePortIsBoundOnce() {
		ZmqSocket pull = bound(SocketType.PULL);
		String endpoint = pull.boundEndpoints().get(0);
		assertThatExceptionOfType(ZmqBindException.class)
			.isThrownBy(() -> this.binding.createSocket(SocketType.PULL).bind(endpoint))
			.withMessageContaining("in use");
		pull.close();
		this.binding.createSocket(SocketType.PULL).bind(endpoint);
	}

	/** UCX would look for the listener when such a client says something. */
	@Test
	void aClientThatHasSaidNothingGoesWithTheListener() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		ZmqSocket push = connected(SocketType.PUSH, pull);
		String endpoint = pull.boundEndpoints().get(0);
		int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
		try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
			silent.setSoTimeout((int) PATIENCE.toMillis());
			// Accepted after the silent one
			connected(SocketType.PUSH, pull);
			pull.unbind(endpoint);
			assertThat(silent.getInputStream().read()).isEqualTo(-1);
		}
		pull.bind(endpoint);
		assertThat(push.awaitPeers(1, PATIENCE)).isTrue();
		assertThat(push.send("again")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(receive(pull).text(0)).isEqualTo("again");
	}

	@Test
	void aSocketServesBothTransports() throws Exception {
		ZmqSocket pull = this.binding.createSocket(SocketType.PULL).bind("rdma://127.0.0.1:*", "tcp://127.0.0.1:*");
		List<String> received = new ArrayList<>();
		for (String endpoint : pull.boundEndpoints()) {
			ZmqSocket push = this.connecting.createSocket(SocketType.PUSH).connect(endpoint);
			push.send(endpoint.substring(0, 3));
			received.add(receive(pull).text(0));
		}
		assertThat(received).containsExactly("rdm", "tcp");
	}

	@Test
	void manyConnectionsComeAndGo() throws Exception {
		ZmqSocket router = bound(SocketType.ROUTER);
		router.onMessage((message) -> message.reply().send(message.copy()));
		for (int round = 0; round < 3; round++) {
			List<ZmqSocket> dealers = IntStream.range(0, 20)
				.mapToObj(
						(i) -> this.connecting.createSocket(SocketType.DEALER).connect(router.boundEndpoints().get(0)))
				.toList();
			for (ZmqSocket dealer : dealers) {
				dealer.send("hello");
			}
			for (ZmqSocket dealer : dealers) {
				assertThat(receive(dealer).text(0)).isEqualTo("hello");
				dealer.close();
			}
		}
		Awaitility.await().atMost(PATIENCE).until(() -> router.peers().isEmpty());
	}

}
