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
 * The values that {@link SocketOptions} and its builder share; each is described at the
 * builder's method that sets it.
 */
public abstract sealed class OptionValues permits SocketOptions, SocketOptions.Builder {

	OptionValues() {
	}

	String name = "";

	int sendHighWaterMark = 1000;

	int receiveHighWaterMark = 1000;

	long queueByteLimit = 64L << 20;

	Duration sendTimeout = Duration.ofSeconds(5);

	Duration receiveTimeout = Duration.ofSeconds(5);

	Duration linger = Duration.ofSeconds(1);

	Duration connectTimeout = Duration.ofSeconds(10);

	Duration reconnectInterval = Duration.ofMillis(100);

	Duration reconnectIntervalMax = Duration.ofSeconds(10);

	Duration handshakeTimeout = Duration.ofSeconds(10);

	long maxFrameSize = 256L << 20;

	long maxMessageSize = 256L << 20;

	int maxFrames = 1024;

	int maxTopics = 100_000;

	int maxHandshakes = 1024;

	int backlog = 1024;

	@Nullable RoutingId routingId;

	boolean immediate = false;

	boolean mandatory = true;

	boolean handover = true;

	boolean noDrop = false;

	boolean verbose = false;

	boolean verboser = false;

	boolean relaxed = false;

	boolean correlate = false;

	boolean spread = false;

	int sendBufferSize = 0;

	int receiveBufferSize = 0;

	boolean keepAlive = true;

	@Nullable String congestionControl;

	@Nullable Set<PosixFilePermission> ipcPermissions;

	public String name() {
		return this.name;
	}

	public int sendHighWaterMark() {
		return this.sendHighWaterMark;
	}

	public int receiveHighWaterMark() {
		return this.receiveHighWaterMark;
	}

	public long queueByteLimit() {
		return this.queueByteLimit;
	}

	public Duration sendTimeout() {
		return this.sendTimeout;
	}

	public Duration receiveTimeout() {
		return this.receiveTimeout;
	}

	public Duration linger() {
		return this.linger;
	}

	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	public Duration reconnectInterval() {
		return this.reconnectInterval;
	}

	public Duration reconnectIntervalMax() {
		return this.reconnectIntervalMax;
	}

	public Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	public long maxFrameSize() {
		return this.maxFrameSize;
	}

	public long maxMessageSize() {
		return this.maxMessageSize;
	}

	public int maxFrames() {
		return this.maxFrames;
	}

	public int maxTopics() {
		return this.maxTopics;
	}

	public int maxHandshakes() {
		return this.maxHandshakes;
	}

	public int backlog() {
		return this.backlog;
	}

	public @Nullable RoutingId routingId() {
		return this.routingId;
	}

	public boolean immediate() {
		return this.immediate;
	}

	public boolean mandatory() {
		return this.mandatory;
	}

	public boolean handover() {
		return this.handover;
	}

	public boolean noDrop() {
		return this.noDrop;
	}

	public boolean verbose() {
		return this.verbose;
	}

	public boolean verboser() {
		return this.verboser;
	}

	public boolean relaxed() {
		return this.relaxed;
	}

	public boolean correlate() {
		return this.correlate;
	}

	public boolean spread() {
		return this.spread;
	}

	public int sendBufferSize() {
		return this.sendBufferSize;
	}

	public int receiveBufferSize() {
		return this.receiveBufferSize;
	}

	public boolean keepAlive() {
		return this.keepAlive;
	}

	public @Nullable String congestionControl() {
		return this.congestionControl;
	}

	public @Nullable Set<PosixFilePermission> ipcPermissions() {
		return this.ipcPermissions;
	}

	/**
	 * Take over all values.
	 * @param other where from
	 */
	final void copyFrom(OptionValues other) {
		this.name = other.name;
		this.sendHighWaterMark = other.sendHighWaterMark;
		this.receiveHighWaterMark = other.receiveHighWaterMark;
		this.queueByteLimit = other.queueByteLimit;
		this.sendTimeout = other.sendTimeout;
		this.receiveTimeout = other.receiveTimeout;
		this.linger = other.linger;
		this.connectTimeout = other.connectTimeout;
		this.reconnectInterval = other.reconnectInterval;
		this.reconnectIntervalMax = other.reconnectIntervalMax;
		this.handshakeTimeout = other.handshakeTimeout;
		this.maxFrameSize = other.maxFrameSize;
		this.maxMessageSize = other.maxMessageSize;
		this.maxFrames = other.maxFrames;
		this.maxTopics = other.maxTopics;
		this.maxHandshakes = other.maxHandshakes;
		this.backlog = other.backlog;
		this.routingId = other.routingId;
		this.immediate = other.immediate;
		this.mandatory = other.mandatory;
		this.handover = other.handover;
		this.noDrop = other.noDrop;
		this.verbose = other.verbose;
		this.verboser = other.verboser;
		this.relaxed = other.relaxed;
		this.correlate = other.correlate;
		this.spread = other.spread;
		this.sendBufferSize = other.sendBufferSize;
		this.receiveBufferSize = other.receiveBufferSize;
		this.keepAlive = other.keepAlive;
		this.congestionControl = other.congestionControl;
		this.ipcPermissions = other.ipcPermissions;
	}

}
