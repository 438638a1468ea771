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

import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a communicator: epoll where it is available, NIO elsewhere. Timers
 * of the loops follow the given ticker.
 */
public final class EventLoops {

	private static final Logger logger = LoggerFactory.getLogger(EventLoops.class);

	private static final Duration QUIET_PERIOD = Duration.ZERO;

	private static final Duration SHUTDOWN_BOUND = Duration.ofSeconds(5);

	private final MultiThreadIoEventLoopGroup group;

	private final boolean epoll;

	private final Map<ThreadAwareExecutor, BriefSelect> selects = new ConcurrentHashMap<>();

	public EventLoops(int threads, Ticker ticker) {
		this.epoll = Epoll.isAvailable();
		IoHandlerFactory handlers = (loop) -> {
			BriefSelect select = new BriefSelect();
			this.selects.put(loop, select);
			return (this.epoll ? EpollIoHandler.newFactory(0, () -> select)
					: NioIoHandler.newFactory(SelectorProvider.provider(), () -> select))
				.newHandler(loop);
		};
		this.group = new TickingGroup(threads, handlers, ticker);
		logger.debug("{} event loops, {}", threads, this.epoll ? "epoll" : "NIO");
	}

	public EventLoop next() {
		return this.group.next();
	}

	/**
	 * Return all event loops.
	 * @return the group
	 */
	public EventLoopGroup all() {
		return this.group;
	}

	/**
	 * Return whether the native transport of Linux is used.
	 * @return {@code false} for NIO
	 */
	public boolean isEpoll() {
		return this.epoll;
	}

	/**
	 * Have an event loop ask a source for work in each turn. Called on that event loop.
	 * @param loop one of these event loops
	 * @param source the source, one at most for each event loop; {@code null} when it is
	 * over
	 */
	public void poll(EventLoop loop, @Nullable PolledSource source) {
		Objects.requireNonNull(this.selects.get(loop)).source(source);
	}

	/**
	 * Return whether the current thread is an event loop, where blocking is forbidden.
	 * @return whether it is
	 */
	public static boolean isEventLoopThread() {
		return Thread.currentThread() instanceof IoThread;
	}

	/**
	 * Refuse a blocking call on an event loop.
	 * @param call name of the call
	 */
	public static void checkBlockingAllowed(String call) {
		if (isEventLoopThread()) {
			throw new IllegalStateException("'%s' may block and was called on event loop %s (expected: another thread,"
				.formatted(call, Thread.currentThread().getName()) + " or a call that does not block)");
		}
	}

	/**
	 * Stop all loops.
	 * @return completes when their threads have ended
	 */
	public CompletableFuture<Void> close() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.group.shutdownGracefully(QUIET_PERIOD.toMillis(), SHUTDOWN_BOUND.toMillis(), TimeUnit.MILLISECONDS)
			.addListener((future) -> closed.complete(null));
		return closed;
	}

	/**
	 * Marks the threads of event loops.
	 */
	private static final class IoThread extends FastThreadLocalThread {

		IoThread(Runnable task, String name) {
			super(task, name);
		}

	}

	private static final class IoThreadFactory extends DefaultThreadFactory {

		IoThreadFactory() {
			super("zmq-io", true);
		}

		@Override
		protected Thread newThread(Runnable task, String name) {
			return new IoThread(task, name);
		}

	}

	private static final class TickingGroup extends MultiThreadIoEventLoopGroup {

		TickingGroup(int threads, IoHandlerFactory handlers, Ticker ticker) {
			super(threads, new IoThreadFactory(), handlers, ticker);
		}

		@Override
		protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
			Ticker ticker = (Ticker) args[0];
			return new TickingLoop(this, executor, handlers, ticker);
		}

	}

	private static final class TickingLoop extends SingleThreadIoEventLoop {

		/** Null only while the super constructor runs. */
		private final Ticker ticker;

		TickingLoop(MultiThreadIoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers, Ticker ticker) {
			super(parent, executor, handlers);
			this.ticker = ticker;
		}

		@Override
		@SuppressWarnings("NullAway")
		public Ticker ticker() {
			return (this.ticker != null && !isShuttingDown()) ? this.ticker : Ticker.systemTicker();
		}

	}

}
