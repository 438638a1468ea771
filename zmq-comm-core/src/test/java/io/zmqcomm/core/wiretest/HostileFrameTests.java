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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a socket makes of frames after the handshake, good and bad.
 */
class HostileFrameTests extends AbstractWireTests {

	@ParameterizedTest
	@ValueSource(ints = { 0x08, 0x10, 0x20, 0x40, 0x80, 0x09, 0x0C, 0xFF })
	@DisplayName("ZMTP-20 a frame with a reserved flag is not taken")
	void closesOnReservedFlags(int flags) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull, "PUSH").write(new byte[] { (byte) flags, 0, 0, 0, 0, 0, 0, 0, 0 }).expectClosed();
		awaitDisconnected("flags");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-21 a command with MORE is not taken")
	void closesOnCommandWithMore() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull, "PUSH").write("05 07 04'PING' 0000").expectClosed();
		awaitDisconnected("flags");
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 255, 256, 8192, 65535, 65536, 1 << 20 })
	@DisplayName("ZMTP-22 frames of every size arrive whole, however they are cut")
	void acceptsEverySizeAndSplit(int size) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH");
		byte[] body = Octets.random(size, size);
		byte[] frame = Zmtp.message(body, body);
		for (int split : new int[] { 1, 2, 3, 8, 9, 10, frame.length / 2, frame.length - 1 }) {
			if (split < frame.length) {
				push.write(Arrays.copyOf(frame, split));
				push.write(Arrays.copyOfRange(frame, split, frame.length));
				assertMessage(pull.receive(), body, body);
			}
		}
		if (size <= 256) {
			push.writeOctetByOctet(frame);
			assertMessage(pull.receive(), body, body);
		}
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(ints = { 255, 4096, 5000, 70000, 1 << 20, (1 << 20) + 9, 3 << 20 })
	@DisplayName("ZMTP-22 what comes right behind a large frame does not wait for more octets")
	void deliversSmallBehindLarge(int size) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] large = Octets.random(size, size);
		RawPeer push = peerOf(pull, "PUSH");
		for (byte[] small : new byte[][] { {}, Octets.of("41"), Octets.random(1, 7), Octets.random(1, 8) }) {
			push.write(Zmtp.message(large), Zmtp.message(small));
			assertMessage(pull.receive(), large);
			assertMessage(pull.receive(), small);
		}
		push.write(Zmtp.message(large), Zmtp.ping(0, new byte[0])).expect("04 05 04'PONG'");
		assertMessage(pull.receive(), large);
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 255 })
	@DisplayName("ZMTP-22 a long header is fine for a small body")
	void acceptsLongHeaderForSmallBody(int size) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		byte[] body = Octets.random(size, size);
		peerOf(pull, "PUSH").write(Zmtp.header(Zmtp.LONG | Zmtp.MORE, size), body, Zmtp.header(Zmtp.LONG, size), body);
		assertMessage(pull.receive(), body, body);
		assertServes(pull);
	}

	@ParameterizedTest
	@CsvSource({ "02, FFFFFFFFFFFFFFFF", "02, 8000000000000000", "02, 7FFFFFFFFFFFFFFF", "03, 8000000000000001",
			"06, 8000000000000000", "06, 4000000000000000", "02, 0000000010000001", "02, 00000000FFFFFFFF",
			"02, 0000000100000000" })
	@DisplayName("ZMTP-23 a length above the limit is refused before anything is read or allocated")
	void closesOnHugeLength(String flags, String length) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		long before = usedMegabytes();
		peerOf(pull, "PUSH").write(flags + " " + length).expectClosed();
		assertThat(usedMegabytes() - before).isLessThan(64);
		awaitDisconnected("(expected: ");
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "02 0000000010000000", "03 000000000FFFFFFF", "06 000000000FFFFFFF" })
	@DisplayName("ZMTP-23 memory is not given on a header's word")
	void allocatesAsOctetsArrive(String header) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		long before = usedMegabytes();
		List<RawPeer> peers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			peers.add(peerOf(pull, "PUSH").write(Octets.of(header), new byte[10]));
		}
		assertServes(pull);
		assertThat(usedMegabytes() - before).isLessThan(64);
		for (RawPeer peer : peers) {
			peer.close();
		}
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-24 a frame above the socket's limit is refused by its header, one at the limit is not")
	void closesOnFrameAboveLimit() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.maxFrameSize(100));
		byte[] body = Octets.random(1, 100);
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.message(body));
		assertMessage(pull.receive(), body);
		push.write("00 65").expectClosed();
		awaitDisconnected("101");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-24 a message above the socket's limit is refused, one at the limit is not")
	void closesOnMessageAboveLimit() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.maxFrameSize(100).maxMessageSize(1000));
		byte[] body = Octets.random(1, 100);
		byte[][] frames = new byte[10][];
		Arrays.fill(frames, body);
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.message(frames));
		assertMessage(pull.receive(), frames);
		for (int i = 0; i < 10; i++) {
			push.write(Zmtp.frame(Zmtp.MORE, body));
		}
		push.write("00 01 41").expectClosed();
		awaitDisconnected("(expected: ");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-24 a message of too many frames is refused, one at the limit is not")
	void closesOnTooManyFrames() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.maxFrames(8));
		RawPeer push = peerOf(pull, "PUSH").write(Zmtp.message(new byte[8][0]));
		assertMessage(pull.receive(), new byte[8][0]);
		push.write(Zmtp.message(new byte[9][0])).expectClosed();
		awaitDisconnected("8");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-24 a flood of MORE frames ends at the limit of frames")
	void closesOnFloodOfFrames() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH");
		long before = usedMegabytes();
		byte[] thousand = new byte[2000];
		for (int i = 0; i < thousand.length; i += 2) {
			thousand[i] = 1;
		}
		push.flood(thousand, 1000);
		push.expectClosed();
		assertThat(usedMegabytes() - before).isLessThan(64);
		assertServes(pull);
	}

	@ParameterizedTest
	@ValueSource(strings = { "01 01 41", "01 01 41 00", "01 01 41 00 02 42", "02 0000", "02 0000000000100000 00",
			"01 01 41 02 0000000000100000 00", "04 07 04'PI'" })
	@DisplayName("ZMTP-25 a message or frame that is cut off by FIN or RST is not delivered")
	void discardsUnfinishedMessages(String notation) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull, "PUSH").write(notation).halfClose().expectClosed();
		peerOf(pull, "PUSH").write(notation).reset();
		peerOf(pull, "PUSH").write(notation).close();
		assertServes(pull);
		assertThat(pull.counters().received()).isEqualTo(1);
		assertThat(pull.tryReceive()).isEmpty();
	}

	@Test
	@DisplayName("ZMTP-25 a connecting socket does not join halves of messages over a reconnect")
	void doesNotJoinHalves() throws Exception {
		RawListener listener = listen();
		ZmqSocket pull = connected(SocketType.PULL, listener);
		accept(listener).handshake("PUSH").write("01 01 41").close();
		RawPeer push = accept(listener).handshake("PUSH").write(Zmtp.message("B"));
		assertMessage(pull.receive(), Octets.of("'B'"));
		push.write("08 00").expectClosed();
		assertServes(pull, listener);
	}

	@Test
	@DisplayName("ZMTP-26 messages arrive once and in order")
	void keepsOrder() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH");
		int count = 5000;
		byte[][] messages = new byte[count][];
		for (int i = 0; i < count; i++) {
			messages[i] = Zmtp.message(Integer.toString(i));
		}
		push.write(messages);
		for (int i = 0; i < count; i++) {
			assertThat(pull.receive().text(0)).isEqualTo(Integer.toString(i));
		}
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-27 a command may stand between the frames of a message")
	void acceptsCommandBetweenFrames() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH").write("01 01 41  04 07 04'PING' 0000  04 05 04'ZZZZ'  00 01 42");
		assertMessage(pull.receive(), Octets.of("41"), Octets.of("42"));
		push.expect("04 05 04'PONG'");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-28 empty frames are legal")
	void acceptsEmptyFrames() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		peerOf(pull, "PUSH").write("00 00  01 00 00 00  01 00 01 00 00 01 41");
		assertMessage(pull.receive(), new byte[0]);
		assertMessage(pull.receive(), new byte[0], new byte[0]);
		assertMessage(pull.receive(), new byte[0], new byte[0], Octets.of("41"));
		assertServes(pull);
	}

	private static void assertMessage(ZmqMessage message, byte[]... frames) {
		assertThat(message.frameCount()).isEqualTo(frames.length);
		for (int i = 0; i < frames.length; i++) {
			assertThat(message.bytes(i)).as("frame %d", i).isEqualTo(frames[i]);
		}
	}

}
