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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.ZmqStateException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * REP (RFC 28) and the reply token.
 */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(30)
class RepTests {

	@RegisterExtension
	final TestCommunicator zmq = new TestCommunicator();

	@Parameter
	Transport transport;

	@Test
	@DisplayName("RR-8 a REP keeps the envelope up to the first empty frame and puts it back")
	void keepsEnvelope() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, rep);
		for (int ids : new int[] { 0, 1, 3, 255 }) {
			List<String> envelope = new ArrayList<>();
			for (int i = 0; i < ids; i++) {
				envelope.add("id " + i);
			}
			envelope.add("");
			dealer.send(message(envelope, "ask", "", "more"));
			ZmqMessage request = TestCommunicator.message(rep);
			assertThat(TestCommunicator.texts(request)).containsExactly("ask", "", "more");
			request.reply().send(ZmqMessage.ofText("answer", ""));
			List<String> expected = new ArrayList<>(envelope);
			expected.addAll(List.of("answer", ""));
			assertThat(TestCommunicator.receive(dealer)).isEqualTo(expected);
		}
	}

	@Test
	@DisplayName("RR-8 a REP answers in the classical way, receive then send")
	void classical() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP, (options) -> options.name("answerer"))
			.bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
		assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> rep.send("unasked"))
			.withMessageContaining("answerer");
		for (int i = 0; i < 3; i++) {
			req.send("ask " + i);
			assertThat(TestCommunicator.receive(rep)).containsExactly("ask " + i);
			assertThat(rep.send("answer " + i)).isEqualTo(SendOutcome.ACCEPTED);
			assertThatExceptionOfType(ZmqStateException.class).isThrownBy(() -> rep.send("twice"));
			assertThat(TestCommunicator.receive(req)).containsExactly("answer " + i);
		}
	}

	@Test
	@DisplayName("RR-8 a REP serves its peers in turn, one at a time")
	void fairQueue() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		List<ZmqSocket> dealers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, rep);
			for (int k = 0; k < 10; k++) {
				dealer.send(ZmqMessage.ofText("", "" + i));
			}
			dealers.add(dealer);
		}
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> rep.counters().pending() == 30);
		for (int turn = 0; turn < 10; turn++) {
			Set<String> askers = new TreeSet<>();
			for (int i = 0; i < 3; i++) {
				ZmqMessage request = TestCommunicator.message(rep);
				askers.add(request.text(0));
				request.reply().send(ZmqMessage.ofText(request.text(0)));
			}
			assertThat(askers).containsExactly("0", "1", "2");
		}
		for (int i = 0; i < 3; i++) {
			assertThat(TestCommunicator.receive(dealers.get(i))).containsExactly("", "" + i);
		}
	}

	@Test
	@DisplayName("RR-9 a request without a delimiter is discarded, and the next is served")
	void discardsMalformedRequest() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, rep);
		dealer.send("no delimiter");
		dealer.send(ZmqMessage.ofText("still", "none"));
		dealer.send(ZmqMessage.ofText("", "ask"));
		assertThat(TestCommunicator.receive(rep)).containsExactly("ask");
		assertThat(rep.counters().discarded()).isEqualTo(2);
	}

	@Test
	@DisplayName("RR-10 the reply to a peer that is gone is UNROUTABLE and does not block")
	void replyToLostPeer() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket lost = this.zmq.connected(SocketType.REQ, rep);
		lost.send("ask");
		Reply reply = TestCommunicator.message(rep).reply();
		lost.close();
		Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> rep.peers().isEmpty());
		assertThat(reply.send(ZmqMessage.ofText("answer"))).isEqualTo(SendOutcome.UNROUTABLE);
		assertThat(rep.counters().dropped()).isEqualTo(1);
		ZmqSocket next = this.zmq.connected(SocketType.REQ, rep);
		next.send("ask");
		TestCommunicator.message(rep).reply().send(ZmqMessage.ofText("answer"));
		assertThat(TestCommunicator.receive(next)).containsExactly("answer");
	}

	@Test
	@DisplayName("RR-10 a reply that finds the peer's queue full is dropped and counted, and does not block")
	void replyToFullPeer() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP, TestCommunicator::smallQueues).bind(this.transport.any());
		ZmqSocket dealer = this.zmq.connected(SocketType.DEALER, rep, TestCommunicator::smallQueues);
		SendOutcome outcome = SendOutcome.ACCEPTED;
		int accepted = 0;
		for (int i = 0; i < 2000 && outcome == SendOutcome.ACCEPTED; i++) {
			dealer.send(ZmqMessage.ofText("", "ask"));
			outcome = TestCommunicator.message(rep).reply().send(TestCommunicator.large(i));
			accepted += (outcome == SendOutcome.ACCEPTED) ? 1 : 0;
		}
		assertThat(outcome).isEqualTo(SendOutcome.FULL);
		assertThat(rep.counters().dropped()).isEqualTo(1);
		for (int i = 0; i < accepted; i++) {
			assertThat(TestCommunicator.message(dealer).bytes(1)[0]).isEqualTo((byte) i);
		}
		TestCommunicator.assertNoMessage(dealer);
	}

	@Test
	@DisplayName("A reply token is usable once")
	void tokenOnce() throws Exception {
		for (SocketType type : List.of(SocketType.REP, SocketType.ROUTER)) {
			ZmqSocket server = this.zmq.socket(type).bind(this.transport.any());
			ZmqSocket req = this.zmq.connected(SocketType.REQ, server);
			req.send("ask");
			ZmqMessage request = TestCommunicator.message(server);
			Reply reply = request.reply();
			assertThat(request.reply()).isSameAs(reply);
			assertThat(reply.peer()).isEqualTo(request.peer());
			assertThat(reply.send(ZmqMessage.ofText("once"))).isEqualTo(SendOutcome.ACCEPTED);
			assertThatIllegalStateException().isThrownBy(() -> reply.send(ZmqMessage.ofText("twice")));
			assertThat(TestCommunicator.receive(req)).containsExactly("once");
		}
	}

	@Test
	@DisplayName("A reply token works later and from another thread, for a view as for a message")
	void tokenLater() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		List<ZmqSocket> reqs = new ArrayList<>();
		List<Reply> replies = Collections.synchronizedList(new ArrayList<>());
		router.onMessage((view) -> replies.add(view.reply()));
		for (int i = 0; i < 3; i++) {
			ZmqSocket req = this.zmq.connected(SocketType.REQ, router);
			req.send("ask");
			int count = i + 1;
			Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> replies.size() == count);
			reqs.add(req);
		}
		for (int i = 2; i >= 0; i--) {
			assertThat(replies.get(i).send(ZmqMessage.ofText("answer " + i))).isEqualTo(SendOutcome.ACCEPTED);
		}
		for (int i = 0; i < 3; i++) {
			assertThat(TestCommunicator.receive(reqs.get(i))).containsExactly("answer " + i);
		}
	}

	@Test
	@DisplayName("Only messages of REP and ROUTER have a reply token, only received ones a peer")
	void tokenOfOthers() throws Exception {
		ZmqSocket pull = this.zmq.socket(SocketType.PULL).bind(this.transport.any());
		this.zmq.connected(SocketType.PUSH, pull).send("data");
		ZmqMessage received = TestCommunicator.message(pull);
		assertThat(received.peer().socketType()).isEqualTo(SocketType.PUSH);
		assertThatIllegalStateException().isThrownBy(received::reply);
		assertThatIllegalStateException().isThrownBy(() -> ZmqMessage.ofText("new").peer());
		assertThatIllegalStateException().isThrownBy(() -> ZmqMessage.ofText("new").reply());
	}

	@Test
	@DisplayName("A REP whose receiver throws gives that request up, unless it was answered, and serves the next")
	void receiverThrows() throws Exception {
		for (Dispatch dispatch : List.of(Dispatch.worker(), Dispatch.workers(3), Dispatch.IO_THREAD)) {
			ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
			List<Reply> given = Collections.synchronizedList(new ArrayList<>());
			rep.onMessage(dispatch, (view) -> {
				String request = view.copy().text(0);
				if (request.equals("ask")) {
					view.reply().send(ZmqMessage.ofText("answer"));
				}
				given.add(view.reply());
				throw new IllegalArgumentException("on purpose");
			});
			this.zmq.connected(SocketType.REQ, rep).send("fail");
			ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
			for (int i = 0; i < 3; i++) {
				req.send("ask");
				assertThat(TestCommunicator.receive(req)).containsExactly("answer");
			}
			Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> rep.counters().failed() == 4);
			assertThatIllegalStateException().isThrownBy(() -> given.get(0).send(ZmqMessage.ofText("too late")));
		}
	}

	@Test
	@DisplayName("A REP whose receiver throws in poll gives that request up, unless it was answered, and serves the next")
	void polledReceiverThrows() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		for (String request : List.of("fail", "ask", "fail", "ask")) {
			ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
			req.send(request);
			Awaitility.await().atMost(TestCommunicator.PATIENCE).until(() -> rep.counters().pending() == 1);
			assertThatIllegalArgumentException().isThrownBy(() -> rep.poll((view) -> {
				if (view.copy().text(0).equals("ask")) {
					view.reply().send(ZmqMessage.ofText("answer"));
				}
				throw new IllegalArgumentException("on purpose");
			}, 1)).withMessage("on purpose");
			if (request.equals("ask")) {
				assertThat(TestCommunicator.receive(req)).containsExactly("answer");
			}
		}
	}

	@Test
	@DisplayName("A request is still to be answered when its answer could not be queued for an error of ours")
	void answerCannotBeQueued() throws Exception {
		ZmqSocket rep = this.zmq.socket(SocketType.REP).bind(this.transport.any());
		ZmqSocket req = this.zmq.connected(SocketType.REQ, rep);
		req.send("ask");
		TestCommunicator.message(rep);
		ByteBuf released = Unpooled.directBuffer(1 << 20).writeZero(1 << 20);
		released.release();
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> rep.trySend(released));
		assertThat(rep.send("answer")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(TestCommunicator.receive(req)).containsExactly("answer");
	}

	@Test
	@DisplayName("Request and reply chain through ROUTER and DEALER")
	void chains() throws Exception {
		ZmqSocket router = this.zmq.socket(SocketType.ROUTER).bind(this.transport.any());
		ZmqSocket dealer = this.zmq.socket(SocketType.DEALER).bind(this.transport.any());
		this.zmq.connected(SocketType.REP, dealer)
			.onMessage((view) -> view.reply().send(ZmqMessage.ofText(view.copy().text(0) + "!")));
		router.onMessage((view) -> {
			List<byte[]> frames = new ArrayList<>(List.of(view.peer().routingId().bytes()));
			ZmqMessage copy = view.copy();
			for (int i = 0; i < copy.frameCount(); i++) {
				frames.add(copy.bytes(i));
			}
			dealer.send(ZmqMessage.of(frames.toArray(byte[][]::new)));
		});
		dealer.onMessage((view) -> {
			ZmqMessage copy = view.copy();
			byte[][] frames = new byte[copy.frameCount() - 1][];
			Arrays.setAll(frames, (index) -> copy.bytes(index + 1));
			router.sendTo(RoutingId.of(copy.bytes(0)), ZmqMessage.of(frames));
		});
		List<ZmqSocket> reqs = List.of(this.zmq.connected(SocketType.REQ, router),
				this.zmq.connected(SocketType.REQ, router));
		for (int i = 0; i < 10; i++) {
			for (ZmqSocket req : reqs) {
				req.send(reqs.indexOf(req) + "-" + i);
			}
			for (ZmqSocket req : reqs) {
				assertThat(req.receive(Duration.ofSeconds(10)).orElseThrow().text(0))
					.isEqualTo(reqs.indexOf(req) + "-" + i + "!");
			}
		}
	}

	private static ZmqMessage message(List<String> envelope, String... body) {
		List<String> frames = new ArrayList<>(envelope);
		frames.addAll(List.of(body));
		return ZmqMessage.ofText(frames.toArray(String[]::new));
	}

}
