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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a socket: the rings that have messages, taken one message each in
 * turn. Two locks: a short one by which producers hand batches over, and one that makes
 * consumers take turns and that producers never take. Locks are taken in this order only:
 * consumer lock of an inbox, outbox lock of any socket, hand-over lock of an inbox.
 */
public final class Inbox {

	private static final int SPINS = 200;

	private static final VarHandle CONSUMED;

	static {
		try {
			CONSUMED = MethodHandles.lookup().findVarHandle(Inbox.class, "consumed", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ReentrantLock handOver = new ReentrantLock();

	private final Condition arrival = this.handOver.newCondition();

	private final BriefWait arrivalWait = new BriefWait();

	private final ReentrantLock consumer = new ReentrantLock();

	/** Rings that became ready; hand-over lock. */
	private final ArrayDeque<InboundRing> ready = new ArrayDeque<>();

	/** Rings in turn; consumer lock. */
	private final ArrayDeque<InboundRing> turn = new ArrayDeque<>();

	private volatile int readyCount;

	private volatile long published;

	/** Written by the consumer only, in release mode. */
	private volatile long consumed;

	private int waiters;

	private volatile boolean closed;

	/** The socket closes: waiting has no use any more. */
	private volatile boolean ended;

	/** While set, messages wait although they are there. */
	private volatile boolean held;

	private volatile @Nullable Receiver receiver;

	/** Whether the application asked that nothing be read. */
	private volatile boolean stopped;

	private volatile boolean drainAwaited;

	private final Condition drained = this.handOver.newCondition();

	private final AtomicLong discarded = new AtomicLong();

	private final MemoryBudget budget;

	private final SpareBatches spareBatches = new SpareBatches();

	/**
	 * Create an inbox.
	 * @param budget charged for what waits in the rings
	 */
	public Inbox(MemoryBudget budget) {
		this.budget = budget;
	}

	MemoryBudget budget() {
		return this.budget;
	}

	SpareBatches spareBatches() {
		return this.spareBatches;
	}

	void lock() {
		for (int i = 0; i < SPINS; i++) {
			if (this.handOver.tryLock()) {
				return;
			}
			Thread.onSpinWait();
		}
		this.handOver.lock();
	}

	void unlock() {
		this.handOver.unlock();
	}

	/**
	 * Note new messages. Hand-over lock held.
	 * @param ring the ring if it was not listed, else {@code null}
	 * @param messages how many
	 * @return whether {@link #wakeReceiver()} is to be called after the lock is free
	 */
	boolean added(@Nullable InboundRing ring, int messages) {
		this.published += messages;
		if (ring != null) {
			this.ready.addLast(ring);
			this.readyCount = this.ready.size();
		}
		if (this.waiters > 0) {
			if (messages == 1) {
				this.arrival.signal();
			}
			else {
				this.arrival.signalAll();
			}
		}
		return this.receiver != null;
	}

	void wakeReceiver() {
		Receiver receiver = this.receiver;
		if (receiver != null) {
			receiver.wake(true);
		}
	}

	/**
	 * For messages of this process: never on the sender's thread, whose stack would grow.
	 */
	void wakeReceiverLater() {
		Receiver receiver = this.receiver;
		if (receiver != null) {
			receiver.wake(false);
		}
	}

	/**
	 * Set who is told of messages.
	 * @param receiver the receiver
	 */
	public void receiver(Receiver receiver) {
		this.receiver = receiver;
		receiver.wake(false);
	}

	/**
	 * Enter as consumer, waiting for other consumers.
	 */
	public void enter() {
		checkNotConsuming();
		this.consumer.lock();
	}

	private void checkNotConsuming() {
		if (this.consumer.isHeldByCurrentThread()) {
			throw new IllegalStateException(
					"receive inside a message receiver of the same socket (expected: let it return first)");
		}
	}

	/**
	 * Enter as consumer, waiting for other consumers for some time.
	 * @param nanos how long at most
	 * @return whether entered
	 * @throws InterruptedException if interrupted
	 */
	public boolean enter(long nanos) throws InterruptedException {
		checkNotConsuming();
		return this.consumer.tryLock() || this.consumer.tryLock(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Enter as consumer if there is none.
	 * @return whether entered
	 */
	public boolean tryEnter() {
		checkNotConsuming();
		return this.consumer.tryLock();
	}

	/**
	 * Leave as consumer.
	 */
	public void leave() {
		this.consumer.unlock();
		if (isClosed()) {
			discardIfFree();
		}
	}

	/**
	 * Return whether the caller is inside {@link #enter()}.
	 * @return whether this thread consumes
	 */
	public boolean isConsuming() {
		return this.consumer.isHeldByCurrentThread();
	}

	/**
	 * Point the cursor to the next message, fairly among peers. Consumer only. The
	 * message before it is given back.
	 * @param cursor the cursor
	 * @return whether there is one
	 */
	public boolean next(Cursor cursor) {
		finish(cursor);
		if (this.held || this.ended) {
			return false;
		}
		while (true) {
			if (this.readyCount != 0) {
				takeReady();
			}
			InboundRing ring = this.turn.pollFirst();
			if (ring == null) {
				// Before looking at what a drain asked, show it what was consumed.
				VarHandle.fullFence();
				if (this.drainAwaited) {
					signalAll();
				}
				return false;
			}
			if (ring.next(cursor)) {
				this.turn.addLast(ring);
				return true;
			}
			ring.idle();
		}
	}

	/**
	 * Give the cursor's message back, if it has one. Consumer only.
	 * @param cursor the cursor
	 */
	public void finish(Cursor cursor) {
		if (cursor.finish()) {
			CONSUMED.setRelease(this, (long) CONSUMED.get(this) + 1);
			if (this.drainAwaited) {
				signalAll();
			}
		}
	}

	private void takeReady() {
		lock();
		try {
			for (InboundRing ring; (ring = this.ready.pollFirst()) != null;) {
				this.turn.addLast(ring);
			}
			this.readyCount = 0;
		}
		finally {
			unlock();
		}
	}

	/**
	 * Wait until messages are there, or the inbox is closed. Not as consumer.
	 * @param nanos how long at most
	 * @return what is left of the time
	 * @throws InterruptedException if interrupted
	 */
	public long await(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		if (this.arrivalWait.until(() -> isReady() || this.ended, nanos)) {
			return deadline - System.nanoTime();
		}
		this.handOver.lockInterruptibly();
		try {
			this.waiters++;
			long left = deadline - System.nanoTime();
			while (!isReady() && !this.ended && left > 0) {
				left = this.arrival.awaitNanos(left);
			}
			this.arrivalWait.slept(nanos - left);
			return left;
		}
		finally {
			this.waiters--;
			this.handOver.unlock();
		}
	}

	/**
	 * Return whether a consumer would find a message. Any thread.
	 * @return whether one waits, is not held back, and the socket does not close
	 */
	public boolean isReady() {
		return !this.held && !this.ended && pending() > 0;
	}

	public long pending() {
		return this.published - this.consumed;
	}

	/**
	 * Hold messages back, as a REP does until it has answered.
	 */
	public void hold() {
		this.held = true;
	}

	/**
	 * End {@link #hold()}.
	 */
	public void release() {
		this.held = false;
		signalAll();
		wakeReceiverLater();
	}

	/**
	 * Note whether the application wants messages to be read.
	 * @param stopped whether not
	 */
	public void stopped(boolean stopped) {
		this.stopped = stopped;
	}

	public boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Wait until nothing waits any more, or the inbox is closed.
	 * @param nanos how long at most
	 * @return whether nothing waits
	 * @throws InterruptedException if interrupted
	 */
	public boolean awaitDrained(long nanos) throws InterruptedException {
		this.handOver.lockInterruptibly();
		try {
			this.drainAwaited = true;
			while (pending() > 0 && !this.closed && nanos > 0) {
				nanos = this.drained.awaitNanos(nanos);
			}
			return pending() <= 0;
		}
		finally {
			this.drainAwaited = false;
			this.handOver.unlock();
		}
	}

	/**
	 * Take no further messages and throw away those that wait, now or when the consumer
	 * leaves. Whoever waits finds the inbox closed.
	 */
	public void close() {
		this.handOver.lock();
		try {
			this.closed = true;
		}
		finally {
			this.handOver.unlock();
		}
		signalAll();
		wakeReceiverLater();
		if (!this.consumer.isHeldByCurrentThread()) {
			discardIfFree();
		}
	}

	private void discardIfFree() {
		if (!this.consumer.tryLock()) {
			return;
		}
		this.handOver.lock();
		try {
			long count = 0;
			for (InboundRing ring : this.ready) {
				count += ring.discard();
			}
			for (InboundRing ring : this.turn) {
				count += ring.discard();
			}
			this.ready.clear();
			this.turn.clear();
			this.spareBatches.clear();
			this.readyCount = 0;
			countDiscarded(count);
			CONSUMED.setRelease(this, this.published);
		}
		finally {
			this.handOver.unlock();
			this.consumer.unlock();
		}
	}

	/**
	 * Let whoever waits look at the state of the socket again.
	 */
	public void wakeWaiters() {
		this.ended = true;
		signalAll();
	}

	void countDiscarded(long messages) {
		this.discarded.addAndGet(messages);
	}

	/**
	 * Return how many messages were thrown away at close.
	 * @return how many
	 */
	public long discarded() {
		return this.discarded.get();
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return whether no message is taken any more, as the socket closes.
	 * @return whether it ended
	 */
	public boolean isEnded() {
		return this.ended;
	}

	private void signalAll() {
		this.handOver.lock();
		try {
			this.arrival.signalAll();
			this.drained.signalAll();
		}
		finally {
			this.handOver.unlock();
		}
	}

	/**
	 * Is told of messages.
	 */
	public interface Receiver {

		/**
		 * Messages came. Outside locks.
		 * @param now whether the receiver may run on the calling thread
		 */
		void wake(boolean now);

	}

}
