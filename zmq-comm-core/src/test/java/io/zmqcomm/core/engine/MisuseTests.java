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

package io.zmqcomm.core.engine;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What an application does wrong must harm that call only.
 */
class MisuseTests {

	private static final Duration DEADLINE = Duration.ofSeconds(20);

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	@AfterEach
	void close() {
		this.zmq.close();
	}

	@Test
	void releasedFrameSpoilsNoOtherMessage() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		ByteBuf good = Unpooled.copiedBuffer(new byte[] { 'a' });
		ByteBuf released = Unpooled.copiedBuffer(new byte[] { 'b' });
		released.release();
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> push.trySend(good, released));
		assertThat(good.release()).as("still the caller's").isTrue();
		assertThat(push.send("innocent")).isEqualTo(SendOutcome.ACCEPTED);
		ZmqMessage received = pull.receive();
		assertThat(received.frameCount()).isEqualTo(1);
		assertThat(received.text(0)).isEqualTo("innocent");
		assertThat(push.close(DEADLINE)).isTrue();
		assertThat(push.counters().accepted()).isEqualTo(1);
		assertThat(push.counters().queued()).isZero();
	}

	@Test
	void releasedFrameBesideALargeOneLeavesNothingBehind() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		ByteBuf good = Unpooled.directBuffer(100_000).writeZero(100_000);
		ByteBuf released = Unpooled.directBuffer(100_000).writeZero(100_000);
		released.release();
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> push.trySend(good, released));
		assertThat(good.release()).as("nobody else holds it").isTrue();
		assertThat(push.send("innocent")).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(pull.receive().frameCount()).isEqualTo(1);
		assertThat(push.close(DEADLINE)).isTrue();
		assertThat(EngineAccess.memoryUsed(this.zmq)).isZero();
	}

	@Test
	void frameSizeBeyondWhatABufferHoldsIsRefused() {
		SocketOptions.Builder options = SocketOptions.builder();
		options.maxFrameSize(512L << 20);
		assertThatIllegalArgumentException().isThrownBy(() -> options.maxFrameSize((512L << 20) + 1))
			.withMessageContaining("'maxFrameSize' 536870913")
			.withMessageContaining("at most 536870912");
	}

	@Test
	void receiverThatOverflowsItsStackIsCalledAgain() throws Exception {
		BlockingQueue<String> texts = new LinkedBlockingQueue<>();
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*").onMessage((message) -> {
			String text = message.copy().text(0);
			if (text.equals("deep")) {
				throw new StackOverflowError();
			}
			texts.add(text);
		});
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		push.send("deep");
		push.send("flat");
		assertThat(texts.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("flat");
		assertThat(pull.counters().failed()).isEqualTo(1);
	}

	@Test
	void requestToAMalformedEndpointLeavesNoSocket() {
		for (int i = 0; i < 3; i++) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.zmq.request("tcp://127.0.0.1:*", ZmqMessage.ofText("whom?")));
		}
		assertThat(this.zmq.sockets()).allMatch(ZmqSocket::isClosed);
	}

	@Test
	void noDropNeverDropsForOneOfMany() throws Exception {
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB, (options) -> options.noDrop(true).highWaterMark(3))
			.bind("inproc://quotes");
		for (int i = 0; i < 4; i++) {
			this.zmq.createSocket(SocketType.SUB, (options) -> options.highWaterMark(1))
				.subscribe("")
				.connect("inproc://quotes");
		}
		assertThat(pub.awaitSubscribers("", 4, DEADLINE)).isTrue();
		SendOutcome outcome;
		int accepted = 0;
		while ((outcome = pub.trySend(ZmqMessage.ofText("tick"))) == SendOutcome.ACCEPTED) {
			accepted++;
		}
		assertThat(outcome).isEqualTo(SendOutcome.FULL);
		assertThat(accepted).isEqualTo(4);
		assertThat(pub.counters().dropped()).isZero();
	}

	@Test
	void noDropKeepsToTheMarkWhicheverPrefixesMatch() throws Exception {
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB, (options) -> options.noDrop(true).highWaterMark(10))
			.bind("inproc://quotes");
		ZmqSocket all = this.zmq.createSocket(SocketType.SUB, (options) -> options.highWaterMark(1))
			.subscribe("")
			.connect("inproc://quotes");
		assertThat(pub.awaitSubscribers("", 1, DEADLINE)).isTrue();
		assertThat(pub.trySend(ZmqMessage.ofText("tick"))).isEqualTo(SendOutcome.ACCEPTED);
		ZmqSocket some = this.zmq.createSocket(SocketType.SUB).subscribe("x").connect("inproc://quotes");
		assertThat(pub.awaitSubscribers("x", 2, DEADLINE)).isTrue();
		int accepted = 1;
		while (pub.trySend(ZmqMessage.ofText((accepted % 3 == 0) ? "x" : "tick")) == SendOutcome.ACCEPTED) {
			accepted++;
		}
		assertThat(accepted).as("the mark of both sides").isEqualTo(11);
		assertThat(pub.counters().dropped()).isZero();
		for (int i = 0; i < accepted; i++) {
			assertThat(all.receive().text(0)).isEqualTo((i > 0 && i % 3 == 0) ? "x" : "tick");
		}
		for (int i = 3; i < accepted; i += 3) {
			assertThat(some.receive().text(0)).isEqualTo("x");
		}
	}

	@Test
	void noDropAsksAgainWhenSubscriptionsChange() throws Exception {
		ZmqSocket pub = this.zmq.createSocket(SocketType.PUB, (options) -> options.noDrop(true).highWaterMark(10))
			.bind("inproc://quotes");
		this.zmq.createSocket(SocketType.SUB).subscribe("a").connect("inproc://quotes");
		ZmqSocket slow = this.zmq.createSocket(SocketType.SUB, (options) -> options.highWaterMark(1))
			.subscribe("b")
			.connect("inproc://quotes");
		assertThat(pub.awaitSubscribers("a", 1, DEADLINE)).isTrue();
		assertThat(pub.awaitSubscribers("b", 1, DEADLINE)).isTrue();
		for (int i = 0; i < 10; i++) {
			assertThat(pub.trySend(ZmqMessage.ofText("b"))).isEqualTo(SendOutcome.ACCEPTED);
		}
		assertThat(pub.trySend(ZmqMessage.ofText("a"))).isEqualTo(SendOutcome.ACCEPTED);
		slow.subscribe("a");
		assertThat(pub.awaitSubscribers("a", 2, DEADLINE)).isTrue();
		assertThat(pub.trySend(ZmqMessage.ofText("a"))).isEqualTo(SendOutcome.ACCEPTED);
		assertThat(pub.trySend(ZmqMessage.ofText("a"))).isEqualTo(SendOutcome.FULL);
	}

}
