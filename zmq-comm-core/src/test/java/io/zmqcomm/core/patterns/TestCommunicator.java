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

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A communicator for one test, closed behind it, and what most tests do with it.
 */
final class TestCommunicator implements BeforeEachCallback, AfterEachCallback {

	/** Guards against hangs; no test waits so long if all is well. */
	static final Duration PATIENCE = Duration.ofSeconds(10);

	/** Shows that something does not happen. */
	static final Duration A_WHILE = Duration.ofMillis(150);

	private ZmqCommunicator communicator;

	@Override
	public void beforeEach(ExtensionContext context) {
		this.communicator = ZmqCommunicator.create((settings) -> settings.ioThreads(2)
			.rdmaAllowSoftware(true)
			.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(20))
				.reconnectIntervalMax(Duration.ofMillis(100))));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.communicator.close(Duration.ZERO);
	}

	ZmqCommunicator communicator() {
		return this.communicator;
	}

	ZmqSocket socket(SocketType type) {
		return this.communicator.createSocket(type);
	}

	ZmqSocket socket(SocketType type, Consumer<SocketOptions.Builder> options) {
		return this.communicator.createSocket(type, options);
	}

	/** Create a socket that is connected to a bound one, and wait until both know it. */
	ZmqSocket connected(SocketType type, ZmqSocket bound) throws InterruptedException {
		return connected(type, bound, (options) -> {
		});
	}

	ZmqSocket connected(SocketType type, ZmqSocket bound, Consumer<SocketOptions.Builder> options)
			throws InterruptedException {
		int peers = bound.peers().size();
		ZmqSocket socket = socket(type, options).connect(endpoint(bound));
		assertThat(socket.awaitPeers(1, PATIENCE)).as("peer of the connected socket").isTrue();
		assertThat(bound.awaitPeers(peers + 1, PATIENCE)).as("peer of the bound socket").isTrue();
		return socket;
	}

	static String endpoint(ZmqSocket bound) {
		return bound.boundEndpoints().get(0);
	}

	static List<String> texts(ZmqMessage message) {
		return IntStream.range(0, message.frameCount()).mapToObj(message::text).toList();
	}

	static List<String> receive(ZmqSocket socket) throws InterruptedException {
		return texts(message(socket));
	}

	static ZmqMessage message(ZmqSocket socket) throws InterruptedException {
		return socket.receive(PATIENCE).orElseThrow(() -> new AssertionError("no message on " + socket));
	}

	static void assertNoMessage(ZmqSocket socket) throws InterruptedException {
		assertThat(socket.receive(A_WHILE).map(TestCommunicator::texts)).isEmpty();
	}

	/**
	 * Send until the outcome is {@code FULL} for as long as the socket's send timeout.
	 * @return how many messages were accepted
	 */
	static int fill(ZmqSocket socket, ZmqMessage message) throws InterruptedException {
		for (int accepted = 0;; accepted++) {
			SendOutcome outcome = socket.send(message);
			if (outcome == SendOutcome.FULL) {
				return accepted;
			}
			assertThat(outcome).isEqualTo(SendOutcome.ACCEPTED);
		}
	}

	/** Wait until the thread waits in a blocking call. */
	static void awaitBlocked(Thread thread) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
	}

	/**
	 * Small queues on both sides, so that a reader that does not read is noticed soon.
	 */
	static void smallQueues(SocketOptions.Builder options) {
		options.highWaterMark(5).sendBufferSize(16 * 1024).receiveBufferSize(16 * 1024).sendTimeout(A_WHILE);
	}

	/** A message that fills small queues soon. */
	static ZmqMessage large(int number) {
		byte[] octets = new byte[64 * 1024];
		octets[0] = (byte) number;
		return ZmqMessage.of(octets);
	}

}
