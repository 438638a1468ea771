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

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said not to wait does not, and yet misses nothing.
 */
@Timeout(120)
class TryReceiveTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	private final ZmqSocket pull = this.zmq.createSocket(SocketType.PULL, (options) -> options.highWaterMark(100_000))
		.bind("inproc://try");

	private final ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.highWaterMark(100_000))
		.connect("inproc://try");

	@AfterEach
	void close() {
		this.zmq.close();
	}

	@Test
	void aReceiverOfAnotherThreadIsNotWaitedFor() throws Exception {
		this.push.send("first");
		this.push.send("second");
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		Thread polling = Background.run(() -> this.pull.poll((message) -> {
			inside.countDown();
			assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
		}, 1));
		assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.pull.tryReceive()).isEmpty();
		assertThat(this.pull.poll((message) -> {
		}, 1)).isZero();
		assertThat(polling.isAlive()).isTrue();
		over.countDown();
		Background.join(polling);
		assertThat(this.pull.tryReceive().orElseThrow().text(0)).isEqualTo("second");
		assertThat(this.pull.tryReceive()).isEmpty();
	}

	@Test
	void whileMessagesAreThereOneOfManyThreadsIsNotTurnedAway() throws Exception {
		int count = 50_000;
		for (int i = 0; i < count; i++) {
			this.push.send(new byte[100]);
		}
		Awaitility.await().atMost(DEADLINE).until(() -> this.pull.counters().pending() == count);
		AtomicInteger received = new AtomicInteger();
		Thread[] threads = new Thread[4];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = Background.run(() -> {
				while (this.pull.tryReceive().isPresent()) {
					received.incrementAndGet();
				}
				assertThat(this.pull.counters().pending()).isZero();
			});
		}
		Background.join(threads);
		assertThat(received).hasValue(count);
	}

}
