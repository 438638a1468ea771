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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.scheduling.TaskScheduler;

import io.zmqcomm.core.Reply;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * The requests that a gateway has not answered yet, in the order of their deadlines. Sees
 * to it that each gets exactly one answer. Any thread.
 */
final class PendingReplies {

	private static final Logger logger = LoggerFactory.getLogger(ZmqInboundGateway.class);

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Settings settings;

	private final FailureHandler failures;

	private @Nullable PendingReply first;

	private @Nullable PendingReply last;

	private int count;

	private volatile boolean rejecting;

	PendingReplies(Settings settings, FailureHandler failures) {
		this.settings = settings;
		this.failures = failures;
	}

	/**
	 * Take a request in.
	 * @return takes its answer; {@code null} if the request was refused and is answered
	 */
	@Nullable PendingReply open(Reply token) {
		PendingReply pending = new PendingReply(this, token, System.nanoTime() + this.settings.timeoutNanos());
		ZmqErrorReply refusal = null;
		this.lock.lock();
		try {
			while (!this.rejecting && this.count >= this.settings.limit() && this.settings.mayBlock()) {
				this.changed.await();
			}
			if (this.rejecting) {
				refusal = ErrorReplies.STOPPED;
			}
			else if (this.count >= this.settings.limit()) {
				refusal = ErrorReplies.BUSY;
			}
			else {
				append(pending);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			refusal = ErrorReplies.STOPPED;
		}
		finally {
			this.lock.unlock();
		}
		if (refusal != null) {
			deliver(pending, refusal.toMessage());
			return null;
		}
		return pending;
	}

	private void append(PendingReply pending) {
		PendingReply tail = this.last;
		pending.previous = tail;
		if (tail == null) {
			this.first = pending;
		}
		else {
			tail.next = pending;
		}
		this.last = pending;
		this.count++;
	}

	private void remove(PendingReply pending) {
		this.lock.lock();
		try {
			PendingReply before = pending.previous;
			PendingReply after = pending.next;
			if (before == null) {
				this.first = after;
			}
			else {
				before.next = after;
			}
			if (after == null) {
				this.last = before;
			}
			else {
				after.previous = before;
			}
			pending.previous = null;
			pending.next = null;
			if (this.count-- == this.settings.limit() || this.count == 0) {
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send the answer; called once for a request. A tensor is closed.
	 */
	void answer(PendingReply pending, @Nullable Object answer) {
		try (Tensor tensor = (PendingReply.payload(answer) instanceof Tensor given) ? given : null) {
			deliver(pending, convert(answer));
		}
		finally {
			remove(pending);
		}
	}

	void fail(PendingReply pending, Message<?> request, Throwable failure) {
		this.failures.handle(pending, request, failure);
	}

	private ZmqMessage convert(@Nullable Object answer) {
		Object payload = PendingReply.payload(answer);
		MessageHeaders headers = (answer instanceof Message<?> message) ? message.getHeaders() : null;
		if (payload == null) {
			return ErrorReplies.NO_REPLY.toMessage();
		}
		if (payload instanceof ZmqErrorReply error) {
			return error.toMessage();
		}
		try {
			return this.settings.converter().toFrames(payload, null, headers);
		}
		catch (Exception ex) {
			logger.error("Socket '{}': the reply of type {} cannot be sent", this.settings.socket(),
					payload.getClass().getName(), ex);
			return ErrorReplies.FAILED.toMessage();
		}
	}

	/**
	 * A ROUTER whose peer does not read fast enough says FULL; the answer is then kept
	 * until there is room or its time is over. The thread that took the request waits for
	 * it, so that no more requests are taken meanwhile; others must not be blocked.
	 */
	private void deliver(PendingReply pending, ZmqMessage message) {
		SendOutcome outcome = pending.token().send(message);
		if (outcome == SendOutcome.FULL && this.settings.retriesFull()) {
			if (!this.settings.mayBlock() || !pending.onReceiver()) {
				sendLater(pending, message.hasTensor() ? copy(message) : message);
				return;
			}
			outcome = sendPatiently(pending, message);
		}
		logLoss(pending, outcome);
	}

	/** A tensor may be borrowed, or be closed by whoever answered. */
	private static ZmqMessage copy(ZmqMessage message) {
		return ZmqMessage.of(IntStream.range(0, message.frameCount()).mapToObj(message::bytes).toArray(byte[][]::new));
	}

	private SendOutcome sendPatiently(PendingReply pending, ZmqMessage message) {
		long pause = SHORTEST_PAUSE_NANOS;
		SendOutcome outcome = SendOutcome.FULL;
		while (outcome == SendOutcome.FULL && System.nanoTime() - pending.deadline() < 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(pause);
			pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
			outcome = pending.token().send(message);
		}
		return outcome;
	}

	private void sendLater(PendingReply pending, ZmqMessage message) {
		this.settings.scheduler().schedule(() -> {
			SendOutcome outcome = pending.token().send(message);
			if (outcome == SendOutcome.FULL && System.nanoTime() - pending.deadline() < 0) {
				sendLater(pending, message);
			}
			else {
				logLoss(pending, outcome);
			}
		}, Instant.now().plusMillis(1));
	}

	private void logLoss(PendingReply pending, SendOutcome outcome) {
		if (!outcome.isAccepted()) {
			logger.debug("Socket '{}': {} is lost: {}", this.settings.socket(), pending, outcome);
		}
	}

	/**
	 * Answer the requests whose time is over.
	 */
	void expire() {
		long now = System.nanoTime();
		List<PendingReply> expired = new ArrayList<>();
		this.lock.lock();
		try {
			for (PendingReply pending = this.first; pending != null
					&& now - pending.deadline() >= 0; pending = pending.next) {
				expired.add(pending);
			}
		}
		finally {
			this.lock.unlock();
		}
		expired.forEach((pending) -> pending.reply(ErrorReplies.TIMEOUT));
	}

	/**
	 * Answer all requests that are open still, and refuse new ones.
	 * @return how many were open
	 */
	int reject() {
		this.rejecting = true;
		List<PendingReply> open = new ArrayList<>();
		this.lock.lock();
		try {
			for (PendingReply pending = this.first; pending != null; pending = pending.next) {
				open.add(pending);
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		open.forEach((pending) -> pending.reply(ErrorReplies.STOPPED));
		return open.size();
	}

	void accept() {
		this.rejecting = false;
	}

	boolean awaitEmpty(Duration bound) {
		this.lock.lock();
		try {
			long remaining = bound.toNanos();
			while (this.count > 0) {
				if (remaining <= 0) {
					return false;
				}
				remaining = this.changed.awaitNanos(remaining);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is fixed while the gateway runs.
	 *
	 * @param socket name of the socket
	 * @param timeoutNanos time for an answer
	 * @param limit requests under way at most
	 * @param mayBlock whether the receiver's thread may be kept waiting
	 * @param retriesFull whether an answer that found no room may be tried again
	 * @param converter makes frames of answers
	 * @param scheduler for answers that wait for room
	 */
	record Settings(String socket, long timeoutNanos, int limit, boolean mayBlock, boolean retriesFull,
			ZmqMessageConverter converter, TaskScheduler scheduler) {

	}

	/**
	 * Does what a gateway does about a failure.
	 */
	@FunctionalInterface
	interface FailureHandler {

		void handle(PendingReply pending, Message<?> request, Throwable failure);

	}

}
