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

package io.zmqcomm.spring.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * One named socket: opened on demand, given to its readers, opened again after a stop.
 * Any thread; the lock guards opening and closing, never the way of a message.
 */
final class SharedSocket {

	private static final Logger logger = LoggerFactory.getLogger(ZmqSockets.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final ZmqCommunicator communicator;

	private final ZmqSocketDefinition definition;

	private final LocalPorts localPorts;

	private final KeepAlive keepAlive;

	private final List<ZmqSocketReader> claims = new ArrayList<>();

	private final List<ZmqSocketReader> paused = new ArrayList<>();

	private final Set<ZmqSocketReader> draining = new HashSet<>();

	private final List<String> binds;

	private volatile Audience audience = Audience.NONE;

	private volatile @Nullable ZmqSocket socket;

	private volatile @Nullable Throwable lastError;

	private volatile boolean stopped;

	private volatile boolean openAtStart;

	private boolean receiving;

	private boolean subscribedByDefault;

	private boolean drained;

	SharedSocket(ZmqCommunicator communicator, ZmqSocketDefinition definition, LocalPorts localPorts,
			KeepAlive keepAlive) {
		this.communicator = communicator;
		this.definition = definition;
		this.localPorts = localPorts;
		this.keepAlive = keepAlive;
		this.binds = new ArrayList<>(definition.bind());
		SocketType type = definition.type();
		this.openAtStart = type == SocketType.PUB || type == SocketType.XPUB || type == SocketType.PUSH;
	}

	ZmqSocketDefinition definition() {
		return this.definition;
	}

	ZmqSocket get() {
		ZmqSocket current = this.socket;
		return (current != null) ? current : open();
	}

	ZmqSocket opened() {
		ZmqSocket current = this.socket;
		if (current == null) {
			throw new IllegalStateException("Socket '%s' is not open".formatted(this.definition.name()));
		}
		return current;
	}

	ZmqSocketStatus status() {
		ZmqSocket current = this.socket;
		Throwable error = this.lastError;
		if (current != null && !current.isClosed()) {
			return status(ZmqSocketStatus.State.RUNNING, current.boundEndpoints(), current.connectedEndpoints(),
					current.peers().size(), null);
		}
		ZmqSocketStatus.State state = (error != null) ? ZmqSocketStatus.State.FAILED
				: (this.stopped || current != null) ? ZmqSocketStatus.State.STOPPED : ZmqSocketStatus.State.CREATED;
		ZmqSocketStatus unopened = status(state, List.of(), List.of(), 0, error);
		return (state == ZmqSocketStatus.State.CREATED && this.definition.type() == SocketType.REQ)
				? PooledRequests.status(unopened, this.definition, this.communicator) : unopened;
	}

	private ZmqSocketStatus status(ZmqSocketStatus.State state, List<String> bound, List<String> connected, int peers,
			@Nullable Throwable error) {
		return new ZmqSocketStatus(this.definition.name(), this.definition.type(), state, bound, connected, peers,
				error);
	}

	void openAtStart() {
		this.openAtStart = true;
	}

	void start() {
		this.lock.lock();
		try {
			this.stopped = false;
			if (this.openAtStart && this.claims.isEmpty()) {
				get();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	CompletableFuture<Boolean> stop() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.paused.clear();
			this.draining.clear();
			CompletableFuture<Boolean> closed = closeSocket();
			for (ZmqSocketReader reader : this.audience.readers()) {
				this.audience = this.audience.without(reader);
				this.keepAlive.readerStopped();
			}
			return closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	ZmqSocketReader claim(String id, List<String> topics, @Nullable Dispatch dispatch,
			@Nullable MessageReceiver receiver) {
		SocketType type = this.definition.type();
		if (!type.canReceive() || type == SocketType.REQ) {
			throw new IllegalArgumentException(
					"Socket '%s' is a %s, so '%s' cannot listen to it".formatted(this.definition.name(), type, id));
		}
		this.lock.lock();
		try {
			List<String> effective = topics.isEmpty() ? defaultTopics() : topics;
			ZmqSocketReader reader = new ZmqSocketReader(this, id, effective, dispatch, receiver);
			this.claims.forEach((other) -> checkSharing(other, reader));
			this.claims.add(reader);
			return reader;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkSharing(ZmqSocketReader reader, ZmqSocketReader other) {
		String refusal = "Socket '%s' (%s) is read by '%s', so '%s' cannot read it too: "
			.formatted(this.definition.name(), this.definition.type(), reader.id(), other.id());
		if (!isSubscriber()) {
			throw new ZmqSocketConflictException(this.definition.name(), reader.id(), other.id(), refusal
					+ "each of its messages goes to one reader. Remove one of the two or give it a socket of its own");
		}
		if (reader.receiver() == null || other.receiver() == null) {
			throw new ZmqSocketConflictException(this.definition.name(), reader.id(), other.id(),
					refusal + "a reader that takes messages in batches needs a socket of its own");
		}
		if (!sameThreads(reader.dispatch(), other.dispatch())) {
			throw new ZmqSocketConflictException(this.definition.name(), reader.id(), other.id(),
					refusal + "they differ in dispatch, executor or concurrency, which is one for the whole socket");
		}
	}

	private static boolean sameThreads(@Nullable Dispatch one, @Nullable Dispatch other) {
		return one == other || (one != null && other != null && one.executor() == other.executor()
				&& one.concurrency() == other.concurrency());
	}

	void release(ZmqSocketReader reader) {
		detach(reader);
		this.lock.lock();
		try {
			this.claims.remove(reader);
		}
		finally {
			this.lock.unlock();
		}
	}

	void attach(ZmqSocketReader reader) {
		this.lock.lock();
		try {
			Audience before = this.audience;
			if (before.contains(reader)) {
				return;
			}
			this.audience = before.with(reader, this.claims.size() > 1);
			try {
				ZmqSocket current = this.socket;
				if (current == null) {
					open();
				}
				else {
					join(current, reader);
				}
			}
			catch (RuntimeException ex) {
				this.audience = before;
				throw ex;
			}
			this.keepAlive.readerStarted();
			this.localPorts.publish(reader.id(), opened().boundEndpoints());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void join(ZmqSocket current, ZmqSocketReader reader) {
		receive(current, reader);
		if (isSubscriber()) {
			reader.topics().forEach(current::subscribe);
			if (this.subscribedByDefault) {
				this.subscribedByDefault = false;
				defaultTopics().forEach(current::unsubscribe);
			}
		}
		if (this.drained) {
			this.drained = false;
			current.resume();
		}
	}

	private void receive(ZmqSocket current, ZmqSocketReader reader) {
		Dispatch dispatch = reader.dispatch();
		if (dispatch != null && !this.receiving) {
			current.onMessage(dispatch, this::dispatch);
			this.receiving = true;
		}
	}

	/**
	 * Drain for one reader. Others get what is drained too, and wait for what comes then
	 * until this one is detached.
	 */
	boolean drain(ZmqSocketReader reader, Duration bound) {
		ZmqSocket current;
		this.lock.lock();
		try {
			current = this.socket;
			if (current == null || !this.audience.contains(reader)) {
				return true;
			}
			this.draining.add(reader);
			this.drained = true;
		}
		finally {
			this.lock.unlock();
		}
		try {
			return current.drain(bound);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Stop reading for one reader; the others go on, without what only it subscribed to.
	 */
	void pause(ZmqSocketReader reader) {
		this.lock.lock();
		try {
			if (this.audience.contains(reader) && this.audience.readers().length > 1) {
				detach(reader);
				this.paused.add(reader);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		drain(reader, Duration.ZERO);
	}

	void resume(ZmqSocketReader reader) {
		this.lock.lock();
		try {
			if (this.paused.contains(reader)) {
				attach(reader);
				this.paused.remove(reader);
				return;
			}
			this.draining.remove(reader);
			ZmqSocket current = this.socket;
			if (current != null && this.drained && this.audience.contains(reader)) {
				this.drained = false;
				current.resume();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void detach(ZmqSocketReader reader) {
		CompletableFuture<Boolean> closed = null;
		this.lock.lock();
		try {
			this.paused.remove(reader);
			this.draining.remove(reader);
			if (!this.audience.contains(reader)) {
				return;
			}
			Audience remaining = this.audience.without(reader);
			ZmqSocket current = this.socket;
			if (current != null && remaining.readers().length > 0) {
				reader.topics().forEach(current::unsubscribe);
			}
			else if (!staysOpen()) {
				// First, so that what comes after a drain is counted as discarded
				closed = closeSocket();
			}
			this.audience = remaining;
			this.keepAlive.readerStopped();
			if (current != null && this.drained && !this.draining.containsAll(List.of(remaining.readers()))) {
				this.drained = false;
				current.resume();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (closed != null) {
			closed.join();
		}
	}

	private boolean staysOpen() {
		SocketType type = this.definition.type();
		return type == SocketType.PAIR || type == SocketType.DEALER || type == SocketType.XPUB;
	}

	private ZmqSocket open() {
		this.lock.lock();
		try {
			ZmqSocket current = this.socket;
			if (current != null) {
				return current;
			}
			if (this.stopped) {
				throw new IllegalStateException("Socket '%s' is stopped".formatted(this.definition.name()));
			}
			ZmqSocket opened = create();
			this.lastError = null;
			this.socket = opened;
			this.localPorts.publish(this.definition.name(), opened.boundEndpoints());
			return opened;
		}
		catch (RuntimeException ex) {
			this.lastError = ex;
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Create the socket with its receiver in place before the first peer can reach it.
	 */
	private ZmqSocket create() {
		ZmqSocket created = this.communicator.createSocket(this.definition.type(), (options) -> {
			options.name(this.definition.name());
			this.definition.options().accept(options);
		});
		try {
			this.receiving = false;
			this.drained = false;
			for (ZmqSocketReader reader : this.audience.readers()) {
				receive(created, reader);
			}
			subscribe(created);
			for (int i = 0; i < this.binds.size(); i++) {
				created.bind(this.binds.get(i));
				List<String> bound = created.boundEndpoints();
				this.binds.set(i, LocalPorts.keepPort(this.binds.get(i), bound.get(bound.size() - 1)));
			}
			this.definition.connect().forEach(created::connect);
			return created;
		}
		catch (RuntimeException ex) {
			created.close(Duration.ZERO);
			throw ex;
		}
	}

	private void subscribe(ZmqSocket created) {
		if (!isSubscriber()) {
			return;
		}
		ZmqSocketReader[] readers = this.audience.readers();
		this.subscribedByDefault = readers.length == 0;
		if (this.subscribedByDefault) {
			defaultTopics().forEach(created::subscribe);
		}
		for (ZmqSocketReader reader : readers) {
			reader.topics().forEach(created::subscribe);
		}
	}

	private List<String> defaultTopics() {
		if (!isSubscriber()) {
			return List.of();
		}
		return this.definition.topics().isEmpty() ? List.of("") : this.definition.topics();
	}

	private boolean isSubscriber() {
		return this.definition.type() == SocketType.SUB || this.definition.type() == SocketType.XSUB;
	}

	private CompletableFuture<Boolean> closeSocket() {
		ZmqSocket current = this.socket;
		this.socket = null;
		if (current == null) {
			return CompletableFuture.completedFuture(true);
		}
		return current.closeAsync().whenComplete((flushed, ex) -> logLosses(current));
	}

	private void logLosses(ZmqSocket closed) {
		long discarded = closed.counters().discarded();
		long undelivered = closed.counters().undelivered();
		if (discarded > 0 || undelivered > 0) {
			logger.warn("Socket '{}' closed: {} messages read and not handled, {} accepted and not delivered",
					this.definition.name(), discarded, undelivered);
		}
	}

	private void dispatch(MessageView message) throws Exception {
		Audience listening = this.audience;
		if (listening == Audience.NONE) {
			logger.warn("Socket '{}': a message that came while its reader stopped is lost", this.definition.name());
			return;
		}
		listening.dispatch(message);
	}

}
