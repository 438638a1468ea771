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

package io.zmqcomm.core.wiretest;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a socket makes of the properties in a READY, and which it announces.
 */
class HostileMetadataTests extends AbstractWireTests {

	private static final String PUSH = "0B'Socket-Type' 00000004'PUSH' ";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			00                       | name length: 0
			FF 'X-a' 00000000        | name length: 255
			03 'X-a'                 | value length: 0 octets
			03 'X-a' 000000          | value length: 3 octets
			03 'X-a' 00000002 41     | value length: 2
			03 'X-a' 7FFFFFFF 41     | value length: 2147483647
			03 'X-a' 80000000 41     | value length: 2147483648
			03 'X-a' FFFFFFFF 41     | value length: 4294967295
			03 'X-a' 00000001 41 42  | name length: 66
			03 'X a' 00000000        | name octet: 0x20
			0B 'Socket-Type' 00000004 'PUSH' | Socket-Type
			0B 'SOCKET-type' 00000004 'PUSH' | SOCKET-type
			""")
	@DisplayName("ZMTP-41 ZMTP-42 wrong lengths and a second Socket-Type are refused")
	void refusesMalformedMetadata(String notation, String cause) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(Zmtp.command("READY", Octets.of(PUSH + notation))).expectClosed();
		awaitHandshakeFailed(cause);
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-42 READY without Socket-Type gets ERROR and a close")
	void refusesMissingSocketType() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer empty = peerOf(pull).greet().write("04 06 05'READY'");
		assertThat(empty.readError()).isNotEmpty();
		empty.expectClosed();
		awaitHandshakeFailed("socket type of the peer");
		RawPeer other = peerOf(pull).greet().write(Zmtp.command("READY", Zmtp.property("X-a", "PUSH")));
		assertThat(other.readError()).isNotEmpty();
		other.expectClosed();
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-41 more properties or octets than anybody needs are refused")
	void refusesTooMuchMetadata() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] properties = new byte[0];
		for (int i = 0; i < 100; i++) {
			properties = Octets.concat(properties, Zmtp.property("X-" + i, "1"));
		}
		peerOf(pull).greet().write(Zmtp.ready("PUSH", properties)).expectClosed();
		awaitHandshakeFailed("properties");
		peerOf(pull).greet().flood(Zmtp.ready("PUSH", Zmtp.property("X-big", new byte[1 << 20])), 1);
		peerOf(pull).greet().write(Zmtp.header(Zmtp.COMMAND | Zmtp.LONG, 1 << 20)).expectClosed();
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-40 names are compared without regard to case")
	void ignoresCaseOfNames() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(Zmtp.command("READY", Zmtp.property("socket-TYPE", "PUSH")), Zmtp.message("lower"));
		assertThat(pull.receive().text(0)).isEqualTo("lower");
		RawPeer illegal = peerOf(pull).greet().write(Zmtp.command("READY", Zmtp.property("socket-type", "PULL")));
		assertThat(illegal.readError()).isNotEmpty();
		illegal.expectClosed();
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-45 ZMTP-46 unknown properties are kept for the application")
	void keepsUnknownProperties() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull)
			.handshake("PUSH", Zmtp.property("X-key", "value"), Zmtp.property("Resource", "a/b"),
					Zmtp.property("Identity", ""), Zmtp.property("X-empty", ""))
			.write(Zmtp.message("known"));
		assertThat(pull.receive().peer().properties()).containsEntry("X-key", "value")
			.containsEntry("Resource", "a/b")
			.containsEntry("X-empty", "")
			.doesNotContainKeys("Socket-Type", "Identity");
		assertServes(pull);
	}

	@ParameterizedTest
	@EnumSource(SocketType.class)
	@DisplayName("ZMTP-43 ZMTP-44 REQ, DEALER and ROUTER announce their routing id, no other type does")
	void announcesIdentity(SocketType type) throws Exception {
		boolean announces = type == SocketType.REQ || type == SocketType.DEALER || type == SocketType.ROUTER;
		RawPeer named = peerOf(bound(type, (options) -> options.routingId(RoutingId.of("me")))).greet();
		RawPeer unnamed = peerOf(bound(type)).greet();
		if (announces) {
			assertThat(named.readReady()).containsEntry("Socket-Type", type.name()).containsEntry("Identity", "me");
			assertThat(unnamed.readReady().getOrDefault("Identity", "")).isEmpty();
		}
		else {
			assertThat(named.readReady()).containsEntry("Socket-Type", type.name()).doesNotContainKey("Identity");
			assertThat(unnamed.readReady()).doesNotContainKey("Identity");
		}
	}

	@Test
	@DisplayName("ZMTP-43 a ROUTER takes an identity of up to 255 octets")
	void acceptsIdentities() throws Exception {
		ZmqSocket router = bound(SocketType.ROUTER);
		for (int length : new int[] { 1, 5, 255 }) {
			byte[] identity = Octets.random(length, length);
			identity[0] = 1;
			RawPeer dealer = peerOf(router).handshake("DEALER", Zmtp.property("Identity", identity));
			dealer.write(Zmtp.message("who"));
			ZmqMessage message = router.receive();
			assertThat(message.text(0)).isEqualTo("who");
			assertThat(message.peer().routingId()).isEqualTo(RoutingId.of(identity));
			router.sendTo(RoutingId.of(identity), ZmqMessage.ofText("you"));
			dealer.expect(Zmtp.message("you"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "00 00000001", "00 'spoof'" })
	@DisplayName("ZMTP-43 a ROUTER refuses an identity that begins with zero, which it gives itself")
	void refusesSpoofedIdentity(String identity) throws Exception {
		ZmqSocket router = bound(SocketType.ROUTER);
		peerOf(router).greet()
			.write(Zmtp.ready("DEALER", Zmtp.property("Identity", Octets.of(identity))))
			.expectClosed();
		awaitHandshakeFailed("(expected: ");
		assertServesDealer(router);
	}

	@Test
	@DisplayName("ZMTP-43 a ROUTER refuses an identity of 256 octets")
	void refusesLongIdentity() throws Exception {
		ZmqSocket router = bound(SocketType.ROUTER);
		peerOf(router).greet()
			.write(Zmtp.ready("DEALER", Zmtp.property("Identity", Octets.repeat('x', 256))))
			.expectClosed();
		awaitHandshakeFailed("256");
		assertServesDealer(router);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@DisplayName("ZMTP-44 without or with an empty identity a ROUTER gives one of its own")
	void givesIdentity(boolean empty) throws Exception {
		ZmqSocket router = bound(SocketType.ROUTER);
		byte[] identity = empty ? Zmtp.property("Identity", "") : new byte[0];
		for (int i = 0; i < 2; i++) {
			peerOf(router).handshake("REQ", identity).write(Octets.of("01 00"), Zmtp.message("who"));
			ZmqMessage message = router.receive();
			assertThat(message.peer().routingId()).isNotNull().satisfies((id) -> assertThat(id.isAutomatic()).isTrue());
		}
		assertThat(router.peers().stream().map((peer) -> peer.routingId()).distinct()).hasSize(2);
		assertServesDealer(router);
	}

	@Test
	@DisplayName("ZMTP-43 other types ignore an identity, whatever it is")
	void ignoresIdentityElsewhere() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		for (byte[] identity : new byte[][] { Octets.of("00 'spoof'"), Octets.repeat('x', 256), Octets.of("'same'"),
				Octets.of("'same'") }) {
			peerOf(pull).handshake("PUSH", Zmtp.property("Identity", identity)).write(Zmtp.message("ignored"));
			assertThat(pull.receive().text(0)).isEqualTo("ignored");
		}
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-41 all four length fields of a READY, off by one in both directions")
	void refusesLengthsOffByOne() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] ready = Zmtp.ready("PUSH");
		int[] fields = { 2, 8, 20 };
		for (int field : fields) {
			for (int change : new int[] { -1, 1 }) {
				byte[] octets = ready.clone();
				int end = (field == 20) ? field + 3 : field;
				octets[end] += (byte) change;
				peerOf(pull).greet().write(octets).expectClosed();
			}
		}
		byte[] shorter = ready.clone();
		shorter[1]--;
		peerOf(pull).greet().write(shorter).expectClosed();
		byte[] longer = ByteBuffer.allocate(ready.length + 1).put(ready).array();
		longer[1]++;
		peerOf(pull).greet().write(longer).expectClosed();
		assertServes(pull);
		assertThat(pull.counters().connects()).isEqualTo(1);
	}

	private void assertServesDealer(ZmqSocket router) throws Exception {
		RawPeer dealer = peerOf(router, "DEALER").write(Zmtp.message("good"));
		ZmqMessage message = router.receive();
		assertThat(message.text(0)).isEqualTo("good");
		message.reply().send(ZmqMessage.ofText("answer"));
		dealer.expect(Zmtp.message("answer"));
	}

}
