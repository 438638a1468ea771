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

package io.zmqcomm.core.pattern.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.BatchWriter;
import io.zmqcomm.core.pipe.InboundRing;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.Link;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what PUB sends to many peers at once.
 */
class BroadcastTests {

	private final MemoryBudget budget = new MemoryBudget(1 << 30);

	private final Outbox outbox = new Outbox(this.budget);

	private final Inbox inbox = new Inbox(this.budget);

	private final List<Peer> peers = new ArrayList<>();

	private PubPattern pub = pub(false);

	private EventExecutor loop = ImmediateEventExecutor.INSTANCE;

	private long byteLimit = 64L << 20;

	private PubPattern pub(boolean noDrop) {
		SocketOptions options = SocketOptions.builder().noDrop(noDrop).build();
		return new PubPattern(new Pattern.Setup(SocketType.PUB, options, this.outbox, this.inbox));
	}

	@AfterEach
	void close() {
		this.peers.forEach(Peer::leave);
		for (Peer peer : this.peers) {
			assertThat(peer.log.queued()).isZero();
			assertThat(peer.log.accepted()).isEqualTo(peer.log.sent() + peer.log.undelivered());
		}
		this.inbox.close();
		assertThat(this.budget.used()).isZero();
	}

	private Peer peer(int mark, String... topics) {
		Peer peer = new Peer(mark);
		this.peers.add(peer);
		for (String topic : topics) {
			this.pub.subscription(peer.pipe, true, topic.getBytes(StandardCharsets.US_ASCII));
		}
		return peer;
	}

	private SendOutcome send(String message) {
		this.outbox.lockKeepingBroadcast();
		try {
			return route(message);
		}
		finally {
			this.outbox.unlock();
		}
	}

	private SendOutcome route(String message) {
		return this.pub.route(Outgoing.of(message.getBytes(StandardCharsets.US_ASCII)));
	}

	/** Send all before a loop may look, as it is when the loop is busy. */
	private void sendTogether(String topic, int count) {
		this.outbox.lockKeepingBroadcast();
		try {
			for (int i = 0; i < count; i++) {
				assertThat(route(topic + i)).isEqualTo(SendOutcome.ACCEPTED);
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Test
	void eachPeerGetsWhatItSubscribesToOnceAndInOrder() {
		String[][] topics = { { "a" }, { "b" }, { "a", "b" }, { "" }, { "aa" }, { "a", "aa", "" } };
		for (int i = 0; i < 30; i++) {
			peer(100_000, topics[i % topics.length]);
		}
		Random random = new Random(7);
		List<String> all = new ArrayList<>();
		for (int series = 0; series < 400; series++) {
			String topic = List.of("a", "b", "aa", "c").get(random.nextInt(4));
			int count = 1 + random.nextInt((series % 9 == 0) ? 3000 : 4);
			sendTogether(topic, count);
			for (int i = 0; i < count; i++) {
				all.add(topic + i);
			}
			this.peers.stream().filter((peer) -> random.nextInt(3) > 0).forEach(Peer::complete);
		}
		for (Peer peer : this.peers) {
			peer.completeAll();
			String[] prefixes = topics[this.peers.indexOf(peer) % topics.length];
			assertThat(peer.received).isEqualTo(all.stream()
				.filter((message) -> List.of(prefixes).stream().anyMatch(message::startsWith))
				.toList());
			assertThat(peer.log.sent()).isEqualTo(peer.received.size());
		}
	}

	@Test
	void theMarkIsExactAndAFullPeerAloneMisses() {
		for (int i = 0; i < 5; i++) {
			peer(1000, "a");
		}
		Peer slow = peer(10, "a");
		sendTogether("a", 25);
		assertThat(slow.log.queued()).isEqualTo(10);
		assertThat(slow.log.dropped()).isEqualTo(15);
		slow.completeAll();
		sendTogether("a", 4);
		slow.completeAll();
		assertThat(slow.received).containsExactly("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a0",
				"a1", "a2", "a3");
		this.peers.forEach(Peer::completeAll);
		assertThat(this.peers.get(0).received).hasSize(29);
		assertThat(this.peers.get(0).log.dropped()).isZero();
	}

	@Test
	void withNoDropAFullPeerHoldsBackAllOthers() {
		this.pub = pub(true);
		for (int i = 0; i < 5; i++) {
			peer(1000, "a");
		}
		Peer slow = peer(10, "a");
		sendTogether("a", 10);
		assertThat(send("a10")).isEqualTo(SendOutcome.FULL);
		slow.completeAll();
		sendTogether("a", 10);
		assertThat(send("a10")).isEqualTo(SendOutcome.FULL);
		this.peers.forEach(Peer::completeAll);
		assertThat(this.peers).allSatisfy((peer) -> {
			assertThat(peer.received).hasSize(20);
			assertThat(peer.log.dropped()).isZero();
		});
	}

	@Test
	void aPeerThatClosesOrLeavesGetsNoMore() {
		for (int i = 0; i < 6; i++) {
			peer(1000, "a");
		}
		Peer closing = this.peers.get(2);
		Peer leaving = this.peers.get(4);
		Peer cancelling = this.peers.get(5);
		this.outbox.lockKeepingBroadcast();
		try {
			route("a0");
			route("a1");
			// Entered by another: a loop, a metric, a close.
			this.outbox.lock();
			closing.pipe.closing();
			this.outbox.unlock();
			route("a2");
			leaving.leave();
			route("a3");
			this.pub.subscription(cancelling.pipe, false, new byte[] { 'a' });
			route("a4");
		}
		finally {
			this.outbox.unlock();
		}
		this.peers.forEach(Peer::completeAll);
		assertThat(closing.received).containsExactly("a0", "a1");
		assertThat(leaving.received).isEmpty();
		assertThat(leaving.log.undelivered()).isEqualTo(3);
		assertThat(cancelling.received).containsExactly("a0", "a1", "a2", "a3");
		assertThat(this.peers.get(0).received).containsExactly("a0", "a1", "a2", "a3", "a4");
	}

	@Test
	void aBrokenWriteSpoilsNothingForOthers() {
		for (int i = 0; i < 5; i++) {
			peer(100_000, "");
		}
		Peer broken = this.peers.get(0);
		sendTogether("first", 1000);
		broken.fail();
		this.peers.stream().skip(1).forEach(Peer::completeAll);
		sendTogether("second", 5000);
		String text = broken.readKept();
		assertThat(text).as("memory that the transport still holds").contains("first0").doesNotContain("second");
		assertThat(broken.log.undelivered()).isGreaterThan(0);
		this.peers.stream().skip(1).forEach((peer) -> {
			peer.completeAll();
			assertThat(peer.received).hasSize(6000).endsWith("second4999");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 600, 5000, 8000 })
	void aSlowPeerKeepsLittleMoreThanItsMessages(int together) {
		for (int i = 0; i < 5; i++) {
			peer(1_000_000, "often");
			peer(1_000_000, "seldom");
		}
		for (int i = 0; i < 50; i++) {
			sendTogether("seldom", together);
			sendTogether("often", 8000);
			this.peers.stream().filter((peer) -> this.peers.indexOf(peer) % 2 == 0).forEach(Peer::completeAll);
		}
		long octets = 50L * together * "seldom-1234".length();
		assertThat(this.budget.used()).as("%d octets", octets).isLessThan(5 * 4 * octets + (2 << 20));
	}

	@Test
	void eachLoopLearnsByItselfOfWhatGathered() {
		HandTurnedLoop first = new HandTurnedLoop();
		HandTurnedLoop second = new HandTurnedLoop();
		for (int i = 0; i < 6; i++) {
			this.loop = (i == 0) ? first : second;
			peer(1000, "a");
		}
		Peer onFirst = this.peers.get(0);
		Peer onSecond = this.peers.get(1);
		for (int i = 0; i < 5; i++) {
			send("a" + i);
			second.turn();
			onSecond.completeAll();
			assertThat(onSecond.received).hasSize(i + 1);
		}
		assertThat(onFirst.received).isEmpty();
		first.turn();
		onFirst.completeAll();
		assertThat(onFirst.received).isEqualTo(onSecond.received);
		send("a5");
		first.turn();
		onFirst.completeAll();
		assertThat(onFirst.received).hasSize(6);
		second.turn();
		onSecond.completeAll();
		assertThat(onSecond.received).hasSize(6);
	}

	@Test
	void aLoopGoesOnWithTheOthersWhenAWriteThrows() {
		HandTurnedLoop loop = new HandTurnedLoop();
		this.loop = loop;
		for (int i = 0; i < 5; i++) {
			peer(1000, "a");
		}
		this.peers.get(1).failure = new IllegalStateException("no write today");
		sendTogether("a", 3);
		assertThatIllegalStateException().isThrownBy(loop::turn);
		loop.turn();
		sendTogether("b-to-nobody", 1);
		sendTogether("a", 3);
		loop.turn();
		for (Peer peer : this.peers) {
			if (peer.failure == null) {
				peer.completeAll();
				assertThat(peer.received).hasSize(6);
			}
		}
	}

	@Test
	void theByteLimitIsExact() {
		this.pub = pub(true);
		this.byteLimit = 100;
		for (int i = 0; i < 5; i++) {
			peer(1000, "a");
		}
		sendTogether("aaaaaaaaa", 10);
		assertThat(send("a")).isEqualTo(SendOutcome.FULL);
		this.peers.forEach(Peer::completeAll);
		sendTogether("aaaaaaaaa", 10);
		assertThat(send("a")).isEqualTo(SendOutcome.FULL);
	}

	@Test
	void withoutMemoryNothingMoreIsAccepted() {
		this.pub = pub(true);
		for (int i = 0; i < 5; i++) {
			peer(1000, "a");
		}
		sendTogether("a", 3);
		long rest = this.budget.limit() - this.budget.used();
		this.budget.reserve(rest);
		assertThat(send("a")).isEqualTo(SendOutcome.FULL);
		this.budget.release(rest);
		assertThat(send("a")).isEqualTo(SendOutcome.ACCEPTED);
	}

	@Test
	void aMessageThatCannotBeReadIsInNoQueue() {
		for (int i = 0; i < 5; i++) {
			peer(1000, "");
		}
		sendTogether("a", 3);
		ByteBuf gone = Unpooled.buffer(8).writeLong(1);
		Outgoing message = Outgoing.of(new ByteBuf[] { Unpooled.buffer(1).writeByte('a'), gone });
		gone.release();
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> this.pub.trySend(message));
		sendTogether("b", 3);
		this.peers.forEach(Peer::completeAll);
		assertThat(this.peers)
			.allSatisfy((peer) -> assertThat(peer.received).containsExactly("a0", "a1", "a2", "b0", "b1", "b2"));
	}

	/**
	 * A connected peer, whose transport holds each batch until it is completed.
	 */
	private final class Peer implements BatchWriter, Link {

		final List<String> received = new ArrayList<>();

		final OutboundLog log;

		final Pipe pipe;

		private final EventExecutor loop;

		private @Nullable ByteBuf batch;

		private @Nullable RuntimeException failure;

		private boolean left;

		Peer(int mark) {
			long id = BroadcastTests.this.peers.size() + 1;
			this.loop = BroadcastTests.this.loop;
			this.log = new OutboundLog(BroadcastTests.this.outbox, mark, BroadcastTests.this.byteLimit);
			this.pipe = new Pipe(id, "tcp://a:1", "tcp", false, this.log,
					new InboundRing(BroadcastTests.this.inbox, 10, 1000));
			this.pipe.peer(new PeerInfo(id, "tcp://a:1", "tcp://b:2", SocketType.SUB, null, Map.of()));
			BroadcastTests.this.outbox.lock();
			this.pipe.ready(this, (subscribe, topic) -> {
			});
			BroadcastTests.this.pub.attach(this.pipe);
			this.log.link(this);
			BroadcastTests.this.pub.ready(this.pipe);
			BroadcastTests.this.outbox.unlock();
		}

		@Override
		public EventExecutor executor() {
			return this.loop;
		}

		@Override
		public void write(ByteBuf[] buffers, int count) {
			this.batch = Unpooled.wrappedBuffer(Arrays.copyOf(buffers, count));
			if (this.failure != null) {
				throw this.failure;
			}
		}

		private void read(ByteBuf batch) {
			while (batch.isReadable()) {
				batch.readByte();
				this.received
					.add(batch.readCharSequence(batch.readUnsignedByte(), StandardCharsets.US_ASCII).toString());
			}
		}

		boolean complete() {
			ByteBuf batch = this.batch;
			if (batch == null) {
				return false;
			}
			this.batch = null;
			read(batch);
			batch.release();
			this.log.written(null);
			return true;
		}

		void completeAll() {
			while (complete()) {
				// The next one.
			}
		}

		void fail() {
			this.log.written(new IllegalStateException("broken"));
		}

		String readKept() {
			return Objects.requireNonNull(this.batch).toString(StandardCharsets.US_ASCII);
		}

		void leave() {
			if (!this.left) {
				this.left = true;
				BroadcastTests.this.outbox.lock();
				BroadcastTests.this.pub.unready(this.pipe);
				this.log.unlink();
				BroadcastTests.this.pub.detach(this.pipe);
				this.log.close();
				BroadcastTests.this.outbox.unlock();
				if (this.batch != null) {
					this.batch.release();
					this.batch = null;
				}
			}
		}

		@Override
		public void resume() {
		}

		@Override
		public void reading(boolean on) {
		}

		@Override
		public void fail(Throwable cause) {
		}

	}

}
