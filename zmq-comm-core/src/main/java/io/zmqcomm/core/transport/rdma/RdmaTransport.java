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

package io.zmqcomm.core.transport.rdma;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.RdmaUnavailableException;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;
import io.zmqcomm.core.transport.HostResolver;
import io.zmqcomm.core.transport.Transport;

/**
 * {@code rdma://} by UCX, which is loaded with the first such endpoint. Each event loop
 * that has one gets a worker of UCX; the connections of a bound endpoint live on the
 * socket's own event loop, spread or not.
 */
public final class RdmaTransport implements Transport {

	private final EventLoops loops;

	private final HostResolver hosts;

	private final boolean allowSoftware;

	private final Map<EventExecutor, UcxLoop> workers = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable UcxContext context;

	private volatile boolean closed;

	/**
	 * Create the transport.
	 * @param loops the event loops
	 * @param hosts resolves names
	 * @param allowSoftware whether UCX's TCP and shared-memory lanes may be used
	 */
	public RdmaTransport(EventLoops loops, HostResolver hosts, boolean allowSoftware) {
		this.loops = loops;
		this.hosts = hosts;
		this.allowSoftware = allowSoftware;
	}

	/**
	 * Load UCX.
	 * @throws RdmaUnavailableException if something is missing
	 */
	public void load() {
		context();
	}

	@Override
	public void check(Endpoint endpoint) {
		load();
	}

	private UcxContext context() {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new ZmqClosedException("the communicator is closed");
			}
			if (this.context == null) {
				if (!this.loops.isEpoll()) {
					throw new RdmaUnavailableException("Netty's epoll transport is not available",
							"run on Linux with netty-transport-native-epoll on the class path", null);
				}
				this.context = createContext();
			}
			return this.context;
		}
		finally {
			this.lock.unlock();
		}
	}

	private UcxContext createContext() {
		try {
			return UcxContext.create(this.allowSoftware);
		}
		catch (NoClassDefFoundError ex) {
			throw new RdmaUnavailableException("the class path has no JUCX",
					"add the dependency org.openucx:jucx:1.15.0", ex);
		}
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		CompletableFuture<InetSocketAddress> address = endpoint.isAnyHost()
				? CompletableFuture.completedFuture(new InetSocketAddress("0.0.0.0", endpoint.port()))
				: this.hosts.resolve(endpoint);
		return address.thenCompose((local) -> on(loops.home(),
				() -> worker(loops.home()).listen(endpoint, local, options.backlog(), accepted)));
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		// Failures too are told on the event loop.
		return this.hosts.resolve(endpoint).whenCompleteAsync((remote, failure) -> {
		}, loop)
			.thenCompose(
					(remote) -> worker(loop).connect(remote, endpoint.toString(), options.connectTimeout().toNanos()));
	}

	/** Event loop only. */
	private UcxLoop worker(EventLoop loop) {
		if (this.closed) {
			throw new ZmqClosedException("the communicator is closed");
		}
		return this.workers.computeIfAbsent(loop, (key) -> new UcxLoop(this.loops, loop, context()));
	}

	private static <T> CompletableFuture<T> on(EventLoop loop, Callable<? extends T> action) {
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			loop.execute(() -> {
				try {
					result.complete(action.call());
				}
				catch (Exception ex) {
					result.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			result.completeExceptionally(new ZmqClosedException("the communicator is closed"));
		}
		return result;
	}

	static String name(@Nullable InetSocketAddress address) {
		return (address != null) ? Endpoint.RDMA + "://" + NetUtil.toSocketAddressString(address) : "rdma://unknown";
	}

	/**
	 * Close UCX, before the event loops.
	 * @return completes when closed
	 */
	public CompletableFuture<Void> close() {
		UcxContext context;
		this.lock.lock();
		try {
			context = this.context;
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
		CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);
		if (context == null) {
			return closed;
		}
		for (EventExecutor loop : this.loops.all()) {
			closed = closed.thenCombine(on((EventLoop) loop, () -> {
				UcxLoop worker = this.workers.get(loop);
				if (worker != null) {
					worker.close();
				}
				return loop;
			}), (before, done) -> before);
		}
		return closed.thenRun(context::close);
	}

}
