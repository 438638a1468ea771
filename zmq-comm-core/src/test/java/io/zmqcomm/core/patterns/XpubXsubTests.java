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

package io.zmqcomm.core.patterns;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * XPUB and XSUB: subscriptions as messages.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class XpubXsubTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("PS-9 an XPUB passes up the first subscription and the last cancel of a topic")
	void noticesFirstAndLast() throws Exception {
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB).bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		ZmqSocket second = this.zmq.connected(SocketType.SUB, xpub).subscribe("a").subscribe("b");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1b");
		first.unsubscribe("a").subscribe("c");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1c");
		second.unsubscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\0a");
		TestCommunicator.assertNoMessage(xpub);
	}

	@Test
	@DisplayName("PS-9 with verbose, an XPUB passes up every subscription and the last cancel")
	void verbose() throws Exception {
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB, (options) -> options.verbose(true))
			.bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		ZmqSocket second = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		first.unsubscribe("a").subscribe("c");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1c");
		second.unsubscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\0a");
	}

	@Test
	@DisplayName("PS-9 with verboser, an XPUB passes up every subscription and every cancel")
	void verboser() throws Exception {
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB, (options) -> options.verboser(true))
			.bind(this.transport.any());
		ZmqSocket first = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		ZmqSocket second = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		first.unsubscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\0a");
		second.unsubscribe("a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\0a");
	}

	@Test
	@DisplayName("PS-9 the loss of a subscriber cancels what only it subscribed")
	void lossCancels() throws Exception {
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB).bind(this.transport.any());
		ZmqSocket lost = this.zmq.connected(SocketType.SUB, xpub).subscribe("a").subscribe("b");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1a");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1b");
		ZmqSocket other = this.zmq.connected(SocketType.SUB, xpub).subscribe("b").subscribe("c");
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\1c");
		lost.close();
		assertThat(TestCommunicator.receive(xpub)).containsExactly("\0a");
		xpub.send("b1");
		assertThat(TestCommunicator.receive(other)).containsExactly("b1");
		TestCommunicator.assertNoMessage(xpub);
	}

	@Test
	@DisplayName("PS-3 an XPUB passes up what is no subscription")
	void passesUpOtherMessages() throws Exception {
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB).bind(this.transport.any());
		ZmqSocket xsub = this.zmq.connected(SocketType.XSUB, xpub);
		xsub.send(ZmqMessage.ofText("hello", "upstream"));
		assertThat(TestCommunicator.receive(xpub)).containsExactly("hello", "upstream");
	}

	@Test
	@DisplayName("An XSUB subscribes by messages and by the methods of SUB")
	void xsubSubscribes() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		ZmqSocket xsub = this.zmq.connected(SocketType.XSUB, pub);
		xsub.send("\1a");
		xsub.subscribe("b");
		assertThat(pub.awaitSubscribers("b", 1, TestCommunicator.PATIENCE)).isTrue();
		for (String text : List.of("a1", "b1", "c1", "a2")) {
			pub.send(text);
		}
		for (String text : List.of("a1", "b1", "a2")) {
			assertThat(TestCommunicator.receive(xsub)).containsExactly(text);
		}
		xsub.send("\0a");
		xsub.subscribe("c");
		assertThat(pub.awaitSubscribers("c", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("a3");
		pub.send("c3");
		assertThat(TestCommunicator.receive(xsub)).containsExactly("c3");
	}

	@Test
	@DisplayName("An XPUB and an XSUB make a forwarder")
	void forwards() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind(this.transport.any());
		ZmqSocket xsub = this.zmq.connected(SocketType.XSUB, pub);
		ZmqSocket xpub = this.zmq.socket(SocketType.XPUB).bind(this.transport.any());
		xpub.onMessage((view) -> xsub.send(view.copy()));
		xsub.onMessage((view) -> xpub.send(view.copy()));
		ZmqSocket sub = this.zmq.connected(SocketType.SUB, xpub).subscribe("a");
		assertThat(pub.awaitSubscribers("a", 1, TestCommunicator.PATIENCE)).isTrue();
		pub.send("b");
		pub.send(ZmqMessage.ofText("a", "forwarded"));
		assertThat(TestCommunicator.receive(sub)).containsExactly("a", "forwarded");
		sub.close();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> !pub.awaitSubscribers("a", 1, Duration.ZERO));
	}

	@Test
	@DisplayName("PS-3 a PUB ignores what is no subscription, PS-6 it takes both forms of subscription")
	void pubTakesBothForms() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		try (RawPeer sub = RawPeer.connect(TestCommunicator.endpoint(pub), "SUB", 1)) {
			sub.message("unwanted");
			sub.message("\1a");
			sub.command("SUBSCRIBE", octets("b"));
			assertThat(pub.awaitSubscribers("b", 1, TestCommunicator.PATIENCE)).isTrue();
			pub.send("a1");
			pub.send("b1");
			assertThat(sub.read().texts()).containsExactly("a1");
			assertThat(sub.read().texts()).containsExactly("b1");
			sub.message("\0a");
			sub.command("CANCEL", octets("b"));
			sub.command("SUBSCRIBE", octets("c"));
			assertThat(pub.awaitSubscribers("c", 1, TestCommunicator.PATIENCE)).isTrue();
			pub.send("a2");
			pub.send("b2");
			pub.send("c2");
			assertThat(sub.read().texts()).containsExactly("c2");
		}
	}

	@Test
	@DisplayName("PS-7 the subscriptions of a connection are a set: one cancel ends them")
	void setSemantics() throws Exception {
		ZmqSocket pub = this.zmq.socket(SocketType.PUB).bind("tcp://127.0.0.1:*");
		try (RawPeer sub = RawPeer.connect(TestCommunicator.endpoint(pub), "SUB", 1)) {
			sub.command("CANCEL", octets("never subscribed"));
			sub.command("SUBSCRIBE", octets("a"));
			sub.command("SUBSCRIBE", octets("a"));
			sub.command("CANCEL", octets("a"));
			sub.command("SUBSCRIBE", octets("end"));
			assertThat(pub.awaitSubscribers("end", 1, TestCommunicator.PATIENCE)).isTrue();
			pub.send("a1");
			pub.send("end");
			assertThat(sub.read().texts()).containsExactly("end");
		}
	}

	@Test
	@DisplayName("PS-4, PS-7 a SUB sends commands to a 3.1 peer: one subscribe, and one cancel at the last")
	void subSendsCommands() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket sub = this.zmq.socket(SocketType.SUB).subscribe("a").subscribe("a");
			sub.connect(RawPeer.endpoint(listener));
			try (RawPeer pub = RawPeer.accept(listener, "PUB", 1)) {
				assertCommand(pub.read(), "SUBSCRIBE", "a");
				sub.unsubscribe("a").subscribe("b").unsubscribe("a");
				assertCommand(pub.read(), "SUBSCRIBE", "b");
				assertCommand(pub.read(), "CANCEL", "a");
			}
		}
	}

	@Test
	@DisplayName("PS-5 a SUB sends messages to a 3.0 peer")
	void subSendsMessages() throws Exception {
		try (ServerSocket listener = RawPeer.listen()) {
			ZmqSocket sub = this.zmq.socket(SocketType.SUB).subscribe("a").connect(RawPeer.endpoint(listener));
			try (RawPeer pub = RawPeer.accept(listener, "PUB", 0)) {
				assertThat(pub.read().texts()).containsExactly("\1a");
				sub.unsubscribe("a");
				assertThat(pub.read().texts()).containsExactly("\0a");
			}
		}
	}

	private static void assertCommand(RawPeer.Received received, String name, String argument) {
		assertThat(received.name()).isEqualTo(name);
		assertThat(received.argument()).isEqualTo(argument);
	}

	private static byte[] octets(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
