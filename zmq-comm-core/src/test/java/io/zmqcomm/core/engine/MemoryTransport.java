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

package io.zmqcomm.core.engine;

import java.net.BindException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.Transport;

/**
 * Streams of octets inside the test: what TCP does, with every accident at hand. Serves
 * {@code tcp} endpoints of the communicators that it is given to, so one instance joins
 * several communicators.
 */
final class MemoryTransport implements Transport {

	private static final int WINDOW = 256 * 1024;

	private final Map<Integer, MemoryListener> listeners = new ConcurrentHashMap<>();

	private final List<MemoryLink> links = new CopyOnWriteArrayList<>();

	private final AtomicInteger ports = new AtomicInteger(10_000);

	private final int chunk;

	private final int window;

	private volatile Consumer<MemoryLink> onLink = (link) -> {
	};

	MemoryTransport() {
		this(Integer.MAX_VALUE, WINDOW);
	}

	/**
	 * Create a transport.
	 * @param chunk octets that a read takes at most
	 * @param window octets that are on their way at most
	 */
	MemoryTransport(int chunk, int window) {
		this.chunk = chunk;
		this.window = window;
	}

	/** All links that were ever made, the newest last. */
	List<MemoryLink> links() {
		return this.links;
	}

	MemoryLink lastLink() {
		return this.links.get(this.links.size() - 1);
	}

	/** Prepare each new link before its first octet. */
	void onLink(Consumer<MemoryLink> onLink) {
		this.onLink = onLink;
	}

	boolean isListening(int port) {
		return this.listeners.containsKey(port);
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		CompletableFuture<Listener> result = new CompletableFuture<>();
		int port = (endpoint.port() != 0) ? endpoint.port() : this.ports.incrementAndGet();
		MemoryListener listener = new MemoryListener(endpoint.bound("127.0.0.1", port), loops, accepted);
		loops.home().execute(() -> {
			if (this.listeners.putIfAbsent(port, listener) != null) {
				result.completeExceptionally(new BindException("address already in use"));
			}
			else {
				result.complete(listener);
			}
		});
		return result;
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		CompletableFuture<Connection> result = new CompletableFuture<>();
		loop.execute(() -> {
			MemoryListener listener = this.listeners.get(endpoint.port());
			if (listener == null) {
				result.completeExceptionally(new ConnectException("connection refused: " + endpoint));
				return;
			}
			EventLoop other = listener.loops.connections().next();
			MemoryWire there = new MemoryWire(this.window);
			MemoryWire back = new MemoryWire(this.window);
			MemoryConnection connecting = new MemoryConnection(loop, "tcp://memory:" + endpoint.port(), there, back,
					this.chunk);
			MemoryConnection binding = new MemoryConnection(other, "tcp://memory:0", back, there, this.chunk);
			connecting.peer(binding);
			binding.peer(connecting);
			MemoryLink link = new MemoryLink(there, back, connecting, binding);
			this.links.add(link);
			this.onLink.accept(link);
			other.execute(() -> listener.offer(binding));
			result.complete(connecting);
		});
		return result;
	}

	private final class MemoryListener implements Listener {

		private final Endpoint endpoint;

		private final LoopChoice loops;

		private final Consumer<Connection> accepted;

		private final ArrayDeque<MemoryConnection> backlog = new ArrayDeque<>();

		private boolean accepting = true;

		MemoryListener(Endpoint endpoint, LoopChoice loops, Consumer<Connection> accepted) {
			this.endpoint = endpoint;
			this.loops = loops;
			this.accepted = accepted;
		}

		private void offer(MemoryConnection connection) {
			synchronized (this.backlog) {
				if (!this.accepting) {
					this.backlog.addLast(connection);
					return;
				}
			}
			this.accepted.accept(connection);
		}

		@Override
		public Endpoint endpoint() {
			return this.endpoint;
		}

		@Override
		public void accepting(boolean on) {
			synchronized (this.backlog) {
				this.accepting = on;
				while (on && !this.backlog.isEmpty()) {
					MemoryConnection connection = this.backlog.removeFirst();
					connection.executor().execute(() -> offer(connection));
				}
			}
		}

		@Override
		public CompletableFuture<Void> close() {
			MemoryTransport.this.listeners.remove(this.endpoint.port(), this);
			return CompletableFuture.completedFuture(null);
		}

	}

}
