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

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.DetachedMessage;
import io.zmqcomm.core.pipe.Inbox;

/**
 * Calls a socket's receiver on the threads that its {@link Dispatch} names. A serial
 * receiver drains the inbox in one go with borrowed views; several at a time each take
 * one message by reference.
 */
final class ReceiverLoop implements Inbox.Receiver {

	private static final Logger logger = LoggerFactory.getLogger(ReceiverLoop.class);

	/** Messages handled in a row on an event loop or a foreign executor. */
	private static final int TURN = 1024;

	private final String socketName;

	private final Pattern pattern;

	private final Inbox inbox;

	private final Dispatch dispatch;

	private final MessageReceiver receiver;

	private final EventLoop home;

	private final Executor executor;

	private final Cursor cursor;

	private final Runnable task = this::run;

	/** Tasks that run or are about to; unused with threads of our own. */
	private final AtomicInteger active = new AtomicInteger();

	private final ReentrantLock idleLock = new ReentrantLock();

	private final Condition idle = this.idleLock.newCondition();

	/** Messages taken out of the inbox and not handled yet. */
	private int handling;

	private final LongAdder failed = new LongAdder();

	private final boolean ownThreads;

	ReceiverLoop(String socketName, Pattern pattern, Inbox inbox, Dispatch dispatch, MessageReceiver receiver,
			EventLoop home) {
		this.socketName = socketName;
		this.pattern = pattern;
		this.inbox = inbox;
		this.dispatch = dispatch;
		this.receiver = receiver;
		this.home = home;
		this.cursor = new Cursor(pattern::reply);
		Executor executor = dispatch.executor();
		this.ownThreads = executor == null && !dispatch.isIoThread();
		this.executor = (executor != null) ? executor : home;
	}

	void start() {
		if (this.ownThreads) {
			for (int i = 1; i <= this.dispatch.concurrency(); i++) {
				Thread thread = new Thread(this::runOwnThread, "zmq-%s-%d".formatted(this.socketName, i));
				thread.setDaemon(true);
				thread.start();
			}
		}
		this.inbox.receiver(this);
	}

	@Override
	public void wake(boolean now) {
		if (this.ownThreads) {
			return;
		}
		if (this.dispatch.isIoThread() && now && this.home.inEventLoop() && !this.inbox.isConsuming()) {
			if (drain(TURN) || this.inbox.isReady()) {
				schedule();
			}
			return;
		}
		if (now || this.executor == this.home) {
			schedule();
		}
		else {
			// The caller is a sender inside its socket's lock, and the executor may be
			// its thread.
			scheduleFromHome();
		}
	}

	private void scheduleFromHome() {
		try {
			this.home.execute(this::schedule);
		}
		catch (RejectedExecutionException ex) {
			// The communicator is closed.
		}
	}

	private void schedule() {
		int most = Math.max(1, this.dispatch.concurrency());
		int active;
		do {
			active = this.active.get();
			if (active >= most) {
				return;
			}
		}
		while (!this.active.compareAndSet(active, active + 1));
		try {
			this.executor.execute(this.task);
		}
		catch (RejectedExecutionException ex) {
			this.active.decrementAndGet();
			if (!this.inbox.isEnded()) {
				logger.error("Socket {}: the executor refuses to run the receiver, messages wait", this.socketName, ex);
			}
		}
	}

	private void run() {
		boolean more;
		try {
			more = drain(TURN);
		}
		finally {
			this.active.decrementAndGet();
		}
		if (more || this.inbox.isReady()) {
			schedule();
		}
	}

	private void runOwnThread() {
		while (!this.inbox.isEnded()) {
			drain(Integer.MAX_VALUE);
			// The thread is ours, so an interrupt that a receiver left behind means
			// nothing.
			Thread.interrupted();
			try {
				this.inbox.await(Long.MAX_VALUE);
			}
			catch (InterruptedException ex) {
				logger.debug("Socket {}: interrupt of the receiver's thread ignored", this.socketName);
			}
		}
	}

	/**
	 * Handle what is there.
	 * @param limit messages at most
	 * @return whether the limit ended it
	 */
	private boolean drain(int limit) {
		return (this.dispatch.concurrency() > 1) ? drainDetached(limit) : drainBorrowed(limit);
	}

	private boolean drainBorrowed(int limit) {
		this.inbox.enter();
		try {
			for (int i = 0; i < limit; i++) {
				if (!this.pattern.next(this.cursor)) {
					return false;
				}
				handle(this.cursor);
			}
			this.inbox.finish(this.cursor);
			return true;
		}
		finally {
			this.inbox.leave();
		}
	}

	private boolean drainDetached(int limit) {
		for (int i = 0; i < limit; i++) {
			DetachedMessage message = take();
			if (message == null) {
				return false;
			}
			if (!this.ownThreads && this.inbox.isReady()) {
				// One wake-up may have brought work for several.
				schedule();
			}
			try {
				handle(message);
			}
			finally {
				message.close();
				handling(-1);
			}
		}
		return true;
	}

	private @Nullable DetachedMessage take() {
		this.inbox.enter();
		try {
			if (!this.pattern.next(this.cursor)) {
				return null;
			}
			handling(1);
			DetachedMessage message = this.cursor.detach();
			this.inbox.finish(this.cursor);
			return message;
		}
		finally {
			this.inbox.leave();
		}
	}

	private void handle(MessageView message) {
		try {
			this.receiver.onMessage(message);
		}
		catch (ZmqReportedException ex) {
			failed(message);
		}
		catch (Throwable ex) {
			failed(message);
			logger.error("Socket {}: the receiver failed, the next message is served", this.socketName, ex);
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void failed(MessageView message) {
		this.failed.increment();
		this.pattern.failed(message);
	}

	/**
	 * Wait until no message is being handled outside the inbox.
	 * @param nanos how long at most
	 * @return whether none is
	 * @throws InterruptedException if interrupted
	 */
	boolean awaitIdle(long nanos) throws InterruptedException {
		this.idleLock.lockInterruptibly();
		try {
			long left = nanos;
			while (this.handling > 0 && left > 0) {
				left = this.idle.awaitNanos(left);
			}
			return this.handling == 0;
		}
		finally {
			this.idleLock.unlock();
		}
	}

	private void handling(int change) {
		this.idleLock.lock();
		try {
			this.handling += change;
			if (this.handling == 0) {
				this.idle.signalAll();
			}
		}
		finally {
			this.idleLock.unlock();
		}
	}

	long failed() {
		return this.failed.sum();
	}

}
