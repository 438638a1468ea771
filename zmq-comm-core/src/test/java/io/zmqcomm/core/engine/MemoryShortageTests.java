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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a receiver does with large frames while its memory is used up by messages that
 * nobody takes.
 */
@Timeout(180)
class MemoryShortageTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int MEBIBYTE = 1 << 20;

	private final ZmqCommunicator senders = ZmqCommunicator.create();

	private final List<ZmqEvent.Disconnected> disconnects = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.senders.close();
	}

	private ZmqCommunicator receivers(Ticker ticker) {
		ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.memoryLimit(4 * MEBIBYTE).ticker(ticker));
		zmq.listen((event) -> {
			if (event instanceof ZmqEvent.Disconnected disconnected) {
				this.disconnects.add(disconnected);
			}
		});
		return zmq;
	}

	private ZmqSocket pullOf(ZmqCommunicator zmq, int octets) throws Exception {
		ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.senders.createSocket(SocketType.PUSH, (options) -> options.linger(Duration.ZERO))
			.connect(pull.boundEndpoints().get(0));
		push.send(ZmqMessage.of(new byte[octets]));
		return pull;
	}

	private static void awaitMemory(ZmqCommunicator zmq, int least) {
		Awaitility.await().atMost(DEADLINE).until(() -> EngineAccess.memoryUsed(zmq) >= least);
	}

	@Test
	void aLargeFrameWaitsUntilOthersGiveMemoryBack() throws Exception {
		try (ZmqCommunicator zmq = receivers(Ticker.systemTicker())) {
			ZmqSocket idle = pullOf(zmq, 3 * MEBIBYTE);
			awaitMemory(zmq, 3 * MEBIBYTE);
			ZmqSocket starving = pullOf(zmq, 3 * MEBIBYTE);
			assertThat(starving.receive(Duration.ofMillis(500))).isEmpty();
			assertThat(EngineAccess.memoryUsed(zmq)).isLessThanOrEqualTo(4 * MEBIBYTE);
			assertThat(idle.receive(DEADLINE).orElseThrow().bytes(0)).hasSize(3 * MEBIBYTE);
			assertThat(starving.receive(DEADLINE).orElseThrow().bytes(0)).hasSize(3 * MEBIBYTE);
			assertThat(this.disconnects).isEmpty();
			assertThat(EngineAccess.memoryUsed(zmq)).isZero();
		}
	}

	@Test
	void aConsumerThatIsMerelySlowCostsNobodyTheConnection() throws Exception {
		MockTicker ticker = Ticker.newMockTicker();
		try (ZmqCommunicator zmq = receivers(ticker)) {
			ZmqSocket idle = pullOf(zmq, 3 * MEBIBYTE);
			awaitMemory(zmq, 3 * MEBIBYTE);
			ZmqSocket starving = pullOf(zmq, 3 * MEBIBYTE);
			awaitMemory(zmq, 4 * MEBIBYTE);
			for (int i = 0; i < 60; i++) {
				ticker.advance(1, TimeUnit.SECONDS);
				EngineAccess.turnLoops(zmq);
			}
			assertThat(idle.receive(DEADLINE).orElseThrow().bytes(0)).hasSize(3 * MEBIBYTE);
			Awaitility.await().atMost(DEADLINE).until(() -> {
				ticker.advance(1, TimeUnit.SECONDS);
				EngineAccess.turnLoops(zmq);
				return starving.tryReceive().isPresent();
			});
			assertThat(this.disconnects).isEmpty();
		}
	}

	@Test
	void aLargeFrameThatWaitsForUnfinishedMessagesInVainIsCutOff() throws Exception {
		MockTicker ticker = Ticker.newMockTicker();
		try (ZmqCommunicator zmq = receivers(ticker)) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			try (RawPeer unfinished = RawPeer.connect(pull.boundEndpoints().get(0)).handshake("PUSH")) {
				for (int i = 0; i < 3; i++) {
					unfinished.write(Zmtp.frame(Zmtp.MORE, new byte[MEBIBYTE]));
				}
				awaitMemory(zmq, 3 * MEBIBYTE);
				pullOf(zmq, 3 * MEBIBYTE);
				awaitMemory(zmq, 4 * MEBIBYTE);
				for (int i = 0; i < 5; i++) {
					ticker.advance(1, TimeUnit.SECONDS);
					EngineAccess.turnLoops(zmq);
				}
				assertThat(this.disconnects).isEmpty();
				Awaitility.await().atMost(DEADLINE).until(() -> {
					ticker.advance(1, TimeUnit.SECONDS);
					EngineAccess.turnLoops(zmq);
					return !this.disconnects.isEmpty();
				});
				assertThat(this.disconnects.get(0).cause())
					.hasMessageContaining("frame of 3145728 octets does not fit the memory limit of 4194304");
			}
			Awaitility.await().atMost(DEADLINE).until(() -> EngineAccess.memoryUsed(zmq) == 0);
		}
	}

	@Test
	void aSendWithoutAThreadNoticesThatOthersGaveMemoryBack() throws Exception {
		try (ZmqCommunicator zmq = receivers(Ticker.systemTicker())) {
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(DEADLINE).linger(Duration.ZERO))
				.connect("inproc://nobody");
			push.send("an empty queue takes one message");
			ZmqSocket pull = pullOf(zmq, 3 * MEBIBYTE);
			awaitMemory(zmq, 3 * MEBIBYTE);
			CompletableFuture<SendOutcome> later = push.sendAsync(ZmqMessage.of(new byte[2 * MEBIBYTE]));
			assertThat(later).isNotDone();
			assertThat(pull.receive(DEADLINE)).isPresent();
			assertThat(later.get(30, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
		}
	}

	@Test
	void aBlockedSenderNoticesThatOthersGaveMemoryBack() throws Exception {
		try (ZmqCommunicator zmq = receivers(Ticker.systemTicker())) {
			ZmqSocket push = zmq
				.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(DEADLINE).linger(Duration.ZERO))
				.connect("inproc://nobody");
			push.send("an empty queue takes one message");
			ZmqSocket pull = pullOf(zmq, 3 * MEBIBYTE);
			awaitMemory(zmq, 3 * MEBIBYTE);
			CompletableFuture<SendOutcome> blocking = new CompletableFuture<>();
			Thread sender = Background.run(() -> blocking.complete(push.send(new byte[2 * MEBIBYTE])));
			Background.awaitBlocked(sender);
			assertThat(pull.receive(DEADLINE)).isPresent();
			assertThat(blocking.get(30, TimeUnit.SECONDS)).isEqualTo(SendOutcome.ACCEPTED);
			Background.join(sender);
		}
	}

	@Test
	void aFrameAboveTheWholeMemoryIsRefusedAtOnce() throws Exception {
		try (ZmqCommunicator zmq = receivers(Ticker.systemTicker())) {
			pullOf(zmq, 5 * MEBIBYTE);
			Awaitility.await().atMost(DEADLINE).until(() -> !this.disconnects.isEmpty());
			assertThat(this.disconnects.get(0).cause())
				.hasMessageContaining("frame of 5242880 octets does not fit the memory limit of 4194304");
		}
	}

}
