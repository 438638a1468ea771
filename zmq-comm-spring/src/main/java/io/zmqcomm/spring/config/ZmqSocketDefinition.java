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

package io.zmqcomm.spring.config;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;

/**
 * Describes a socket that {@link ZmqSockets} opens under a name; immutable.
 *
 * @param name the name, unique in the application
 * @param type the type
 * @param bind endpoints to listen on, such as {@code tcp://*:5557}; may be empty
 * @param connect endpoints to connect to; may be empty
 * @param topics prefixes that a SUB or XSUB subscribes to, unless a listener names its
 * own; empty for everything
 * @param channel name of the message channel whose adapter the socket is to have, or
 * {@code null} if an annotation, a template or a flow uses it
 * @param options changes the communicator's default options
 */
public record ZmqSocketDefinition(String name, SocketType type, List<String> bind, List<String> connect,
		List<String> topics, @Nullable String channel, Consumer<SocketOptions.Builder> options) {

	private static final Consumer<SocketOptions.Builder> NO_CHANGES = (options) -> {
	};

	public ZmqSocketDefinition {
		Assert.hasText(name, "'name' must not be empty");
		Assert.notNull(type, () -> "'type' of socket '%s' must not be null".formatted(name));
		bind = List.copyOf(bind);
		connect = List.copyOf(connect);
		topics = List.copyOf(topics);
	}

	/**
	 * Describe a socket without endpoints, topics and options.
	 * @param name the name
	 * @param type the type
	 * @return the definition, to be completed by the {@code with} methods
	 */
	public static ZmqSocketDefinition of(String name, SocketType type) {
		return new ZmqSocketDefinition(name, type, List.of(), List.of(), List.of(), null, NO_CHANGES);
	}

	/**
	 * Return a copy that listens on the endpoints.
	 * @param endpoints replaces {@link #bind()}
	 * @return the copy
	 */
	public ZmqSocketDefinition withBind(String... endpoints) {
		return new ZmqSocketDefinition(this.name, this.type, List.of(endpoints), this.connect, this.topics,
				this.channel, this.options);
	}

	/**
	 * Return a copy that connects to the endpoints.
	 * @param endpoints replaces {@link #connect()}
	 * @return the copy
	 */
	public ZmqSocketDefinition withConnect(String... endpoints) {
		return new ZmqSocketDefinition(this.name, this.type, this.bind, List.of(endpoints), this.topics, this.channel,
				this.options);
	}

	/**
	 * Return a copy that subscribes to the topics.
	 * @param topics replaces {@link #topics()}
	 * @return the copy
	 */
	public ZmqSocketDefinition withTopics(String... topics) {
		return new ZmqSocketDefinition(this.name, this.type, this.bind, this.connect, List.of(topics), this.channel,
				this.options);
	}

	/**
	 * Return a copy whose adapter is made for the channel.
	 * @param channel name of a message channel, or {@code null} for no adapter
	 * @return the copy
	 */
	public ZmqSocketDefinition withChannel(@Nullable String channel) {
		return new ZmqSocketDefinition(this.name, this.type, this.bind, this.connect, this.topics, channel,
				this.options);
	}

	/**
	 * Return a copy with other options.
	 * @param options replaces {@link #options()}
	 * @return the copy
	 */
	public ZmqSocketDefinition withOptions(Consumer<SocketOptions.Builder> options) {
		return new ZmqSocketDefinition(this.name, this.type, this.bind, this.connect, this.topics, this.channel,
				options);
	}

}
