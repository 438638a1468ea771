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

package io.zmqcomm.core.transport;

import java.util.concurrent.locks.LockSupport;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BriefSelect}.
 */
class BriefSelectTests {

	private final BriefSelect strategy = new BriefSelect();

	private int events;

	private int looks;

	private int next(boolean hasTasks) throws Exception {
		return this.strategy.calculateStrategy(() -> {
			this.looks++;
			return this.events;
		}, hasTasks);
	}

	private void lookUntilSleep() throws Exception {
		for (int strategy; (strategy = next(false)) != SelectStrategy.SELECT;) {
			assertThat(strategy).isEqualTo(SelectStrategy.CONTINUE);
		}
	}

	@Test
	void eventsAndTasksAreServedWithoutBlocking() throws Exception {
		this.events = 3;
		assertThat(next(false)).isEqualTo(3);
		assertThat(next(true)).isEqualTo(3);
		this.events = 0;
		assertThat(next(true)).isZero();
	}

	@Test
	void aLoopWithNothingToDoLooksSomeTimesAndBlocks() throws Exception {
		lookUntilSleep();
		assertThat(this.looks).isGreaterThanOrEqualTo(1);
	}

	@Test
	void afterALongSleepTheLoopBlocksAtOnceUntilASleepWasShort() throws Exception {
		lookUntilSleep();
		LockSupport.parkNanos(2_000_000);
		this.looks = 0;
		assertThat(next(true)).isZero();
		assertThat(this.looks).isEqualTo(1);
		assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
		assertThat(this.looks).isEqualTo(1);
		// A short sleep, as the next call follows at once; on a busy machine perhaps not.
		while (next(false) == SelectStrategy.SELECT) {
			Thread.onSpinWait();
		}
		assertThat(this.looks).isEqualTo(2);
	}

}
