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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two peers deliver while a consumer takes: each message is taken once, in the order of
 * its peer, and none is left in a ring that is not listed.
 */
@JCStressTest
@Outcome(id = "4, 0, 0", expect = Expect.ACCEPTABLE, desc = "all taken once and in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message was lost, doubled or out of order")
@State
public class InboxWakeUpStress {

	private final Inbox inbox = new Inbox(new MemoryBudget(Long.MAX_VALUE));

	private final InboundRing first = ring();

	private final InboundRing second = ring();

	private final Cursor cursor = new Cursor((request) -> null);

	private final int[] last = new int[2];

	private int taken;

	private int disorder;

	private InboundRing ring() {
		InboundRing ring = new InboundRing(this.inbox, 10, 1000);
		ring.pipe(new Pipe(1, "tcp://a:1", "tcp", true, new DirectQueue(new Outbox(new MemoryBudget(1)), 1, 1), ring));
		return ring;
	}

	@Actor
	public void firstPeer() {
		deliver(this.first, 0);
	}

	@Actor
	public void secondPeer() {
		deliver(this.second, 10);
	}

	@Actor
	public void consumer() {
		drain();
	}

	private static void deliver(InboundRing ring, int base) {
		for (int i = 1; i <= 2; i++) {
			// The length stands for the number of the message.
			InboundBatch batch = ring.newBatch();
			batch.add(Unpooled.EMPTY_BUFFER, 0, base + i, false);
			ring.publish(batch);
		}
	}

	@Arbiter
	public void arbiter(III_Result result) {
		drain();
		result.r1 = this.taken;
		result.r2 = this.disorder;
		result.r3 = (int) this.inbox.pending();
	}

	private void drain() {
		this.inbox.enter();
		try {
			while (this.inbox.next(this.cursor)) {
				this.taken++;
				int number = this.cursor.length(0);
				int peer = number / 10;
				if (number % 10 != ++this.last[peer]) {
					this.disorder++;
				}
			}
		}
		finally {
			this.inbox.leave();
		}
	}

}
