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

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One peer's inbound queue: batches of whole messages with a high-water mark. One
 * producer (the event loop of the connection, or the sender of an {@code inproc} peer
 * under its outbox lock), and the consumer of the {@link Inbox}. At the mark the producer
 * pauses; the consumer resumes it at half. What waits is charged to the memory budget,
 * and while that is used up, only an empty ring takes a message.
 */
public final class InboundRing {

	/** Frames of one batch of messages from inside this process. */
	private static final int BATCH_FRAMES = 1024;

	private static final VarHandle CONSUMED;

	private static final VarHandle CONSUMED_BYTES;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			CONSUMED = lookup.findVarHandle(InboundRing.class, "consumed", long.class);
			CONSUMED_BYTES = lookup.findVarHandle(InboundRing.class, "consumedBytes", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Inbox inbox;

	private final int mark;

	private final long byteLimit;

	/** Published batches; inbox lock. */
	private final ArrayDeque<InboundBatch> queue = new ArrayDeque<>(4);

	private boolean listed;

	/** The batch being drained and the next frame in it; consumer only. */
	private @Nullable InboundBatch current;

	private int position;

	private volatile long published;

	private volatile long publishedBytes;

	@SuppressWarnings("unused")
	private long consumed;

	@SuppressWarnings("unused")
	private long consumedBytes;

	private volatile boolean paused;

	/** Which connection of the pipe is delivering; producer. */
	private long connection;

	private @Nullable Pipe pipe;

	/**
	 * Create a ring.
	 * @param inbox where its messages are taken from
	 * @param mark messages at most
	 * @param byteLimit octets at most; an empty ring takes one message of any size
	 */
	public InboundRing(Inbox inbox, int mark, long byteLimit) {
		this.inbox = inbox;
		this.mark = mark;
		this.byteLimit = byteLimit;
	}

	/**
	 * Note that another connection of the pipe delivers from now on. Producer only.
	 * @param connection its number, {@link Pipe#connects()}
	 */
	public void connection(long connection) {
		this.connection = connection;
	}

	void pipe(Pipe pipe) {
		this.pipe = pipe;
	}

	Pipe pipe() {
		if (this.pipe == null) {
			throw new IllegalStateException("ring without pipe");
		}
		return this.pipe;
	}

	/**
	 * Return how many messages the producer may add now. Producer only.
	 * @return zero at the mark
	 */
	public int room() {
		long pending = pending();
		if (pendingBytes() >= this.byteLimit || !this.inbox.budget().hasRoom(1)) {
			return (pending == 0) ? 1 : 0;
		}
		return (int) Math.max(0, this.mark - pending);
	}

	/**
	 * Return whether so many octets keep within the limit. Producer only.
	 * @param octets how many
	 * @return whether they do
	 */
	public boolean hasRoomFor(long octets) {
		return pending() == 0 || (pendingBytes() + octets <= this.byteLimit && this.inbox.budget().hasRoom(octets));
	}

	/**
	 * Note that the producer stops until it is resumed through the pipe's link. Producer
	 * only.
	 * @return {@code false} if there is room again already, so do not stop
	 */
	public boolean pause() {
		this.paused = true;
		VarHandle.fullFence();
		if (mayResume()) {
			this.paused = false;
			return false;
		}
		return true;
	}

	boolean isStopped() {
		return this.inbox.isStopped();
	}

	/**
	 * Return an empty batch to fill. Producer only.
	 * @return a reused or a new batch
	 */
	public InboundBatch newBatch() {
		this.inbox.lock();
		try {
			return this.inbox.spareBatches().take();
		}
		finally {
			this.inbox.unlock();
		}
	}

	/**
	 * Hand over the whole messages of a batch. Producer only.
	 * @param batch the batch; its incomplete message, if any, moves to the result
	 * @return the batch that holds the incomplete message; {@code null} if there is none
	 */
	public @Nullable InboundBatch publish(InboundBatch batch) {
		if (batch.messages() == 0) {
			return batch;
		}
		InboundBatch next = null;
		boolean wake;
		this.inbox.lock();
		try {
			if (this.inbox.isClosed()) {
				this.inbox.countDiscarded(batch.messages());
				return batch.discardMessages();
			}
			if (batch.openFrames() > 0) {
				next = this.inbox.spareBatches().take();
				batch.moveOpenFrames(next);
			}
			batch.connection = this.connection;
			this.queue.addLast(batch);
			wake = enlist(batch, batch.messages(), batch.completeBytes());
		}
		finally {
			this.inbox.unlock();
		}
		if (wake) {
			this.inbox.wakeReceiver();
		}
		return next;
	}

	/**
	 * Hand over one message of a peer inside this process.
	 * @param message borrowed
	 */
	public void publish(Outgoing message) {
		ByteBuf[] frames = message.takeFrames();
		boolean wake;
		this.inbox.lock();
		try {
			if (this.inbox.isClosed()) {
				this.inbox.countDiscarded(1);
				for (ByteBuf frame : frames) {
					frame.release();
				}
				return;
			}
			InboundBatch batch = this.queue.peekLast();
			if (batch == null || batch.size() >= BATCH_FRAMES || batch.connection != this.connection) {
				batch = this.inbox.spareBatches().take();
				batch.connection = this.connection;
				this.queue.addLast(batch);
			}
			for (int i = 0; i < frames.length; i++) {
				ByteBuf frame = frames[i];
				batch.own(frame);
				batch.add(frame, frame.readerIndex(), frame.readableBytes(), i < frames.length - 1);
			}
			wake = enlist(batch, 1, message.bodyBytes());
		}
		finally {
			this.inbox.unlock();
		}
		if (wake) {
			this.inbox.wakeReceiverLater();
		}
	}

	private boolean enlist(InboundBatch batch, int messages, long bytes) {
		batch.charged += bytes;
		this.inbox.budget().reserve(bytes);
		this.published += messages;
		this.publishedBytes += bytes;
		boolean first = !this.listed;
		this.listed = true;
		return this.inbox.added(first ? this : null, messages);
	}

	/**
	 * Point the cursor to the next message. Consumer only.
	 * @param cursor the cursor
	 * @return {@code false} if there is none, and the ring is listed no longer
	 */
	boolean next(Cursor cursor) {
		InboundBatch batch = this.current;
		if (batch == null || this.position == batch.size()) {
			this.inbox.lock();
			try {
				this.inbox.spareBatches().give(batch);
				batch = this.queue.pollFirst();
				this.current = batch;
				this.position = 0;
				if (batch == null) {
					this.listed = false;
					return false;
				}
			}
			finally {
				this.inbox.unlock();
			}
		}
		int first = this.position;
		int last = first;
		while (batch.more(last)) {
			last++;
		}
		this.position = last + 1;
		cursor.point(this, batch, first, last + 1 - first);
		return true;
	}

	private void empty(InboundBatch batch) {
		this.inbox.budget().release(batch.charged);
		batch.clear();
	}

	/**
	 * Throw away what waits, when the socket is closed. Consumer only, hand-over lock
	 * held.
	 * @return how many messages
	 */
	long discard() {
		long pending = pending();
		if (this.current != null) {
			empty(this.current);
			this.current = null;
		}
		for (InboundBatch batch; (batch = this.queue.pollFirst()) != null;) {
			empty(batch);
		}
		this.listed = false;
		CONSUMED.setRelease(this, this.published);
		CONSUMED_BYTES.setRelease(this, this.publishedBytes);
		return pending;
	}

	/**
	 * Count a message as taken and resume the producer if that is due. Consumer only.
	 * @param bytes octets of the message
	 */
	void consumed(long bytes) {
		InboundBatch batch = this.current;
		if (batch != null && this.position == batch.size()) {
			// Drained: its memory goes back now, not with the next message.
			empty(batch);
			this.position = 0;
		}
		CONSUMED.setRelease(this, (long) CONSUMED.get(this) + 1);
		CONSUMED_BYTES.setRelease(this, (long) CONSUMED_BYTES.get(this) + bytes);
		if (this.paused && mayResume()) {
			this.paused = false;
			pipe().resume();
		}
	}

	/**
	 * Resume the producer if it paused on a ring that was emptied meanwhile. Consumer
	 * only, when it finds nothing more; closes the race of {@link #pause()}.
	 */
	void idle() {
		VarHandle.fullFence();
		if (this.paused && mayResume()) {
			this.paused = false;
			pipe().resume();
		}
	}

	private boolean mayResume() {
		long pending = pending();
		return pending == 0
				|| (pending <= this.mark / 2 && pendingBytes() <= this.byteLimit / 2 && this.inbox.budget().hasRoom(1));
	}

	/**
	 * Return the number of messages that wait. Any thread.
	 * @return how many
	 */
	public long pending() {
		return this.published - (long) CONSUMED.getAcquire(this);
	}

	private long pendingBytes() {
		return this.publishedBytes - (long) CONSUMED_BYTES.getAcquire(this);
	}

	public long received() {
		return this.published;
	}

	public long receivedBytes() {
		return this.publishedBytes;
	}

}
