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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events to listeners in order, on one daemon thread that exists while there are
 * listeners. Any thread may publish; a full queue drops and counts.
 */
public final class EventBus {

	private static final int CAPACITY = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(EventBus.class);

	private final BlockingQueue<ZmqEvent> queue = new ArrayBlockingQueue<>(CAPACITY);

	private final List<Consumer<? super ZmqEvent>> listeners = new CopyOnWriteArrayList<>();

	private final AtomicLong lost = new AtomicLong();

	private @Nullable Thread thread;

	private volatile boolean closed;

	/**
	 * Publish an event; free of cost while nobody listens.
	 * @param event the event
	 */
	public void publish(ZmqEvent event) {
		if (this.listeners.isEmpty()) {
			return;
		}
		if (!this.queue.offer(event)) {
			this.lost.incrementAndGet();
		}
	}

	/**
	 * Add a listener.
	 * @param listener called on the bus's thread
	 * @return removes it
	 */
	public Runnable add(Consumer<? super ZmqEvent> listener) {
		this.listeners.add(listener);
		startThread();
		return () -> this.listeners.remove(listener);
	}

	private synchronized void startThread() {
		if (this.thread == null && !this.closed) {
			this.thread = new Thread(this::run, "zmq-events");
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	private void run() {
		try {
			while (!this.closed || !this.queue.isEmpty()) {
				ZmqEvent event = this.queue.poll(1, java.util.concurrent.TimeUnit.SECONDS);
				if (event == null) {
					continue;
				}
				deliver(event);
				long lost = this.lost.getAndSet(0);
				if (lost > 0) {
					deliver(new ZmqEvent.EventsLost("", lost));
				}
			}
		}
		catch (InterruptedException ex) {
			// Closed: what is queued has been given its time.
		}
	}

	private void deliver(ZmqEvent event) {
		for (Consumer<? super ZmqEvent> listener : this.listeners) {
			try {
				listener.accept(event);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener failed on {}", event, ex);
			}
		}
	}

	/**
	 * Deliver what is queued, then end the thread; does not wait.
	 */
	public void close() {
		this.closed = true;
	}

}
