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

import io.zmqcomm.core.PeerInfo;

/**
 * One peer of a socket: its outbound queue, its inbound ring and what is known of it. On
 * the connecting side it exists from {@code connect} on and survives reconnects; on the
 * binding side it lives as long as the connection. Fields without other remark are
 * guarded by the outbox lock.
 */
public final class Pipe {

	private final long id;

	private final String endpoint;

	private final String transport;

	private final boolean connecting;

	private final SendQueue out;

	private final InboundRing in;

	private volatile @Nullable PeerInfo peer;

	private volatile @Nullable Link link;

	private @Nullable SubscriptionSink subscriptions;

	private boolean ready;

	private boolean closing;

	private long connects;

	private long disconnects;

	private @Nullable Object state;

	/** Number of the last message that was matched to this pipe. */
	private long stamp;

	/**
	 * Create a pipe.
	 * @param id unique within the socket
	 * @param endpoint our bound or connected endpoint
	 * @param transport scheme of the endpoint
	 * @param connecting whether this is the connecting side
	 * @param out the outbound queue
	 * @param in the inbound ring
	 */
	public Pipe(long id, String endpoint, String transport, boolean connecting, SendQueue out, InboundRing in) {
		this.id = id;
		this.endpoint = endpoint;
		this.transport = transport;
		this.connecting = connecting;
		this.out = out;
		this.in = in;
		in.pipe(this);
	}

	public long id() {
		return this.id;
	}

	public String endpoint() {
		return this.endpoint;
	}

	public String transport() {
		return this.transport;
	}

	public boolean isConnecting() {
		return this.connecting;
	}

	public SendQueue out() {
		return this.out;
	}

	public InboundRing in() {
		return this.in;
	}

	/**
	 * Return what is known of the peer. Any thread.
	 * @return the last peer that was connected
	 */
	public PeerInfo peer() {
		PeerInfo peer = this.peer;
		if (peer == null) {
			throw new IllegalStateException("pipe %d to %s had no peer yet".formatted(this.id, this.endpoint));
		}
		return peer;
	}

	public void peer(PeerInfo peer) {
		this.peer = peer;
	}

	/**
	 * Return whether a peer is connected and its handshake done.
	 * @return whether it is ready
	 */
	public boolean isReady() {
		return this.ready;
	}

	/**
	 * Note that a peer is connected.
	 * @param link the connection
	 * @param subscriptions tells the peer of subscriptions
	 */
	public void ready(Link link, SubscriptionSink subscriptions) {
		this.ready = true;
		this.link = link;
		this.subscriptions = subscriptions;
		this.connects++;
	}

	/**
	 * Note that the peer is gone.
	 */
	public void unready() {
		if (this.ready) {
			this.disconnects++;
		}
		this.ready = false;
		this.link = null;
		this.subscriptions = null;
	}

	/**
	 * Tell the peer of a subscription; nothing if none is connected, as it is told all
	 * when it comes.
	 * @param subscribe {@code false} to cancel
	 * @param topic the prefix
	 */
	public void tell(boolean subscribe, byte[] topic) {
		if (this.subscriptions != null) {
			this.subscriptions.tell(subscribe, topic);
		}
	}

	/**
	 * Let the producer deliver again. Any thread.
	 */
	void resume() {
		Link link = this.link;
		if (link != null) {
			link.resume();
		}
	}

	/**
	 * Stop or continue to read from the peer, if one is connected. Any thread.
	 * @param on whether to read
	 */
	public void reading(boolean on) {
		Link link = this.link;
		if (link != null) {
			link.reading(on);
		}
	}

	/**
	 * Cut the connection because the peer broke a rule of the pattern. Any thread.
	 * @param cause which rule
	 */
	public void fail(Throwable cause) {
		Link link = this.link;
		if (link != null) {
			link.fail(cause);
		}
	}

	public boolean isClosing() {
		return this.closing;
	}

	/**
	 * Take no further messages.
	 */
	public void closing() {
		this.closing = true;
	}

	public long connects() {
		return this.connects;
	}

	public long disconnects() {
		return this.disconnects;
	}

	/**
	 * Return what the pattern keeps with this pipe.
	 * @return the pattern's own
	 */
	public @Nullable Object state() {
		return this.state;
	}

	public void state(@Nullable Object state) {
		this.state = state;
	}

	/**
	 * Mark this pipe as matched by a message.
	 * @param stamp number of the message
	 * @return {@code false} if it was marked by this message before
	 */
	public boolean stamp(long stamp) {
		if (this.stamp == stamp) {
			return false;
		}
		this.stamp = stamp;
		return true;
	}

	@Override
	public String toString() {
		return "pipe %d %s %s".formatted(this.id, this.connecting ? "to" : "at", this.endpoint);
	}

	/**
	 * Tells the other side of a subscription, in the way that it understands.
	 */
	@FunctionalInterface
	public interface SubscriptionSink {

		/**
		 * Tell of one subscription or cancellation. Outbox lock held.
		 * @param subscribe {@code false} to cancel
		 * @param topic the prefix
		 */
		void tell(boolean subscribe, byte[] topic);

	}

}
