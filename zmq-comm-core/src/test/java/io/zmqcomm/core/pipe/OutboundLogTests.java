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

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OutboundLog}.
 */
class OutboundLogTests {

	private final MemoryBudget budget = new MemoryBudget(1 << 30);

	private final Outbox outbox = new Outbox(this.budget);

	private final OutboundLog log = new OutboundLog(this.outbox, 10, 1000);

	private final PipeFixture.Network network = new PipeFixture.Network();

	@AfterEach
	void close() {
		locked(() -> {
			this.log.unlink();
			this.log.close();
			return null;
		});
		assertThat(this.log.queued()).isZero();
		assertThat(this.log.accepted()).isEqualTo(this.log.sent() + this.log.undelivered());
		assertThat(this.budget.used()).isZero();
	}

	private <T> T locked(Supplier<T> section) {
		this.outbox.lock();
		try {
			return section.get();
		}
		finally {
			this.outbox.unlock();
		}
	}

	private boolean send(Outgoing message) {
		return locked(() -> {
			boolean room = this.log.hasRoom(message);
			if (room) {
				this.log.append(message);
			}
			return room;
		});
	}

	@Test
	void aFirstMessageThatCannotBeReadLeavesNothingBehind() {
		ByteBuf gone = Unpooled.buffer(8).writeLong(1);
		gone.release();
		Outgoing message = Outgoing.of(new ByteBuf[] { gone });
		assertThatExceptionOfType(IllegalReferenceCountException.class).isThrownBy(() -> send(message));
		assertThat(this.budget.used()).isZero();
		locked(() -> {
			this.log.dropCommands();
			return null;
		});
		assertThat(send(Outgoing.of(new byte[10]))).isTrue();
	}

	@Test
	void aLargeHeapFrameThatCannotBeReadLeavesNothingBehind() {
		ByteBuf gone = Unpooled.buffer(600_000).writeZero(600_000);
		Outgoing message = Outgoing.of(new ByteBuf[] { Unpooled.wrappedBuffer(new byte[40_000]), gone });
		gone.release();
		assertThatExceptionOfType(IllegalReferenceCountException.class)
			.isThrownBy(() -> message.prepare(ByteBufAllocator.DEFAULT));
	}

	@Test
	void aSenderToSeveralPeersWaitsForNoneToCatchUp() {
		OutboundLog other = new OutboundLog(this.outbox, 1000, 64L << 20);
		try {
			locked(() -> {
				other.link(this.network);
				while (!other.isOutrun()) {
					other.append(Outgoing.of(new byte[30_000]));
				}
				this.outbox.letCatchUp(Long.MAX_VALUE / 4);
				return null;
			});
			assertThat(locked(other::isOutrun)).as("a wait in vain would be noted").isTrue();
		}
		finally {
			locked(() -> {
				other.unlink();
				other.close();
				return null;
			});
		}
	}

	@Test
	void aWaitForRoomSeesTheInterrupt() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> {
			this.outbox.lock();
			try {
				this.outbox.awaitRoom(Long.MAX_VALUE / 4);
			}
			finally {
				this.outbox.unlock();
			}
		});
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void aSenderWaitsForAConnectionForAShortWhileAndNotAgainInVain() throws Exception {
		locked(() -> {
			this.log.close();
			return null;
		});
		OutboundLog log = new OutboundLog(this.outbox, 1000, 64L << 20);
		try {
			locked(() -> {
				log.link(this.network);
				return null;
			});
			Thread sender = new Thread(() -> locked(() -> {
				while (log.queuedBytes() <= 4L << 20) {
					log.append(Outgoing.of(new byte[30_000]));
				}
				this.outbox.letCatchUp(Long.MAX_VALUE / 4);
				return null;
			}));
			long begin = System.nanoTime();
			sender.start();
			sender.join(TimeUnit.SECONDS.toMillis(20));
			assertThat(sender.isAlive()).as("waits for a short while only").isFalse();
			assertThat(System.nanoTime() - begin).as("has waited").isGreaterThan(TimeUnit.MILLISECONDS.toNanos(15));
			assertThat(locked(log::isOutrun)).as("not again before the connection takes something").isFalse();
			log.written(null);
			locked(() -> {
				while (log.queuedBytes() <= 4L << 20) {
					log.append(Outgoing.of(new byte[30_000]));
				}
				assertThat(log.isOutrun()).as("the connection took something meanwhile").isTrue();
				Thread.currentThread().interrupt();
				this.outbox.letCatchUp(Long.MAX_VALUE / 4);
				return null;
			});
			assertThat(Thread.interrupted()).as("the interrupt ends the wait and stays").isTrue();
		}
		finally {
			locked(() -> {
				log.unlink();
				log.close();
				return null;
			});
		}
	}

	@Test
	void aSenderThatWaitsForAConnectionGoesOnAsSoonAsHalfIsWritten() throws Exception {
		locked(() -> {
			this.log.close();
			return null;
		});
		OutboundLog log = new OutboundLog(this.outbox, 1000, 64L << 20);
		long longest = TimeUnit.MILLISECONDS.toNanos(20);
		try {
			locked(() -> {
				log.link(this.network);
				return null;
			});
			// A wait that ran its whole time is never shorter than that; one that was
			// ended may be longer on a busy machine, but not each time.
			long shortest = Long.MAX_VALUE;
			for (int i = 0; i < 100 && shortest >= longest; i++) {
				AtomicLong waited = new AtomicLong(Long.MAX_VALUE);
				Thread sender = new Thread(() -> waited.set(locked(() -> {
					while (!log.isOutrun()) {
						log.append(Outgoing.of(new byte[30_000]));
					}
					long begin = System.nanoTime();
					this.outbox.letCatchUp(Long.MAX_VALUE / 4);
					return System.nanoTime() - begin;
				})));
				sender.start();
				while (sender.isAlive() && sender.getState() != Thread.State.TIMED_WAITING) {
					Thread.onSpinWait();
				}
				while (locked(log::queuedBytes) > 2L << 20) {
					log.written(null);
				}
				sender.join();
				shortest = Math.min(shortest, waited.get());
			}
			assertThat(shortest).isLessThan(longest);
		}
		finally {
			locked(() -> {
				log.unlink();
				log.close();
				return null;
			});
		}
	}

	private void link() {
		locked(() -> {
			this.log.link(this.network);
			return null;
		});
	}

	@Test
	void whatGathersDuringAWriteIsOneBatch() {
		link();
		assertThat(send(PipeFixture.message("a"))).isTrue();
		for (int i = 0; i < 5; i++) {
			send(PipeFixture.message("b", "" + i));
		}
		assertThat(this.network.written).containsExactly("\0\1a");
		this.log.written(null);
		assertThat(this.network.written).hasSize(2);
		assertThat(this.network.written.get(1)).startsWith("\1\1b\0\0010\1\1b\0\0011").hasSize(30);
		assertThat(this.log.sent()).isEqualTo(1);
		assertThat(this.log.queued()).isEqualTo(5);
		this.log.written(null);
		assertThat(this.log.sent()).isEqualTo(6);
		assertThat(this.log.isEmpty()).isTrue();
		assertThat(this.network.batches).isEqualTo(2);
	}

	@Test
	void aMessageLeavesTheQueueWhenItsWriteCompletesAndNotBefore() {
		link();
		for (int i = 0; i < 10; i++) {
			assertThat(send(PipeFixture.message("" + i))).isTrue();
		}
		assertThat(send(PipeFixture.message("no"))).isFalse();
		this.log.written(null);
		assertThat(send(PipeFixture.message("yes"))).isTrue();
		assertThat(send(PipeFixture.message("no"))).isFalse();
		this.log.written(null);
		assertThat(this.log.queued()).isEqualTo(1);
		this.log.written(null);
	}

	@Test
	void aWriteThatFailsIsUndeliveredAndTheRestStaysForTheNextConnection() {
		link();
		send(PipeFixture.message("lost"));
		send(PipeFixture.message("kept"));
		this.log.written(new IOException("expected by the test"));
		assertThat(this.log.undelivered()).isEqualTo(1);
		assertThat(this.network.batches).isEqualTo(1);
		send(PipeFixture.message("kept too"));
		assertThat(this.network.batches).isEqualTo(1);
		locked(() -> {
			this.log.unlink();
			return null;
		});
		assertThat(this.log.queued()).isEqualTo(2);
		link();
		assertThat(this.network.written).containsExactly("\0\4lost", "\0\4kept\0\10kept too");
		this.log.written(null);
		assertThat(this.log.sent()).isEqualTo(2);
	}

	@Test
	void aConnectionThatEndsDuringAWriteTakesTheBatchWithIt() {
		link();
		send(PipeFixture.message("lost"));
		send(PipeFixture.message("kept"));
		locked(() -> {
			this.log.unlink();
			return null;
		});
		assertThat(this.log.undelivered()).isEqualTo(1);
		link();
		this.log.written(null);
		assertThat(this.log.sent()).isEqualTo(1);
		assertThat(this.network.written).containsExactly("\0\4lost", "\0\4kept");
	}

	@Test
	void commandsStandAtTheirPlaceAndCountForNothing() {
		send(PipeFixture.message("a"));
		locked(() -> {
			this.log.appendCommand(Unpooled.copiedBuffer(new byte[] { 4, 0 }));
			return null;
		});
		send(PipeFixture.message("b"));
		assertThat(this.log.queued()).isEqualTo(2);
		link();
		assertThat(this.network.written).containsExactly("\0\1a\4\0\0\1b");
		this.log.written(null);
		assertThat(this.log.sent()).isEqualTo(2);
	}

	@Test
	void commandsDoNotSurviveTheConnection() {
		send(PipeFixture.message("a"));
		locked(() -> {
			this.log.appendCommand(Unpooled.copiedBuffer(new byte[] { 4, 0 }));
			this.log.unlink();
			this.log.dropCommands();
			return null;
		});
		send(PipeFixture.message("b"));
		link();
		this.log.written(null);
		assertThat(String.join("", this.network.written)).isEqualTo("\0\1a\0\1b");
	}

	@Test
	void largeFramesAreTakenByReferenceAndGivenBack() {
		OutboundLog wide = new OutboundLog(this.outbox, 10, 1 << 30);
		ByteBuf large = ByteBufAllocator.DEFAULT.directBuffer().writeZero(100_000);
		Outgoing message = Outgoing.of(new ByteBuf[] { Unpooled.copiedBuffer(new byte[] { 'h' }), large,
				Unpooled.copiedBuffer(new byte[] { 't' }) });
		locked(() -> {
			wide.append(message);
			return null;
		});
		assertThat(large.refCnt()).isEqualTo(2);
		assertThat(this.budget.used()).isEqualTo(100_002);
		locked(() -> {
			wide.link(this.network);
			return null;
		});
		assertThat(this.network.written.get(0)).hasSize(3 + 9 + 100_000 + 3)
			.startsWith("\1\1h\3\0\0\0\0\0\1\u0086\u00a0\0")
			.endsWith("\0\1t");
		wide.written(null);
		assertThat(large.refCnt()).isEqualTo(1);
		large.release();
		locked(() -> {
			wide.close();
			return null;
		});
	}

	@Test
	void aListenerHearsWhenTheQueueIsEmpty() {
		int[] heard = new int[1];
		link();
		send(PipeFixture.message("a"));
		locked(() -> {
			this.log.whenEmpty(() -> heard[0]++);
			return null;
		});
		assertThat(heard[0]).isZero();
		this.log.written(null);
		assertThat(heard[0]).isEqualTo(1);
		locked(() -> {
			this.log.whenEmpty(() -> heard[0]++);
			return null;
		});
		assertThat(heard[0]).isEqualTo(2);
	}

	@Test
	void aClosedLogCountsTheRestAsUndelivered() {
		for (int i = 0; i < 10; i++) {
			send(PipeFixture.message("" + i));
		}
		locked(() -> {
			this.log.close();
			return null;
		});
		assertThat(this.log.undelivered()).isEqualTo(10);
	}

}
