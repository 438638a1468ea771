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

package io.zmqcomm.spring.integration.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.messaging.Message;

import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

/**
 * Takes what is queued on a socket, hands it over as one batch, and waits for the next
 * message. One thread at a time, from start to stop.
 */
final class BatchReading {

	private static final Logger logger = LoggerFactory.getLogger(ZmqMessageProducer.class);

	private static final Duration WAIT = Duration.ofMillis(200);

	private final String id;

	private final int size;

	private final Executor executor;

	private final MessageFactory messages;

	private final Consumer<List<Message<?>>> target;

	private volatile boolean running;

	private CountDownLatch ended = new CountDownLatch(0);

	BatchReading(String id, int size, @Nullable Executor executor, MessageFactory messages,
			Consumer<List<Message<?>>> target) {
		this.id = id;
		this.size = size;
		this.executor = (executor != null) ? executor : new SimpleAsyncTaskExecutor("zmq-" + id + "-");
		this.messages = messages;
		this.target = target;
	}

	void start(ZmqSocket socket) {
		this.running = true;
		CountDownLatch latch = new CountDownLatch(1);
		this.ended = latch;
		this.executor.execute(() -> {
			try {
				run(socket);
			}
			finally {
				latch.countDown();
			}
		});
	}

	/**
	 * End after the batch at hand.
	 */
	void stop(Duration bound) {
		this.running = false;
		try {
			if (!this.ended.await(bound.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.warn("'{}' is still handling a batch after {}", this.id, bound);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run(ZmqSocket socket) {
		try {
			while (this.running) {
				Optional<ZmqMessage> first = socket.receive(WAIT);
				if (first.isPresent()) {
					hand(fill(socket, first.get()));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ZmqClosedException ex) {
			logger.debug("'{}' ends, as its socket is closed", this.id);
		}
	}

	private List<Message<?>> fill(ZmqSocket socket, ZmqMessage first) {
		List<Message<?>> batch = new ArrayList<>();
		batch.add(this.messages.message(first));
		socket.poll((view) -> batch.add(this.messages.message(view.copy())), this.size - 1);
		return batch;
	}

	private void hand(List<Message<?>> batch) {
		try {
			this.target.accept(batch);
		}
		catch (RuntimeException ex) {
			logger.error("'{}' failed on a batch of {} messages", this.id, batch.size(), ex);
		}
	}

}
