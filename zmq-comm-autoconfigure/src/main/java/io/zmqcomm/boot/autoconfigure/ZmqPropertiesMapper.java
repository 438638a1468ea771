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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.StringUtils;

import io.zmqcomm.boot.autoconfigure.ZmqProperties.Listener.Dispatch;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;

/**
 * Maps {@link ZmqProperties} to the settings of the communicator and to the definitions
 * of the named sockets, and refuses what cannot work by the name of its property.
 */
class ZmqPropertiesMapper {

	static final String PREFIX = "zmq.comm";

	static final String SOCKETS = PREFIX + ".sockets";

	static final String PROTOCOL_PROPERTY = PREFIX + ".protocol";

	static final String ALLOW_SOFTWARE_PROPERTY = PREFIX + ".rdma.allow-software";

	static final String PROTOCOL_VARIABLE = "MC_RPC_PROTOCOL";

	private final ZmqProperties properties;

	private final Environment environment;

	ZmqPropertiesMapper(ZmqProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	/**
	 * Apply the properties of the communicator, and check those of all sockets.
	 * @param builder receives the settings
	 */
	void customizeCommunicator(ZmqCommunicator.Builder builder) {
		builder.protocol(getProtocol());
		builder.rdmaAllowSoftware(this.properties.getRdma().isAllowSoftware());
		SocketOptionsMapper.set(PREFIX, "pool-size", this.properties.getPoolSize(), builder::poolSize);
		SocketOptionsMapper.set(PREFIX, "io-threads", this.properties.getIoThreads(), builder::ioThreads);
		SocketOptionsMapper.set(PREFIX, "memory-limit", this.properties.getMemoryLimit(),
				(size) -> builder.memoryLimit(size.toBytes()));
		SocketOptionsMapper.set(PREFIX, "request-timeout", this.properties.getRequestTimeout(),
				builder::requestTimeout);
		// The engine applies the defaults with the first socket; a bad value fails here
		SocketOptionsMapper.apply(PREFIX, this.properties, SocketOptions.builder());
		builder.socketDefaults((options) -> SocketOptionsMapper.apply(PREFIX, this.properties, options));
	}

	private String getProtocol() {
		String setting = PROTOCOL_PROPERTY;
		String protocol = this.properties.getProtocol();
		if (!StringUtils.hasText(protocol)) {
			setting = PROTOCOL_VARIABLE;
			protocol = this.environment.getProperty(PROTOCOL_VARIABLE);
		}
		if (!StringUtils.hasText(protocol)) {
			return Endpoint.TCP;
		}
		protocol = protocol.trim().toLowerCase(Locale.ROOT);
		if (!protocol.equals(Endpoint.TCP) && !protocol.equals(Endpoint.RDMA)) {
			throw new UnsupportedProtocolException(setting, protocol);
		}
		return protocol;
	}

	/**
	 * Apply the properties of listeners.
	 * @param defaults receives the values
	 */
	void customizeListeners(ZmqListenerDefaults defaults) {
		String prefix = PREFIX + ".listener";
		ZmqProperties.Listener listener = this.properties.getListener();
		defaults.setIoThread(listener.getDispatch() == Dispatch.IO_THREAD);
		SocketOptionsMapper.set(prefix, "concurrency", listener.getConcurrency(), defaults::setConcurrency);
		SocketOptionsMapper.set(prefix, "batch-size", listener.getBatchSize(), defaults::setBatchSize);
		SocketOptionsMapper.set(prefix, "pending-limit", listener.getPendingLimit(), defaults::setPendingLimit);
		SocketOptionsMapper.set(prefix, "reply-timeout", listener.getReplyTimeout(), defaults::setReplyTimeout);
		SocketOptionsMapper.set(prefix, "shutdown-timeout", listener.getShutdownTimeout(),
				defaults::setShutdownTimeout);
		defaults.setAutoStartup(listener.isAutoStartup());
		if (Threading.VIRTUAL.isActive(this.environment)) {
			defaults.setExecutor(new VirtualThreadTaskExecutor("zmq-listener-"));
		}
	}

	/**
	 * Return the definitions of the named sockets, checked.
	 * @return the definitions, in the order of the properties
	 */
	List<ZmqSocketDefinition> getSocketDefinitions() {
		return this.properties.getSockets()
			.entrySet()
			.stream()
			.map((entry) -> getSocketDefinition(entry.getKey(), entry.getValue()))
			.toList();
	}

	private ZmqSocketDefinition getSocketDefinition(String name, ZmqSocketProperties socket) {
		String prefix = getPrefix(name);
		SocketType type = socket.getType();
		if (type == null) {
			throw invalid(prefix + ".type", null, "A socket needs a type. Expected one of " + getTypeNames());
		}
		if (socket.getBind().isEmpty() && socket.getConnect().isEmpty()) {
			throw invalid(prefix + ".bind", null,
					"A socket needs an endpoint. Expected at least one in '%s.bind' or '%s.connect'".formatted(prefix,
							prefix));
		}
		if (!socket.getTopics().isEmpty() && type != SocketType.SUB && type != SocketType.XSUB) {
			throw invalid(prefix + ".topics", socket.getTopics(),
					"A %s has no topics to receive. Expected none, or type sub or xsub".formatted(getName(type)));
		}
		if (StringUtils.hasText(socket.getChannel()) && (type == SocketType.PAIR || type == SocketType.DEALER)) {
			throw invalid(prefix + ".channel", socket.getChannel(),
					"A %s sends and receives independently, so the channel could be for either. "
						.formatted(getName(type)) + "Expected none; define the adapters of the socket in a flow");
		}
		checkEndpoints(prefix + ".bind", socket.getBind(), true);
		checkEndpoints(prefix + ".connect", socket.getConnect(), false);
		SocketOptionsMapper.apply(prefix, socket, SocketOptions.builder());
		return new ZmqSocketDefinition(name, type, socket.getBind(), socket.getConnect(), socket.getTopics(),
				StringUtils.hasText(socket.getChannel()) ? socket.getChannel() : null,
				(options) -> SocketOptionsMapper.apply(prefix, socket, options));
	}

	private void checkEndpoints(String property, List<String> endpoints, boolean bind) {
		for (int i = 0; i < endpoints.size(); i++) {
			String indexed = property + "[" + i + "]";
			String name = this.environment.containsProperty(indexed) ? indexed : property;
			checkEndpoint(name, endpoints.get(i), bind);
		}
	}

	private void checkEndpoint(String property, String endpoint, boolean bind) {
		Endpoint parsed;
		try {
			parsed = Endpoint.parse(endpoint, getProtocol());
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, endpoint, ex.getMessage());
		}
		if (!bind && !parsed.isInproc() && (parsed.isAnyHost() || parsed.port() == 0)) {
			throw invalid(property, endpoint,
					"Nothing can be connected to any host or port. Expected the host and port of a peer");
		}
	}

	/**
	 * Return where the properties of a named socket are.
	 * @param name the name of the socket
	 * @return the name of the property group
	 */
	static String getPrefix(String name) {
		boolean plain = name.indexOf('.') < 0 && ConfigurationPropertyName.isValid(name);
		return plain ? SOCKETS + "." + name : SOCKETS + "[" + name + "]";
	}

	private static String getTypeNames() {
		return Arrays.stream(SocketType.values()).map(ZmqPropertiesMapper::getName).collect(Collectors.joining(", "));
	}

	private static String getName(SocketType type) {
		return type.name().toLowerCase(Locale.ROOT);
	}

	private static InvalidConfigurationPropertyValueException invalid(String property, @Nullable Object value,
			@Nullable String reason) {
		return new InvalidConfigurationPropertyValueException(property, value, reason);
	}

}
