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

package io.zmqcomm.benchmarks.spring;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tools of this package with their senders.
 */
@Timeout(120)
class SpringToolsTests {

	private static final int COUNT = 3001;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final CompletableFuture<String> bound = new CompletableFuture<>();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.out, true, StandardCharsets.UTF_8),
			this.bound::complete);

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	@Test
	void listenerCountsWhatIsPublished() throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pub = zmq.createSocket(SocketType.PUB, (options) -> options.noDrop(true))) {
			Future<?> measured = start(Listener::run, pub.bind("tcp://127.0.0.1:*").boundEndpoints().get(0), COUNT);
			publish(pub, COUNT, 64);
			measured.get();
		}
		assertCounted(COUNT - COUNT / 2);
	}

	@Test
	void listenerRefusesAnotherSize() throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create(); ZmqSocket pub = zmq.createSocket(SocketType.PUB)) {
			Future<?> measured = start(Listener::run, pub.bind("tcp://127.0.0.1:*").boundEndpoints().get(0), COUNT);
			publish(pub, 1, 65);
			assertThat(measured).failsWithin(Duration.ofMinutes(1))
				.withThrowableThat()
				.withMessageContaining("message of 65 octets (expected: 64)");
		}
	}

	@Test
	void replyAnswersAWindowOfRequests() throws Exception {
		Future<?> answered = start(LocalReply::run, "tcp://127.0.0.1:*", COUNT);
		RemoteReply.run(arguments(this.bound.get(1, TimeUnit.MINUTES), COUNT), this.report);
		answered.get();
		assertCounted(COUNT - COUNT / 2);
	}

	@Test
	void replyAnswersFewerRequestsThanTheWindow() throws Exception {
		Future<?> answered = start(LocalReply::run, "tcp://127.0.0.1:*", 3);
		RemoteReply.run(arguments(this.bound.get(1, TimeUnit.MINUTES), 3), this.report);
		answered.get();
		assertCounted(2);
	}

	private static void publish(ZmqSocket pub, int count, int size) throws InterruptedException {
		assertThat(pub.awaitSubscribers("", 1, Duration.ofMinutes(1))).isTrue();
		for (int i = 0; i < count; i++) {
			assertThat(pub.send(new byte[size]).isAccepted()).isTrue();
		}
	}

	private Future<?> start(Tool tool, String endpoint, int count) {
		return this.executor.submit(() -> {
			tool.run(arguments(endpoint, count), this.report);
			return null;
		});
	}

	private static Arguments arguments(String endpoint, int count) {
		return Arguments.parse("tool <an-endpoint-to> <message-size> <message-count>", endpoint, "64", "" + count);
	}

	private void assertCounted(int count) {
		assertThat(this.out.toString(StandardCharsets.UTF_8).lines()).hasSize(4)
			.contains("message size: 64 [B]", "message count: " + count)
			.anyMatch((line) -> line.matches("mean throughput: [1-9]\\d* \\[msg/s]"));
	}

}
