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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two threads append while the event loop flushes and completes writes: whenever a
 * message is queued, a flush is due or a write is under way, and each message is written
 * once.
 */
@JCStressTest
@Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "both written once and credited")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost, doubled, or nobody flushes it")
@State
public class OutboundLogStress {

	private final Outbox outbox = new Outbox(new MemoryBudget(1 << 30));

	private final OutboundLog log = new OutboundLog(this.outbox, 10, 1 << 20);

	private final Loop loop = new Loop();

	private int octets;

	private boolean writing;

	public OutboundLogStress() {
		this.outbox.lock();
		this.log.link(new BatchWriter() {

			@Override
			public EventExecutor executor() {
				return OutboundLogStress.this.loop;
			}

			@Override
			public void write(ByteBuf[] buffers, int count) {
				for (int i = 0; i < count; i++) {
					OutboundLogStress.this.octets += buffers[i].readableBytes();
					buffers[i].release();
				}
				OutboundLogStress.this.writing = true;
			}

		});
		this.outbox.unlock();
	}

	@Actor
	public void firstSender() {
		send();
	}

	@Actor
	public void secondSender() {
		send();
	}

	@Actor
	public void eventLoop() {
		turn();
	}

	private void send() {
		Outgoing message = Outgoing.of("x".getBytes(StandardCharsets.US_ASCII));
		this.outbox.lock();
		try {
			this.log.append(message);
		}
		finally {
			this.outbox.unlock();
		}
	}

	/** What an event loop does: its tasks, and the completion of the write. */
	private void turn() {
		while (true) {
			Runnable task = this.loop.tasks.poll();
			if (task != null) {
				task.run();
			}
			else if (this.writing) {
				this.writing = false;
				this.log.written(null);
			}
			else {
				return;
			}
		}
	}

	@Arbiter
	public void arbiter(III_Result result) {
		turn();
		result.r1 = this.octets / 3;
		result.r2 = (int) this.log.sent();
		result.r3 = this.log.queued();
		this.outbox.lock();
		this.log.unlink();
		this.log.close();
		this.outbox.unlock();
	}

	/** Keeps tasks until the actor runs them. */
	private static final class Loop extends AbstractEventExecutor {

		final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		@Override
		public boolean inEventLoop(Thread thread) {
			return true;
		}

		@Override
		public boolean isShuttingDown() {
			return false;
		}

		@Override
		public boolean isShutdown() {
			return false;
		}

		@Override
		public boolean isTerminated() {
			return false;
		}

		@Override
		@Deprecated
		public void shutdown() {
		}

		@Override
		public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
			return terminationFuture();
		}

		@Override
		public Future<?> terminationFuture() {
			return GlobalEventExecutor.INSTANCE.newSucceededFuture(null);
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return true;
		}

	}

}
