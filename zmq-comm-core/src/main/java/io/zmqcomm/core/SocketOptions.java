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

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The settings of one socket: immutable, made by a {@link Builder} when the socket is
 * created. Each value is described at the builder's method of the same name. Every limit
 * has a safe default; none can be switched off.
 */
public final class SocketOptions extends OptionValues {

	private SocketOptions(OptionValues values) {
		copyFrom(values);
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
		Builder builder = new Builder();
		builder.copyFrom(this);
		return builder;
	}

	/**
	 * Collects options; not thread-safe. Sizes are octets.
	 */
	public static final class Builder extends OptionValues {

		private static final long MAX_FRAME_SIZE = 512L << 20;

		private Builder() {
		}

		/**
		 * Set name of the socket in logs, thread names, metrics and events; empty by
		 * default.
		 * @param name the value
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set messages queued at most for one peer.
		 * @param sendHighWaterMark the value
		 * @return this builder
		 */
		public Builder sendHighWaterMark(int sendHighWaterMark) {
			checkAtLeast("sendHighWaterMark", sendHighWaterMark, 1);
			this.sendHighWaterMark = sendHighWaterMark;
			return this;
		}

		/**
		 * Set messages of one peer read ahead at most.
		 * @param receiveHighWaterMark the value
		 * @return this builder
		 */
		public Builder receiveHighWaterMark(int receiveHighWaterMark) {
			checkAtLeast("receiveHighWaterMark", receiveHighWaterMark, 1);
			this.receiveHighWaterMark = receiveHighWaterMark;
			return this;
		}

		/**
		 * Set bytes queued at most for one peer, in each direction, 64 MiB by default; an
		 * empty queue always takes one message.
		 * @param queueByteLimit the value
		 * @return this builder
		 */
		public Builder queueByteLimit(long queueByteLimit) {
			checkAtLeast("queueByteLimit", queueByteLimit, 1);
			this.queueByteLimit = queueByteLimit;
			return this;
		}

		/**
		 * Set how long a blocking send waits for room, 5 s by default; zero does not
		 * wait.
		 * @param sendTimeout the value
		 * @return this builder
		 */
		public Builder sendTimeout(Duration sendTimeout) {
			checkDuration("sendTimeout", sendTimeout, 0);
			this.sendTimeout = sendTimeout;
			return this;
		}

		/**
		 * Set how long a blocking receive waits, 5 s by default; zero does not wait.
		 * @param receiveTimeout the value
		 * @return this builder
		 */
		public Builder receiveTimeout(Duration receiveTimeout) {
			checkDuration("receiveTimeout", receiveTimeout, 0);
			this.receiveTimeout = receiveTimeout;
			return this;
		}

		/**
		 * Set how long a close waits for queued messages to be handed to the network,
		 * connecting time included, 1 s by default.
		 * @param linger the value
		 * @return this builder
		 */
		public Builder linger(Duration linger) {
			checkDuration("linger", linger, 0);
			this.linger = linger;
			return this;
		}

		/**
		 * Set how long one attempt to connect may take, 10 s by default.
		 * @param connectTimeout the value
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			checkDuration("connectTimeout", connectTimeout, 1);
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set upper bound of the first random pause before a reconnect, 100 ms by
		 * default; doubled with each failure.
		 * @param reconnectInterval the value
		 * @return this builder
		 */
		public Builder reconnectInterval(Duration reconnectInterval) {
			checkDuration("reconnectInterval", reconnectInterval, 1);
			this.reconnectInterval = reconnectInterval;
			return this;
		}

		/**
		 * Set bound of the doubling of the pause, 10 s by default.
		 * @param reconnectIntervalMax the value
		 * @return this builder
		 */
		public Builder reconnectIntervalMax(Duration reconnectIntervalMax) {
			checkDuration("reconnectIntervalMax", reconnectIntervalMax, 1);
			this.reconnectIntervalMax = reconnectIntervalMax;
			return this;
		}

		/**
		 * Set time from the accepted or made connection to the end of the ZMTP handshake,
		 * 10 s by default.
		 * @param handshakeTimeout the value
		 * @return this builder
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			checkDuration("handshakeTimeout", handshakeTimeout, 1);
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set octets of one received frame at most, 256 MiB by default; a peer that
		 * announces more is cut off.
		 * @param maxFrameSize the value
		 * @return this builder
		 */
		public Builder maxFrameSize(long maxFrameSize) {
			checkAtLeast("maxFrameSize", maxFrameSize, 1);
			if (maxFrameSize > MAX_FRAME_SIZE) {
				throw new IllegalArgumentException(
						"'maxFrameSize' %d (expected: at most %d)".formatted(maxFrameSize, MAX_FRAME_SIZE));
			}
			this.maxFrameSize = maxFrameSize;
			return this;
		}

		/**
		 * Set octets of one received message at most, 256 MiB by default.
		 * @param maxMessageSize the value
		 * @return this builder
		 */
		public Builder maxMessageSize(long maxMessageSize) {
			checkAtLeast("maxMessageSize", maxMessageSize, 1);
			this.maxMessageSize = maxMessageSize;
			return this;
		}

		/**
		 * Set frames of one message at most, 1,024 by default.
		 * @param maxFrames the value
		 * @return this builder
		 */
		public Builder maxFrames(int maxFrames) {
			checkAtLeast("maxFrames", maxFrames, 1);
			this.maxFrames = maxFrames;
			return this;
		}

		/**
		 * Set topics that one peer may subscribe to, 100,000 by default.
		 * @param maxTopics the value
		 * @return this builder
		 */
		public Builder maxTopics(int maxTopics) {
			checkAtLeast("maxTopics", maxTopics, 1);
			this.maxTopics = maxTopics;
			return this;
		}

		/**
		 * Set unfinished handshakes of one listener at most, 1,024 by default; further
		 * connections wait in the backlog.
		 * @param maxHandshakes the value
		 * @return this builder
		 */
		public Builder maxHandshakes(int maxHandshakes) {
			checkAtLeast("maxHandshakes", maxHandshakes, 1);
			this.maxHandshakes = maxHandshakes;
			return this;
		}

		/**
		 * Set connections that the operating system keeps waiting for a listener.
		 * @param backlog the value
		 * @return this builder
		 */
		public Builder backlog(int backlog) {
			checkAtLeast("backlog", backlog, 1);
			this.backlog = backlog;
			return this;
		}

		/**
		 * Set routing id that REQ, DEALER and ROUTER announce; none by default.
		 * @param routingId the value
		 * @return this builder
		 */
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
		 * @param immediate the value
		 * @return this builder
		 */
		public Builder immediate(boolean immediate) {
			this.immediate = immediate;
			return this;
		}

		/**
		 * Set whether a ROUTER reports unroutable and full peers; if not, such messages
		 * are dropped and counted.
		 * @param mandatory the value
		 * @return this builder
		 */
		public Builder mandatory(boolean mandatory) {
			this.mandatory = mandatory;
			return this;
		}

		/**
		 * Set whether a ROUTER gives a routing id to the newest peer that announces it;
		 * if not, the newcomer is refused.
		 * @param handover the value
		 * @return this builder
		 */
		public Builder handover(boolean handover) {
			this.handover = handover;
			return this;
		}

		/**
		 * Set whether PUB and XPUB refuse a message that a subscriber has no room for,
		 * instead of dropping it for that subscriber.
		 * @param noDrop the value
		 * @return this builder
		 */
		public Builder noDrop(boolean noDrop) {
			this.noDrop = noDrop;
			return this;
		}

		/**
		 * Set whether an XPUB passes up each subscription, not only the first of a topic.
		 * @param verbose the value
		 * @return this builder
		 */
		public Builder verbose(boolean verbose) {
			this.verbose = verbose;
			return this;
		}

		/**
		 * Set whether an XPUB passes up each subscription and each cancellation.
		 * @param verboser the value
		 * @return this builder
		 */
		public Builder verboser(boolean verboser) {
			this.verboser = verboser;
			return this;
		}

		/**
		 * Set whether a REQ may send again before the reply; the earlier request is then
		 * forgotten.
		 * @param relaxed the value
		 * @return this builder
		 */
		public Builder relaxed(boolean relaxed) {
			this.relaxed = relaxed;
			return this;
		}

		/**
		 * Set whether a REQ numbers its requests, so that a late reply is not taken for
		 * the current one.
		 * @param correlate the value
		 * @return this builder
		 */
		public Builder correlate(boolean correlate) {
			this.correlate = correlate;
			return this;
		}

		/**
		 * Set whether the connections of the socket are spread over all event loops
		 * instead of sharing one.
		 * @param spread the value
		 * @return this builder
		 */
		public Builder spread(boolean spread) {
			this.spread = spread;
			return this;
		}

		/**
		 * Set SO_SNDBUF in octets; 0 leaves it to the operating system.
		 * @param sendBufferSize the value
		 * @return this builder
		 */
		public Builder sendBufferSize(int sendBufferSize) {
			checkAtLeast("sendBufferSize", sendBufferSize, 0);
			this.sendBufferSize = sendBufferSize;
			return this;
		}

		/**
		 * Set SO_RCVBUF in octets; 0 leaves it to the operating system.
		 * @param receiveBufferSize the value
		 * @return this builder
		 */
		public Builder receiveBufferSize(int receiveBufferSize) {
			checkAtLeast("receiveBufferSize", receiveBufferSize, 0);
			this.receiveBufferSize = receiveBufferSize;
			return this;
		}

		/**
		 * Set whether TCP keep-alive probes are on.
		 * @param keepAlive the value
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Set TCP congestion control, such as {@code "cubic"}; the kernel's own by
		 * default; native epoll only.
		 * @param congestionControl the value
		 * @return this builder
		 */
		public Builder congestionControl(@Nullable String congestionControl) {
			this.congestionControl = congestionControl;
			return this;
		}

		/**
		 * Set permissions of the socket file that a bind to {@code ipc://} makes; those
		 * that the process's umask leaves by default. To connect takes the permission to
		 * write.
		 * @param ipcPermissions the value
		 * @return this builder
		 */
		public Builder ipcPermissions(@Nullable Set<PosixFilePermission> ipcPermissions) {
			this.ipcPermissions = (ipcPermissions != null) ? Set.copyOf(ipcPermissions) : null;
			return this;
		}

		/**
		 * Set both high-water marks, 1,000 messages each by default.
		 * @param messages the mark of each direction
		 * @return this builder
		 */
		public Builder highWaterMark(int messages) {
			return sendHighWaterMark(messages).receiveHighWaterMark(messages);
		}

		/**
		 * Freeze the options.
		 * @return the options
		 */
		public SocketOptions build() {
			return new SocketOptions(this);
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
