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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a socket makes of greetings, good and bad.
 */
class HostileGreetingTests extends AbstractWireTests {

	private static final String SIGNATURE = "FF 0000000000000000 7F ";

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 9, 10, 63, 64, 65, 4096 })
	@DisplayName("ZMTP-01 random octets are not answered with anything but a close")
	void closesOnRandomOctets(int length) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] octets = Octets.random(length, length);
		octets[0] = 0x42;
		peerOf(pull).write(octets).expectClosed();
		octets[0] = (byte) 0xFF;
		if (length > 9) {
			octets[9] &= (byte) 0xFE;
			peerOf(pull).write(octets).expectClosed();
		}
		else {
			peerOf(pull).write(octets).halfClose().expectClosed();
		}
		assertServes(pull);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			00                                                   | octet 0: 0x00
			'GET / HTTP/1.1' 0D0A 'Host: localhost' 0D0A0D0A     | octet 0: 0x47
			16 03 01 02 00 01 00 01 FC 03 03                     | octet 0: 0x16
			FF 0000000000000000 7E                               | octet 9: 0x7e
			FF 0000000000000000 00 01 02                         | octet 9: 0x00
			FF 0000000000000000 7F 00                            | ZMTP 1.0
			FF 0000000000000000 7F 01 05 00 00                   | 2.0
			FF 0000000000000000 7F 02                            | 2.0
			""")
	@DisplayName("ZMTP-01 ZMTP-06 other protocols and older versions are refused with their first wrong octet")
	void refusesOtherProtocols(String notation, String cause) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull).write(notation).expectClosed();
		if (!cause.startsWith("ZMTP")) {
			awaitHandshakeFailed(cause);
		}
		awaitHandshakeFailed("(expected: ");
		assertThat(pull.counters().handshakeFailures()).isPositive();
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-03 ZMTP-09 ZMTP-11 the greeting is sent without waiting, as 3.1 and not as server")
	void greetsFirst() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		assertGreeting(peerOf(pull).read(Zmtp.GREETING_LENGTH));
		RawListener listener = listen();
		ZmqSocket connecting = connected(SocketType.PULL, listener);
		assertGreeting(accept(listener).read(Zmtp.GREETING_LENGTH));
		assertServes(pull);
		connecting.close();
	}

	private static void assertGreeting(byte[] greeting) {
		assertThat(greeting[0]).isEqualTo((byte) 0xFF);
		assertThat(Arrays.copyOfRange(greeting, 9, 12)).isEqualTo(Octets.of("7F 03 01"));
		assertThat(Arrays.copyOfRange(greeting, 12, 64)).isEqualTo(Octets.concat(Octets.of("'NULL'"), new byte[48]));
	}

	@Test
	@DisplayName("ZMTP-03 a peer that sends one octet at a time gets through")
	void acceptsOctetByOctet() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] message = Octets.random(2, 300);
		RawPeer push = peerOf(pull);
		push.writeOctetByOctet(Octets.concat(Zmtp.greeting(), Zmtp.ready("PUSH"), Zmtp.message(message)));
		assertThat(pull.receive().bytes(0)).isEqualTo(message);
		push.read(Zmtp.GREETING_LENGTH);
		assertThat(push.readReady()).containsEntry("Socket-Type", "PULL");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-03 a peer that waits in the middle of its greeting for ours, as libzmq does, gets through")
	void acceptsStepwiseGreeting() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] greeting = Zmtp.greeting();
		RawPeer push = peerOf(pull);
		push.write(Arrays.copyOf(greeting, 10)).read(10);
		push.write(Arrays.copyOfRange(greeting, 10, 11)).read(1);
		push.write(Arrays.copyOfRange(greeting, 11, 64)).read(53);
		push.readReady();
		push.write(Zmtp.ready("PUSH"), Zmtp.message("stepwise"));
		assertThat(pull.receive().text(0)).isEqualTo("stepwise");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-12 a peer that stalls anywhere in the handshake is closed at its deadline")
	void closesStalledPeers() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.handshakeTimeout(Duration.ofMillis(300)));
		byte[] octets = Octets.concat(Zmtp.greeting(), Zmtp.ready("PUSH"));
		List<RawPeer> stalled = new ArrayList<>();
		for (int length : new int[] { 0, 1, 9, 10, 11, 63, 64, 65, 66, octets.length - 1 }) {
			stalled.add(peerOf(pull).write(Arrays.copyOf(octets, length)));
		}
		for (RawPeer peer : stalled) {
			peer.expectClosed();
		}
		awaitEvent(ZmqEvent.HandshakeFailed.class, (event) -> events(ZmqEvent.HandshakeFailed.class).size() == 10);
		assertThat(pull.counters().handshakeFailures()).isEqualTo(10);
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-14 no more handshakes than allowed are open at a time, and the next begins when one ends")
	void boundsUnfinishedHandshakes() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.maxHandshakes(2));
		RawPeer first = peerOf(pull);
		first.read(Zmtp.GREETING_LENGTH);
		RawPeer second = peerOf(pull);
		second.read(Zmtp.GREETING_LENGTH);
		RawPeer third = peerOf(pull).expectSilence(Duration.ofMillis(200));
		first.close();
		third.read(Zmtp.GREETING_LENGTH);
		peerOf(pull).expectSilence(Duration.ofMillis(200)).close();
		second.write(Zmtp.greeting(), Zmtp.ready("PUSH"), Zmtp.message("done"));
		assertThat(pull.receive().text(0)).isEqualTo("done");
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CURVE", "PLAIN", "NULLX", "" })
	@DisplayName("ZMTP-04 ZMTP-07 another mechanism gets our whole greeting, then a close")
	void refusesOtherMechanisms(String mechanism) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer peer = peerOf(pull).write(Zmtp.greeting(3, 1, mechanism));
		assertGreeting(peer.read(Zmtp.GREETING_LENGTH));
		peer.expectClosed();
		awaitHandshakeFailed("NULL");
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'null'", "'NULL' 00 'X'", "00 'NULL'", "'NULL' FF" })
	@DisplayName("ZMTP-07 a malformed mechanism is refused")
	void refusesMalformedMechanisms(String mechanism) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] greeting = Arrays.copyOf(Octets.of(SIGNATURE + "03 01 " + mechanism), Zmtp.GREETING_LENGTH);
		RawPeer peer = peerOf(pull).write(greeting);
		assertGreeting(peer.read(Zmtp.GREETING_LENGTH));
		peer.expectClosed();
		awaitHandshakeFailed("greeting octet 1");
		assertServes(pull);
	}

	@ParameterizedTest
	@CsvSource({ "3, 0", "3, 1", "3, 127", "4, 0", "255, 255" })
	@DisplayName("ZMTP-05 every version from 3.0 on is spoken to")
	void acceptsLaterVersions(int major, int minor) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull).greet(Zmtp.greeting(major, minor, "NULL"));
		push.write(Zmtp.ready("PUSH"), Zmtp.message("later"));
		assertThat(pull.receive().text(0)).isEqualTo("later");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-02 ZMTP-09 ZMTP-11 padding, as-server and filler are not looked at")
	void ignoresWhatMeansNothing() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] greeting = Octets.random(3, Zmtp.GREETING_LENGTH);
		greeting[0] = (byte) 0xFF;
		System.arraycopy(Zmtp.greeting(), 9, greeting, 9, 23);
		greeting[32] = 1;
		peerOf(pull).greet(greeting).write(Zmtp.ready("PUSH"), Zmtp.message("padded"));
		assertThat(pull.receive().text(0)).isEqualTo("padded");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-13 greeting, READY and a message in one packet")
	void acceptsAllAtOnce() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull).write(Zmtp.greeting(), Zmtp.ready("PUSH"), Zmtp.message("at", "once"));
		assertThat(pull.receive().text(1)).isEqualTo("once");
		push.read(Zmtp.GREETING_LENGTH);
		push.readReady();
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "'HTTP/1.1 400 Bad Request' 0D0A0D0A", SIGNATURE + "01 05 00 00" })
	@DisplayName("ZMTP-36 a connecting socket leaves a server that speaks something else, and comes again")
	void reconnectsAfterGarbage(String notation) throws Exception {
		RawListener listener = listen();
		ZmqSocket pull = connected(SocketType.PULL, listener);
		accept(listener).write(notation).expectClosed();
		awaitEvent(ZmqEvent.ConnectRetried.class);
		assertServes(pull, listener);
	}

	@Test
	@DisplayName("ZMTP-36 a connecting socket comes again after FIN and RST at any point of the handshake")
	void reconnectsAfterTemporaryFailures() throws Exception {
		RawListener listener = listen();
		ZmqSocket pull = connected(SocketType.PULL, listener);
		accept(listener).close();
		accept(listener).reset();
		accept(listener).greet().halfClose().expectClosed();
		accept(listener).greet().reset();
		accept(listener).handshake("PUSH").reset();
		accept(listener).handshake("PUSH").close();
		assertServes(pull, listener);
		assertThat(pull.counters().connects()).isEqualTo(3);
		assertThat(pull.counters().reconnects()).isEqualTo(2);
		assertThat(pull.counters().disconnects()).isEqualTo(2);
	}

	@Test
	@DisplayName("ZMTP-12 a connecting socket leaves a server that stalls, and comes again")
	void reconnectsAfterStall() throws Exception {
		RawListener listener = listen();
		ZmqSocket pull = created(SocketType.PULL, (options) -> options.handshakeTimeout(Duration.ofMillis(300)))
			.connect(listener.endpoint());
		accept(listener).expectClosed();
		accept(listener).write(Arrays.copyOf(Zmtp.greeting(), 11)).expectClosed();
		accept(listener).greet().expectClosed();
		assertServes(pull, listener);
	}

}
