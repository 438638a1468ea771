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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.monitor.EventBus;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.session.InprocHub;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;
import io.zmqcomm.core.transport.HostResolver;
import io.zmqcomm.core.transport.Transport;
import io.zmqcomm.core.transport.ipc.IpcTransport;
import io.zmqcomm.core.transport.rdma.RdmaTransport;
import io.zmqcomm.core.transport.tcp.TcpTransport;

/**
 * The communicator: what its sockets share.
 */
final class EngineCommunicator implements ZmqCommunicator {

	private static final String PROTOCOL_VARIABLE = "MC_RPC_PROTOCOL";

	private final EventLoops loops;

	private final MemoryBudget budget;

	private final RdmaTransport rdma;

	/** By scheme. */
	private final Map<String, Transport> transports;

	private final Mechanism.Factory mechanisms;

	private final InprocHub inproc = new InprocHub();

	private final EventBus events = new EventBus();

	private final RequestPool pool;

	private final Duration requestTimeout;

	private final Consumer<SocketOptions.Builder> defaults;

	private final String protocol;

	private final ExecutorService resolver = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "zmq-resolver");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<EngineSocket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicLong numbers = new AtomicLong();

	private final AtomicReference<@Nullable CompletableFuture<Boolean>> closing = new AtomicReference<>();

	EngineCommunicator(Builder settings) {
		this.protocol = protocol(settings.protocol);
		this.loops = new EventLoops(settings.ioThreads, settings.ticker);
		this.budget = new MemoryBudget(
				(settings.memoryLimit > 0) ? settings.memoryLimit : PlatformDependent.maxDirectMemory() / 4);
		this.mechanisms = settings.mechanisms;
		HostResolver hosts = new HostResolver(this.resolver);
		this.rdma = new RdmaTransport(this.loops, hosts, settings.rdmaAllowSoftware);
		this.transports = Map.of(Endpoint.TCP,
				(settings.transport != null) ? settings.transport : new TcpTransport(this.loops, hosts), Endpoint.IPC,
				new IpcTransport(this.loops), Endpoint.RDMA, this.rdma);
		if (this.protocol.equals(Endpoint.RDMA)) {
			try {
				this.rdma.load();
			}
			catch (RuntimeException ex) {
				this.loops.close();
				throw ex;
			}
		}
		this.pool = new RequestPool(this, settings.poolSize, settings.ticker);
		this.requestTimeout = settings.requestTimeout;
		this.defaults = settings.defaults;
	}

	private static String protocol(@Nullable String configured) {
		String variable = System.getenv(PROTOCOL_VARIABLE);
		String protocol = (configured != null) ? configured
				: (variable != null && !variable.isBlank()) ? variable : Endpoint.TCP;
		if (!protocol.equals(Endpoint.TCP) && !protocol.equals(Endpoint.RDMA)) {
			throw new IllegalArgumentException("%s '%s' is not available (expected: tcp or rdma)"
				.formatted((configured != null) ? "protocol" : "environment variable " + PROTOCOL_VARIABLE, protocol));
		}
		return protocol;
	}

	@Override
	public ZmqSocket createSocket(SocketType type, Consumer<SocketOptions.Builder> options) {
		SocketOptions.Builder builder = SocketOptions.builder();
		this.defaults.accept(builder);
		options.accept(builder);
		EngineSocket socket = new EngineSocket(this, type, builder.build(), this.numbers.incrementAndGet());
		this.sockets.add(socket);
		if (this.closing.get() != null) {
			socket.closeAsync(Duration.ZERO);
			throw new ZmqClosedException("the communicator is closed");
		}
		return socket;
	}

	/** A REQ of the request pool. */
	ZmqSocket createLane(String endpoint) {
		ZmqSocket socket = createSocket(SocketType.REQ,
				(options) -> options.name("request " + endpoint).linger(Duration.ZERO));
		try {
			return socket.connect(endpoint);
		}
		catch (RuntimeException ex) {
			socket.closeAsync();
			throw ex;
		}
	}

	@Override
	public ZmqMessage request(String endpoint, ZmqMessage request) throws InterruptedException {
		return request(endpoint, request, this.requestTimeout);
	}

	@Override
	public ZmqMessage request(String endpoint, ZmqMessage request, Duration timeout) throws InterruptedException {
		EventLoops.checkBlockingAllowed("request");
		CompletableFuture<ZmqMessage> reply = requestAsync(endpoint, request, timeout);
		try {
			return reply.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			String message = (cause != null) ? String.valueOf(cause.getMessage()) : "request failed";
			if (cause instanceof ZmqTimeoutException) {
				throw new ZmqTimeoutException(message, ex);
			}
			if (cause instanceof ZmqClosedException) {
				throw new ZmqClosedException(message, ex);
			}
			throw new ZmqException("request to %s failed".formatted(endpoint), cause);
		}
		finally {
			reply.cancel(false);
		}
	}

	@Override
	public CompletableFuture<ZmqMessage> requestAsync(String endpoint, ZmqMessage request, Duration timeout) {
		return this.pool.request(Endpoint.parse(endpoint, this.protocol).toString(), request, timeout);
	}

	@Override
	public Duration requestTimeout() {
		return this.requestTimeout;
	}

	@Override
	public Subscription listen(Consumer<? super ZmqEvent> listener) {
		return this.events.add(listener)::run;
	}

	@Override
	public List<ZmqSocket> sockets() {
		return List.copyOf(this.sockets);
	}

	@Override
	public boolean close(Duration bound) {
		EventLoops.checkBlockingAllowed("close");
		return EngineSocket.awaitClosed(closeAsync(bound));
	}

	@Override
	public void close() {
		CompletableFuture<Boolean> closed = closeAsync();
		if (!EventLoops.isEventLoopThread()) {
			EngineSocket.awaitClosed(closed);
		}
	}

	@Override
	public CompletableFuture<Boolean> closeAsync() {
		return closeAsync(null);
	}

	private CompletableFuture<Boolean> closeAsync(@Nullable Duration bound) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		CompletableFuture<Boolean> earlier = this.closing.compareAndExchange(null, result);
		if (earlier != null) {
			return earlier.copy();
		}
		this.pool.close();
		CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
		for (EngineSocket socket : this.sockets) {
			all = all.thenCombine((bound != null) ? socket.closeAsync(bound) : socket.closeAsync(),
					Boolean::logicalAnd);
		}
		all.whenComplete((flushed, failure) -> this.rdma.close()
			.handle((done, ignored) -> this.loops.close())
			.thenCompose((loopsClosed) -> loopsClosed)
			.whenComplete((done, ignored) -> {
				this.resolver.shutdown();
				this.events.close();
				result.complete(Boolean.TRUE.equals(flushed));
			}));
		return result.copy();
	}

	void closed(EngineSocket socket) {
		this.sockets.remove(socket);
	}

	EventLoops loops() {
		return this.loops;
	}

	EventLoop nextLoop() {
		return this.loops.next();
	}

	MemoryBudget budget() {
		return this.budget;
	}

	EventBus events() {
		return this.events;
	}

	Mechanism.Factory mechanisms() {
		return this.mechanisms;
	}

	InprocHub inproc() {
		return this.inproc;
	}

	String protocol() {
		return this.protocol;
	}

	/**
	 * Return what serves an endpoint.
	 * @param endpoint the endpoint
	 * @return the transport
	 * @throws IllegalArgumentException if it cannot serve the endpoint on this machine
	 */
	Transport transport(Endpoint endpoint) {
		Transport transport = Objects.requireNonNull(this.transports.get(endpoint.transport()));
		transport.check(endpoint);
		return transport;
	}

}
