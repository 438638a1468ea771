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

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a socket: the one lock that guards routing and all its queues, the
 * conditions that senders wait on, and the segments that its logs reuse. Critical
 * sections are tens of nanoseconds and never call out; wake-ups of event loops that a
 * section asked for happen in {@link #unlock()}, after the lock is free.
 */
public final class Outbox {

	/** Size of a log segment in octets. */
	static final int SEGMENT = 2 * Outgoing.LARGE;

	private static final int SMALL_SEGMENT = 4 * 1024;

	/** How soon to look again whether other sockets have freed memory. */
	public static final long MEMORY_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** How long a sender lets a log catch up at most. */
	private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int SPARE_SEGMENTS = 4;

	/** With more logs than this, an idle log begins with a small segment. */
	private static final int MANY_LOGS = 16;

	private static final int SPINS = 200;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final Condition change = this.lock.newCondition();

	private final Condition caughtUp = this.lock.newCondition();

	/** The log that whoever holds the lock has got far ahead of. */
	private @Nullable OutboundLog outrun;

	private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;

	private final MemoryBudget budget;

	private final ArrayDeque<ByteBuf> spareSegments = new ArrayDeque<>();

	private final ArrayDeque<Flusher> flushers = new ArrayDeque<>();

	private @Nullable Flusher wakeUps;

	private final BriefWait roomWait = new BriefWait();

	/** Whether a message was refused for want of memory, which gives no signal. */
	private boolean shortOfMemory;

	private int roomWaiters;

	/** Counts the signals, for those who look without parking; written in the lock. */
	private volatile long roomSignals;

	private boolean closed;

	private int logs;

	private @Nullable Broadcast broadcast;

	private @Nullable Runnable roomListener;

	private boolean roomFreed;

	public Outbox(MemoryBudget budget) {
		this.budget = budget;
	}

	/**
	 * Enter; what was gathered for many peers is told to them first. From any thread.
	 */
	public void lock() {
		lockKeepingBroadcast();
		endBroadcast();
	}

	private void endBroadcast() {
		if (this.broadcast != null) {
			this.broadcast.end();
		}
	}

	/**
	 * Enter to send, to wait or to write: what goes to many peers may stay gathered.
	 * Looks for a while instead of paying for a park, as the lock is held briefly:
	 * between a sender and its event loop, each would park and wake the other all the
	 * time. From any thread.
	 */
	public void lockKeepingBroadcast() {
		for (int i = 0; i < SPINS; i++) {
			if (this.lock.tryLock()) {
				return;
			}
			Thread.onSpinWait();
		}
		this.lock.lock();
	}

	/**
	 * Leave, then wake the event loops that have something to flush.
	 */
	public void unlock() {
		Flusher first = this.wakeUps;
		this.wakeUps = null;
		Runnable listener = this.roomFreed ? this.roomListener : null;
		this.roomFreed = false;
		this.outrun = null;
		this.lock.unlock();
		while (first != null) {
			Flusher next = first.takeNextWakeUp();
			first.wake();
			first = next;
		}
		if (listener != null) {
			listener.run();
		}
	}

	/**
	 * Wait until a queue has room again, a peer comes or goes, or the socket closes. The
	 * lock is held on entry and on return.
	 * @param nanos how long at most
	 * @return what is left of the time
	 * @throws InterruptedException if interrupted
	 */
	public long awaitRoom(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		boolean looking = takeShortOfMemory();
		long seen = this.roomSignals;
		unlock();
		this.roomWait.until(() -> this.roomSignals != seen, nanos);
		lockKeepingBroadcast();
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		long left = deadline - System.nanoTime();
		if (this.roomSignals != seen) {
			return left;
		}
		long most = looking ? Math.min(left, MEMORY_LOOK_NANOS) : left;
		this.roomWaiters++;
		try {
			long rest = left - most + this.room.awaitNanos(most);
			this.roomWait.slept(nanos - rest);
			return rest;
		}
		finally {
			this.roomWaiters--;
		}
	}

	/**
	 * Note that a log holds more than a cache does. Lock held.
	 */
	void outran(OutboundLog log) {
		this.outrun = log;
	}

	/**
	 * Return whether the socket sends to one peer only, so that waiting for it keeps
	 * nothing from others. Lock held.
	 */
	boolean hasOneLog() {
		return this.logs == 1;
	}

	/**
	 * Let the log that took the message just now catch up, if it holds more than a cache
	 * does: what the connection then copies from memory costs far more than what the
	 * sender has just written. For a short while only, and no limit: the message is
	 * accepted already. The lock is held on entry and on return; an interrupt ends it and
	 * stays noted.
	 * @param nanos how long the sender may wait
	 */
	public void letCatchUp(long nanos) {
		OutboundLog log = this.outrun;
		if (log == null || nanos <= 0) {
			return;
		}
		unlock();
		lockKeepingBroadcast();
		try {
			long left = Math.min(nanos, CATCH_UP_NANOS);
			while (log.isOutrun()) {
				if (left <= 0) {
					if (nanos >= CATCH_UP_NANOS) {
						log.stalled();
					}
					return;
				}
				log.awaited();
				left = this.caughtUp.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wake whoever lets a log catch up. Lock held.
	 */
	void signalCaughtUp() {
		this.caughtUp.signalAll();
	}

	/**
	 * Return whether the memory budget has room, and remember if not. Lock held.
	 * @param octets how many
	 * @return whether it has
	 */
	public boolean hasMemory(long octets) {
		boolean has = this.budget.hasRoom(octets);
		this.shortOfMemory |= !has;
		return has;
	}

	/**
	 * Return whether a message was refused for want of memory since the last call. Others
	 * free it without a signal, so look again after {@link #MEMORY_LOOK_NANOS}. Lock
	 * held.
	 * @return whether one was
	 */
	public boolean takeShortOfMemory() {
		boolean was = this.shortOfMemory;
		this.shortOfMemory = false;
		return was;
	}

	/**
	 * Wait until peers or subscriptions change. The lock is held on entry, by
	 * {@link #lockKeepingBroadcast()} as no wake-up may be due, and on return.
	 * @param nanos how long at most
	 * @return what is left of the time
	 * @throws InterruptedException if interrupted
	 */
	public long awaitChange(long nanos) throws InterruptedException {
		return this.change.awaitNanos(nanos);
	}

	/**
	 * Wake whoever waits for room. Lock held.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	public void signalRoom() {
		this.roomSignals++;
		if (this.roomWaiters > 0) {
			this.room.signalAll();
		}
		this.roomFreed = this.roomListener != null;
	}

	/**
	 * Wake whoever waits for room, peers or subscriptions. Lock held.
	 */
	public void signalChange() {
		this.change.signalAll();
		signalRoom();
	}

	/**
	 * Set what is to be called, outside the lock, each time room may have become free.
	 * @param listener called on the thread that freed it; {@code null} for nothing
	 */
	public void roomListener(@Nullable Runnable listener) {
		this.roomListener = listener;
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Refuse messages from now on and wake all that wait. Lock held.
	 */
	public void close() {
		this.closed = true;
		signalChange();
	}

	MemoryBudget budget() {
		return this.budget;
	}

	ByteBufAllocator allocator() {
		return this.allocator;
	}

	void broadcast(Broadcast broadcast) {
		this.broadcast = broadcast;
	}

	/**
	 * Tell the logs what was broadcast since the last time. Lock held.
	 */
	void settleBroadcast() {
		if (this.broadcast != null) {
			this.broadcast.settle();
		}
	}

	Flusher flusher(EventExecutor executor) {
		for (Flusher flusher : this.flushers) {
			if (flusher.executor() == executor) {
				return flusher;
			}
		}
		Flusher flusher = new Flusher(this, executor);
		this.flushers.add(flusher);
		return flusher;
	}

	void wakeAfterUnlock(Flusher flusher) {
		flusher.nextWakeUp(this.wakeUps);
		this.wakeUps = flusher;
	}

	void logAdded() {
		lock();
		try {
			this.logs++;
		}
		finally {
			unlock();
		}
	}

	/**
	 * One log less; the last one gives the spare segments back. Lock held.
	 */
	void logRemoved() {
		this.logs--;
		if (this.logs == 0) {
			if (this.broadcast != null) {
				this.broadcast.release();
			}
			releaseSpareSegments();
		}
	}

	Run newSegment(boolean idleLog, int least) {
		boolean small = idleLog && this.logs > MANY_LOGS && this.spareSegments.isEmpty();
		ByteBuf segment = takeSegment(small ? Math.max(SMALL_SEGMENT, least) : SEGMENT);
		return new Run(segment, segment.capacity());
	}

	/**
	 * Return memory that the budget is charged for. Lock held.
	 */
	ByteBuf takeSegment(int size) {
		ByteBuf segment = (size == SEGMENT) ? this.spareSegments.pollLast() : null;
		if (segment == null) {
			segment = this.allocator.directBuffer(size, size);
		}
		this.budget.reserve(segment.capacity());
		return segment;
	}

	/**
	 * Take back a run. Lock held.
	 * @param run the run, whose reservation ends
	 * @param reusable whether a segment is free of other users: written completely or
	 * never begun
	 */
	void recycle(Run run, boolean reusable) {
		SharedSegment shared = run.shared();
		if (shared != null) {
			shared.leave(reusable);
		}
		else if (run.isSegment()) {
			giveBack(run.buffer(0), reusable);
		}
		else {
			this.budget.release(run.reserved);
		}
	}

	/**
	 * Take back a segment. Lock held.
	 * @param segment from {@link #takeSegment}
	 * @param reusable whether nobody else holds it
	 */
	void giveBack(ByteBuf segment, boolean reusable) {
		this.budget.release(segment.capacity());
		if (reusable && segment.capacity() == SEGMENT && this.spareSegments.size() < SPARE_SEGMENTS && this.logs > 0) {
			this.spareSegments.addLast(segment.clear());
		}
		else {
			segment.release();
		}
	}

	private void releaseSpareSegments() {
		for (ByteBuf segment; (segment = this.spareSegments.pollLast()) != null;) {
			segment.release();
		}
	}

}
