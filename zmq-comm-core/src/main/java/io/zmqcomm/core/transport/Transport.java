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

package io.zmqcomm.core.transport;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

import io.zmqcomm.core.SocketOptions;

/**
 * Makes connections of one kind. Any thread.
 */
public interface Transport {

	/**
	 * Refuse an endpoint that this machine can never serve.
	 * @param endpoint the endpoint
	 * @throws IllegalArgumentException with what is missing
	 */
	default void check(Endpoint endpoint) {
	}

	/**
	 * Listen.
	 * @param endpoint where
	 * @param options buffer sizes and the like
	 * @param loops the event loop of the listener and those of its connections
	 * @param accepted takes each connection on its event loop, not started yet
	 * @return completes with the listener, or with the cause of the failure
	 */
	CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted);

	/**
	 * Connect once.
	 * @param endpoint where to
	 * @param options time limit, buffer sizes and the like
	 * @param loop the event loop of the connection
	 * @return completes on that event loop with the connection, not started yet, or with
	 * the cause of the failure
	 */
	CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop);

	/**
	 * Chooses event loops for a socket.
	 */
	interface LoopChoice {

		/**
		 * Return the socket's own event loop.
		 * @return the event loop
		 */
		EventLoop home();

		/**
		 * Return where connections are spread over.
		 * @return the home, or all event loops if the socket is spread
		 */
		EventLoopGroup connections();

	}

	/**
	 * A bound endpoint.
	 */
	interface Listener {

		/**
		 * Return the endpoint with its real port or path.
		 * @return the endpoint
		 */
		Endpoint endpoint();

		/**
		 * Switch accepting on or off; connections wait in the backlog meanwhile. Any
		 * thread.
		 * @param on whether to accept
		 */
		void accepting(boolean on);

		/**
		 * Stop listening. Accepted connections stay. Any thread.
		 * @return completes when the endpoint is free
		 */
		CompletableFuture<Void> close();

	}

}
