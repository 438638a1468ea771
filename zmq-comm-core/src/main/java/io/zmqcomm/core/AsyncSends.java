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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;

/**
 * The sends of a socket that wait for room without a thread, in order. Any thread.
 */
final class AsyncSends {

	/** Sends that wait at most; further ones are told that the queue is full. */
	private static final int WAITING_MAX = 10_000;

	private final Pattern pattern;

	private final Outbox outbox;

	private final EventLoop home;

	/** Outbox lock. */
	private final Deque<Waiting> waiting = new ArrayDeque<>();

	/** Outbox lock. */
	private boolean attempting;

	AsyncSends(Pattern pattern, Outbox outbox, EventLoop home) {
		this.pattern = pattern;
		this.outbox = outbox;
		this.home = home;
	}

	CompletableFuture<SendOutcome> send(ZmqMessage message, long nanos) {
		Waiting send = new Waiting(message);
		boolean waits;
		this.outbox.lock();
		try {
			waits = !this.waiting.isEmpty() || !attempt(send);
			if (waits && this.waiting.size() >= WAITING_MAX) {
				waits = false;
			}
			if (waits && nanos > 0) {
				this.waiting.addLast(send);
				this.outbox.roomListener(this::roomFreed);
			}
		}
		finally {
			this.outbox.unlock();
		}
		if (!waits || nanos <= 0) {
			send.complete(send.last);
			return send;
		}
		Future<?> timer = this.home.schedule(() -> giveUp(send), nanos, TimeUnit.NANOSECONDS);
		send.whenComplete((outcome, failure) -> timer.cancel(false));
		return send;
	}

	/** Outbox lock held. */
	private boolean attempt(Waiting send) {
		Outgoing outgoing = Outgoing.of(send.message);
		outgoing.prepare(ByteBufAllocator.DEFAULT);
		try {
			send.last = this.pattern.trySend(outgoing);
			return !this.pattern.waitsOn(send.last);
		}
		finally {
			outgoing.release();
		}
	}

	private void roomFreed() {
		List<Waiting> done = new ArrayList<>();
		this.outbox.lock();
		try {
			if (this.attempting) {
				// An attempt frees room itself when it hands its message over at once.
				return;
			}
			this.attempting = true;
			for (Waiting send; (send = this.waiting.peekFirst()) != null && isOver(send);) {
				this.waiting.removeFirst();
				done.add(send);
			}
			this.attempting = false;
			if (this.waiting.isEmpty()) {
				this.outbox.roomListener(null);
			}
		}
		finally {
			this.outbox.unlock();
		}
		done.forEach(Waiting::finish);
	}

	/** Outbox lock held. */
	private boolean isOver(Waiting send) {
		if (send.isDone()) {
			return true;
		}
		try {
			return attempt(send);
		}
		catch (RuntimeException ex) {
			// Forbidden by now: the sender's error, not that of the thread that made
			// room.
			send.failure = ex;
			return true;
		}
	}

	private void giveUp(Waiting send) {
		this.outbox.lock();
		try {
			this.waiting.remove(send);
		}
		finally {
			this.outbox.unlock();
		}
		send.complete(send.last);
	}

	void close() {
		List<Waiting> left;
		this.outbox.lock();
		try {
			left = List.copyOf(this.waiting);
			this.waiting.clear();
			this.outbox.roomListener(null);
		}
		finally {
			this.outbox.unlock();
		}
		left.forEach((send) -> send.complete(SendOutcome.CLOSED));
	}

	private static final class Waiting extends CompletableFuture<SendOutcome> {

		final ZmqMessage message;

		SendOutcome last = SendOutcome.FULL;

		@Nullable RuntimeException failure;

		Waiting(ZmqMessage message) {
			this.message = message;
		}

		void finish() {
			if (this.failure != null) {
				completeExceptionally(this.failure);
			}
			else {
				complete(this.last);
			}
		}

	}

}
