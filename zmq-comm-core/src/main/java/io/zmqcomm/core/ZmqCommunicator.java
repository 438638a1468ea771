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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.security.NullMechanism;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.transport.Transport;

/**
 * The entry to the engine: owns the event loops, the memory budget, the {@code inproc}
 * names and the request pool. One per application is the rule; any thread may use it.
 */
public interface ZmqCommunicator extends AutoCloseable {

	/**
	 * Create a communicator with defaults sized to the machine.
	 * @return the communicator
	 */
	static ZmqCommunicator create() {
		return create((settings) -> {
		});
	}

	/**
	 * Create a communicator.
	 * @param settings changes the defaults
	 * @return the communicator
	 */
	static ZmqCommunicator create(Consumer<Builder> settings) {
		Builder builder = new Builder();
		settings.accept(builder);
		return new EngineCommunicator(builder);
	}

	/**
	 * Create a socket with the communicator's default options.
	 * @param type the type
	 * @return the socket, neither bound nor connected
	 */
	default ZmqSocket createSocket(SocketType type) {
		return createSocket(type, (options) -> {
		});
	}

	/**
	 * Create a socket.
	 * @param type the type
	 * @param options changes the communicator's default options; frozen on return
	 * @return the socket, neither bound nor connected
	 */
	ZmqSocket createSocket(SocketType type, Consumer<SocketOptions.Builder> options);

	/**
	 * Send a request to a REP or ROUTER and wait for its reply, with the default request
	 * timeout. Up to {@code poolSize} requests are in flight per endpoint, each on a REQ
	 * connection of its own; further callers wait within the timeout. A connection that
	 * is not used for a minute is closed.
	 * @param endpoint where the server is bound
	 * @param request the request, without delimiter
	 * @return the reply, without delimiter
	 * @throws ZmqTimeoutException if no reply came in time
	 * @throws InterruptedException if interrupted while waiting; the connection of a
	 * request already sent is discarded
	 */
	ZmqMessage request(String endpoint, ZmqMessage request) throws InterruptedException;

	/**
	 * Send a request and wait for its reply up to the given time.
	 * @param endpoint where the server is bound
	 * @param request the request
	 * @param timeout how long to wait at most, for a free connection and for the reply
	 * @return the reply
	 * @throws ZmqTimeoutException if no reply came in time
	 * @throws InterruptedException if interrupted while waiting
	 */
	ZmqMessage request(String endpoint, ZmqMessage request, Duration timeout) throws InterruptedException;

	/**
	 * Send a tensor as a request and wait for the tensor that answers it, with the
	 * default request timeout; see {@link #request(String, ZmqMessage)}.
	 * @param endpoint where the server is bound
	 * @param request as for {@link ZmqMessage#of(Tensor)}
	 * @return the reply, on the heap; it need not be closed
	 * @throws ZmqTimeoutException if no reply came in time
	 * @throws io.zmqcomm.core.tensor.TensorFormatException if the reply is no tensor
	 * @throws ZmqException if the server answered with an error, the two frames
	 * {@code ZMQ-COMM-ERROR} and JSON
	 * @throws InterruptedException if interrupted while waiting
	 */
	default Tensor request(String endpoint, Tensor request) throws InterruptedException {
		return ErrorReply.check(endpoint, request(endpoint, ZmqMessage.of(request))).tensor();
	}

	/**
	 * Send a request without blocking.
	 * @param endpoint where the server is bound
	 * @param request the request
	 * @param timeout how long to wait at most
	 * @return completes with the reply, or with {@link ZmqTimeoutException} or
	 * {@link ZmqClosedException}, on a thread of the engine that must not be blocked;
	 * cancelling it discards the connection
	 */
	CompletableFuture<ZmqMessage> requestAsync(String endpoint, ZmqMessage request, Duration timeout);

	/**
	 * Return how long a request waits that is given no timeout of its own.
	 * @return 30 s by default
	 */
	Duration requestTimeout();

	/**
	 * Listen to the events of all sockets: ordered per socket, on a thread of the
	 * engine's own that is not an event loop. At most 10,000 events wait; further ones
	 * are dropped and counted by a later {@link ZmqEvent.EventsLost}.
	 * @param listener called for each event
	 * @return ends the listening
	 */
	Subscription listen(Consumer<? super ZmqEvent> listener);

	/**
	 * Return the sockets that are not closed.
	 * @return a snapshot
	 */
	List<ZmqSocket> sockets();

	/**
	 * Close all sockets and the event loops; see {@link ZmqSocket#close(Duration)}.
	 * @param bound how long to flush at most; with plain {@link #close()} each socket's
	 * own linger time counts
	 * @return whether all that was queued was handed over; {@code false} also if
	 * interrupted meanwhile, when it goes on by itself and the thread's interrupt status
	 * is set
	 */
	boolean close(Duration bound);

	/**
	 * Begin to close, without waiting.
	 * @return completes when closed
	 */
	CompletableFuture<Boolean> closeAsync();

	/**
	 * Close all sockets, each within its own linger time, and the event loops. On an
	 * event loop, and on a thread that is interrupted, the close is begun and not
	 * awaited; {@link #closeAsync()} tells when it is done.
	 */
	@Override
	void close();

	/**
	 * Ends what it stands for when closed.
	 */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		@Override
		void close();

	}

	/**
	 * Settings of a communicator; not thread-safe.
	 */
	final class Builder {

		int ioThreads = Math.min(4, Runtime.getRuntime().availableProcessors());

		int poolSize = 10;

		Duration requestTimeout = Duration.ofSeconds(30);

		@Nullable String protocol;

		boolean rdmaAllowSoftware;

		long memoryLimit;

		Ticker ticker = Ticker.systemTicker();

		Consumer<SocketOptions.Builder> defaults = (options) -> {
		};

		/** Replaced by tests. */
		Mechanism.Factory mechanisms = NullMechanism.FACTORY;

		/** Replaced by tests; {@code null} for TCP. */
		@Nullable Transport transport;

		Builder() {
		}

		/**
		 * Set the number of event loops, by default one per processor, four at most.
		 * @param ioThreads at least 1
		 * @return this builder
		 */
		public Builder ioThreads(int ioThreads) {
			this.ioThreads = positive("ioThreads", ioThreads);
			return this;
		}

		/**
		 * Set how many connections are kept per target of {@code request}, 10 by default.
		 * They are opened when needed, and closed after a minute without use.
		 * @param poolSize at least 1
		 * @return this builder
		 */
		public Builder poolSize(int poolSize) {
			this.poolSize = positive("poolSize", poolSize);
			return this;
		}

		/**
		 * Set how long {@code request} waits, 30 s by default.
		 * @param requestTimeout more than zero
		 * @return this builder
		 */
		public Builder requestTimeout(Duration requestTimeout) {
			if (requestTimeout.isNegative() || requestTimeout.isZero()) {
				throw new IllegalArgumentException(
						"'requestTimeout' %s (expected: more than zero)".formatted(requestTimeout));
			}
			this.requestTimeout = requestTimeout;
			return this;
		}

		/**
		 * Set the protocol of endpoints that are a bare {@code host:port}. Without it the
		 * environment variable {@code MC_RPC_PROTOCOL} counts, else {@code tcp}.
		 * @param protocol {@code tcp} or {@code rdma}
		 * @return this builder
		 */
		public Builder protocol(@Nullable String protocol) {
			this.protocol = protocol;
			return this;
		}

		/**
		 * Set whether {@code rdma://} endpoints may do without RDMA: UCX then also uses
		 * its TCP and shared-memory lanes. Without it a machine that has no RDMA device
		 * refuses such endpoints.
		 * @param rdmaAllowSoftware whether they may, by default not
		 * @return this builder
		 */
		public Builder rdmaAllowSoftware(boolean rdmaAllowSoftware) {
			this.rdmaAllowSoftware = rdmaAllowSoftware;
			return this;
		}

		/**
		 * Set how many octets all queues and unfinished frames together may hold, by
		 * default a quarter of the direct memory.
		 * @param memoryLimit in octets; 0 for the default
		 * @return this builder
		 */
		public Builder memoryLimit(long memoryLimit) {
			if (memoryLimit < 0) {
				throw new IllegalArgumentException("'memoryLimit' %d (expected: 0 or more)".formatted(memoryLimit));
			}
			this.memoryLimit = memoryLimit;
			return this;
		}

		/**
		 * Set the source of time for everything that the event loops time: handshakes,
		 * reconnects, linger. For tests; a clock that stands still must be moved for a
		 * close to end, as the event loops wait for time to pass.
		 * @param ticker the ticker
		 * @return this builder
		 */
		public Builder ticker(Ticker ticker) {
			this.ticker = ticker;
			return this;
		}

		/**
		 * Set options that every socket begins with. Called again, it adds to what was
		 * set before.
		 * @param defaults applied before the options of the socket itself
		 * @return this builder
		 */
		public Builder socketDefaults(Consumer<SocketOptions.Builder> defaults) {
			this.defaults = this.defaults.andThen(defaults::accept);
			return this;
		}

		private static int positive(String name, int value) {
			if (value < 1) {
				throw new IllegalArgumentException("'%s' %d (expected: at least 1)".formatted(name, value));
			}
			return value;
		}

	}

}
