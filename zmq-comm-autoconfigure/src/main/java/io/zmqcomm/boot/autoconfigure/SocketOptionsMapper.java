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

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketOptions;

/**
 * Maps option properties to {@link SocketOptions}. A value that the engine refuses is
 * reported by the name of its property.
 */
final class SocketOptionsMapper {

	private SocketOptionsMapper() {
	}

	/**
	 * Apply the options that all sockets begin with.
	 * @param prefix where the properties are, for messages
	 * @param properties the properties; what is not set is left alone
	 * @param options receives the values
	 */
	static void apply(String prefix, ZmqSocketOptionsProperties properties, SocketOptions.Builder options) {
		set(prefix, "send-timeout", properties.getSendTimeout(), options::sendTimeout);
		set(prefix, "receive-timeout", properties.getReceiveTimeout(), options::receiveTimeout);
		set(prefix, "high-water-mark", properties.getHighWaterMark(), options::highWaterMark);
		set(prefix, "queue-byte-limit", properties.getQueueByteLimit(),
				(size) -> options.queueByteLimit(size.toBytes()));
		set(prefix, "linger", properties.getLinger(), options::linger);
		set(prefix, "connect-timeout", properties.getConnectTimeout(), options::connectTimeout);
		set(prefix, "reconnect-interval", properties.getReconnectInterval(), options::reconnectInterval);
		set(prefix, "reconnect-interval-max", properties.getReconnectIntervalMax(), options::reconnectIntervalMax);
		set(prefix, "handshake-timeout", properties.getHandshakeTimeout(), options::handshakeTimeout);
		set(prefix, "max-frame-size", properties.getMaxFrameSize(), (size) -> options.maxFrameSize(size.toBytes()));
		set(prefix, "max-message-size", properties.getMaxMessageSize(),
				(size) -> options.maxMessageSize(size.toBytes()));
		set(prefix, "max-frames", properties.getMaxFrames(), options::maxFrames);
		set(prefix, "max-topics", properties.getMaxTopics(), options::maxTopics);
		set(prefix, "max-handshakes", properties.getMaxHandshakes(), options::maxHandshakes);
		set(prefix, "backlog", properties.getBacklog(), options::backlog);
		set(prefix, "send-buffer-size", properties.getSendBufferSize(),
				(size) -> options.sendBufferSize(Math.toIntExact(size.toBytes())));
		set(prefix, "receive-buffer-size", properties.getReceiveBufferSize(),
				(size) -> options.receiveBufferSize(Math.toIntExact(size.toBytes())));
		set(prefix, "keep-alive", properties.getKeepAlive(), options::keepAlive);
		set(prefix, "congestion-control", properties.getCongestionControl(), options::congestionControl);
		set(prefix, "ipc-permissions", properties.getIpcPermissions(),
				(permissions) -> options.ipcPermissions(permissions(permissions)));
	}

	private static Set<PosixFilePermission> permissions(String text) {
		try {
			return PosixFilePermissions.fromString(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"no permissions (expected: those of owner, group and others as nine characters, such as rw-rw----)",
					ex);
		}
	}

	/**
	 * Apply the options of one named socket.
	 * @param prefix where the properties are, for messages
	 * @param properties the properties; what is not set is left alone
	 * @param options receives the values
	 */
	static void apply(String prefix, ZmqSocketProperties properties, SocketOptions.Builder options) {
		apply(prefix, (ZmqSocketOptionsProperties) properties, options);
		set(prefix, "send-high-water-mark", properties.getSendHighWaterMark(), options::sendHighWaterMark);
		set(prefix, "receive-high-water-mark", properties.getReceiveHighWaterMark(), options::receiveHighWaterMark);
		set(prefix, "routing-id", properties.getRoutingId(), (id) -> options.routingId(RoutingId.of(id)));
		set(prefix, "immediate", properties.isImmediate(), options::immediate);
		set(prefix, "mandatory", properties.isMandatory(), options::mandatory);
		set(prefix, "handover", properties.isHandover(), options::handover);
		set(prefix, "no-drop", properties.isNoDrop(), options::noDrop);
		set(prefix, "relaxed", properties.isRelaxed(), options::relaxed);
		set(prefix, "correlate", properties.isCorrelate(), options::correlate);
		set(prefix, "verbose", properties.isVerbose(), options::verbose);
		set(prefix, "verboser", properties.isVerboser(), options::verboser);
		set(prefix, "spread", properties.isSpread(), options::spread);
	}

	/**
	 * Set one value, unless there is none.
	 * @param <T> type of the value
	 * @param prefix where the property is
	 * @param name last part of the property's name
	 * @param value the value
	 * @param setter throws {@link IllegalArgumentException} if it refuses the value
	 */
	static <T> void set(String prefix, String name, @Nullable T value, Consumer<T> setter) {
		if (value != null) {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				throw new InvalidConfigurationPropertyValueException(prefix + "." + name, value, ex.getMessage());
			}
		}
	}

}
