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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The outbound queue of a network peer: a log of plaintext ZMTP data frames in fixed
 * segments, with large frames as references at their position. Application threads append
 * under the outbox lock; the event loop of the link takes whole runs and writes them, one
 * batch at a time inside the transport.
 */
public final class OutboundLog extends SendQueue {

	/** Octets of one batch; a single larger message is a batch of its own. */
	private static final int BATCH_BYTES = 512 * 1024;

	/** Batches written in a row before other connections of the loop get a turn. */
	private static final int BATCHES_PER_TURN = 16;

	/**
	 * More than this waiting leaves the processor's cache before it is written.
	 */
	private static final long CACHED_BYTES = 4L << 20;

	/**
	 * Shared messages of this many octets at most are copied, so that a peer that is slow
	 * keeps no large segment for a small part of it.
	 */
	private static final int COPIED_BYTES = Outbox.SEGMENT / 2;

	private final ArrayDeque<Run> runs = new ArrayDeque<>();

	private final Runnable flushTask = this::flush;

	/** The last run, if it is a segment that may still grow. */
	private @Nullable Run open;

	private @Nullable BatchWriter writer;

	private @Nullable Flusher flusher;

	/** Whether a flush is due, running, or waits for a write to complete. */
	private boolean flushing;

	/** What is inside the transport. */
	private Run[] batch = new Run[8];

	private int batchRuns;

	private ByteBuf[] buffers = new ByteBuf[8];

	/** Whether the batch was written; event loop only. */
	private boolean written;

	private @Nullable Throwable writeFailure;

	private boolean turn;

	/** Whether a sender's last wait for the connection was in vain. */
	private boolean stalled;

	/** Whether a sender waits for the connection to catch up. */
	private boolean awaited;

	private boolean closed;

	public OutboundLog(Outbox outbox, int mark, long byteLimit) {
		super(outbox, mark, byteLimit);
		outbox.logAdded();
	}

	@Override
	void add(Outgoing message) {
		if (message.isSmall()) {
			Run run = this.open;
			if (run == null || !run.append(message)) {
				addToNewSegment(message, run == null);
			}
		}
		else {
			addLarge(message);
		}
		flushLater();
		if (isOutrun() && this.outbox.hasOneLog()) {
			this.outbox.outran(this);
		}
	}

	/**
	 * Return whether senders that can wait should let the connection catch up: it takes
	 * what it is given, and has more than a cache holds and than the message it is at.
	 * Lock held.
	 */
	boolean isOutrun() {
		return queuedBytes() > CACHED_BYTES && queued() > 1 && this.writer != null && !this.stalled;
	}

	/**
	 * Have {@link Outbox#signalCaughtUp()} called once half is written, or the connection
	 * is gone. Lock held.
	 */
	void awaited() {
		this.awaited = true;
	}

	/**
	 * Note that the connection did not catch up in time. Lock held.
	 */
	void stalled() {
		this.stalled = true;
	}

	/**
	 * Append messages that go to other logs too. Lock held.
	 * @param segment has them encoded, from there to its end
	 * @param begin where they begin
	 * @param messages how many
	 * @param bodyBytes octets of their bodies
	 */
	void share(SharedSegment segment, int begin, int messages, long bodyBytes) {
		Run run = this.open;
		if (run == null || !run.extend(segment, begin, messages, bodyBytes)) {
			boolean copied = segment.end() - begin <= COPIED_BYTES && copy(segment.octets(begin), messages, bodyBytes);
			if (!copied) {
				run = new Run(segment, begin);
				run.extend(segment, begin, messages, bodyBytes);
				this.runs.addLast(run);
				this.open = run;
			}
		}
		appended(messages, bodyBytes);
		flushLater();
	}

	private boolean copy(ByteBuffer octets, int messages, long bodyBytes) {
		Run run = this.open;
		if (run != null && run.append(octets, messages, bodyBytes)) {
			return true;
		}
		try {
			run = this.outbox.newSegment(run == null, octets.remaining());
		}
		catch (OutOfMemoryError ex) {
			// No direct memory; to refer to the messages takes none.
			return false;
		}
		this.runs.addLast(run);
		this.open = run;
		return run.append(octets, messages, bodyBytes);
	}

	private void addToNewSegment(Outgoing message, boolean idle) {
		Run run = this.outbox.newSegment(idle, message.encodedBytes());
		boolean written = false;
		try {
			run.append(message);
			written = true;
		}
		finally {
			if (!written) {
				this.outbox.recycle(run, true);
			}
		}
		this.runs.addLast(run);
		this.open = run;
	}

	private void addLarge(Outgoing message) {
		Run run = new Run(message.bodyBytes());
		this.outbox.budget().reserve(run.reserved);
		boolean written = false;
		try {
			message.writeTo(run, this.outbox.allocator());
			written = true;
		}
		finally {
			if (!written) {
				run.release();
				this.outbox.recycle(run, false);
			}
		}
		run.messages = 1;
		run.bodyBytes = message.bodyBytes();
		this.runs.addLast(run);
		this.open = null;
	}

	/**
	 * Append a command, exempt from the high-water mark. Lock held.
	 * @param command whole frames; owned by the log
	 */
	public void appendCommand(ByteBuf command) {
		Run run = new Run(command.readableBytes());
		this.outbox.budget().reserve(run.reserved);
		run.add(command);
		this.runs.addLast(run);
		this.open = null;
		flushLater();
	}

	/**
	 * Return who flushes this log. Lock held.
	 * @return {@code null} without a connection
	 */
	@Nullable Flusher flusher() {
		return this.flusher;
	}

	private void flushLater() {
		if (!this.flushing && this.flusher != null) {
			this.flushing = true;
			this.flusher.add(this);
		}
	}

	/**
	 * Attach the connection; flushing begins. Lock held.
	 * @param writer the connection, whose handshake is done
	 */
	public void link(BatchWriter writer) {
		this.writer = writer;
		this.flusher = this.outbox.flusher(writer.executor());
		this.flushing = false;
		this.stalled = false;
		if (!this.runs.isEmpty()) {
			flushLater();
		}
	}

	/**
	 * Detach the connection: what it had taken and not completed is undelivered, the rest
	 * stays. Lock held, on the link's event loop.
	 */
	public void unlink() {
		endBatch(false);
		this.writer = null;
		this.flusher = null;
		this.flushing = false;
		this.outbox.signalCaughtUp();
	}

	/**
	 * Drop the commands that wait, as they are state that the next connection is told
	 * anew. Lock held.
	 */
	public void dropCommands() {
		this.runs.removeIf((run) -> {
			if (run.messages > 0) {
				return false;
			}
			run.release();
			this.outbox.recycle(run, false);
			return true;
		});
	}

	/**
	 * Note the end of the batch given to {@link BatchWriter#write}. Event loop only, no
	 * lock.
	 * @param failure why it failed, or {@code null}
	 */
	public void written(@Nullable Throwable failure) {
		this.written = true;
		this.writeFailure = failure;
		if (failure != null) {
			this.outbox.lockKeepingBroadcast();
			try {
				// No flush: the connection is about to end, and the rest may survive it.
				endBatch(false);
			}
			finally {
				this.outbox.unlock();
			}
		}
		else if (!this.turn) {
			flush();
		}
	}

	/**
	 * Write what has gathered. Event loop only.
	 */
	void flush() {
		this.turn = true;
		try {
			for (int i = 0; i < BATCHES_PER_TURN; i++) {
				if (!writeBatch()) {
					return;
				}
			}
		}
		finally {
			this.turn = false;
		}
		BatchWriter writer = this.writer;
		if (writer != null) {
			writer.executor().execute(this.flushTask);
		}
	}

	/**
	 * Write one batch.
	 * @return whether the next may follow at once
	 */
	private boolean writeBatch() {
		int count;
		BatchWriter writer;
		this.outbox.lockKeepingBroadcast();
		try {
			writer = this.writer;
			count = (writer != null) ? nextBatch() : 0;
		}
		finally {
			this.outbox.unlock();
		}
		if (writer == null || count == 0) {
			return false;
		}
		writer.write(this.buffers, count);
		return this.written && this.writeFailure == null;
	}

	private int nextBatch() {
		if (this.batchRuns > 0) {
			if (!this.written) {
				return 0;
			}
			endBatch(true);
		}
		int count = 0;
		long bytes = 0;
		for (Run run; (run = this.runs.peekFirst()) != null && (count == 0 || bytes < BATCH_BYTES);) {
			this.runs.removeFirst();
			if (run == this.open) {
				this.open = null;
			}
			if (this.batchRuns == this.batch.length) {
				this.batch = Arrays.copyOf(this.batch, this.batchRuns * 2);
			}
			this.batch[this.batchRuns++] = run;
			for (int i = 0; i < run.count(); i++) {
				if (count == this.buffers.length) {
					this.buffers = Arrays.copyOf(this.buffers, count * 2);
				}
				ByteBuf buffer = run.take(i);
				bytes += buffer.readableBytes();
				this.buffers[count++] = buffer;
			}
		}
		this.written = false;
		this.writeFailure = null;
		if (count == 0) {
			this.flushing = false;
		}
		return count;
	}

	private void endBatch(boolean delivered) {
		int messages = 0;
		long bytes = 0;
		for (int i = 0; i < this.batchRuns; i++) {
			Run run = this.batch[i];
			messages += run.messages;
			bytes += run.bodyBytes;
			this.outbox.recycle(run, delivered);
		}
		Arrays.fill(this.batch, 0, this.batchRuns, null);
		this.batchRuns = 0;
		if (delivered) {
			credit(messages, bytes);
			this.stalled = false;
		}
		else {
			lose(messages, bytes);
		}
		if (this.awaited && (queuedBytes() <= CACHED_BYTES / 2 || queued() <= 1)) {
			this.awaited = false;
			this.outbox.signalCaughtUp();
		}
	}

	/**
	 * Give up what is queued; it counts as undelivered. Lock held, while no connection is
	 * attached.
	 */
	public void discard() {
		endBatch(false);
		int messages = 0;
		long bytes = 0;
		for (Run run; (run = this.runs.pollFirst()) != null;) {
			messages += run.messages;
			bytes += run.bodyBytes;
			if (!run.isSegment()) {
				run.release();
			}
			this.outbox.recycle(run, true);
		}
		this.open = null;
		lose(messages, bytes);
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			discard();
			this.outbox.logRemoved();
		}
	}

}
