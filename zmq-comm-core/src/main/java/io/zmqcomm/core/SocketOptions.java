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

package io.zmqcomm.core;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one socket: immutable, made by a {@link Builder} when the socket is
 * created. Each value is described at the builder's method of the same name. Every limit
 * has a safe default; none can be switched off.
 */
public final class SocketOptions {

	private final Builder values;

	private SocketOptions(Builder values) {
		this.values = values;
	}

	/**
	 * Return a builder that holds the defaults.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that holds these options.
	 * @return the builder
	 */
	public Builder toBuilder() {
		return this.values.copy();
	}

	public String name() {
		return this.values.name;
	}

	public int sendHighWaterMark() {
		return this.values.sendHighWaterMark;
	}

	public int receiveHighWaterMark() {
		return this.values.receiveHighWaterMark;
	}

	public long queueByteLimit() {
		return this.values.queueByteLimit;
	}

	public Duration sendTimeout() {
		return this.values.sendTimeout;
	}

	public Duration receiveTimeout() {
		return this.values.receiveTimeout;
	}

	public Duration linger() {
		return this.values.linger;
	}

	public Duration connectTimeout() {
		return this.values.connectTimeout;
	}

	public Duration reconnectInterval() {
		return this.values.reconnectInterval;
	}

	public Duration reconnectIntervalMax() {
		return this.values.reconnectIntervalMax;
	}

	public Duration handshakeTimeout() {
		return this.values.handshakeTimeout;
	}

	public long maxFrameSize() {
		return this.values.maxFrameSize;
	}

	public long maxMessageSize() {
		return this.values.maxMessageSize;
	}

	public int maxFrames() {
		return this.values.maxFrames;
	}

	public int maxTopics() {
		return this.values.maxTopics;
	}

	public int maxHandshakes() {
		return this.values.maxHandshakes;
	}

	public int backlog() {
		return this.values.backlog;
	}

	public @Nullable RoutingId routingId() {
		return this.values.routingId;
	}

	public boolean immediate() {
		return this.values.immediate;
	}

	public boolean mandatory() {
		return this.values.mandatory;
	}

	public boolean handover() {
		return this.values.handover;
	}

	public boolean noDrop() {
		return this.values.noDrop;
	}

	public boolean verbose() {
		return this.values.verbose;
	}

	public boolean verboser() {
		return this.values.verboser;
	}

	public boolean relaxed() {
		return this.values.relaxed;
	}

	public boolean correlate() {
		return this.values.correlate;
	}

	public boolean spread() {
		return this.values.spread;
	}

	public int sendBufferSize() {
		return this.values.sendBufferSize;
	}

	public int receiveBufferSize() {
		return this.values.receiveBufferSize;
	}

	public boolean keepAlive() {
		return this.values.keepAlive;
	}

	public @Nullable String congestionControl() {
		return this.values.congestionControl;
	}

	/**
	 * Collects options; not thread-safe. Sizes are octets.
	 */
	public static final class Builder implements Cloneable {

		private String name = "";

		private int sendHighWaterMark = 1000;

		private int receiveHighWaterMark = 1000;

		private long queueByteLimit = 64L << 20;

		private Duration sendTimeout = Duration.ofSeconds(5);

		private Duration receiveTimeout = Duration.ofSeconds(5);

		private Duration linger = Duration.ofSeconds(1);

		private Duration connectTimeout = Duration.ofSeconds(10);

		private Duration reconnectInterval = Duration.ofMillis(100);

		private Duration reconnectIntervalMax = Duration.ofSeconds(10);

		private Duration handshakeTimeout = Duration.ofSeconds(10);

		private long maxFrameSize = 256L << 20;

		private long maxMessageSize = 256L << 20;

		private int maxFrames = 1024;

		private int maxTopics = 100_000;

		private int maxHandshakes = 1024;

		private int backlog = 1024;

		private @Nullable RoutingId routingId;

		private boolean immediate = false;

		private boolean mandatory = true;

		private boolean handover = true;

		private boolean noDrop = false;

		private boolean verbose = false;

		private boolean verboser = false;

		private boolean relaxed = false;

		private boolean correlate = false;

		private boolean spread = false;

		private int sendBufferSize = 0;

		private int receiveBufferSize = 0;

		private boolean keepAlive = true;

		private @Nullable String congestionControl;

		private Builder() {
		}

		/**
		 * Set name of the socket in logs, thread names, metrics and events; empty by
		 * default.
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/** Set messages queued at most for one peer. */
		public Builder sendHighWaterMark(int sendHighWaterMark) {
			checkAtLeast("sendHighWaterMark", sendHighWaterMark, 1);
			this.sendHighWaterMark = sendHighWaterMark;
			return this;
		}

		/** Set messages of one peer read ahead at most. */
		public Builder receiveHighWaterMark(int receiveHighWaterMark) {
			checkAtLeast("receiveHighWaterMark", receiveHighWaterMark, 1);
			this.receiveHighWaterMark = receiveHighWaterMark;
			return this;
		}

		/**
		 * Set bytes queued at most for one peer, in each direction, 64 MiB by default; an
		 * empty queue always takes one message.
		 */
		public Builder queueByteLimit(long queueByteLimit) {
			checkAtLeast("queueByteLimit", queueByteLimit, 1);
			this.queueByteLimit = queueByteLimit;
			return this;
		}

		/**
		 * Set how long a blocking send waits for room, 5 s by default; zero does not
		 * wait.
		 */
		public Builder sendTimeout(Duration sendTimeout) {
			checkDuration("sendTimeout", sendTimeout, 0);
			this.sendTimeout = sendTimeout;
			return this;
		}

		/** Set how long a blocking receive waits, 5 s by default; zero does not wait. */
		public Builder receiveTimeout(Duration receiveTimeout) {
			checkDuration("receiveTimeout", receiveTimeout, 0);
			this.receiveTimeout = receiveTimeout;
			return this;
		}

		/**
		 * Set how long a close waits for queued messages to be handed to the network,
		 * connecting time included, 1 s by default.
		 */
		public Builder linger(Duration linger) {
			checkDuration("linger", linger, 0);
			this.linger = linger;
			return this;
		}

		/** Set how long one attempt to connect may take, 10 s by default. */
		public Builder connectTimeout(Duration connectTimeout) {
			checkDuration("connectTimeout", connectTimeout, 1);
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set upper bound of the first random pause before a reconnect, 100 ms by
		 * default; doubled with each failure.
		 */
		public Builder reconnectInterval(Duration reconnectInterval) {
			checkDuration("reconnectInterval", reconnectInterval, 1);
			this.reconnectInterval = reconnectInterval;
			return this;
		}

		/** Set bound of the doubling of the pause, 10 s by default. */
		public Builder reconnectIntervalMax(Duration reconnectIntervalMax) {
			checkDuration("reconnectIntervalMax", reconnectIntervalMax, 1);
			this.reconnectIntervalMax = reconnectIntervalMax;
			return this;
		}

		/**
		 * Set time from the accepted or made connection to the end of the ZMTP handshake,
		 * 10 s by default.
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			checkDuration("handshakeTimeout", handshakeTimeout, 1);
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set octets of one received frame at most, 256 MiB by default; a peer that
		 * announces more is cut off.
		 */
		public Builder maxFrameSize(long maxFrameSize) {
			checkAtLeast("maxFrameSize", maxFrameSize, 1);
			this.maxFrameSize = maxFrameSize;
			return this;
		}

		/** Set octets of one received message at most, 256 MiB by default. */
		public Builder maxMessageSize(long maxMessageSize) {
			checkAtLeast("maxMessageSize", maxMessageSize, 1);
			this.maxMessageSize = maxMessageSize;
			return this;
		}

		/** Set frames of one message at most, 1,024 by default. */
		public Builder maxFrames(int maxFrames) {
			checkAtLeast("maxFrames", maxFrames, 1);
			this.maxFrames = maxFrames;
			return this;
		}

		/** Set topics that one peer may subscribe to, 100,000 by default. */
		public Builder maxTopics(int maxTopics) {
			checkAtLeast("maxTopics", maxTopics, 1);
			this.maxTopics = maxTopics;
			return this;
		}

		/**
		 * Set unfinished handshakes of one listener at most, 1,024 by default; further
		 * connections wait in the backlog.
		 */
		public Builder maxHandshakes(int maxHandshakes) {
			checkAtLeast("maxHandshakes", maxHandshakes, 1);
			this.maxHandshakes = maxHandshakes;
			return this;
		}

		/** Set connections that the operating system keeps waiting for a listener. */
		public Builder backlog(int backlog) {
			checkAtLeast("backlog", backlog, 1);
			this.backlog = backlog;
			return this;
		}

		/** Set routing id that REQ, DEALER and ROUTER announce; none by default. */
		public Builder routingId(@Nullable RoutingId routingId) {
			if (routingId != null && routingId.isAutomatic()) {
				throw new IllegalArgumentException(
						"'routingId' %s begins with a zero octet (expected: any other first octet)"
							.formatted(routingId));
			}
			this.routingId = routingId;
			return this;
		}

		/**
		 * Set whether only peers with a finished handshake are given messages, and the
		 * queue is dropped when a connection breaks.
		 */
		public Builder immediate(boolean immediate) {
			this.immediate = immediate;
			return this;
		}

		/**
		 * Set whether a ROUTER reports unroutable and full peers; if not, such messages
		 * are dropped and counted.
		 */
		public Builder mandatory(boolean mandatory) {
			this.mandatory = mandatory;
			return this;
		}

		/**
		 * Set whether a ROUTER gives a routing id to the newest peer that announces it;
		 * if not, the newcomer is refused.
		 */
		public Builder handover(boolean handover) {
			this.handover = handover;
			return this;
		}

		/**
		 * Set whether PUB and XPUB refuse a message that a subscriber has no room for,
		 * instead of dropping it for that subscriber.
		 */
		public Builder noDrop(boolean noDrop) {
			this.noDrop = noDrop;
			return this;
		}

		/**
		 * Set whether an XPUB passes up each subscription, not only the first of a topic.
		 */
		public Builder verbose(boolean verbose) {
			this.verbose = verbose;
			return this;
		}

		/** Set whether an XPUB passes up each subscription and each cancellation. */
		public Builder verboser(boolean verboser) {
			this.verboser = verboser;
			return this;
		}

		/**
		 * Set whether a REQ may send again before the reply; the earlier request is then
		 * forgotten.
		 */
		public Builder relaxed(boolean relaxed) {
			this.relaxed = relaxed;
			return this;
		}

		/**
		 * Set whether a REQ numbers its requests, so that a late reply is not taken for
		 * the current one.
		 */
		public Builder correlate(boolean correlate) {
			this.correlate = correlate;
			return this;
		}

		/**
		 * Set whether the connections of the socket are spread over all event loops
		 * instead of sharing one.
		 */
		public Builder spread(boolean spread) {
			this.spread = spread;
			return this;
		}

		/** Set SO_SNDBUF in octets; 0 leaves it to the operating system. */
		public Builder sendBufferSize(int sendBufferSize) {
			checkAtLeast("sendBufferSize", sendBufferSize, 0);
			this.sendBufferSize = sendBufferSize;
			return this;
		}

		/** Set SO_RCVBUF in octets; 0 leaves it to the operating system. */
		public Builder receiveBufferSize(int receiveBufferSize) {
			checkAtLeast("receiveBufferSize", receiveBufferSize, 0);
			this.receiveBufferSize = receiveBufferSize;
			return this;
		}

		/** Set whether TCP keep-alive probes are on. */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Set TCP congestion control, such as {@code "cubic"}; the kernel's own by
		 * default; native epoll only.
		 */
		public Builder congestionControl(@Nullable String congestionControl) {
			this.congestionControl = congestionControl;
			return this;
		}

		/** Set both high-water marks, 1,000 messages each by default. */
		public Builder highWaterMark(int messages) {
			return sendHighWaterMark(messages).receiveHighWaterMark(messages);
		}

		/** Freeze the options. */
		public SocketOptions build() {
			return new SocketOptions(copy());
		}

		private Builder copy() {
			try {
				return (Builder) clone();
			}
			catch (CloneNotSupportedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void checkAtLeast(String name, long value, long least) {
			if (value < least) {
				throw new IllegalArgumentException("'%s' %d (expected: at least %d)".formatted(name, value, least));
			}
		}

		private static void checkDuration(String name, Duration value, long leastNanos) {
			if (value.compareTo(Duration.ofNanos(leastNanos)) < 0) {
				throw new IllegalArgumentException("'%s' %s (expected: %s)".formatted(name, value,
						(leastNanos > 0) ? "more than zero" : "zero or more"));
			}
		}

	}

}
