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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The REQ connections behind {@link ZmqCommunicator#request}: up to a number per
 * endpoint, one request each at a time. A connection whose request timed out or was
 * cancelled is thrown away, so that a late reply meets nobody; one that nobody used for a
 * while is closed, and an endpoint without connections is forgotten. Any thread.
 */
final class RequestPool {

	private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final EngineCommunicator communicator;

	private final int size;

	private final Ticker ticker;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Target> targets = new HashMap<>();

	/** Whether {@link #closeIdle} is due. */
	private boolean watching;

	private boolean closed;

	RequestPool(EngineCommunicator communicator, int size, Ticker ticker) {
		this.communicator = communicator;
		this.size = size;
		this.ticker = ticker;
	}

	CompletableFuture<ZmqMessage> request(String endpoint, ZmqMessage request, Duration timeout) {
		Call call = new Call(endpoint, request);
		Lane lane = null;
		this.lock.lock();
		try {
			if (this.closed) {
				throw new ZmqClosedException("the communicator is closed");
			}
			Target target = this.targets.get(endpoint);
			if (target == null) {
				target = new Target();
			}
			lane = target.idle.pollLast();
			if (lane == null && target.open.size() < this.size) {
				lane = new Lane(endpoint);
				target.open.add(lane);
				this.targets.put(endpoint, target);
			}
			if (lane == null) {
				target.waiting.addLast(call);
			}
		}
		finally {
			this.lock.unlock();
		}
		call.timeAfter(timeout);
		if (lane != null) {
			lane.serve(call);
		}
		return call;
	}

	private void free(Lane lane) {
		Call next;
		this.lock.lock();
		try {
			Target target = this.targets.get(lane.endpoint);
			if (target == null || !target.open.contains(lane)) {
				return;
			}
			next = target.waiting.pollFirst();
			if (next == null) {
				lane.idleSince = this.ticker.nanoTime();
				target.idle.addLast(lane);
				watchIdle(IDLE_NANOS);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (next != null) {
			lane.serve(next);
		}
	}

	/** Lock held. */
	private void watchIdle(long nanos) {
		if (!this.watching && !this.closed) {
			this.watching = true;
			this.communicator.nextLoop().schedule(this::closeIdle, nanos, TimeUnit.NANOSECONDS);
		}
	}

	private void closeIdle() {
		List<Lane> old = new ArrayList<>();
		this.lock.lock();
		try {
			this.watching = false;
			long now = this.ticker.nanoTime();
			long next = Long.MAX_VALUE;
			for (Target target : this.targets.values()) {
				Lane oldest;
				while ((oldest = target.idle.peekFirst()) != null && now - oldest.idleSince >= IDLE_NANOS) {
					target.idle.removeFirst();
					target.open.remove(oldest);
					old.add(oldest);
				}
				if (oldest != null) {
					next = Math.min(next, oldest.idleSince + IDLE_NANOS - now);
				}
			}
			this.targets.values().removeIf((target) -> target.open.isEmpty());
			if (next != Long.MAX_VALUE) {
				watchIdle(next);
			}
		}
		finally {
			this.lock.unlock();
		}
		old.forEach((lane) -> lane.socket.closeAsync());
	}

	/** A call failed: its lane is thrown away, and a new one serves who waits. */
	private void abandon(Call call) {
		// Unless the reply was quicker: then the lane serves somebody else already.
		Lane served = call.lane;
		Lane lane = (served != null && served.call.compareAndSet(call, null)) ? served : null;
		Lane fresh = null;
		Call next = null;
		this.lock.lock();
		try {
			Target target = this.targets.get(call.endpoint);
			if (target == null) {
				return;
			}
			target.waiting.remove(call);
			if (lane != null && target.open.remove(lane) && !this.closed) {
				next = target.waiting.pollFirst();
				if (next != null) {
					fresh = new Lane(call.endpoint);
					target.open.add(fresh);
				}
			}
			if (target.open.isEmpty()) {
				this.targets.remove(call.endpoint);
			}
		}
		catch (ZmqClosedException ex) {
			// The communicator closes meanwhile, and the one that was to be served waits
			// no more.
		}
		finally {
			this.lock.unlock();
		}
		if (lane != null) {
			lane.socket.closeAsync();
		}
		if (next != null) {
			if (fresh != null) {
				fresh.serve(next);
			}
			else {
				next.completeExceptionally(new ZmqClosedException("the communicator is closed"));
			}
		}
	}

	/**
	 * Fail what waits; the lanes are closed with the communicator's sockets.
	 */
	void close() {
		List<Call> calls = new ArrayList<>();
		this.lock.lock();
		try {
			this.closed = true;
			for (Target target : this.targets.values()) {
				calls.addAll(target.waiting);
				for (Lane lane : target.open) {
					Call call = lane.call.get();
					if (call != null) {
						calls.add(call);
					}
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		for (Call call : calls) {
			call.completeExceptionally(new ZmqClosedException("the communicator is closed"));
		}
	}

	/**
	 * One endpoint; guarded by the lock.
	 */
	private static final class Target {

		final Deque<Lane> idle = new ArrayDeque<>();

		final Set<Lane> open = new HashSet<>();

		final Deque<Call> waiting = new ArrayDeque<>();

	}

	/**
	 * One request and the promise of its reply.
	 */
	private final class Call extends CompletableFuture<ZmqMessage> {

		final String endpoint;

		final ZmqMessage request;

		@Nullable Future<?> timer;

		volatile @Nullable Lane lane;

		Call(String endpoint, ZmqMessage request) {
			this.endpoint = endpoint;
			this.request = request;
		}

		void timeAfter(Duration timeout) {
			EventLoop loop = RequestPool.this.communicator.nextLoop();
			this.timer = loop.schedule(
					() -> completeExceptionally(
							new ZmqTimeoutException("no reply from %s within %s".formatted(this.endpoint, timeout))),
					EngineSocket.nanos(timeout), TimeUnit.NANOSECONDS);
			whenComplete((reply, failure) -> over(failure != null));
		}

		private void over(boolean failed) {
			if (this.timer != null) {
				this.timer.cancel(false);
			}
			if (failed) {
				abandon(this);
			}
		}

	}

	/**
	 * One REQ connection.
	 */
	private final class Lane implements MessageReceiver {

		final String endpoint;

		final ZmqSocket socket;

		/** Whoever takes the call out of here decides what becomes of the lane. */
		final AtomicReference<@Nullable Call> call = new AtomicReference<>();

		/** By the ticker; guarded by the lock. */
		long idleSince;

		Lane(String endpoint) {
			this.endpoint = endpoint;
			this.socket = RequestPool.this.communicator.createLane(endpoint);
			this.socket.onMessage(Dispatch.IO_THREAD, this);
		}

		void serve(Call call) {
			this.call.set(call);
			call.lane = this;
			if (call.isDone()) {
				abandon(call);
				return;
			}
			SendOutcome outcome;
			try {
				outcome = this.socket.trySend(call.request);
			}
			catch (RuntimeException ex) {
				// Such as that of a tensor closed too early: the caller's, not that of
				// who served the lane before.
				call.completeExceptionally(ex);
				return;
			}
			if (!outcome.isAccepted()) {
				call.completeExceptionally(
						new ZmqClosedException("request to %s was not sent: %s".formatted(this.endpoint, outcome)));
			}
		}

		@Override
		public void onMessage(MessageView message) {
			Call call = this.call.getAndSet(null);
			if (call != null) {
				ZmqMessage reply = message.copy();
				free(this);
				call.complete(reply);
			}
		}

	}

}
