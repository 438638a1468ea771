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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.session.Acceptor;
import io.zmqcomm.core.session.Connector;
import io.zmqcomm.core.session.InprocHub;
import io.zmqcomm.core.session.SocketContext;
import io.zmqcomm.core.transport.Endpoint;

/**
 * What a socket is bound and connected to. Any thread.
 */
final class EndpointTable {

	private static final Logger logger = LoggerFactory.getLogger(EndpointTable.class);

	private final EngineCommunicator communicator;

	private final SocketContext socket;

	private final SocketOptions options;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Entry> bound = new ArrayList<>();

	private final List<Entry> connected = new ArrayList<>();

	private boolean closed;

	EndpointTable(EngineCommunicator communicator, SocketContext socket, SocketOptions options) {
		this.communicator = communicator;
		this.socket = socket;
		this.options = options;
	}

	void bind(String... endpoints) {
		List<Endpoint> parsed = Stream.of(endpoints)
			.map((text) -> Endpoint.parse(text, this.communicator.protocol()))
			.toList();
		List<Entry> done = new ArrayList<>();
		for (int i = 0; i < endpoints.length; i++) {
			String text = endpoints[i];
			Endpoint endpoint = parsed.get(i);
			try {
				Entry entry = bind(text, endpoint);
				done.add(entry);
				add(this.bound, entry);
				logger.info("Socket {}: bound to {}", this.socket.name(), entry.endpoint);
				this.socket.publish(new ZmqEvent.Bound(this.socket.name(), entry.endpoint.toString()));
			}
			catch (InterruptedException | ExecutionException | RuntimeException ex) {
				Throwable cause = (ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex;
				if (ex instanceof InterruptedException) {
					Thread.currentThread().interrupt();
				}
				this.socket.publish(new ZmqEvent.BindFailed(this.socket.name(), text, cause));
				done.forEach((entry) -> EngineSocket.awaitClosed(close(this.bound, entry, 0)));
				throw new ZmqBindException(
						"%s cannot bind %s: %s".formatted(this.socket.name(), text,
								(cause.getMessage() != null) ? cause.getMessage() : cause.toString()),
						this.socket.name(), text, cause);
			}
		}
	}

	private Entry bind(String text, Endpoint endpoint) throws InterruptedException, ExecutionException {
		if (endpoint.isInproc()) {
			InprocHub.Binding binding = this.communicator.inproc().bind(endpoint, this.socket, this.options);
			return new Entry(text, endpoint, binding::close);
		}
		Acceptor acceptor = new Acceptor(this.socket, this.options, this.communicator.transport(endpoint));
		CompletableFuture<Endpoint> real = acceptor.bind(endpoint);
		try {
			return new Entry(text, real.get(), acceptor::close);
		}
		catch (InterruptedException ex) {
			// Nobody waits for it any more, so it must not stay bound.
			real.thenRun(() -> acceptor.close(0));
			throw ex;
		}
	}

	void connect(String text, SocketOptions options) {
		Endpoint endpoint = Endpoint.parse(text, this.communicator.protocol());
		if (!endpoint.isConnectable()) {
			throw new IllegalArgumentException(
					"endpoint '%s' cannot be connected to (expected: a host and a port, or a path)".formatted(text));
		}
		this.lock.lock();
		try {
			checkOpen();
			if (isSingle() && this.connected.stream().anyMatch((entry) -> entry.endpoint.equals(endpoint))) {
				return;
			}
			if (endpoint.isInproc()) {
				InprocHub.Connecting connecting = this.communicator.inproc().connect(endpoint, this.socket, options);
				this.connected.add(new Entry(text, endpoint, connecting::close));
			}
			else {
				Connector connector = new Connector(this.socket, options, this.communicator.transport(endpoint),
						endpoint);
				connector.start();
				this.connected.add(new Entry(text, endpoint, connector::close));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Types on which libzmq ignores a second connect to the same endpoint (SOCK-6). */
	private boolean isSingle() {
		return switch (this.socket.type()) {
			case DEALER, SUB, PUB, REQ -> true;
			default -> false;
		};
	}

	private void add(List<Entry> entries, Entry entry) {
		this.lock.lock();
		try {
			if (!this.closed) {
				entries.add(entry);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		EngineSocket.awaitClosed(entry.close.apply(0));
		checkOpen();
	}

	private void checkOpen() {
		if (this.closed) {
			throw new ZmqClosedException("%s is closed".formatted(this.socket.name()));
		}
	}

	CompletableFuture<Boolean> unbind(String text) {
		return close(this.bound, find(this.bound, text, "bound"), EngineSocket.nanos(this.options.linger()))
			.thenApply((flushed) -> {
				this.socket.publish(new ZmqEvent.Unbound(this.socket.name(), text));
				return flushed;
			});
	}

	CompletableFuture<Boolean> disconnect(String text) {
		return close(this.connected, find(this.connected, text, "connected"),
				EngineSocket.nanos(this.options.linger()));
	}

	private Entry find(List<Entry> entries, String text, String what) {
		this.lock.lock();
		try {
			return entries.stream()
				.filter((entry) -> entry.is(text))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("%s is not %s to '%s' (expected: one of %s)"
					.formatted(this.socket.name(), what, text, names(entries))));
		}
		finally {
			this.lock.unlock();
		}
	}

	private CompletableFuture<Boolean> close(List<Entry> entries, Entry entry, long lingerNanos) {
		this.lock.lock();
		try {
			entries.remove(entry);
		}
		finally {
			this.lock.unlock();
		}
		return entry.close.apply(lingerNanos);
	}

	List<String> bound() {
		return names(this.bound);
	}

	List<String> connected() {
		return names(this.connected);
	}

	/**
	 * Return the transports of all endpoints.
	 * @return their schemes
	 */
	Set<String> transports() {
		this.lock.lock();
		try {
			return Stream.concat(this.bound.stream(), this.connected.stream())
				.map((entry) -> entry.endpoint.transport())
				.collect(Collectors.toSet());
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<String> names(List<Entry> entries) {
		this.lock.lock();
		try {
			return entries.stream().map((entry) -> entry.endpoint.toString()).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	CompletableFuture<Boolean> close(long lingerNanos) {
		List<Entry> entries = new ArrayList<>();
		this.lock.lock();
		try {
			this.closed = true;
			entries.addAll(this.bound);
			entries.addAll(this.connected);
			this.bound.clear();
			this.connected.clear();
		}
		finally {
			this.lock.unlock();
		}
		CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
		for (Entry entry : entries) {
			all = all.thenCombine(entry.close.apply(lingerNanos), Boolean::logicalAnd);
		}
		return all;
	}

	/**
	 * One endpoint.
	 *
	 * @param given as the user wrote it
	 * @param endpoint with the real port
	 * @param close ends it within so many nanoseconds
	 */
	private record Entry(String given, Endpoint endpoint, LongFunction<CompletableFuture<Boolean>> close) {

		boolean is(String text) {
			return this.given.equals(text) || this.endpoint.toString().equals(text);
		}

	}

}
