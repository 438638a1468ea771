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

import org.jspecify.annotations.Nullable;

/**
 * One peer's outbound queue with its high-water mark and its accounts. All methods want
 * the outbox lock. Always {@code accepted == sent + queued + undelivered}.
 */
public abstract class SendQueue {

	final Outbox outbox;

	private final int mark;

	private final long byteLimit;

	private int queued;

	private long queuedBytes;

	private long accepted;

	private long sent;

	private long undelivered;

	private long dropped;

	private long bytesSent;

	private @Nullable Runnable emptyListener;

	SendQueue(Outbox outbox, int mark, long byteLimit) {
		this.outbox = outbox;
		this.mark = mark;
		this.byteLimit = byteLimit;
	}

	/**
	 * Return whether the message may be appended: below the mark and the byte limits, or
	 * the queue is empty, as an empty queue always takes one message.
	 * @param message the message
	 * @return whether there is room
	 */
	public final boolean hasRoom(Outgoing message) {
		if (this.queued == 0) {
			return true;
		}
		if (this.queued >= this.mark || this.queuedBytes + message.bodyBytes() > this.byteLimit) {
			return false;
		}
		return this.outbox.hasMemory(message.bodyBytes());
	}

	/**
	 * Return how many messages there is room for, as far as the mark goes.
	 * @return zero or less at the mark
	 */
	public final int roomForMessages() {
		return this.mark - this.queued;
	}

	/**
	 * Return how many octets there is room for, as far as the limit goes.
	 * @return zero or less at the limit
	 */
	public final long roomForBytes() {
		return this.byteLimit - this.queuedBytes;
	}

	/**
	 * Append a message; {@link #hasRoom} was asked before.
	 * @param message borrowed
	 */
	public final void append(Outgoing message) {
		this.accepted++;
		this.queued++;
		this.queuedBytes += message.bodyBytes();
		boolean added = false;
		try {
			add(message);
			added = true;
		}
		finally {
			if (!added) {
				// A frame that was released already, or no memory: as if never asked.
				this.accepted--;
				this.queued--;
				this.queuedBytes -= message.bodyBytes();
			}
		}
	}

	abstract void add(Outgoing message);

	/**
	 * Count messages that were appended together.
	 */
	final void appended(int messages, long bytes) {
		this.accepted += messages;
		this.queued += messages;
		this.queuedBytes += bytes;
	}

	/**
	 * Count a message that was not accepted for this peer.
	 */
	public final void drop() {
		this.dropped++;
	}

	public final boolean isEmpty() {
		return this.queued == 0;
	}

	/**
	 * Call the listener once the queue is empty, on the thread that empties it and inside
	 * the lock; at once if it is empty already.
	 * @param listener must be short
	 */
	public final void whenEmpty(Runnable listener) {
		if (this.queued == 0) {
			listener.run();
		}
		else {
			this.emptyListener = listener;
		}
	}

	final void credit(int messages, long bytes) {
		this.sent += messages;
		this.bytesSent += bytes;
		leave(messages, bytes);
	}

	final void lose(int messages, long bytes) {
		this.undelivered += messages;
		leave(messages, bytes);
	}

	private void leave(int messages, long bytes) {
		this.queued -= messages;
		this.queuedBytes -= bytes;
		if (messages > 0) {
			this.outbox.signalRoom();
		}
		if (this.queued == 0 && this.emptyListener != null) {
			Runnable listener = this.emptyListener;
			this.emptyListener = null;
			listener.run();
		}
	}

	/**
	 * Give up what is queued, which counts as undelivered, and all memory. No message is
	 * appended afterwards.
	 */
	public abstract void close();

	public final long accepted() {
		return this.accepted;
	}

	public final long sent() {
		return this.sent;
	}

	public final int queued() {
		return this.queued;
	}

	final long queuedBytes() {
		return this.queuedBytes;
	}

	public final long undelivered() {
		return this.undelivered;
	}

	public final long dropped() {
		return this.dropped;
	}

	public final long bytesSent() {
		return this.bytesSent;
	}

}
