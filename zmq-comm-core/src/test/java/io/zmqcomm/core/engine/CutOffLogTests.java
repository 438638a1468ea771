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
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that breaks the rules is named in the log, but cannot fill it.
 */
class CutOffLogTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final MockTicker ticker = Ticker.newMockTicker();

	private final ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.ticker(this.ticker));

	private final ZmqSocket pull = this.zmq
		.createSocket(SocketType.PULL, (options) -> options.name("tasks").maxFrameSize(1000).linger(Duration.ZERO))
		.bind("tcp://127.0.0.1:*");

	private final String endpoint = this.pull.boundEndpoints().get(0);

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.zmqcomm.core.session.CutOffLog");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.setLevel(Level.DEBUG);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.lines);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
		CompletableFuture<Boolean> closed = this.zmq.closeAsync();
		Awaitility.await().atMost(DEADLINE).until(() -> {
			this.ticker.advance(1, TimeUnit.SECONDS);
			return closed.isDone();
		});
	}

	@Test
	void oneWarningInTenSecondsNamesPeerEndpointValueAndLimit() throws Exception {
		for (int i = 0; i < 4; i++) {
			sendTooMuch();
		}
		awaitLines(4);
		assertThat(lines(Level.WARN)).singleElement()
			.asString()
			.startsWith("Socket tasks: ")
			.contains("127.0.0.1:", " was cut off at " + this.endpoint + ": ", "1001",
					"at most 1000, option 'maxFrameSize'");
		assertThat(lines(Level.DEBUG)).hasSize(3);
		this.ticker.advance(10, TimeUnit.SECONDS);
		sendTooMuch();
		awaitLines(5);
		assertThat(lines(Level.WARN)).hasSize(2).last().asString().contains("(3 others since");
	}

	@Test
	void whatAPeerChoseCannotForgeALine() throws Exception {
		try (RawPeer peer = RawPeer.connect(this.endpoint)) {
			peer.greet().write(Zmtp.ready("PUSH\nforged" + "x".repeat(1000))).expectClosed();
		}
		awaitLines(1);
		assertThat(lines(Level.WARN)).singleElement()
			.asString()
			.contains("'PUSH?forgedx")
			.doesNotContain("\n")
			.hasSizeLessThan(500);
	}

	@Test
	void aPeerThatOnlyGoesAwayIsNoWarning() throws Exception {
		RawPeer.connect(this.endpoint).greet().close();
		awaitLines(1);
		assertThat(lines(Level.WARN)).isEmpty();
		EngineAccess.turnLoops(this.zmq);
		assertThat(this.pull.counters().handshakeFailures()).isEqualTo(1);
	}

	private void sendTooMuch() throws Exception {
		try (RawPeer peer = RawPeer.connect(this.endpoint)) {
			peer.handshake("PUSH").write(Zmtp.message(new byte[1001])).expectClosed();
		}
	}

	private void awaitLines(int count) {
		Awaitility.await().atMost(DEADLINE).until(() -> List.copyOf(this.lines.list).size() >= count);
	}

	private List<String> lines(Level level) {
		return List.copyOf(this.lines.list)
			.stream()
			.filter((line) -> line.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
