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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RawPeer} and {@link Zmtp} against libzmq, which has its own idea of
 * ZMTP.
 */
class RawPeerTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	@Test
	void isUnderstoodAsClient() throws Exception {
		try (LibzmqStack libzmq = LibzmqStack.start()) {
			ForeignStack.Socket dealer = libzmq.socket(SocketType.DEALER);
			try (RawPeer router = RawPeer.connect(dealer.bind("tcp://127.0.0.1:*"))) {
				router.handshake("ROUTER", Zmtp.property("Identity", "raw"));
				String text = "x".repeat(300);
				router.write(Zmtp.message("", text));
				assertThat(dealer.receive(DEADLINE)).contains(digests("", text));
				dealer.send(List.of(Payload.text("answer")));
				router.expect(Zmtp.message("answer"));
			}
		}
	}

	@Test
	void isUnderstoodAsServer() throws Exception {
		try (RawListener listener = new RawListener(); LibzmqStack libzmq = LibzmqStack.start()) {
			ForeignStack.Socket sub = libzmq.socket(SocketType.SUB);
			sub.subscribe("A");
			sub.connect(listener.endpoint());
			try (RawPeer pub = listener.accept()) {
				pub.greet();
				assertThat(pub.readReady()).containsEntry("Socket-Type", "SUB");
				pub.writeOctetByOctet(Zmtp.ready("PUB")).expect("04 0b 09 53 55 42 53 43 52 49 42 45 41");
				pub.write(Zmtp.message("A", "1"));
				assertThat(sub.receive(DEADLINE)).contains(digests("A", "1"));
			}
		}
	}

	private static List<Payload.Digest> digests(String... frames) {
		return Payload.digests(List.of(frames).stream().map(Payload::text).toList());
	}

}
