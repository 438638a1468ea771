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

package io.zmqcomm.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Options that {@link ZmqProperties} sets for all sockets and {@link ZmqSocketProperties}
 * for one of them, named as in {@link io.zmqcomm.core.SocketOptions}. What is not set is
 * inherited: a socket's from those for all sockets, theirs from the engine's defaults.
 */
public abstract class ZmqSocketOptionsProperties {

	/**
	 * Time that a blocking send waits for room in the queue.
	 */
	private @Nullable Duration sendTimeout;

	/**
	 * Time that a blocking receive waits for a message.
	 */
	private @Nullable Duration receiveTimeout;

	/**
	 * Number of messages queued at most for one peer, and read ahead at most from one
	 * peer.
	 */
	private @Nullable Integer highWaterMark;

	/**
	 * Size of all messages queued at most for one peer, in each direction. An empty queue
	 * always takes one message.
	 */
	private @Nullable DataSize queueByteLimit;

	/**
	 * Time that a close waits for queued messages to be handed to the network.
	 */
	private @Nullable Duration linger;

	/**
	 * Time that one attempt to connect may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Upper bound of the first random pause before a reconnect. Doubled with each
	 * failure.
	 */
	private @Nullable Duration reconnectInterval;

	/**
	 * Bound of the doubling of the pause before a reconnect.
	 */
	private @Nullable Duration reconnectIntervalMax;

	/**
	 * Time from a connection to the end of its ZMTP handshake.
	 */
	private @Nullable Duration handshakeTimeout;

	/**
	 * Size of one received frame at most. A peer that announces more is cut off.
	 */
	private @Nullable DataSize maxFrameSize;

	/**
	 * Size of one received message at most. A peer that sends more is cut off.
	 */
	private @Nullable DataSize maxMessageSize;

	/**
	 * Number of frames of one message at most.
	 */
	private @Nullable Integer maxFrames;

	/**
	 * Number of topics that one peer may subscribe to.
	 */
	private @Nullable Integer maxTopics;

	/**
	 * Number of unfinished handshakes of one bound endpoint at most. Further connections
	 * wait in the backlog.
	 */
	private @Nullable Integer maxHandshakes;

	/**
	 * Number of connections that the operating system keeps waiting for a bound endpoint.
	 */
	private @Nullable Integer backlog;

	/**
	 * Send buffer that the operating system keeps for one connection (SO_SNDBUF). Zero
	 * leaves it to the operating system.
	 */
	private @Nullable DataSize sendBufferSize;

	/**
	 * Receive buffer that the operating system keeps for one connection (SO_RCVBUF). Zero
	 * leaves it to the operating system.
	 */
	private @Nullable DataSize receiveBufferSize;

	/**
	 * Whether to send TCP keep-alive probes.
	 */
	private @Nullable Boolean keepAlive;

	/**
	 * TCP congestion control, such as "cubic". Default is that of the operating system.
	 */
	private @Nullable String congestionControl;

	/**
	 * Permissions of the socket file of a bound "ipc://" endpoint, such as "rw-rw----".
	 * To connect takes the permission to write. Default is what the process's umask
	 * leaves.
	 */
	private @Nullable String ipcPermissions;

	public @Nullable Duration getSendTimeout() {
		return this.sendTimeout;
	}

	public void setSendTimeout(@Nullable Duration sendTimeout) {
		this.sendTimeout = sendTimeout;
	}

	public @Nullable Duration getReceiveTimeout() {
		return this.receiveTimeout;
	}

	public void setReceiveTimeout(@Nullable Duration receiveTimeout) {
		this.receiveTimeout = receiveTimeout;
	}

	public @Nullable Integer getHighWaterMark() {
		return this.highWaterMark;
	}

	public void setHighWaterMark(@Nullable Integer highWaterMark) {
		this.highWaterMark = highWaterMark;
	}

	public @Nullable DataSize getQueueByteLimit() {
		return this.queueByteLimit;
	}

	public void setQueueByteLimit(@Nullable DataSize queueByteLimit) {
		this.queueByteLimit = queueByteLimit;
	}

	public @Nullable Duration getLinger() {
		return this.linger;
	}

	public void setLinger(@Nullable Duration linger) {
		this.linger = linger;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getReconnectInterval() {
		return this.reconnectInterval;
	}

	public void setReconnectInterval(@Nullable Duration reconnectInterval) {
		this.reconnectInterval = reconnectInterval;
	}

	public @Nullable Duration getReconnectIntervalMax() {
		return this.reconnectIntervalMax;
	}

	public void setReconnectIntervalMax(@Nullable Duration reconnectIntervalMax) {
		this.reconnectIntervalMax = reconnectIntervalMax;
	}

	public @Nullable Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(@Nullable Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public @Nullable DataSize getMaxFrameSize() {
		return this.maxFrameSize;
	}

	public void setMaxFrameSize(@Nullable DataSize maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
	}

	public @Nullable DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public @Nullable Integer getMaxFrames() {
		return this.maxFrames;
	}

	public void setMaxFrames(@Nullable Integer maxFrames) {
		this.maxFrames = maxFrames;
	}

	public @Nullable Integer getMaxTopics() {
		return this.maxTopics;
	}

	public void setMaxTopics(@Nullable Integer maxTopics) {
		this.maxTopics = maxTopics;
	}

	public @Nullable Integer getMaxHandshakes() {
		return this.maxHandshakes;
	}

	public void setMaxHandshakes(@Nullable Integer maxHandshakes) {
		this.maxHandshakes = maxHandshakes;
	}

	public @Nullable Integer getBacklog() {
		return this.backlog;
	}

	public void setBacklog(@Nullable Integer backlog) {
		this.backlog = backlog;
	}

	public @Nullable DataSize getSendBufferSize() {
		return this.sendBufferSize;
	}

	public void setSendBufferSize(@Nullable DataSize sendBufferSize) {
		this.sendBufferSize = sendBufferSize;
	}

	public @Nullable DataSize getReceiveBufferSize() {
		return this.receiveBufferSize;
	}

	public void setReceiveBufferSize(@Nullable DataSize receiveBufferSize) {
		this.receiveBufferSize = receiveBufferSize;
	}

	public @Nullable Boolean getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(@Nullable Boolean keepAlive) {
		this.keepAlive = keepAlive;
	}

	public @Nullable String getCongestionControl() {
		return this.congestionControl;
	}

	public void setCongestionControl(@Nullable String congestionControl) {
		this.congestionControl = congestionControl;
	}

	public @Nullable String getIpcPermissions() {
		return this.ipcPermissions;
	}

	public void setIpcPermissions(@Nullable String ipcPermissions) {
		this.ipcPermissions = ipcPermissions;
	}

}
