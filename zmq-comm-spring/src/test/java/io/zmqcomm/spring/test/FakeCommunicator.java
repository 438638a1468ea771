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

package io.zmqcomm.spring.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;

/**
 * Creates {@link FakeSocket sockets without a network}.
 */
public final class FakeCommunicator implements ZmqCommunicator {

	/** Answers requests, given the endpoint and the request. */
	public volatile BiFunction<String, ZmqMessage, ZmqMessage> server = (endpoint, request) -> request;

	/** What the next asynchronous request returns, instead of the server's answer. */
	public volatile @Nullable CompletableFuture<ZmqMessage> later;

	/** The timeouts of the requests. */
	public final List<Duration> timeouts = new CopyOnWriteArrayList<>();

	public volatile Duration requestTimeout = Duration.ofSeconds(30);

	private final List<FakeSocket> created = new CopyOnWriteArrayList<>();

	private final List<Consumer<? super ZmqEvent>> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Return the newest socket of a name.
	 * @param name the name
	 * @return the socket
	 */
	public FakeSocket socket(String name) {
		return sockets(name).stream()
			.reduce((first, second) -> second)
			.orElseThrow(() -> new IllegalStateException("no socket " + name));
	}

	/**
	 * Return all sockets of a name that were ever created.
	 * @param name the name
	 * @return the sockets
	 */
	public List<FakeSocket> sockets(String name) {
		return this.created.stream().filter((socket) -> socket.options().name().equals(name)).toList();
	}

	public void publish(ZmqEvent event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	@Override
	public ZmqSocket createSocket(SocketType type, Consumer<SocketOptions.Builder> options) {
		SocketOptions.Builder builder = SocketOptions.builder();
		options.accept(builder);
		FakeSocket socket = new FakeSocket(type, builder.build());
		this.created.add(socket);
		return socket;
	}

	@Override
	public ZmqMessage request(String endpoint, ZmqMessage request) {
		return request(endpoint, request, this.requestTimeout);
	}

	@Override
	public ZmqMessage request(String endpoint, ZmqMessage request, Duration timeout) {
		this.timeouts.add(timeout);
		return this.server.apply(endpoint, request);
	}

	@Override
	public CompletableFuture<ZmqMessage> requestAsync(String endpoint, ZmqMessage request, Duration timeout) {
		CompletableFuture<ZmqMessage> given = this.later;
		this.timeouts.add(timeout);
		return (given != null) ? given : CompletableFuture.supplyAsync(() -> this.server.apply(endpoint, request));
	}

	@Override
	public Duration requestTimeout() {
		return this.requestTimeout;
	}

	@Override
	public Subscription listen(Consumer<? super ZmqEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public List<ZmqSocket> sockets() {
		List<ZmqSocket> open = new ArrayList<>(this.created);
		open.removeIf(ZmqSocket::isClosed);
		return open;
	}

	@Override
	public boolean close(Duration bound) {
		this.created.forEach(FakeSocket::close);
		return true;
	}

	@Override
	public CompletableFuture<Boolean> closeAsync() {
		return CompletableFuture.completedFuture(close(Duration.ZERO));
	}

	@Override
	public void close() {
		close(Duration.ZERO);
	}

}
