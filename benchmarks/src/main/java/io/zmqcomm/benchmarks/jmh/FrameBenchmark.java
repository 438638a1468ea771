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

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.PeerHandler;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.wire.Frames;

/**
 * Frames of 64 octets, time for each: from octets that were read to a batch of messages,
 * and from a message to octets.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class FrameBenchmark {

	private static final int SIZE = 64;

	/** As many as a read brings. */
	private static final int FRAMES = 240;

	private final Batches batches = new Batches();

	private final byte[] body = new byte[SIZE];

	private final ByteBuffer segment = ByteBuffer.allocateDirect(FRAMES * Frames.frameLength(SIZE));

	private ByHand connection;

	@Setup
	public void connect() {
		MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
		this.connection = ByHand.connect(this.batches, new Outbox(budget), new Inbox(budget), budget);
		encode();
		ByteBuf octets = Unpooled.wrappedBuffer(this.segment.duplicate());
		this.connection.receive(octets);
		check(FRAMES);
	}

	private void check(int frames) {
		if (this.batches.taken != frames) {
			throw new IllegalStateException("%d frames (expected: %d)".formatted(this.batches.taken, frames));
		}
		this.batches.taken = 0;
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public void decode() {
		this.connection.receiveAgain(FRAMES * Frames.frameLength(SIZE));
		check(FRAMES);
	}

	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public ByteBuffer encode() {
		int index = 0;
		for (int i = 0; i < FRAMES; i++) {
			index = Frames.writeHeader(this.segment, index, 0, SIZE);
			this.segment.put(index, this.body);
			index += SIZE;
		}
		return this.segment;
	}

	/**
	 * Takes batches and gives them back to be filled again, two in turn.
	 */
	private static final class Batches implements PeerHandler {

		private InboundBatch other = new InboundBatch();

		private int taken;

		@Override
		public int room(Pipe pipe) {
			return Integer.MAX_VALUE;
		}

		@Override
		public InboundBatch deliver(Pipe pipe, InboundBatch batch) {
			this.taken += batch.messages();
			batch.clear();
			InboundBatch next = this.other;
			this.other = batch;
			return next;
		}

		@Override
		public void attach(Pipe pipe) {
		}

		@Override
		public void ready(Pipe pipe) {
		}

		@Override
		public void unready(Pipe pipe) {
		}

		@Override
		public void detach(Pipe pipe) {
		}

		@Override
		public void subscription(Pipe pipe, boolean subscribe, byte[] topic) {
		}

	}

}
