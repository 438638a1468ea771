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

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The octets that each pattern puts on the wire, and what it makes of those that do not
 * belong there.
 */
class PatternWireTests extends AbstractWireTests {

	@ParameterizedTest
	@EnumSource(names = { "SUB", "XSUB" })
	@DisplayName("PS-4 CX-7 subscriptions go to a 3.1 peer as commands, the last unsubscribe as one CANCEL")
	void subscribesByCommand(SocketType type) throws Exception {
		RawListener listener = listen();
		ZmqSocket sub = connected(type, listener).subscribe("A");
		RawPeer pub = accept(listener).handshake("PUB").expect("04 0B 09'SUBSCRIBE' 41");
		sub.subscribe("").subscribe("B".repeat(246));
		pub.expect("04 0A 09'SUBSCRIBE'");
		pub.expect(Zmtp.subscribe("B".repeat(246)));
		sub.unsubscribe("").unsubscribe("A").unsubscribe("A");
		pub.expect("04 07 06'CANCEL'").expect("04 08 06'CANCEL' 41");
		sub.subscribe("C");
		pub.expect("04 0B 09'SUBSCRIBE' 43").write(Zmtp.message("C1"));
		assertThat(sub.receive().text(0)).isEqualTo("C1");
	}

	@Test
	@DisplayName("CX-7 a topic subscribed twice is cancelled with the second unsubscribe")
	void countsSubscriptions() throws Exception {
		RawListener listener = listen();
		ZmqSocket sub = connected(SocketType.SUB, listener).subscribe("A").subscribe("A");
		RawPeer pub = accept(listener).handshake("PUB").expect("04 0B 09'SUBSCRIBE' 41");
		sub.unsubscribe("A");
		pub.write(Zmtp.message("A1"));
		assertThat(sub.receive().text(0)).isEqualTo("A1");
		sub.unsubscribe("A").subscribe("Z");
		RawPeer.Frame frame = pub.readFrame();
		while (frame.commandName().equals("SUBSCRIBE")) {
			assertThat(frame.body()).isEqualTo(Octets.of("09'SUBSCRIBE' 41"));
			frame = pub.readFrame();
		}
		assertThat(frame.body()).isEqualTo(Octets.of("06'CANCEL' 41"));
		pub.expect("04 0B 09'SUBSCRIBE' 5A");
	}

	@ParameterizedTest
	@EnumSource(names = { "SUB", "XSUB" })
	@DisplayName("PS-5 LZ-11 subscriptions go to a 3.0 peer as messages")
	void subscribesByMessage(SocketType type) throws Exception {
		RawListener listener = listen();
		ZmqSocket sub = connected(type, listener).subscribe("A");
		RawPeer pub = accept(listener).handshakeAs30("PUB").expect("00 02 01 41");
		sub.subscribe("B".repeat(255)).unsubscribe("A");
		pub.expect("02 0000000000000100 01").expect(Octets.repeat('B', 255)).expect("00 02 00 41");
		sub.subscribe("");
		pub.expect("00 01 01").write(Zmtp.message("A1"));
		assertThat(sub.receive().text(0)).isEqualTo("A1");
	}

	@Test
	@DisplayName("PS-8 all subscriptions go out again after a reconnect")
	void subscribesAgain() throws Exception {
		RawListener listener = listen();
		ZmqSocket sub = connected(SocketType.SUB, listener).subscribe("A").subscribe("B").unsubscribe("B");
		accept(listener).handshake("PUB").reset();
		RawPeer pub = accept(listener).handshakeAs30("PUB").expect("00 02 01 41").write(Zmtp.message("A1"));
		assertThat(sub.receive().text(0)).isEqualTo("A1");
		sub.subscribe("C");
		pub.expect("00 02 01 43");
	}

	@ParameterizedTest
	@CsvSource({ "PUB, 0, true", "PUB, 0, false", "PUB, 1, true", "PUB, 1, false", "XPUB, 0, true", "XPUB, 1, false" })
	@DisplayName("PS-6 both forms of subscriptions are taken from every version")
	void acceptsBothForms(SocketType type, int minor, boolean command) throws Exception {
		ZmqSocket pub = bound(type);
		RawPeer sub = peerOf(pub).greet(Zmtp.greeting(3, minor, "NULL")).write(Zmtp.ready("SUB"));
		sub.readReady();
		sub.write(command ? Zmtp.subscribe("A") : Octets.of("00 02 01 41"));
		assertThat(pub.awaitSubscribers("A1", 1, DEADLINE)).isTrue();
		pub.send("A1");
		pub.send("B1");
		pub.send("A2");
		sub.expect(Zmtp.message("A1")).expect(Zmtp.message("A2"));
		sub.write(command ? Zmtp.command("CANCEL", Zmtp.ascii("A")) : Octets.of("00 02 00 41"));
		sub.write(command ? Zmtp.subscribe("B") : Octets.of("00 02 01 42"));
		assertThat(pub.awaitSubscribers("B", 1, DEADLINE)).isTrue();
		pub.send("A3");
		pub.send("B2");
		sub.expect(Zmtp.message("B2"));
	}

	@Test
	@DisplayName("PS-7 the topics of a connection are a set: one CANCEL ends any number of SUBSCRIBEs")
	void keepsSetOfTopics() throws Exception {
		ZmqSocket pub = bound(SocketType.PUB);
		RawPeer sub = peerOf(pub, "SUB").write(Zmtp.subscribe("A"), Zmtp.subscribe("A"),
				Zmtp.command("CANCEL", Zmtp.ascii("A")), Zmtp.subscribe("Z"));
		assertThat(pub.awaitSubscribers("Z", 1, DEADLINE)).isTrue();
		pub.send("A1");
		pub.send("Z1");
		sub.expect(Zmtp.message("Z1"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 245, 246, 254, 255, 256, 65536 })
	@DisplayName("PS-15 topics of any length, as command and as message")
	void acceptsLongTopics(int length) throws Exception {
		ZmqSocket pub = bound(SocketType.PUB);
		String topic = "t".repeat(length);
		RawPeer command = peerOf(pub, "SUB").write(Zmtp.subscribe(topic));
		RawPeer message = peerOf(pub, "SUB").write(Zmtp.frame(0, Octets.concat(new byte[] { 1 }, Zmtp.ascii(topic))));
		assertThat(pub.awaitSubscribers(topic, 2, DEADLINE)).isTrue();
		pub.send(ZmqMessage.ofText(topic, "1"));
		command.expect(Zmtp.message(topic, "1"));
		message.expect(Zmtp.message(topic, "1"));
	}

	@Test
	@DisplayName("PS-3 a PUB ignores what is no subscription")
	void ignoresInputOfPub() throws Exception {
		ZmqSocket pub = bound(SocketType.PUB);
		RawPeer sub = peerOf(pub, "SUB").write(Zmtp.message("A"), Zmtp.message(""), Zmtp.message("A", "B"),
				Zmtp.message(Octets.random(1, 70000)), Zmtp.subscribe("S"));
		assertThat(pub.awaitSubscribers("S", 1, DEADLINE)).isTrue();
		pub.send("S1");
		sub.expect(Zmtp.message("S1"));
		assertThat(pub.counters().disconnects()).isZero();
	}

	@Test
	@DisplayName("PP-3 a PUSH ignores what a PULL sends")
	void ignoresInputOfPush() throws Exception {
		ZmqSocket push = bound(SocketType.PUSH);
		RawPeer pull = peerOf(push, "PULL").write(Zmtp.message("A"), Zmtp.message("A", "B"),
				Zmtp.message(Octets.random(1, 70000)), Zmtp.ping(0, new byte[0]));
		pull.expect("04 05 04'PONG'");
		push.send("B");
		push.send(ZmqMessage.of(Octets.random(2, 300), new byte[0]));
		pull.expect(Zmtp.message("B")).expect(Zmtp.message(Octets.random(2, 300), new byte[0]));
		assertThat(push.counters().disconnects()).isZero();
	}

	@Test
	@DisplayName("RR-1 a REQ sends an empty delimiter, then the request")
	void sendsRequestWithDelimiter() throws Exception {
		ZmqSocket req = bound(SocketType.REQ);
		RawPeer rep = peerOf(req, "REP");
		req.send("one");
		rep.expect("01 00 00 03'one'").write("01 00 00 03'two'");
		assertThat(req.receive().text(0)).isEqualTo("two");
		req.send(ZmqMessage.ofText("a", ""));
		rep.expect("01 00 01 01'a' 00 00").write("01 00 01 00 00 01'b'");
		ZmqMessage reply = req.receive();
		assertThat(reply.frameCount()).isEqualTo(2);
		assertThat(reply.text(1)).isEqualTo("b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00 01 41", "00 00", "01 01 41 00 01 42" })
	@DisplayName("RR-5 a REQ closes the connection of a reply without delimiter, and may ask again")
	void closesOnReplyWithoutDelimiter(String reply) throws Exception {
		ZmqSocket req = bound(SocketType.REQ);
		RawPeer bad = peerOf(req, "REP");
		req.send("one");
		bad.expect("01 00 00 03'one'").write(reply);
		await().atMost(DEADLINE).until(() -> req.tryReceive().isEmpty() && req.peers().isEmpty());
		bad.expectClosed();
		awaitDisconnected("delimiter");
		RawPeer good = peerOf(req, "REP");
		req.send("two");
		good.expect("01 00 00 03'two'").write("01 00 00 05'reply'");
		assertThat(req.receive().text(0)).isEqualTo("reply");
	}

	@ParameterizedTest
	@ValueSource(strings = { "00 01 41", "01 01 41 00 01 42", "00 00" })
	@DisplayName("RR-9 a REP discards a request without delimiter, and serves the next on the same connection")
	void discardsRequestWithoutDelimiter(String request) throws Exception {
		ZmqSocket rep = bound(SocketType.REP);
		RawPeer dealer = peerOf(rep, "DEALER").write(request).write("01 00 00 02'ok'");
		assertThat(rep.receive().text(0)).isEqualTo("ok");
		rep.send("fine");
		dealer.expect("01 00 00 04'fine'");
		assertThat(rep.counters().disconnects()).isZero();
	}

	@Test
	@DisplayName("RR-8 a REP puts back the whole envelope")
	void restoresEnvelope() throws Exception {
		ZmqSocket rep = bound(SocketType.REP);
		RawPeer router = peerOf(rep, "DEALER").write("01 01 01 01 01 02 01 01 03 01 00 01 01'a' 00 01'b'");
		ZmqMessage request = rep.receive();
		assertThat(request.frameCount()).isEqualTo(2);
		assertThat(request.text(0)).isEqualTo("a");
		rep.send("c");
		router.expect("01 01 01 01 01 02 01 01 03 01 00 00 01'c'");
	}

	@Test
	@DisplayName("RR-11 a DEALER adds and takes no envelope")
	void sendsAsDealer() throws Exception {
		ZmqSocket dealer = bound(SocketType.DEALER);
		RawPeer router = peerOf(dealer, "ROUTER");
		dealer.send(ZmqMessage.ofText("", "x"));
		router.expect("01 00 00 01'x'").write("00 01'y' 01 00 00 01'z'");
		assertThat(dealer.receive().text(0)).isEqualTo("y");
		assertThat(dealer.receive().frameCount()).isEqualTo(2);
	}

}
