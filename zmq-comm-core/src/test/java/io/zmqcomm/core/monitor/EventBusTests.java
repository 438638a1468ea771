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

package io.zmqcomm.core.monitor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventBus}.
 */
class EventBusTests {

	private final EventBus bus = new EventBus();

	@AfterEach
	void close() {
		this.bus.close();
	}

	@Test
	void eventsComeInOrderOnOneThreadThatIsNotThePublishers() throws Exception {
		List<ZmqEvent> events = new CopyOnWriteArrayList<>();
		List<Thread> threads = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(100);
		this.bus.add((event) -> {
			events.add(event);
			threads.add(Thread.currentThread());
			done.countDown();
		});
		for (int i = 0; i < 100; i++) {
			this.bus.publish(new ZmqEvent.Bound("socket", "tcp://host:" + i));
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 100; i++) {
			assertThat(events.get(i)).isEqualTo(new ZmqEvent.Bound("socket", "tcp://host:" + i));
		}
		assertThat(threads.stream().distinct()).hasSize(1).doesNotContain(Thread.currentThread());
	}

	@Test
	void aListenerThatFailsHindersNobody() throws Exception {
		CountDownLatch done = new CountDownLatch(2);
		this.bus.add((event) -> {
			throw new IllegalStateException("expected by the test");
		});
		this.bus.add((event) -> done.countDown());
		this.bus.publish(new ZmqEvent.Closed("a", true));
		this.bus.publish(new ZmqEvent.Closed("b", true));
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aSlowListenerIsToldHowManyEventsWereLost() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		List<ZmqEvent> events = new CopyOnWriteArrayList<>();
		this.bus.add((event) -> {
			entered.countDown();
			try {
				go.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			events.add(event);
			if (event instanceof ZmqEvent.EventsLost) {
				told.countDown();
			}
		});
		this.bus.publish(new ZmqEvent.Closed("first", true));
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		int published = 15_000;
		for (int i = 0; i < published; i++) {
			this.bus.publish(new ZmqEvent.Closed("s", true));
		}
		go.countDown();
		assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(events).contains(new ZmqEvent.EventsLost("", published - 10_000));
	}

	@Test
	void aListenerThatWasRemovedHearsNothing() throws Exception {
		List<ZmqEvent> events = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		Runnable remove = this.bus.add(events::add);
		remove.run();
		this.bus.publish(new ZmqEvent.Closed("nobody listens", true));
		this.bus.add((event) -> done.countDown());
		this.bus.publish(new ZmqEvent.Closed("a", true));
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(events).isEmpty();
	}

}
