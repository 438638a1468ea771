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

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer that closes in good order behind its last message has done its part: the message
 * is delivered, even if nobody was reading when the close came.
 */
class LastMessagesTests extends AbstractWireTests {

	@ParameterizedTest(name = "{1} messages of {2} octets, high-water mark {0}, half close {3}")
	@CsvSource({ "1000, 10, 10, false", "2, 20, 1, false", "2, 20, 1, true", "1000, 20000, 10, false",
			"10, 500, 5000, false", "10, 500, 5000, true", "2, 100, 70000, false" })
	@DisplayName("ZMTP-25 ZMTP-26 all that came before FIN is delivered, also from behind the high-water mark")
	void deliversWhatCameBeforeFin(int highWaterMark, int count, int size, boolean half) throws Exception {
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.receiveHighWaterMark(highWaterMark));
		RawPeer push = peerOf(pull, "PUSH");
		byte[][] messages = new byte[count][];
		for (int i = 0; i < count; i++) {
			messages[i] = Zmtp.message(Zmtp.ascii(Integer.toString(i)), new byte[size]);
		}
		byte[] stream = Octets.concat(messages);
		Thread writer = new Thread(() -> writeAndClose(push, stream, half), "writer");
		writer.start();
		// Most streams are written and closed before anything is received.
		writer.join(500);
		for (int i = 0; i < count; i++) {
			assertThat(pull.receive().text(0)).isEqualTo(Integer.toString(i));
		}
		writer.join(DEADLINE.toMillis());
		assertServes(pull);
		assertThat(pull.tryReceive()).isEmpty();
	}

	@Test
	@DisplayName("ZMTP-25 what came before FIN is delivered after a drain")
	void deliversAfterDrain() throws Exception {
		ZmqSocket pull = bound(SocketType.PULL);
		RawPeer push = peerOf(pull, "PUSH");
		assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
		assertThat(pull.drain(DEADLINE)).isTrue();
		push.write(Zmtp.message("1"), Zmtp.message("2")).close();
		assertThat(pull.receive(Duration.ofMillis(300))).isEmpty();
		pull.resume();
		assertThat(pull.receive().text(0)).isEqualTo("1");
		assertThat(pull.receive().text(0)).isEqualTo("2");
		assertServes(pull);
	}

	@Test
	@DisplayName("ZMTP-25 nothing is sent to a peer that has closed while its last messages wait")
	void sendsNothingToPeerThatClosed() throws Exception {
		ZmqSocket dealer = bound(SocketType.DEALER, (options) -> options.receiveHighWaterMark(1));
		RawPeer peer = peerOf(dealer, "DEALER");
		assertThat(dealer.awaitPeers(1, DEADLINE)).isTrue();
		byte[][] messages = new byte[1000][];
		Arrays.fill(messages, Zmtp.message("waits"));
		peer.write(Octets.concat(messages)).close();
		await().atMost(DEADLINE).until(() -> dealer.peers().isEmpty());
		assertThat(dealer.counters().received()).as("not all was taken in").isLessThan(messages.length);
		assertThat(dealer.trySend(ZmqMessage.ofText("whom?"))).isEqualTo(SendOutcome.NO_PEER);
		for (int i = 0; i < messages.length; i++) {
			assertThat(dealer.receive().text(0)).isEqualTo("waits");
		}
	}

	private static void writeAndClose(RawPeer peer, byte[] stream, boolean half) {
		try {
			peer.write(stream);
			if (half) {
				peer.halfClose();
			}
			else {
				peer.close();
			}
		}
		catch (IOException ex) {
			// The test fails for lack of messages
		}
	}

}
