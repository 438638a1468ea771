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

package io.zmqcomm.core.session;

import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.PeerHandler;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.ReadScratch;
import io.zmqcomm.core.wire.Frames;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * Turns the octets of a connection's traffic into batches of whole messages, by reference
 * where it can: small frames stay in the event loop's read buffer, a large frame is read
 * straight into a buffer of its own, and only the few octets of a small frame that a read
 * cut in two are copied. Stops at the high-water mark of the pipe's ring. Event loop
 * only.
 */
final class FrameReader {

	/** Cut frames up to this size are carried over to the next read by copying. */
	private static final int CARRY_MAX = 4096;

	/** How often a large frame that waits for memory looks for it, and how long. */
	private static final long MEMORY_RETRY_MILLIS = 10;

	private static final long MEMORY_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final int RESERVED_FLAGS = ~(Frames.MORE | Frames.LONG | Frames.COMMAND);

	private final Connection connection;

	private final Pipe pipe;

	private final PeerHandler handler;

	private final Mechanism mechanism;

	private final SocketOptions options;

	private final MemoryBudget budget;

	private final CommandSink commands;

	private final Mechanism.Opened opened = new Mechanism.Opened();

	private byte @Nullable [] carry;

	private int carryLength;

	private final LargeFrame large;

	/** Comes to {@link #resume()} on the event loop, and sees to what it throws. */
	private final Runnable resume;

	/** Set while a large frame waits for memory. */
	private @Nullable Future<?> memoryRetry;

	private long starvingSince;

	/** Octets that wait for room in the ring. */
	private @Nullable ByteBuf held;

	private int heldFrom;

	private int heldTo;

	private boolean stopped;

	/** While frames wait to be handed over. */
	private @Nullable InboundBatch batch;

	/** What the budget was charged for a message of which frames are missing. */
	private long openCharged;

	/** The buffer that the batch owns already. */
	private @Nullable ByteBuf owned;

	FrameReader(Connection connection, Pipe pipe, PeerHandler handler, Mechanism mechanism, SocketOptions options,
			MemoryBudget budget, CommandSink commands, Runnable resume) {
		this.connection = connection;
		this.pipe = pipe;
		this.handler = handler;
		this.mechanism = mechanism;
		this.options = options;
		this.budget = budget;
		this.large = new LargeFrame(budget);
		this.commands = commands;
		this.resume = resume;
		pipe.in().connection(pipe.connects());
	}

	ByteBuf readBuffer(ReadScratch scratch) {
		if (this.held != null) {
			return scratch.next(null, 0);
		}
		ByteBuf large = this.large.buffer();
		return (large != null) ? large.retain() : scratch.next(this.carry, this.carryLength);
	}

	/**
	 * Take what was read.
	 * @param buffer the buffer of {@link #readBuffer}; one reference passes
	 * @param scratch as there
	 */
	void received(ByteBuf buffer, ReadScratch scratch) {
		try {
			if (this.large.isReadInto(buffer)) {
				largeReceived();
				return;
			}
			int from = scratch.start();
			int to = buffer.writerIndex();
			if (this.held != null) {
				holdMore(buffer, from, to);
				return;
			}
			this.carryLength = 0;
			scratch.keep(buffer, to);
			scratch.keep(buffer, decode(buffer, from, to));
		}
		finally {
			buffer.release();
		}
	}

	/**
	 * Return whether octets wait for room in the ring.
	 * @return whether {@link #resume()} has something to decode
	 */
	boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Take octets that came with the end of the handshake.
	 * @param octets borrowed
	 */
	void receivedEarly(ByteBuf octets) {
		if (octets.isReadable()) {
			ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(octets.readableBytes());
			try {
				copy.writeBytes(octets);
				decode(copy, 0, copy.writerIndex());
			}
			finally {
				copy.release();
			}
		}
	}

	/**
	 * Decode and read again after the ring was full.
	 */
	void resume() {
		if (this.memoryRetry != null) {
			ensureMemory();
		}
		ByteBuf buffer = this.held;
		if (buffer != null && !this.stopped) {
			this.held = null;
			try {
				decode(buffer, this.heldFrom, this.heldTo);
			}
			finally {
				buffer.release();
			}
		}
		this.connection.reading(this.held == null && !this.stopped && this.memoryRetry == null);
	}

	/**
	 * Stop or continue on behalf of the application.
	 * @param on whether to read
	 */
	void reading(boolean on) {
		this.stopped = !on;
		if (on) {
			resume();
		}
		else {
			this.connection.reading(false);
		}
	}

	/**
	 * Decode whole frames, then keep what is left: held back for lack of room, as the
	 * beginning of a large frame, or to be carried over.
	 * @return index behind the octets that must stay where they are
	 */
	private int decode(ByteBuf buffer, int from, int to) {
		try {
			return decodeFrames(buffer, from, to);
		}
		catch (RuntimeException ex) {
			// The whole messages before the violation are good.
			publish();
			throw ex;
		}
	}

	private int decodeFrames(ByteBuf buffer, int from, int to) {
		int index = from;
		int room = this.handler.room(this.pipe);
		while (to - index >= 2) {
			if (room == 0 || this.stopped) {
				if (!this.stopped && !this.pipe.in().pause()) {
					room = this.handler.room(this.pipe);
					continue;
				}
				publish();
				hold(buffer, index, to);
				return to;
			}
			int flags = buffer.getByte(index);
			boolean longFrame = (flags & Frames.LONG) != 0;
			int header = longFrame ? 9 : 2;
			checkFlags(flags);
			if (to - index < header) {
				break;
			}
			long length = longFrame ? buffer.getLong(index + 1) : buffer.getUnsignedByte(index + 1);
			checkLength(length);
			if (to - index - header < length) {
				if (length > CARRY_MAX) {
					publish();
					this.large.begin(buffer, index + header, to, flags, (int) length);
					return index;
				}
				break;
			}
			if (frame(buffer, index + header, (int) length, flags)) {
				room--;
				if (room == 0) {
					room = publishAndAsk();
				}
			}
			index += header + (int) length;
		}
		publish();
		carry(buffer, index, to);
		return index;
	}

	/** At the presumed mark, the consumer may have made room meanwhile. */
	private int publishAndAsk() {
		publish();
		return this.handler.room(this.pipe);
	}

	private static void checkFlags(int flags) {
		if ((flags & RESERVED_FLAGS) != 0
				|| (flags & (Frames.MORE | Frames.COMMAND)) == (Frames.MORE | Frames.COMMAND)) {
			throw new ProtocolException(
					"frame flags: 0x%02x (expected: 00, 01, 02, 03, 04 or 06)".formatted(flags & 0xFF));
		}
	}

	private void checkLength(long length) {
		long most = this.options.maxFrameSize() + this.mechanism.overhead();
		if (length < 0 || length > most) {
			throw new ProtocolException("frame size: %s (expected: at most %d, option 'maxFrameSize')"
				.formatted(Long.toUnsignedString(length), most));
		}
	}

	/**
	 * Take one whole frame.
	 * @return whether it ends a message
	 */
	private boolean frame(ByteBuf buffer, int offset, int length, int flags) {
		if (!this.mechanism.isTransparent()) {
			this.mechanism.open(buffer, offset, length, flags, this.opened);
			offset = this.opened.offset();
			length = this.opened.length();
			flags = this.opened.flags();
		}
		if ((flags & Frames.COMMAND) != 0) {
			// Subscriptions come as either, so what stands before takes effect before.
			publish();
			this.commands.command(buffer.slice(offset, length));
			return false;
		}
		InboundBatch batch = this.batch;
		if (batch == null) {
			batch = this.pipe.in().newBatch();
			this.batch = batch;
		}
		if (batch.openFrames() >= this.options.maxFrames()) {
			throw new ProtocolException(
					"frames of one message: more than %d (expected: at most that, option 'maxFrames')"
						.formatted(this.options.maxFrames()));
		}
		if (batch.openBytes() + length > this.options.maxMessageSize()) {
			throw new ProtocolException("message size: %d (expected: at most %d, option 'maxMessageSize')"
				.formatted(batch.openBytes() + length, this.options.maxMessageSize()));
		}
		if (this.owned != buffer) {
			this.owned = buffer;
			batch.own(buffer.retain());
		}
		boolean more = (flags & Frames.MORE) != 0;
		batch.add(buffer, offset, length, more);
		return !more;
	}

	private void publish() {
		InboundBatch batch = this.batch;
		if (batch == null) {
			return;
		}
		InboundBatch next = this.handler.deliver(this.pipe, batch);
		if (next != batch) {
			this.batch = next;
			this.owned = null;
		}
		chargeOpen((next != null) ? next.openBytes() : 0);
	}

	private void chargeOpen(long octets) {
		if (octets != this.openCharged) {
			this.budget.reserveUnfinished(octets - this.openCharged);
			this.openCharged = octets;
		}
	}

	private void hold(ByteBuf buffer, int from, int to) {
		this.held = buffer.retain();
		this.heldFrom = from;
		this.heldTo = to;
		this.connection.reading(false);
	}

	/**
	 * Hold octets behind those that are held. Only when the peer has shut its output does
	 * epoll read on although reading is off, so this is bounded by the kernel's buffer.
	 */
	private void holdMore(ByteBuf buffer, int from, int to) {
		ByteBuf held = Objects.requireNonNull(this.held);
		int length = this.heldTo - this.heldFrom;
		ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer(Math.max(2 * length, length + to - from));
		all.writeBytes(held, this.heldFrom, length).writeBytes(buffer, from, to - from);
		held.release();
		this.held = all;
		this.heldFrom = 0;
		this.heldTo = all.writerIndex();
	}

	private void carry(ByteBuf buffer, int from, int to) {
		int length = to - from;
		if (length > 0) {
			if (this.carry == null || this.carry.length < length) {
				this.carry = new byte[Math.max(64, length)];
			}
			buffer.getBytes(from, this.carry, 0, length);
		}
		this.carryLength = length;
	}

	private void largeReceived() {
		if (!this.large.isComplete()) {
			ensureMemory();
			return;
		}
		int length = this.large.length();
		ByteBuf frame = this.large.take();
		try {
			frame(frame, 0, length, this.large.flags());
			decode(frame, length, frame.writerIndex());
		}
		finally {
			frame.release();
		}
	}

	/**
	 * Let a large frame that needs more memory than is free wait for it: others give
	 * memory back as their messages are taken. Cut the peer off only if unfinished
	 * messages alone hold the memory for some time, as they may wait for each other.
	 */
	private void ensureMemory() {
		boolean waited = this.memoryRetry != null;
		cancelMemoryRetry();
		if (this.large.ensureRoom()) {
			if (waited) {
				this.connection.reading(this.held == null && !this.stopped);
			}
			return;
		}
		EventExecutor loop = this.connection.executor();
		long now = loop.ticker().nanoTime();
		if (!waited || this.large.mayWait()) {
			this.starvingSince = now;
		}
		if (this.large.length() > this.budget.limit() || now - this.starvingSince >= MEMORY_PATIENCE_NANOS) {
			throw new ProtocolException("frame of %d octets does not fit the memory limit of %d, %d in use"
				.formatted(this.large.length(), this.budget.limit(), this.budget.used()));
		}
		this.connection.reading(false);
		this.memoryRetry = loop.schedule(this.resume, MEMORY_RETRY_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void cancelMemoryRetry() {
		if (this.memoryRetry != null) {
			this.memoryRetry.cancel(false);
			this.memoryRetry = null;
		}
	}

	/**
	 * Release everything; the beginning of a message is thrown away.
	 */
	void close() {
		cancelMemoryRetry();
		this.large.close();
		if (this.held != null) {
			this.held.release();
			this.held = null;
		}
		this.carry = null;
		if (this.batch != null) {
			this.batch.clear();
			this.batch = null;
		}
		this.owned = null;
		chargeOpen(0);
	}

	/**
	 * Takes the commands between the messages.
	 */
	interface CommandSink {

		/**
		 * Take a command.
		 * @param body name and data, borrowed
		 */
		void command(ByteBuf body);

	}

}
