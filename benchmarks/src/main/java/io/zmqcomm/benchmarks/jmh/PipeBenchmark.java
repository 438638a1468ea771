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

package io.zmqcomm.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.zmqcomm.core.pipe.BatchWriter;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.InboundRing;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * One peer's queues, time for each message, without a second thread: appended to the log
 * and written out, and published to the ring and taken from it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class PipeBenchmark {

	private static final int SIZE = 64;

	/** As many as gather while a batch is written or handled. */
	private static final int MESSAGES = 240;

	private static final int MARK = 1000;

	private final MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);

	private final Outbox outbox = new Outbox(this.budget);

	private final Inbox inbox = new Inbox(this.budget);

	private final InboundRing ring = new InboundRing(this.inbox, MARK, Long.MAX_VALUE);

	private final OutboundLog log = new OutboundLog(this.outbox, MARK, Long.MAX_VALUE);

	private final Network network = new Network(this.log);

	private final Cursor cursor = new Cursor((request) -> null);

	private final byte[] small = new byte[SIZE];

	private final ByteBuf octets = Unpooled.directBuffer(MESSAGES * SIZE).writeZero(MESSAGES * SIZE);

	private final ByteBuf large = Unpooled.directBuffer(2 * Outgoing.LARGE).writeZero(2 * Outgoing.LARGE);

	@Setup
	public void link() {
		new Pipe(1, "tcp://127.0.0.1:1", "tcp", false, this.log, this.ring);
		this.outbox.lock();
		try {
			this.log.link(this.network);
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public long outbound() {
		for (int i = 0; i < MESSAGES; i++) {
			append(Outgoing.of(this.small));
		}
		return this.network.write();
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public long outboundByReference() {
		for (int i = 0; i < MESSAGES; i++) {
			append(Outgoing.of(new ByteBuf[] { this.large }));
		}
		return this.network.write();
	}

	private void append(Outgoing message) {
		this.outbox.lock();
		try {
			if (!this.log.hasRoom(message)) {
				throw new IllegalStateException("the last batch was not written");
			}
			this.log.append(message);
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public int inbound() {
		InboundBatch batch = this.ring.newBatch();
		batch.own(this.octets.retain());
		for (int i = 0; i < MESSAGES; i++) {
			batch.add(this.octets, i * SIZE, SIZE, false);
		}
		this.ring.publish(batch);
		int sum = 0;
		this.inbox.enter();
		try {
			while (this.inbox.next(this.cursor)) {
				sum += this.cursor.frame(0).readableBytes();
			}
		}
		finally {
			this.inbox.leave();
		}
		if (sum != MESSAGES * SIZE) {
			throw new IllegalStateException("%d octets (expected: %d)".formatted(sum, MESSAGES * SIZE));
		}
		return sum;
	}

	/**
	 * Completes every batch at once, when its loop is told to run.
	 */
	private static final class Network implements BatchWriter {

		private final EmbeddedChannel loop = new EmbeddedChannel();

		private final OutboundLog log;

		private long written;

		Network(OutboundLog log) {
			this.log = log;
		}

		long write() {
			this.loop.runPendingTasks();
			return this.written;
		}

		@Override
		public EventExecutor executor() {
			return this.loop.eventLoop();
		}

		@Override
		public void write(ByteBuf[] buffers, int count) {
			for (int i = 0; i < count; i++) {
				this.written += buffers[i].readableBytes();
				buffers[i].release();
			}
			this.log.written(null);
		}

	}

}
