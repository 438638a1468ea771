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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

import io.zmqcomm.core.ZmqCommunicator;

/**
 * Which socket an adapter uses: one of the application's named sockets, or one that the
 * adapter brings. Immutable.
 */
public final class ZmqSocketReference {

	private final @Nullable ZmqSockets sockets;

	private final @Nullable ZmqCommunicator communicator;

	private final String name;

	private final @Nullable ZmqSocketDefinition definition;

	private ZmqSocketReference(@Nullable ZmqSockets sockets, @Nullable ZmqCommunicator communicator, String name,
			@Nullable ZmqSocketDefinition definition) {
		this.sockets = sockets;
		this.communicator = communicator;
		this.name = name;
		this.definition = definition;
	}

	/**
	 * Refer to a named socket.
	 * @param sockets where it is defined
	 * @param name its name
	 * @return the reference
	 */
	public static ZmqSocketReference of(ZmqSockets sockets, String name) {
		return new ZmqSocketReference(sockets, null, name, null);
	}

	/**
	 * Refer to a named socket of the {@link ZmqSockets} bean that uses the communicator.
	 * @param communicator the communicator
	 * @param name its name
	 * @return the reference
	 */
	public static ZmqSocketReference of(ZmqCommunicator communicator, String name) {
		return new ZmqSocketReference(null, communicator, name, null);
	}

	/**
	 * Refer to a socket of the adapter's own. It is added to the {@link ZmqSockets} bean
	 * that uses the communicator.
	 * @param communicator the communicator
	 * @param definition describes the socket; its name must be new
	 * @return the reference
	 */
	public static ZmqSocketReference of(ZmqCommunicator communicator, ZmqSocketDefinition definition) {
		return new ZmqSocketReference(null, communicator, definition.name(), definition);
	}

	/**
	 * Return the name of the socket.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where the socket is defined, after having added it if it is the adapter's
	 * own. To be called once, when the adapter is initialised.
	 * @param beanFactory where the {@link ZmqSockets} bean is looked up, if there is none
	 * yet
	 * @return the sockets; they know the name
	 * @throws IllegalStateException if there is no such bean
	 */
	public ZmqSockets resolve(@Nullable BeanFactory beanFactory) {
		ZmqSockets resolved = (this.sockets != null) ? this.sockets : lookup(beanFactory);
		if (this.definition != null) {
			resolved.add(this.definition);
		}
		resolved.definition(this.name);
		return resolved;
	}

	private ZmqSockets lookup(@Nullable BeanFactory beanFactory) {
		ZmqCommunicator wanted = this.communicator;
		if (beanFactory != null) {
			for (ZmqSockets candidate : beanFactory.getBeanProvider(ZmqSockets.class)) {
				if (candidate.communicator() == wanted) {
					return candidate;
				}
			}
		}
		throw new IllegalStateException(
				"There is no ZmqSockets bean for the communicator that socket '%s' belongs to. Declare one, or add @EnableZmq"
					.formatted(this.name));
	}

}
