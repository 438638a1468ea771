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

package io.zmqcomm.core.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.pipe.Pipe;

/**
 * Closes one network pipe: no further messages, flush within linger, end the session in
 * good order, retire the pipe. Confined to the pipe's event loop, {@link #close}
 * excepted.
 */
final class PipeEnd {

	private final SocketContext socket;

	private final Pipe pipe;

	private final EventExecutor loop;

	private @Nullable CompletableFuture<Boolean> closed;

	private @Nullable Future<?> timer;

	private boolean ending;

	/** Whether the pipe takes no more messages. Under the outbox lock. */
	private boolean refusing;

	/** Messages that were lost before the close began. Under the outbox lock. */
	private long lostBefore;

	private boolean flushed;

	private boolean retired;

	PipeEnd(SocketContext socket, Pipe pipe, EventExecutor loop) {
		this.socket = socket;
		this.pipe = pipe;
		this.loop = loop;
	}

	/**
	 * Close. Any thread; no message is accepted for this pipe any more when this returns.
	 * @param lingerNanos how long to flush at most
	 * @param session the current session, asked on the event loop
	 * @param stop ends attempts to connect, run on the event loop after the flush
	 * @return completes when closed, with whether all was flushed
	 */
	CompletableFuture<Boolean> close(long lingerNanos, Supplier<@Nullable Session> session, Runnable stop) {
		refuseMessages();
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		try {
			this.loop.execute(() -> begin(lingerNanos, session, stop, result));
		}
		catch (RejectedExecutionException ex) {
			result.complete(false);
		}
		return result;
	}

	private void refuseMessages() {
		this.socket.outbox().lock();
		try {
			if (!this.refusing) {
				this.refusing = true;
				this.pipe.closing();
				this.lostBefore = this.pipe.out().undelivered();
			}
		}
		finally {
			this.socket.outbox().unlock();
		}
	}

	private void begin(long lingerNanos, Supplier<@Nullable Session> session, Runnable stop,
			CompletableFuture<Boolean> result) {
		if (this.closed != null) {
			this.closed.whenComplete((flushed, failure) -> result.complete(flushed));
			return;
		}
		this.closed = result;
		if (this.retired) {
			result.complete(true);
			return;
		}
		long deadline = now() + lingerNanos;
		this.timer = this.loop.schedule(() -> end(deadline, session, stop), lingerNanos, TimeUnit.NANOSECONDS);
		this.socket.outbox().lock();
		try {
			this.pipe.out().whenEmpty(() -> this.loop.execute(() -> end(deadline, session, stop)));
		}
		finally {
			this.socket.outbox().unlock();
		}
	}

	private long now() {
		return this.loop.ticker().nanoTime();
	}

	private void end(long deadline, Supplier<@Nullable Session> session, Runnable stop) {
		if (this.ending) {
			return;
		}
		this.ending = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		stop.run();
		boolean empty;
		this.socket.outbox().lock();
		try {
			empty = this.pipe.out().isEmpty();
			this.flushed = isFlushed();
		}
		finally {
			this.socket.outbox().unlock();
		}
		Session current = session.get();
		if (current == null) {
			retire();
		}
		else {
			current.end(empty ? deadline - now() : 0);
		}
	}

	private boolean isFlushed() {
		return this.pipe.out().isEmpty() && this.pipe.out().undelivered() == this.lostBefore;
	}

	/**
	 * The pipe's session is over. Event loop only.
	 */
	void sessionEnded() {
		if (this.ending) {
			retire();
		}
	}

	/**
	 * Retire the pipe, once.
	 */
	void retire() {
		if (!this.retired) {
			this.retired = true;
			this.socket.outbox().lock();
			try {
				if (!this.ending) {
					// The peer left before the flush had its turn.
					this.flushed = isFlushed();
				}
				this.socket.retire(this.pipe);
			}
			finally {
				this.socket.outbox().unlock();
			}
		}
		if (this.closed != null) {
			this.closed.complete(this.flushed);
		}
	}

}
