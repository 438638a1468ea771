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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers that break the rules of the active messages are cut off, and nobody else notices.
 */
@Timeout(60)
class HostilePeerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ZmqCommunicator zmq = ZmqCommunicator
		.create((settings) -> settings.ioThreads(1).rdmaAllowSoftware(true));

	private final ZmqSocket pull = this.zmq
		.createSocket(SocketType.PULL, (options) -> options.handshakeTimeout(Duration.ofSeconds(2)))
		.bind("rdma://127.0.0.1:*");

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
	}

	@ParameterizedTest
	@MethodSource
	void whoBreaksARuleIsCutOff(Consumer<RawUcxPeer> offence) throws Exception {
		try (RawUcxPeer peer = new RawUcxPeer(endpoint())) {
			offence.accept(peer);
			peer.awaitCutOff();
		}
		assertServes();
	}

	static Stream<Named<Consumer<RawUcxPeer>>> whoBreaksARuleIsCutOff() {
		return Stream.of(
				Named.of("hello in another language",
						(peer) -> peer.send(ActiveMessages.HELLO, "GET / HTTP/1".getBytes(StandardCharsets.US_ASCII),
								new byte[0])),
				Named.of("hello without an end", (peer) -> peer.send(ActiveMessages.HELLO, new byte[2], new byte[0])),
				Named.of("hello twice", (peer) -> {
					peer.hello();
					peer.hello();
				}), Named.of("hello with a negative window", (peer) -> peer.hello(-1)),
				Named.of("data without a position", (peer) -> peer.send(ActiveMessages.DATA, new byte[3], new byte[9])),
				Named.of("data with a lead too long",
						(peer) -> peer.send(ActiveMessages.DATA, new byte[200], new byte[0])),
				Named.of("data above the limit", (peer) -> peer.data(0, new byte[100_000])),
				Named.of("data at a negative position", (peer) -> peer.data(-1, new byte[10])),
				Named.of("data twice", (peer) -> {
					peer.hello();
					peer.data(0, new byte[] { (byte) 0xff, 0, 0 });
					peer.data(1, new byte[10]);
				}), Named.of("a gap that is never filled, and ever more behind it", (peer) -> {
					peer.hello();
					for (int i = 1; i < 1_000 && !peer.isCutOff(); i++) {
						peer.data(i * 8_000L, new byte[8_000]);
					}
				}), Named.of("messages without octets, without an end", (peer) -> {
					peer.hello();
					for (int i = 1; i < 100_000 && !peer.isCutOff(); i++) {
						peer.data(i, new byte[0]);
					}
				}), Named.of("credit for what was not sent", (peer) -> {
					peer.hello();
					peer.send(ActiveMessages.CREDIT, RawUcxPeer.number(Long.MAX_VALUE), new byte[0]);
				}),
				Named.of("credit without a number",
						(peer) -> peer.send(ActiveMessages.CREDIT, new byte[1], new byte[0])),
				Named.of("an end before the beginning",
						(peer) -> peer.send(ActiveMessages.END, RawUcxPeer.number(-5), new byte[0])),
				Named.of("an end without a position",
						(peer) -> peer.send(ActiveMessages.END, new byte[0], new byte[0])),
				Named.of("a stream that is not ZMTP", (peer) -> {
					peer.hello();
					peer.data(0, new byte[64]);
				}), Named.of("silence", (peer) -> {
				}));
	}

	@Test
	void aPeerThatIsGoneBeforeItIsAcceptedHarmsNobody() throws Exception {
		for (int i = 0; i < 5; i++) {
			new RawUcxPeer(endpoint()).close();
		}
		assertServes();
	}

	private String endpoint() {
		return this.pull.boundEndpoints().get(0);
	}

	private void assertServes() throws InterruptedException {
		try (ZmqCommunicator other = ZmqCommunicator.create((settings) -> settings.rdmaAllowSoftware(true))) {
			other.createSocket(SocketType.PUSH).connect(endpoint()).send("hello");
			assertThat(this.pull.receive(PATIENCE).orElseThrow().text(0)).isEqualTo("hello");
		}
		Awaitility.await().atMost(PATIENCE).until(() -> this.pull.peers().isEmpty());
	}

}
