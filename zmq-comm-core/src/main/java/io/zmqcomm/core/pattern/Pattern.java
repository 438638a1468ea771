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

package io.zmqcomm.core.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.PeerHandler;
import io.zmqcomm.core.pipe.Pipe;

/**
 * What a socket type does with whole messages: which pipes a message goes to, which
 * messages are let in, and what the application may do when. Sending methods are for any
 * thread, {@link #next} for the inbox's consumer, the methods of {@link PeerHandler} as
 * said there.
 */
public abstract class Pattern implements PeerHandler {

	protected final SocketType type;

	protected final SocketOptions options;

	protected final Outbox outbox;

	protected final Inbox inbox;

	/** All pipes, ready or not; outbox lock. */
	private final List<Pipe> pipes = new ArrayList<>();

	private final LongAdder discarded = new LongAdder();

	private final LongAdder unroutable = new LongAdder();

	protected Pattern(Setup setup) {
		this.type = setup.type();
		this.options = setup.options();
		this.outbox = setup.outbox();
		this.inbox = setup.inbox();
	}

	/**
	 * Name the socket in an error.
	 * @return its type and name
	 */
	protected final String socketName() {
		return new Setup(this.type, this.options, this.outbox, this.inbox).toString();
	}

	/**
	 * Send a message without waiting.
	 * @param message borrowed
	 * @return what became of it
	 */
	public SendOutcome trySend(Outgoing message) {
		this.outbox.lockKeepingBroadcast();
		try {
			return this.outbox.isClosed() ? SendOutcome.CLOSED : route(message);
		}
		finally {
			this.outbox.unlock();
		}
	}

	/**
	 * Send a message, waiting for room or a peer if the type waits.
	 * @param message borrowed
	 * @param nanos how long to wait at most
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting
	 */
	public SendOutcome send(Outgoing message, long nanos) throws InterruptedException {
		return sendWaiting(null, message, nanos);
	}

	/**
	 * Route until it is accepted, the time is over or the socket closed; then let a
	 * connection catch up that is far behind (see {@link Outbox#letCatchUp}).
	 * @param peer who alone is to have it; {@code null} to leave it to the type
	 * @param message borrowed
	 * @param nanos how long to wait at most
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting
	 */
	protected final SendOutcome sendWaiting(@Nullable RoutingId peer, Outgoing message, long nanos)
			throws InterruptedException {
		this.outbox.lockKeepingBroadcast();
		try {
			long left = nanos;
			while (true) {
				SendOutcome outcome = this.outbox.isClosed() ? SendOutcome.CLOSED
						: (peer != null) ? route(peer, message) : route(message);
				if (left <= 0 || !waitsOn(outcome)) {
					if (waitsOn(SendOutcome.FULL)) {
						this.outbox.letCatchUp(left);
					}
					return outcome;
				}
				left = this.outbox.awaitRoom(left);
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	/**
	 * Choose pipes and append the message. Outbox lock held, socket not closed.
	 * @param message borrowed
	 * @return what became of it
	 */
	protected SendOutcome route(Outgoing message) {
		throw new UnsupportedOperationException("%s cannot send".formatted(socketName()));
	}

	/**
	 * Append the message to the pipe of one peer (ROUTER). Outbox lock held, socket not
	 * closed.
	 * @param peer its routing id
	 * @param message borrowed
	 * @return what became of it
	 */
	protected SendOutcome route(RoutingId peer, Outgoing message) {
		throw new UnsupportedOperationException("%s has no routing ids (expected: ROUTER)".formatted(socketName()));
	}

	/**
	 * Return whether a blocking send waits for this outcome to change.
	 * @param outcome what became of an attempt
	 * @return whether to wait
	 */
	public boolean waitsOn(SendOutcome outcome) {
		return outcome == SendOutcome.FULL || outcome == SendOutcome.NO_PEER;
	}

	/**
	 * Send to one peer without waiting (ROUTER).
	 * @param peer its routing id
	 * @param message borrowed
	 * @return what became of it
	 */
	public SendOutcome trySendTo(RoutingId peer, Outgoing message) {
		throw new UnsupportedOperationException("%s has no routing ids (expected: ROUTER)".formatted(socketName()));
	}

	/**
	 * Send to one peer, waiting while its queue is full (ROUTER).
	 * @param peer its routing id
	 * @param message borrowed
	 * @param nanos how long to wait at most
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting
	 */
	public SendOutcome sendTo(RoutingId peer, Outgoing message, long nanos) throws InterruptedException {
		return trySendTo(peer, message);
	}

	/**
	 * Refuse a receive that the type or its state forbids. Any thread.
	 */
	public void checkReceive() {
	}

	/**
	 * Point the cursor to the next message that the pattern lets in. Consumer only.
	 * @param cursor the cursor
	 * @return whether there is one
	 */
	public final boolean next(Cursor cursor) {
		while (this.inbox.next(cursor)) {
			if (accept(cursor)) {
				return true;
			}
			this.discarded.increment();
		}
		return false;
	}

	/**
	 * Let a message in, perhaps without its envelope. Consumer only.
	 * @param cursor points to the message
	 * @return {@code false} to throw it away
	 */
	protected boolean accept(Cursor cursor) {
		return true;
	}

	/**
	 * Return the token that answers a message.
	 * @param cursor points to the request
	 * @return the token, or {@code null} if the type has no replies
	 */
	public @Nullable Reply reply(Cursor cursor) {
		return null;
	}

	/**
	 * Note that the receiver threw an exception. On the receiver's thread.
	 * @param message what it was called with, still borrowed
	 */
	public void failed(MessageView message) {
	}

	/**
	 * Subscribe (SUB, XSUB).
	 * @param topic the prefix; owned by the pattern
	 */
	public void subscribe(byte[] topic) {
		throw new UnsupportedOperationException("%s cannot subscribe (expected: SUB or XSUB)".formatted(socketName()));
	}

	/**
	 * Take a subscription back (SUB, XSUB).
	 * @param topic the prefix
	 */
	public void unsubscribe(byte[] topic) {
		throw new UnsupportedOperationException("%s cannot subscribe (expected: SUB or XSUB)".formatted(socketName()));
	}

	/**
	 * Count the peers that a message of this topic would go to (PUB, XPUB). Outbox lock
	 * held.
	 * @param topic the topic
	 * @return how many
	 */
	public int countSubscribers(byte[] topic) {
		throw new UnsupportedOperationException(
				"%s has no subscribers (expected: PUB or XPUB)".formatted(socketName()));
	}

	@Override
	public void attach(Pipe pipe) {
		this.pipes.add(pipe);
	}

	@Override
	public void ready(Pipe pipe) {
	}

	@Override
	public void unready(Pipe pipe) {
	}

	@Override
	public void detach(Pipe pipe) {
		this.pipes.remove(pipe);
	}

	@Override
	public int room(Pipe pipe) {
		return pipe.in().room();
	}

	@Override
	public @Nullable InboundBatch deliver(Pipe pipe, InboundBatch batch) {
		return pipe.in().publish(batch);
	}

	@Override
	public void subscription(Pipe pipe, boolean subscribe, byte[] topic) {
		// Not for this type: ignored, as libzmq's peers would have it (ZMTP-33).
		this.discarded.increment();
	}

	/**
	 * Return all pipes. Outbox lock held.
	 * @return the living list
	 */
	public final List<Pipe> pipes() {
		return this.pipes;
	}

	/**
	 * Return how many received messages were thrown away by the type's rules.
	 * @return how many
	 */
	public final long discarded() {
		return this.discarded.sum();
	}

	/**
	 * Return how many messages were dropped that no peer's counters hold.
	 * @return how many
	 */
	public final long unroutable() {
		return this.unroutable.sum();
	}

	protected final void countUnroutable() {
		this.unroutable.increment();
	}

	protected final void countDiscarded(long messages) {
		this.discarded.add(messages);
	}

	/**
	 * What every pattern is made of.
	 *
	 * @param type the socket's type
	 * @param options its options
	 * @param outbox its sending side
	 * @param inbox its receiving side
	 */
	public record Setup(SocketType type, SocketOptions options, Outbox outbox, Inbox inbox) {

		/**
		 * Name the socket in an error.
		 * @return its type and name
		 */
		@Override
		public String toString() {
			return this.options.name().isEmpty() ? this.type.name() : this.type + " '" + this.options.name() + "'";
		}

	}

}
