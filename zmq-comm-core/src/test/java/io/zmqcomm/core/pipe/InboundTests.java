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

package io.zmqcomm.core.pipe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Retained;
import io.zmqcomm.core.SocketType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InboundRing}, {@link InboundBatch} and {@link Inbox}.
 */
class InboundTests {

	private final Outbox outbox = new Outbox(new MemoryBudget(1 << 20));

	private final MemoryBudget inboundBudget = new MemoryBudget(1000);

	private final Inbox inbox = new Inbox(this.inboundBudget);

	private final Cursor cursor = new Cursor((request) -> null);

	private int resumed;

	private long pipes;

	@AfterEach
	void close() {
		this.inbox.close();
		assertThat(this.inboundBudget.used()).isZero();
	}

	private InboundRing ring(int mark, long bytes) {
		InboundRing ring = new InboundRing(this.inbox, mark, bytes);
		Pipe pipe = new Pipe(++this.pipes, "tcp://a:1", "tcp", true, new DirectQueue(this.outbox, 1, 1), ring);
		pipe.peer(new PeerInfo(this.pipes, "tcp://a:1", "tcp://b:2", SocketType.PUSH, null, Map.of()));
		pipe.ready(new Link() {

			@Override
			public void resume() {
				InboundTests.this.resumed++;
			}

			@Override
			public void reading(boolean on) {
			}

			@Override
			public void fail(Throwable cause) {
			}

		}, (subscribe, topic) -> {
		});
		return ring;
	}

	/** Add messages, frames of which are separated by a slash, in one buffer. */
	private static void fill(InboundBatch batch, String... messages) {
		ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer();
		batch.own(buffer);
		for (String message : messages) {
			boolean open = message.endsWith("/");
			String[] frames = message.split("/");
			for (int i = 0; i < frames.length; i++) {
				int offset = buffer.writerIndex();
				int length = buffer.writeCharSequence(frames[i], StandardCharsets.US_ASCII);
				batch.add(buffer, offset, length, open || i < frames.length - 1);
			}
		}
	}

	private static @Nullable InboundBatch publish(InboundRing ring, String... messages) {
		InboundBatch batch = ring.newBatch();
		fill(batch, messages);
		return ring.publish(batch);
	}

	private List<String> take(int count) {
		List<String> taken = new ArrayList<>();
		this.inbox.enter();
		try {
			while (taken.size() < count && this.inbox.next(this.cursor)) {
				StringBuilder text = new StringBuilder();
				for (int i = 0; i < this.cursor.frameCount(); i++) {
					text.append((i > 0) ? "/" : "").append(this.cursor.frame(i).toString(StandardCharsets.US_ASCII));
				}
				taken.add(text.toString());
			}
			this.inbox.finish(this.cursor);
		}
		finally {
			this.inbox.leave();
		}
		return taken;
	}

	@Test
	void messagesComeInTheOrderOfTheirBatches() {
		InboundRing ring = ring(100, 1000);
		publish(ring, "a", "b/c");
		publish(ring, "d");
		assertThat(take(10)).containsExactly("a", "b/c", "d");
		assertThat(take(10)).isEmpty();
		publish(ring, "e");
		assertThat(take(10)).containsExactly("e");
		assertThat(ring.received()).isEqualTo(4);
		assertThat(ring.pending()).isZero();
	}

	@Test
	void ringsAreTakenInTurn() {
		InboundRing first = ring(100, 1000);
		InboundRing second = ring(100, 1000);
		publish(first, "a1", "a2", "a3");
		publish(second, "b1", "b2");
		assertThat(take(10)).containsExactly("a1", "b1", "a2", "b2", "a3");
	}

	@Test
	void aMessageThatIsNotCompleteMovesToTheNextBatch() {
		InboundRing ring = ring(100, 1000);
		InboundBatch next = Objects.requireNonNull(publish(ring, "a", "b/c/"));
		assertThat(next.openFrames()).isEqualTo(2);
		assertThat(next.openBytes()).isEqualTo(2);
		assertThat(take(10)).containsExactly("a");
		fill(next, "d", "e");
		assertThat(ring.publish(next)).isNotSameAs(next);
		assertThat(take(10)).containsExactly("b/c/d", "e");
	}

	@Test
	void aBatchWithoutAWholeMessageIsNotPublished() {
		InboundRing ring = ring(100, 1000);
		InboundBatch batch = ring.newBatch();
		fill(batch, "a/");
		assertThat(ring.publish(batch)).isSameAs(batch);
		assertThat(this.inbox.isReady()).isFalse();
		batch.clear();
	}

	@Test
	void theProducerPausesAtTheMarkAndIsResumedAtHalf() {
		InboundRing ring = ring(4, 1000);
		assertThat(ring.room()).isEqualTo(4);
		publish(ring, "a", "b", "c");
		assertThat(ring.room()).isEqualTo(1);
		publish(ring, "d");
		assertThat(ring.room()).isZero();
		assertThat(ring.pause()).isTrue();
		take(1);
		assertThat(this.resumed).isZero();
		take(1);
		assertThat(this.resumed).isEqualTo(1);
		take(2);
		assertThat(this.resumed).isEqualTo(1);
		assertThat(ring.room()).isEqualTo(4);
	}

	@Test
	void aProducerThatFindsHalfTheRoomDoesNotPause() {
		InboundRing ring = ring(4, 1000);
		publish(ring, "a", "b", "c", "d");
		take(2);
		assertThat(ring.pause()).isFalse();
		take(2);
		assertThat(this.resumed).isZero();
	}

	@Test
	void whileTheMemoryIsUsedUpOnlyAnEmptyRingTakesAMessage() {
		InboundRing ring = ring(100, 1000);
		InboundRing other = ring(100, 1000);
		publish(ring, "12345");
		assertThat(this.inboundBudget.used()).isEqualTo(5);
		this.inboundBudget.reserve(995);
		assertThat(other.room()).isEqualTo(1);
		assertThat(ring.room()).isZero();
		assertThat(ring.pause()).isTrue();
		take(1);
		assertThat(this.resumed).isEqualTo(1);
		assertThat(ring.room()).isEqualTo(99 + 1);
		this.inboundBudget.release(995);
	}

	@Test
	void aMessageOfThisProcessThatCannotBeReadLeavesNoHalfBehind() {
		InboundRing ring = ring(100, 1000);
		ByteBuf good = Unpooled.copiedBuffer("half", StandardCharsets.US_ASCII);
		ByteBuf gone = Unpooled.buffer(8).writeLong(1);
		gone.release();
		ring.publish(Outgoing.of("one".getBytes(StandardCharsets.US_ASCII)));
		Outgoing broken = Outgoing.of(new ByteBuf[] { good, gone });
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> ring.publish(broken));
		assertThat(good.refCnt()).isEqualTo(1);
		good.release();
		ring.publish(Outgoing.of("two".getBytes(StandardCharsets.US_ASCII)));
		assertThat(take(10)).containsExactly("one", "two");
	}

	@Test
	void octetsPauseTheProducerToo() {
		InboundRing ring = ring(100, 10);
		publish(ring, "123456789");
		assertThat(ring.room()).isEqualTo(99);
		publish(ring, "0");
		assertThat(ring.room()).isZero();
		assertThat(ring.pause()).isTrue();
		take(1);
		assertThat(this.resumed).isEqualTo(1);
		take(1);
		publish(ring, "a message of any size, as it is alone");
		assertThat(ring.room()).isZero();
	}

	@Test
	void whatIsReceivedAfterCloseIsDiscarded() {
		InboundRing ring = ring(100, 1000);
		publish(ring, "a", "b");
		this.inbox.close();
		assertThat(this.inbox.discarded()).isEqualTo(2);
		InboundBatch next = Objects.requireNonNull(publish(ring, "c", "d/"));
		assertThat(this.inbox.discarded()).isEqualTo(3);
		assertThat(next.openFrames()).isEqualTo(1);
		next.clear();
		assertThat(take(10)).isEmpty();
	}

	@Test
	void aConsumerThatIsInsideDiscardsWhenItLeaves() {
		InboundRing ring = ring(100, 1000);
		publish(ring, "a", "b", "c");
		this.inbox.enter();
		assertThat(this.inbox.next(this.cursor)).isTrue();
		this.inbox.close();
		assertThat(this.cursor.frame(0).toString(StandardCharsets.US_ASCII)).isEqualTo("a");
		this.inbox.finish(this.cursor);
		this.inbox.leave();
		assertThat(this.inbox.discarded()).isEqualTo(2);
	}

	@Test
	void aDetachedMessageOutlivesItsBatch() {
		InboundRing ring = ring(100, 1000);
		publish(ring, "a/b", "c");
		this.inbox.enter();
		this.inbox.next(this.cursor);
		Retained kept = this.cursor.retain();
		this.inbox.finish(this.cursor);
		this.inbox.leave();
		take(1);
		assertThat(kept.frame(1).toString(StandardCharsets.US_ASCII)).isEqualTo("b");
		kept.close();
		Assertions.assertThatIllegalStateException().isThrownBy(() -> kept.frame(0));
	}

	@Test
	void heldMessagesWait() {
		InboundRing ring = ring(100, 1000);
		publish(ring, "a");
		this.inbox.hold();
		assertThat(this.inbox.isReady()).isFalse();
		assertThat(take(1)).isEmpty();
		this.inbox.release();
		assertThat(take(1)).containsExactly("a");
	}

	@Test
	void manyBatchesAreReusedWithoutMixingUp() {
		InboundRing ring = ring(1000, 1_000_000);
		List<String> expected = new ArrayList<>();
		List<String> got = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			String message = "m" + i + ((i % 3 == 0) ? "/x" + i : "");
			expected.add(message);
			publish(ring, message);
			if (i % 7 == 0) {
				got.addAll(take(5));
			}
		}
		got.addAll(take(1000));
		assertThat(got).isEqualTo(expected);
	}

	@Test
	void drainedBatchesAreFilledAgainByAnyRing() {
		InboundRing first = ring(10_000, 1_000_000);
		InboundRing second = ring(10_000, 1_000_000);
		Set<InboundBatch> used = Collections.newSetFromMap(new IdentityHashMap<>());
		for (int i = 0; i < 100; i++) {
			InboundRing ring = (i % 2 == 0) ? first : second;
			InboundBatch batch = ring.newBatch();
			used.add(batch);
			fill(batch, "a", "b");
			assertThat(ring.publish(batch)).as("nothing is incomplete").isNull();
			assertThat(take(10)).containsExactly("a", "b");
		}
		assertThat(used).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void whatIsKeptOfABurstIsBounded() {
		SpareBatches spare = new SpareBatches();
		int frames = 0;
		InboundBatch huge = new InboundBatch();
		fill(huge, "x/".repeat(5000) + "y");
		huge.clear();
		spare.give(huge);
		assertThat(spare.take().capacity()).as("the huge one was left").isLessThan(5000);
		for (int i = 0; i < 100; i++) {
			InboundBatch batch = new InboundBatch();
			fill(batch, "x/".repeat(1000) + "y");
			batch.clear();
			spare.give(batch);
		}
		for (int i = 0; i < 200; i++) {
			InboundBatch batch = spare.take();
			frames += (batch.capacity() > 16) ? batch.capacity() : 0;
		}
		assertThat(frames).isBetween(1000, 32 * 1024);
	}

	@Test
	void wholeMessagesCanBeLookedAtAndThrownAway() {
		InboundBatch batch = new InboundBatch();
		fill(batch, "a/b", "c", "d/");
		List<Integer> frames = new ArrayList<>();
		batch.forEachMessage((message) -> frames.add(message.length));
		assertThat(frames).containsExactly(2, 1);
		InboundBatch next = Objects.requireNonNull(batch.discardMessages());
		assertThat(next.openFrames()).isEqualTo(1);
		assertThat(next.messages()).isZero();
		next.clear();
	}

}
