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

package io.zmqcomm.core.test;

import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RawPeer} and {@link Zmtp} against JeroMQ, which has its own idea of
 * ZMTP.
 */
class RawPeerTests {

	@Test
	void isUnderstoodAsClient() throws Exception {
		try (ZContext context = new ZContext()) {
			ZMQ.Socket dealer = context.createSocket(SocketType.DEALER);
			int port = dealer.bindToRandomPort("tcp://127.0.0.1");
			try (RawPeer router = RawPeer.connect("tcp://127.0.0.1:" + port)) {
				router.handshake("ROUTER", Zmtp.property("Identity", "raw"));
				router.write(Zmtp.message("", "x".repeat(300)));
				assertThat(dealer.recvStr()).isEmpty();
				assertThat(dealer.recvStr()).isEqualTo("x".repeat(300));
				dealer.send("answer");
				router.expect(Zmtp.message("answer"));
			}
		}
	}

	@Test
	void isUnderstoodAsServer() throws Exception {
		try (RawListener listener = new RawListener(); ZContext context = new ZContext()) {
			ZMQ.Socket sub = context.createSocket(SocketType.SUB);
			sub.subscribe("A");
			sub.connect(listener.endpoint());
			try (RawPeer pub = listener.accept()) {
				pub.greet();
				assertThat(pub.readReady()).containsEntry("Socket-Type", "SUB");
				pub.writeOctetByOctet(Zmtp.ready("PUB")).expect("00 02 01 41");
				pub.write(Zmtp.message("A", "1"));
				assertThat(sub.recvStr()).isEqualTo("A");
				assertThat(sub.recvStr()).isEqualTo("1");
			}
		}
	}

}
