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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * The named sockets of an application. Each is opened once, when it is first used or at
 * the start, and is shared: a template can send on the PAIR that a listener reads.
 * <p>
 * Starts before and stops after everything else that uses sockets ({@link #PHASE}), so
 * that a web request that is still being served can publish. {@link #start()} opens the
 * sockets that only send (PUB, XPUB, PUSH); a socket that receives is bound and connected
 * when its {@linkplain #reader reader} starts, or when {@link #get(String)} asks for it.
 * After {@link #stop()} and {@link #start()} a socket has the same ports again, also
 * those that were chosen by the system.
 * <p>
 * When a socket is bound to TCP, the property {@code local.zmq.<name>.port} is published
 * in the environment. While a socket is read, the process keeps running. Any thread may
 * use this class.
 */
public class ZmqSockets implements SmartLifecycle, EnvironmentAware, DisposableBean {

	/** The lifecycle phase: early to start, late to stop. */
	public static final int PHASE = Integer.MIN_VALUE / 2;

	private final ReentrantLock lock = new ReentrantLock();

	private final ZmqCommunicator communicator;

	private final LocalPorts localPorts = new LocalPorts();

	private final KeepAlive keepAlive = new KeepAlive();

	private volatile Map<String, SharedSocket> sockets = Map.of();

	private volatile boolean running;

	/**
	 * Create the sockets' holder; nothing is opened yet.
	 * @param communicator creates the sockets; not owned
	 * @param definitions the sockets known from the beginning
	 */
	public ZmqSockets(ZmqCommunicator communicator, Collection<ZmqSocketDefinition> definitions) {
		this.communicator = communicator;
		definitions.forEach(this::add);
	}

	/**
	 * Create the sockets' holder with definitions still to be added.
	 * @param communicator creates the sockets; not owned
	 */
	public ZmqSockets(ZmqCommunicator communicator) {
		this(communicator, List.of());
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.localPorts.setEnvironment(environment);
	}

	/**
	 * Return the communicator that creates the sockets.
	 * @return the communicator
	 */
	public ZmqCommunicator communicator() {
		return this.communicator;
	}

	/**
	 * Add a socket.
	 * @param definition describes it; its name must be new
	 * @return this
	 * @throws IllegalStateException if a socket of that name is defined already
	 */
	public ZmqSockets add(ZmqSocketDefinition definition) {
		this.lock.lock();
		try {
			Map<String, SharedSocket> changed = new LinkedHashMap<>(this.sockets);
			SharedSocket socket = new SharedSocket(this.communicator, definition, this.localPorts, this.keepAlive);
			if (changed.putIfAbsent(definition.name(), socket) != null) {
				throw new IllegalStateException("Socket '%s' is defined already".formatted(definition.name()));
			}
			this.sockets = Collections.unmodifiableMap(changed);
		}
		finally {
			this.lock.unlock();
		}
		return this;
	}

	/**
	 * Close a socket and forget it.
	 * @param name the name; an unknown one is ignored
	 */
	public void remove(String name) {
		SharedSocket removed;
		this.lock.lock();
		try {
			Map<String, SharedSocket> changed = new LinkedHashMap<>(this.sockets);
			removed = changed.remove(name);
			this.sockets = Collections.unmodifiableMap(changed);
		}
		finally {
			this.lock.unlock();
		}
		if (removed != null) {
			removed.stop().join();
		}
	}

	/**
	 * Return the names, in the order of definition.
	 * @return a snapshot
	 */
	public List<String> names() {
		return List.copyOf(this.sockets.keySet());
	}

	/**
	 * Return whether a socket of that name is defined.
	 * @param name the name
	 * @return whether it is known
	 */
	public boolean contains(String name) {
		return this.sockets.containsKey(name);
	}

	/**
	 * Return what a socket was defined by.
	 * @param name the name
	 * @return the definition
	 * @throws IllegalArgumentException if there is no such socket; the message lists
	 * those that there are
	 */
	public ZmqSocketDefinition definition(String name) {
		return socket(name).definition();
	}

	/**
	 * Return a socket, bound and connected; opens it if it is not open yet. Ask again for
	 * each use rather than keeping it: a restart replaces it.
	 * @param name the name
	 * @return the socket
	 * @throws IllegalArgumentException if there is no such socket
	 * @throws IllegalStateException if the sockets are stopped
	 * @throws io.zmqcomm.core.ZmqBindException if it cannot be bound
	 */
	public ZmqSocket get(String name) {
		return socket(name).get();
	}

	/**
	 * Return what is known of a socket now; opens nothing.
	 * @param name the name
	 * @return the status
	 * @throws IllegalArgumentException if there is no such socket
	 */
	public ZmqSocketStatus status(String name) {
		return socket(name).status();
	}

	/**
	 * Return what is known of each socket now, in the order of definition.
	 * @return the statuses
	 */
	public List<ZmqSocketStatus> statuses() {
		return this.sockets.values().stream().map(SharedSocket::status).toList();
	}

	/**
	 * Have a socket opened at each start, as are those that only send. If the socket has
	 * a reader, the reader's start opens it all the same.
	 * @param name the name
	 * @throws IllegalArgumentException if there is no such socket
	 */
	public void openAtStart(String name) {
		socket(name).openAtStart();
	}

	/**
	 * Claim a socket for a listener that is given each message. SUB and XSUB have any
	 * number of readers, each called for the messages that match one of its topics; other
	 * types have one.
	 * @param name the name of the socket
	 * @param id the id of the reader, for messages and for {@code local.zmq.<id>.port}
	 * @param topics prefixes; empty for those of the definition
	 * @param dispatch on which threads; readers of one socket must agree
	 * @param receiver called with borrowed views
	 * @return the claim; nothing is opened before its start
	 * @throws ZmqSocketConflictException if the socket cannot have this reader too
	 * @throws IllegalArgumentException if there is no such socket, or it cannot receive
	 */
	public ZmqSocketReader reader(String name, String id, List<String> topics, Dispatch dispatch,
			MessageReceiver receiver) {
		return socket(name).claim(id, topics, dispatch, receiver);
	}

	/**
	 * Claim a socket for a reader that takes the messages itself, by {@code receive} or
	 * {@code poll} on {@link ZmqSocketReader#socket()}. It is the socket's only reader.
	 * @param name the name of the socket
	 * @param id the id of the reader
	 * @param topics prefixes; empty for those of the definition
	 * @return the claim; nothing is opened before its start
	 * @throws ZmqSocketConflictException if the socket has a reader already
	 * @throws IllegalArgumentException if there is no such socket, or it cannot receive
	 */
	public ZmqSocketReader pollingReader(String name, String id, List<String> topics) {
		return socket(name).claim(id, topics, null, null);
	}

	private SharedSocket socket(String name) {
		SharedSocket socket = this.sockets.get(name);
		if (socket == null) {
			throw new IllegalArgumentException("There is no socket '%s' (known: %s)".formatted(name,
					this.sockets.isEmpty() ? "none" : String.join(", ", this.sockets.keySet())));
		}
		return socket;
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (this.running) {
				return;
			}
			for (SharedSocket socket : this.sockets.values()) {
				socket.start();
			}
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		this.lock.lock();
		try {
			this.running = false;
			List<SharedSocket> reversed = new ArrayList<>(this.sockets.values());
			Collections.reverse(reversed);
			CompletableFuture.allOf(reversed.stream().map(SharedSocket::stop).toArray(CompletableFuture[]::new)).join();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		stop();
	}

}
