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

import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A producer that pauses at the mark while the consumer drains: whoever comes second sees
 * the other, so a consumer that finds nothing more never leaves the producer paused.
 */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both messages taken, the producer may go on")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost or the producer sleeps for ever")
@State
public class InboundRingPauseStress {

	private final Inbox inbox = new Inbox(new MemoryBudget(Long.MAX_VALUE));

	private final InboundRing ring = new InboundRing(this.inbox, 2, 1000);

	private final Cursor cursor = new Cursor((request) -> null);

	private volatile boolean resumed;

	private volatile boolean running;

	private int taken;

	public InboundRingPauseStress() {
		Pipe pipe = new Pipe(1, "tcp://a:1", "tcp", true, new DirectQueue(new Outbox(new MemoryBudget(1)), 1, 1),
				this.ring);
		pipe.ready(new Link() {

			@Override
			public void resume() {
				InboundRingPauseStress.this.resumed = true;
			}

			@Override
			public void reading(boolean on) {
			}

			@Override
			public void fail(Throwable cause) {
			}

		}, (subscribe, topic) -> {
		});
	}

	@Actor
	public void produce() {
		InboundBatch batch = this.ring.newBatch();
		batch.add(Unpooled.EMPTY_BUFFER, 0, 0, false);
		batch.add(Unpooled.EMPTY_BUFFER, 0, 0, false);
		this.ring.publish(batch);
		this.running = this.ring.room() > 0 || !this.ring.pause();
	}

	@Actor
	public void consume() {
		drain();
	}

	@Arbiter
	public void arbiter(II_Result result) {
		// A consumer goes on as long as messages are there, and looks once more.
		drain();
		result.r1 = this.taken;
		result.r2 = (this.running || this.resumed) ? 1 : 0;
	}

	private void drain() {
		this.inbox.enter();
		try {
			while (this.inbox.next(this.cursor)) {
				this.taken++;
			}
		}
		finally {
			this.inbox.leave();
		}
	}

}
