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
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;

/**
 * The sends of a socket that wait for room without a thread, in order. What is large is
 * copied outside the lock, and of those that wait only the first keeps its copy. Any
 * thread.
 */
final class AsyncSends {

	/** Sends that wait at most; further ones are told that the queue is full. */
	private static final int WAITING_MAX = 10_000;

	private final Pattern pattern;

	private final Outbox outbox;

	private final EventLoop home;

	/** Outbox lock. */
	private final Deque<Waiting> waiting = new ArrayDeque<>();

	/** Whether {@link #look} is due; outbox lock. */
	private boolean lookDue;

	/** Calls of {@link #roomFreed} that are not answered yet. */
	private final AtomicInteger wakeUps = new AtomicInteger();

	AsyncSends(Pattern pattern, Outbox outbox, EventLoop home) {
		this.pattern = pattern;
		this.outbox = outbox;
		this.home = home;
	}

	CompletableFuture<SendOutcome> send(ZmqMessage message, long nanos) {
		Waiting send = new Waiting(message);
		Outgoing outgoing = Outgoing.of(message);
		boolean waits;
		try {
			outgoing.prepare(ByteBufAllocator.DEFAULT);
			waits = sendOrWait(send, outgoing, nanos > 0);
		}
		finally {
			outgoing.release();
		}
		if (waits) {
			Future<?> timer = this.home.schedule(() -> giveUp(send), nanos, TimeUnit.NANOSECONDS);
			send.whenComplete((outcome, failure) -> timer.cancel(false));
		}
		else {
			send.complete(send.last);
		}
		return send;
	}

	private boolean sendOrWait(Waiting send, Outgoing outgoing, boolean mayWait) {
		this.outbox.lockKeepingBroadcast();
		try {
			if (this.waiting.isEmpty() && attempt(send, outgoing)) {
				return false;
			}
			if (!mayWait || this.waiting.size() >= WAITING_MAX) {
				return false;
			}
			this.waiting.addLast(send);
			this.outbox.roomListener(this::roomFreed);
			lookAgainForMemory();
			return true;
		}
		finally {
			this.outbox.unlock();
		}
	}

	/** Outbox lock held. */
	private boolean attempt(Waiting send, Outgoing outgoing) {
		send.last = this.pattern.trySend(outgoing);
		return !this.pattern.waitsOn(send.last);
	}

	/**
	 * One call at a time sends; another, also one that the sending itself brings about,
	 * lets it look again.
	 */
	private void roomFreed() {
		if (this.wakeUps.getAndIncrement() > 0) {
			return;
		}
		int seen = 1;
		do {
			while (sendFirst()) {
				// The next one.
			}
			seen = this.wakeUps.addAndGet(-seen);
		}
		while (seen > 0);
	}

	/**
	 * Send the one that waits longest.
	 * @return whether to go on with the next
	 */
	private boolean sendFirst() {
		Waiting send = first();
		if (send == null) {
			return false;
		}
		Outgoing fresh = (send.outgoing == null && !send.isDone()) ? prepare(send) : null;
		this.outbox.lockKeepingBroadcast();
		try {
			if (this.waiting.peekFirst() != send) {
				// Given up meanwhile.
				if (fresh != null) {
					fresh.release();
				}
				return true;
			}
			if (fresh != null) {
				send.outgoing = fresh;
			}
			if (!isOver(send)) {
				lookAgainForMemory();
				return false;
			}
			this.waiting.removeFirst();
			send.release();
		}
		finally {
			this.outbox.unlock();
		}
		finish(send);
		return true;
	}

	/** Memory that other sockets free gives no signal. Outbox lock held. */
	private void lookAgainForMemory() {
		if (this.outbox.takeShortOfMemory() && !this.lookDue) {
			try {
				this.home.schedule(this::look, Outbox.MEMORY_LOOK_NANOS, TimeUnit.NANOSECONDS);
				this.lookDue = true;
			}
			catch (RejectedExecutionException ex) {
				// The loops are gone; close answers those that wait.
			}
		}
	}

	private void look() {
		this.outbox.lock();
		this.lookDue = false;
		this.outbox.unlock();
		roomFreed();
	}

	/** What depends on it is foreign code, and the caller may hold a consumer's lock. */
	private void finish(Waiting send) {
		try {
			this.home.execute(send::finish);
		}
		catch (RejectedExecutionException ex) {
			send.finish();
		}
	}

	private @Nullable Waiting first() {
		this.outbox.lockKeepingBroadcast();
		try {
			Waiting first = this.waiting.peekFirst();
			if (first == null) {
				this.outbox.roomListener(null);
			}
			return first;
		}
		finally {
			this.outbox.unlock();
		}
	}

	private static @Nullable Outgoing prepare(Waiting send) {
		Outgoing outgoing = null;
		try {
			outgoing = Outgoing.of(send.message);
			outgoing.prepare(ByteBufAllocator.DEFAULT);
			return outgoing;
		}
		catch (Throwable ex) {
			if (outgoing != null) {
				outgoing.release();
			}
			send.failure = ex;
			return null;
		}
	}

	/** Outbox lock held. */
	private boolean isOver(Waiting send) {
		Outgoing outgoing = send.outgoing;
		if (outgoing == null || send.isDone()) {
			return true;
		}
		try {
			return attempt(send, outgoing);
		}
		catch (Throwable ex) {
			// Forbidden by now: the sender's error, not that of the thread that made
			// room.
			send.failure = ex;
			return true;
		}
	}

	private void giveUp(Waiting send) {
		this.outbox.lock();
		try {
			if (!this.waiting.remove(send)) {
				// It is about to finish.
				return;
			}
			send.release();
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
			left.forEach(Waiting::release);
			this.outbox.roomListener(null);
		}
		finally {
			this.outbox.unlock();
		}
		left.forEach((send) -> send.complete(SendOutcome.CLOSED));
	}

	private static final class Waiting extends CompletableFuture<SendOutcome> {

		final ZmqMessage message;

		/** Prepared when it is the first; outbox lock. */
		@Nullable Outgoing outgoing;

		SendOutcome last = SendOutcome.FULL;

		@Nullable Throwable failure;

		Waiting(ZmqMessage message) {
			this.message = message;
		}

		void release() {
			if (this.outgoing != null) {
				this.outgoing.release();
				this.outgoing = null;
			}
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
