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

package io.zmqcomm.core.pattern.pubsub;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pipe.Broadcast;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * The peers that a message goes to, each once. With one prefix that matches, as with a
 * topic that many peers subscribe to, they are taken as they stand; if the next message
 * goes to the same ones, it is broadcast. Guarded by the outbox lock.
 */
final class Audience implements PrefixTree.Visitor {

	/** To fewer, a message of its own costs no more. */
	private static final int BROADCAST_MIN = 4;

	private Pipe[] pipes = new Pipe[8];

	private int count;

	/** The only subscribers found, whose array is then used. */
	private @Nullable Subscribers only;

	/** Number of the message, to find each pipe once. */
	private long stamp;

	/** The only subscribers of the message before. */
	private @Nullable Subscribers last;

	/**
	 * Begin with nobody.
	 */
	void clear() {
		this.count = 0;
		this.only = null;
	}

	@Override
	public void visit(Object value) {
		Subscribers subscribers = (Subscribers) value;
		if (this.count == 0) {
			this.only = subscribers;
			this.count = subscribers.count;
			return;
		}
		Subscribers first = this.only;
		if (first != null) {
			this.only = null;
			this.count = 0;
			this.stamp++;
			add(first);
		}
		add(subscribers);
	}

	private void add(Subscribers subscribers) {
		for (int i = 0; i < subscribers.count; i++) {
			Pipe pipe = subscribers.pipes[i];
			if (pipe.stamp(this.stamp)) {
				if (this.count == this.pipes.length) {
					this.pipes = Arrays.copyOf(this.pipes, this.count * 2);
				}
				this.pipes[this.count++] = pipe;
			}
		}
	}

	int count() {
		return this.count;
	}

	Pipe pipe(int index) {
		Subscribers only = this.only;
		return (only != null) ? only.pipes[index] : this.pipes[index];
	}

	/**
	 * Return whether all of them have room for the message, or nobody is there.
	 * @param message the message, to be appended to all
	 */
	boolean haveRoom(Outgoing message) {
		for (int i = 0; i < this.count; i++) {
			Pipe pipe = pipe(i);
			if (!pipe.isClosing() && !pipe.out().hasRoom(message)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Send the message to all at once, if they are the same again and all can take it.
	 * @param message borrowed
	 * @param broadcast sends to many
	 * @return {@code false} if each is to be asked
	 */
	boolean tryBroadcast(Outgoing message, Broadcast broadcast) {
		Subscribers only = this.only;
		Subscribers before = this.last;
		this.last = only;
		if (only == null || only != before || only.count < BROADCAST_MIN) {
			return false;
		}
		if (broadcast.append(only.pipes, only.count, message)) {
			return true;
		}
		// Not to ask in vain for each message while one of them is full.
		this.last = null;
		return false;
	}

	/**
	 * Who subscribes to one prefix.
	 */
	static final class Subscribers {

		private Pipe[] pipes = new Pipe[1];

		private int count;

		void add(Pipe pipe) {
			if (this.count == this.pipes.length) {
				this.pipes = Arrays.copyOf(this.pipes, this.count * 2);
			}
			this.pipes[this.count++] = pipe;
		}

		void remove(Pipe pipe) {
			for (int i = 0; i < this.count; i++) {
				if (this.pipes[i] == pipe) {
					this.count--;
					this.pipes[i] = this.pipes[this.count];
					Arrays.fill(this.pipes, this.count, this.count + 1, null);
					return;
				}
			}
		}

		boolean isEmpty() {
			return this.count == 0;
		}

	}

}
