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

package io.zmqcomm.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.transport.EventLoops;

/**
 * The receiving methods of a socket. Any thread.
 */
final class ReceiveSide {

	private final String name;

	private final SocketType type;

	private final SocketOptions options;

	private final Pattern pattern;

	private final Outbox outbox;

	private final Inbox inbox;

	private final EventLoop home;

	private final EventLoopGroup connections;

	/** Throws if the socket is closed. */
	private final Runnable open;

	/** Of receive and poll; guarded by the inbox's consumer lock. */
	private final Cursor cursor;

	/**
	 * Whether the inbox's consumer is {@link #poll}, and not one that is done at once.
	 */
	private volatile boolean polling;

	private final AtomicReference<@Nullable ReceiverLoop> receiver = new AtomicReference<>();

	ReceiveSide(String name, Pattern.Setup setup, Pattern pattern, EventLoop home, EventLoopGroup connections,
			Runnable open) {
		this.name = name;
		this.type = setup.type();
		this.options = setup.options();
		this.outbox = setup.outbox();
		this.inbox = setup.inbox();
		this.pattern = pattern;
		this.home = home;
		this.connections = connections;
		this.open = open;
		this.cursor = new Cursor(pattern::reply);
	}

	ZmqMessage receive() throws InterruptedException {
		Duration timeout = this.options.receiveTimeout();
		return receive(timeout)
			.orElseThrow(() -> new ZmqTimeoutException("%s: no message within %s".formatted(this.name, timeout)));
	}

	Optional<ZmqMessage> receive(Duration timeout) throws InterruptedException {
		EventLoops.checkBlockingAllowed("receive");
		checkReceive();
		// In a stream the message is there, and the clock would cost more than it.
		ZmqMessage message = this.inbox.tryEnter() ? takeAndLeave() : null;
		return (message != null) ? Optional.of(message) : awaitMessage(EngineSocket.nanos(timeout));
	}

	private Optional<ZmqMessage> awaitMessage(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		long left = nanos;
		while (left > 0) {
			this.inbox.await(left);
			checkReceive();
			if (!this.inbox.enter(deadline - System.nanoTime())) {
				break;
			}
			ZmqMessage message = takeAndLeave();
			if (message != null) {
				return Optional.of(message);
			}
			left = deadline - System.nanoTime();
		}
		return Optional.empty();
	}

	Optional<ZmqMessage> tryReceive() {
		return tryEnter() ? Optional.ofNullable(takeAndLeave()) : Optional.empty();
	}

	/**
	 * Enter the inbox without waiting for a receiver of {@link #poll}. One that just
	 * takes a message is waited for, so that the result is not empty because of it while
	 * further messages are there.
	 */
	private boolean tryEnter() {
		checkReceive();
		while (!this.inbox.tryEnter()) {
			if (this.polling) {
				return false;
			}
			Thread.yield();
			checkReceive();
		}
		return true;
	}

	private @Nullable ZmqMessage takeAndLeave() {
		try {
			if (!this.pattern.next(this.cursor)) {
				return null;
			}
			try {
				return this.cursor.copy();
			}
			finally {
				this.inbox.finish(this.cursor);
			}
		}
		finally {
			this.inbox.leave();
		}
	}

	private void checkReceive() {
		this.open.run();
		if (this.receiver.get() != null) {
			throw new IllegalStateException(
					"%s has a receiver (expected: no 'receive' or 'poll' beside 'onMessage')".formatted(this.name));
		}
		this.pattern.checkReceive();
	}

	int poll(MessageReceiver receiver, int limit) {
		if (!tryEnter()) {
			return 0;
		}
		this.polling = true;
		try {
			int count = 0;
			while (count < limit && this.pattern.next(this.cursor)) {
				count++;
				hand(receiver);
			}
			return count;
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new ZmqException("%s: the receiver failed".formatted(this.name), ex);
		}
		finally {
			this.inbox.finish(this.cursor);
			this.polling = false;
			this.inbox.leave();
		}
	}

	private void hand(MessageReceiver receiver) throws Exception {
		boolean handled = false;
		try {
			receiver.onMessage(this.cursor);
			handled = true;
		}
		finally {
			if (!handled) {
				this.pattern.failed(this.cursor);
			}
		}
	}

	void onMessage(Dispatch dispatch, MessageReceiver receiver) {
		this.open.run();
		if (!this.type.canReceive()) {
			this.pattern.checkReceive();
		}
		ReceiverLoop loop = new ReceiverLoop(this.name, this.pattern, this.inbox, dispatch, receiver, this.home);
		if (!this.receiver.compareAndSet(null, loop)) {
			throw new IllegalStateException("%s has a receiver already (expected: one)".formatted(this.name));
		}
		loop.start();
	}

	boolean drain(Duration bound) throws InterruptedException {
		EventLoops.checkBlockingAllowed("drain");
		long deadline = System.nanoTime() + EngineSocket.nanos(bound);
		reading(false);
		for (EventExecutor loop : this.connections) {
			// Behind the tasks that stop the reading there.
			loop.submit(() -> {
			}).await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		boolean drained = this.inbox.awaitDrained(deadline - System.nanoTime());
		ReceiverLoop receiver = this.receiver.get();
		return drained && (receiver == null || receiver.awaitIdle(deadline - System.nanoTime()));
	}

	void reading(boolean on) {
		this.inbox.stopped(!on);
		List<Pipe> pipes;
		this.outbox.lock();
		try {
			pipes = List.copyOf(this.pattern.pipes());
		}
		finally {
			this.outbox.unlock();
		}
		pipes.forEach((pipe) -> pipe.reading(on));
	}

	/**
	 * Return how many messages the receiver has failed on.
	 * @return how many
	 */
	long failed() {
		ReceiverLoop receiver = this.receiver.get();
		return (receiver != null) ? receiver.failed() : 0;
	}

}
