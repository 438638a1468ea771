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

import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a socket makes of commands, in the handshake and after it.
 */
class HostileCommandTests extends AbstractWireTests {

	@ParameterizedTest
	@ValueSource(strings = { "00 01 41", "00 00", "01 00", "04 05 04'ZZZZ'", "04 08 07'WELCOME'", "04 07 04'PING' 0000",
			"04 0A 09'SUBSCRIBE'", "05 06 05'READY'", "0C 06 05'READY'" })
	@DisplayName("ZMTP-31 ZMTP-34 ZMTP-47 only READY is taken in the handshake, no message before it")
	void refusesOtherFramesInHandshake(String notation) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(notation).expectClosed();
		awaitHandshakeFailed("(expected: ");
		assertServes(pull);
		assertThat(pull.counters().connects()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			04 00                    | body length: 0
			04 01 00                 | name length: 0
			04 06 00'READY'          | name length: 0
			04 03 09'SU'             | name length: 9
			04 05 05'READ'           | name length: 5
			06 8000000000000000      | (expected:
			06 0000000010000001      | (expected:
			02 7FFFFFFFFFFFFFFF      | (expected:
			""")
	@DisplayName("CX-11 ZMTP-28 ZMTP-32 malformed commands are refused, in the handshake and after it")
	void refusesMalformedCommands(String notation, String cause) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(notation).expectClosed();
		awaitHandshakeFailed(cause);
		peerOf(pull, "PUSH").write(notation).expectClosed();
		awaitDisconnected(cause);
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-30 an unknown command after the handshake is ignored")
	void ignoresUnknownCommands() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.message("A"), Octets.of("04 05 04'ZZZZ'"),
				Zmtp.command("LATER", new byte[1000]), Octets.of("04 05 04'PONG'"), Zmtp.message("B"));
		assertThat(pull.receive().text(0)).isEqualTo("A");
		assertThat(pull.receive().text(0)).isEqualTo("B");
		push.write(Zmtp.ping(0, new byte[0])).expect("04 05 04'PONG'");
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "04 1A 05'READY' 0B'Socket-Type' 00000004'PUSH'", "04 06 05'READY'",
			"04 0A 05'ERROR' 03'400'" })
	@DisplayName("ZMTP-31 ZMTP-47 READY comes once, and ERROR only before it")
	void closesOnHandshakeCommandInTraffic(String notation) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.message("before"));
		assertThat(pull.receive().text(0)).isEqualTo("before");
		push.write(notation).expectClosed();
		awaitDisconnected(notation.contains("READY") ? "READY" : "ERROR");
		assertServes(pull);
	}

	@ParameterizedTest
	@EnumSource(names = { "PUB", "XPUB" }, mode = EnumSource.Mode.EXCLUDE)
	@DisplayName("ZMTP-33 SUBSCRIBE and CANCEL are dropped by types that do not publish")
	void dropsSubscriptions(SocketType type) throws Exception {
		ZmqSocket socket = bound(type);
		RawPeer peer = peerOf(socket, LegalPairs.peerOf(type));
		if (type == SocketType.REQ) {
			assertThat(socket.awaitPeers(1, DEADLINE)).isTrue();
		}
		else if (type == SocketType.SUB) {
			socket.subscribe("");
			peer.expect("04 0A 09'SUBSCRIBE'");
		}
		peer.write(Zmtp.subscribe("A"), Zmtp.command("CANCEL", Zmtp.ascii("A")), Zmtp.command("CANCEL"),
				Zmtp.ping(0, Octets.of("07")));
		assertThat(peer.readFrame().body()).isEqualTo(Octets.of("04'PONG' 07"));
		assertThat(socket.counters().received()).isZero();
		if (type.canReceive() && type != SocketType.REQ) {
			assertThat(socket.tryReceive()).isEmpty();
		}
		assertThat(socket.counters().disconnects()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "04 0A 05'ERROR' 03'400', 400", "04 07 05'ERROR' 00, ''", "04 06 05'ERROR', ''",
			"04 14 05'ERROR' 0D'Invalid peer!', Invalid peer!", "04 0B 05'ERROR' 03'no' 0A'x', no?" })
	@DisplayName("ZMTP-35 ERROR in the handshake ends the connection and is reported with its reason")
	void reportsError(String notation, String reason) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(notation).expectClosed();
		awaitHandshakeFailed("ERROR");
		awaitHandshakeFailed(reason);
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "04 0A 05'ERROR' FF'400'", "04 07 05'ERROR' 01", "04 05 05'ERRO'" })
	@DisplayName("ZMTP-35 a malformed ERROR ends the connection too")
	void refusesMalformedError(String notation) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).greet().write(notation).expectClosed();
		awaitHandshakeFailed("(expected: ");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-35 a connecting socket that is refused by ERROR does not come again")
	void stopsAfterError() throws Exception {
		RawListener listener = listen();
		ZmqSocket pull = connected(SocketType.PULL, listener);
		accept(listener).greet().write("04 0A 05'ERROR' 03'400'").expectClosed();
		ZmqEvent.ConnectStopped stopped = awaitEvent(ZmqEvent.ConnectStopped.class);
		assertThat(stopped.endpoint()).isEqualTo(listener.endpoint());
		assertThat(stopped.cause()).hasStackTraceContaining("400");
		listener.expectNobody(Duration.ofMillis(500));
		RawListener other = listen();
		pull.connect(other.endpoint());
		assertServes(pull, other);
	}

	@Test
	@DisplayName("ZMTP-35 no message goes to an endpoint that was given up")
	void sendsNothingToStopped() throws Exception {
		RawListener listener = listen();
		ZmqSocket push = connected(SocketType.PUSH, listener);
		accept(listener).greet().write("04 0A 05'ERROR' 03'400'").expectClosed();
		awaitEvent(ZmqEvent.ConnectStopped.class);
		assertThat(push.trySend(ZmqMessage.ofText("lost?"))).isEqualTo(SendOutcome.NO_PEER);
		RawListener other = listen();
		push.connect(other.endpoint());
		push.send("1");
		push.send("2");
		accept(other).handshake("PULL").expect(Zmtp.message("1")).expect(Zmtp.message("2"));
	}

	@Test
	@DisplayName("ZMTP-47 nothing but READY is sent before the peer's READY")
	void holdsMessagesUntilReady() throws Exception {
		RawListener listener = listen();
		ZmqSocket push = connected(SocketType.PUSH, listener);
		push.send("held");
		RawPeer pull = accept(listener).greet();
		pull.readReady();
		pull.expectSilence(Duration.ofMillis(200));
		pull.write(Zmtp.ready("PULL")).expect(Zmtp.message("held"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 16, 17, 58, 240 })
	@DisplayName("HB-1 HB-2 PING is answered with PONG and up to 16 octets of its context")
	void answersPing(int length) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] context = Octets.random(length, length);
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.ping(0, context), Zmtp.ping(0xFFFF, context));
		push.expect(Zmtp.command("PONG", Arrays.copyOf(context, Math.min(length, 16))));
		push.expect(Zmtp.command("PONG", Arrays.copyOf(context, Math.min(length, 16))));
		assertServes(pull);
	}

	@ParameterizedTest
	@EnumSource(SocketType.class)
	@DisplayName("HB-1 every type answers PING, as bound and as connecting socket")
	void answersPingOnEveryType(SocketType type) throws Exception {
		RawPeer peer = peerOf(bound(type), LegalPairs.peerOf(type));
		peer.write(Zmtp.ping(10, Octets.of("2A"))).expect("04 06 04'PONG' 2A");
		RawListener listener = listen();
		connected(type, listener);
		RawPeer server = accept(listener).handshake(LegalPairs.peerOf(type));
		server.write(Zmtp.ping(10, Octets.of("2A"))).expect("04 06 04'PONG' 2A");
	}

	@ParameterizedTest
	@ValueSource(strings = { "04 05 04'PING'", "04 06 04'PING' 00" })
	@DisplayName("HB-9 a PING without a whole time to live is refused")
	void closesOnShortPing(String notation) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull, "PUSH").write(notation).expectClosed();
		awaitDisconnected("PING");
		assertServes(pull);
	}

	@Test
	@DisplayName("HB-2 a flood of PINGs whose sender does not read is bounded and stalls nobody else")
	void boundsFloodOfPings() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH");
		byte[] ping = Zmtp.ping(0, new byte[16]);
		byte[][] pings = new byte[1000][];
		Arrays.fill(pings, ping);
		byte[] thousand = Octets.concat(pings);
		long before = usedMegabytes();
		Thread flooder = new Thread(() -> push.flood(thousand, 2000), "flooder");
		flooder.start();
		try {
			assertServes(pull);
			flooder.join(3000);
			assertServes(pull);
			assertThat(usedMegabytes() - before).isLessThan(64);
		}
		finally {
			push.close();
			flooder.join(DEADLINE.toMillis());
		}
		assertThat(flooder.isAlive()).isFalse();
		assertServes(pull);
	}

	@ParameterizedTest
	@EnumSource(names = { "PUB", "XPUB" })
	@DisplayName("PS-7 CANCEL of an unknown topic is ignored")
	void ignoresCancelOfUnknownTopic(SocketType type) throws Exception {
		ZmqSocket pub = bound(type);
		RawPeer sub = peerOf(pub, "SUB").write(Zmtp.command("CANCEL", Zmtp.ascii("never")), Zmtp.command("CANCEL"),
				Octets.of("00 06 00'never'"), Zmtp.subscribe("A"));
		assertThat(pub.awaitSubscribers("A", 1, DEADLINE)).isTrue();
		await().atMost(DEADLINE).until(() -> pub.peers().size() == 1);
		pub.send(ZmqMessage.ofText("A", "1"));
		sub.expect(Zmtp.message("A", "1"));
	}

}
