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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages that go to the same peers one after the other, encoded once. They gather in a
 * segment, and the peers' logs are told of all of them together when the event loop comes
 * to write: so a message costs its sender the same however many peers there are. Whoever
 * else enters the outbox finds the logs told already ({@link Outbox#lock()}), and ends
 * the series. Guarded by the outbox lock.
 */
public final class Broadcast {

	private static final Pipe[] NOBODY = new Pipe[0];

	private final Outbox outbox;

	/** To whom; none if no series has begun. */
	private Pipe[] pipes = NOBODY;

	private int count;

	/** One for each event loop that has a connection of theirs. */
	private final List<Flusher> flushers = new ArrayList<>(1);

	/** How much all of them have room for, at least. */
	private int roomForMessages;

	private long roomForBytes;

	private @Nullable SharedSegment segment;

	/** Where in the segment that begins which the logs were not told of. */
	private int begin;

	private int messages;

	private long bodyBytes;

	public Broadcast(Outbox outbox) {
		this.outbox = outbox;
		outbox.broadcast(this);
	}

	/**
	 * Append a message to the queues of all peers or of none.
	 * @param pipes the peers, which stay the same until {@link #end()}
	 * @param count how many
	 * @param message borrowed
	 * @return {@code false} if they are to be asked one by one, as not all can take it
	 */
	public boolean append(Pipe[] pipes, int count, Outgoing message) {
		if (!message.isSmall() || !isRoom(pipes, count, message) || !write(message)) {
			end();
			return false;
		}
		this.roomForMessages--;
		this.roomForBytes -= message.bodyBytes();
		this.bodyBytes += message.bodyBytes();
		if (this.messages++ == 0) {
			this.flushers.forEach(Flusher::schedule);
		}
		return true;
	}

	private boolean isRoom(Pipe[] pipes, int count, Outgoing message) {
		if (this.pipes != pipes || this.roomForMessages <= 0 || this.roomForBytes < message.bodyBytes()) {
			end();
			if (!ask(pipes, count) || this.roomForBytes < message.bodyBytes()) {
				return false;
			}
			this.pipes = pipes;
			this.count = count;
		}
		return this.outbox.hasMemory(message.bodyBytes());
	}

	private boolean ask(Pipe[] pipes, int count) {
		int room = Integer.MAX_VALUE;
		long bytes = Long.MAX_VALUE;
		for (int i = 0; i < count; i++) {
			Pipe pipe = pipes[i];
			Flusher flusher = (!pipe.isClosing() && pipe.out() instanceof OutboundLog log) ? log.flusher() : null;
			if (flusher == null) {
				return false;
			}
			if (!this.flushers.contains(flusher)) {
				this.flushers.add(flusher);
			}
			room = Math.min(room, pipe.out().roomForMessages());
			bytes = Math.min(bytes, pipe.out().roomForBytes());
			if (room <= 0) {
				return false;
			}
		}
		this.roomForMessages = room;
		this.roomForBytes = bytes;
		return true;
	}

	private boolean write(Outgoing message) {
		SharedSegment segment = this.segment;
		if (segment != null) {
			if (this.messages == 0) {
				segment.rewind();
				this.begin = segment.end();
			}
			if (segment.append(message)) {
				return true;
			}
			settle();
			release();
		}
		segment = new SharedSegment(this.outbox);
		this.segment = segment;
		this.begin = 0;
		return segment.append(message);
	}

	/**
	 * Tell the logs what has gathered; the series goes on.
	 */
	void settle() {
		SharedSegment segment = this.segment;
		int messages = this.messages;
		long bodyBytes = this.bodyBytes;
		if (segment != null && messages > 0) {
			this.messages = 0;
			this.bodyBytes = 0;
			for (int i = 0; i < this.count; i++) {
				((OutboundLog) this.pipes[i].out()).share(segment, this.begin, messages, bodyBytes);
			}
			this.begin = segment.end();
		}
	}

	/**
	 * Tell the logs and forget them, as they may change.
	 */
	public void end() {
		settle();
		this.pipes = NOBODY;
		this.count = 0;
		this.flushers.clear();
	}

	/**
	 * Give the memory back. Nothing is pending.
	 */
	void release() {
		if (this.segment != null) {
			this.segment.leave(true);
			this.segment = null;
		}
	}

}
