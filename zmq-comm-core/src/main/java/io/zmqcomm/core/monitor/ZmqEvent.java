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

package io.zmqcomm.core.monitor;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.PeerInfo;

/**
 * Something that happened to a socket. Events of one socket arrive in order.
 */
public sealed interface ZmqEvent {

	/**
	 * Return the socket's name, or its type and number if it has none.
	 * @return the name
	 */
	String socket();

	/**
	 * An endpoint is bound.
	 *
	 * @param socket the socket
	 * @param endpoint with its real port
	 */
	record Bound(String socket, String endpoint) implements ZmqEvent {
	}

	/**
	 * An endpoint is bound no longer.
	 *
	 * @param socket the socket
	 * @param endpoint with its real port
	 */
	record Unbound(String socket, String endpoint) implements ZmqEvent {
	}

	/**
	 * A bind failed.
	 *
	 * @param socket the socket
	 * @param endpoint as given
	 * @param cause why
	 */
	record BindFailed(String socket, String endpoint, Throwable cause) implements ZmqEvent {
	}

	/**
	 * A peer finished its handshake.
	 *
	 * @param socket the socket
	 * @param peer the peer
	 */
	record Connected(String socket, PeerInfo peer) implements ZmqEvent {
	}

	/**
	 * A connected peer is gone.
	 *
	 * @param socket the socket
	 * @param peer the peer
	 * @param cause why, {@code null} for an orderly end
	 */
	record Disconnected(String socket, PeerInfo peer, @Nullable Throwable cause) implements ZmqEvent {
	}

	/**
	 * An attempt to connect failed, and the next is due.
	 *
	 * @param socket the socket
	 * @param endpoint the endpoint
	 * @param cause why
	 * @param delayNanos time until the next attempt
	 */
	record ConnectRetried(String socket, String endpoint, Throwable cause, long delayNanos) implements ZmqEvent {
	}

	/**
	 * An endpoint is given up: the peer refused us for good.
	 *
	 * @param socket the socket
	 * @param endpoint the endpoint
	 * @param cause why
	 */
	record ConnectStopped(String socket, String endpoint, Throwable cause) implements ZmqEvent {
	}

	/**
	 * A connection failed before its handshake was done.
	 *
	 * @param socket the socket
	 * @param endpoint our endpoint
	 * @param remoteAddress the other side
	 * @param cause why
	 */
	record HandshakeFailed(String socket, String endpoint, String remoteAddress, Throwable cause) implements ZmqEvent {
	}

	/**
	 * The socket is closed.
	 *
	 * @param socket the socket
	 * @param flushed whether all that was queued was handed over
	 */
	record Closed(String socket, boolean flushed) implements ZmqEvent {
	}

	/**
	 * Events were dropped because the listener was too slow.
	 *
	 * @param socket empty, as the events were of any socket
	 * @param count how many
	 */
	record EventsLost(String socket, long count) implements ZmqEvent {
	}

}
