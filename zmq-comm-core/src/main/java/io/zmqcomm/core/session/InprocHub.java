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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.DirectQueue;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.transport.Endpoint;

/**
 * The {@code inproc} names of a communicator. Joins the pipes of two sockets directly: no
 * transport, no handshake, no octets; either side may come first. Any thread.
 */
public final class InprocHub {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Binding> bindings = new HashMap<>();

	private final Map<String, List<Connecting>> waiting = new HashMap<>();

	/**
	 * Bind a name.
	 * @param endpoint the name
	 * @param socket the socket
	 * @param options its options
	 * @return ends the binding
	 * @throws ZmqException if the name is in use
	 */
	public Binding bind(Endpoint endpoint, SocketContext socket, SocketOptions options) {
		Binding binding = new Binding(endpoint, socket, options);
		List<Connecting> waiting;
		this.lock.lock();
		try {
			if (this.bindings.putIfAbsent(endpoint.host(), binding) != null) {
				throw new ZmqException("%s is bound already (expected: a name that is free)".formatted(endpoint));
			}
			waiting = this.waiting.remove(endpoint.host());
		}
		finally {
			this.lock.unlock();
		}
		if (waiting != null) {
			waiting.forEach(this::joinOrWait);
		}
		return binding;
	}

	/**
	 * Connect to a name, now or when it is bound.
	 * @param endpoint the name
	 * @param socket the socket
	 * @param options its options
	 * @return ends the connection
	 */
	public Connecting connect(Endpoint endpoint, SocketContext socket, SocketOptions options) {
		Connecting connecting = new Connecting(endpoint, socket, options);
		joinOrWait(connecting);
		return connecting;
	}

	private void joinOrWait(Connecting connecting) {
		Binding binding;
		this.lock.lock();
		try {
			if (connecting.stopped) {
				return;
			}
			binding = this.bindings.get(connecting.endpoint.host());
			if (binding == null) {
				this.waiting.computeIfAbsent(connecting.endpoint.host(), (name) -> new ArrayList<>()).add(connecting);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		try {
			new InprocJoint(this, binding, connecting).join();
		}
		catch (ZmqException ex) {
			binding.socket.counters().handshakeFailed(Endpoint.INPROC);
			for (SocketContext socket : List.of(binding.socket, connecting.socket)) {
				socket.publish(new ZmqEvent.HandshakeFailed(socket.name(), connecting.endpoint.toString(),
						connecting.endpoint.toString(), ex));
			}
		}
	}

	/**
	 * A joint is over: forget it, and let its connecting side wait for the next binding.
	 * @param joint the joint
	 * @param failed whether the sides did not part in good order
	 */
	void parted(InprocJoint joint, boolean failed) {
		joint.binding().remove(joint);
		joint.connecting().parted(joint, failed);
	}

	/**
	 * A bound name.
	 */
	public final class Binding {

		private final Endpoint endpoint;

		private final SocketContext socket;

		private final SocketOptions options;

		private final CutOffLog cutOffs;

		private final List<InprocJoint> joints = new ArrayList<>();

		private boolean closed;

		Binding(Endpoint endpoint, SocketContext socket, SocketOptions options) {
			this.endpoint = endpoint;
			this.socket = socket;
			this.options = options;
			this.cutOffs = new CutOffLog(socket);
		}

		CutOffLog cutOffs() {
			return this.cutOffs;
		}

		SocketContext socket() {
			return this.socket;
		}

		SocketOptions options() {
			return this.options;
		}

		/**
		 * Note a joint, to be parted when the binding ends.
		 * @param joint the joint
		 * @return {@code false} if it has ended
		 */
		boolean add(InprocJoint joint) {
			InprocHub.this.lock.lock();
			try {
				return !this.closed && this.joints.add(joint);
			}
			finally {
				InprocHub.this.lock.unlock();
			}
		}

		private void remove(InprocJoint joint) {
			InprocHub.this.lock.lock();
			try {
				this.joints.remove(joint);
			}
			finally {
				InprocHub.this.lock.unlock();
			}
		}

		/**
		 * Free the name and part from all peers.
		 * @param lingerNanos how long to flush at most
		 * @return completes when done, with whether all was flushed
		 */
		public CompletableFuture<Boolean> close(long lingerNanos) {
			List<InprocJoint> open;
			InprocHub.this.lock.lock();
			try {
				this.closed = true;
				InprocHub.this.bindings.remove(this.endpoint.host(), this);
				open = List.copyOf(this.joints);
			}
			finally {
				InprocHub.this.lock.unlock();
			}
			CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
			for (InprocJoint joint : open) {
				all = all.thenCombine(joint.closeBinding(lingerNanos), Boolean::logicalAnd);
			}
			return all;
		}

	}

	/**
	 * A connecting pipe, joined or waiting.
	 */
	public final class Connecting {

		private final Endpoint endpoint;

		private final SocketContext socket;

		private final SocketOptions options;

		private final Backoff backoff;

		private final DirectQueue out;

		private final Pipe pipe;

		private final PipeEnd end;

		private volatile @Nullable InprocJoint joint;

		private volatile boolean stopped;

		Connecting(Endpoint endpoint, SocketContext socket, SocketOptions options) {
			this.endpoint = endpoint;
			this.socket = socket;
			this.options = options;
			this.backoff = new Backoff(options.reconnectInterval(), options.reconnectIntervalMax());
			this.out = new DirectQueue(socket.outbox(), options.sendHighWaterMark(), options.queueByteLimit());
			this.pipe = socket.newPipe(endpoint.toString(), Endpoint.INPROC, true, options, this.out);
			this.end = new PipeEnd(socket, this.pipe, socket.home());
			socket.outbox().lock();
			try {
				socket.handler().attach(this.pipe);
				socket.outbox().signalChange();
			}
			catch (ZmqException ex) {
				this.out.close();
				throw ex;
			}
			finally {
				socket.outbox().unlock();
			}
		}

		Endpoint endpoint() {
			return this.endpoint;
		}

		SocketContext socket() {
			return this.socket;
		}

		SocketOptions options() {
			return this.options;
		}

		DirectQueue out() {
			return this.out;
		}

		Pipe pipe() {
			return this.pipe;
		}

		/**
		 * Note the joint, to be parted when this side ends.
		 * @param joint the joint
		 * @return {@code false} if it has ended
		 */
		boolean joined(InprocJoint joint) {
			this.joint = joint;
			return !this.stopped;
		}

		private void parted(InprocJoint joint, boolean failed) {
			if (this.joint == joint) {
				this.joint = null;
				if (failed) {
					joinLater();
				}
				else {
					joinOrWait(this);
				}
			}
		}

		/**
		 * As after a broken connection, so that two rivals do not oust each other at
		 * once.
		 */
		private void joinLater() {
			try {
				this.socket.home().schedule(() -> joinOrWait(this), this.backoff.nextNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				// The communicator is closed, and the socket with it.
			}
		}

		/**
		 * Part from the peer and drop the queue.
		 * @param lingerNanos how long to flush at most
		 * @return completes when done, with whether all was flushed
		 */
		public CompletableFuture<Boolean> close(long lingerNanos) {
			return this.end.close(lingerNanos, () -> null, this::stop);
		}

		private void stop() {
			InprocHub.this.lock.lock();
			try {
				this.stopped = true;
				List<Connecting> others = InprocHub.this.waiting.get(this.endpoint.host());
				if (others != null) {
					others.remove(this);
					if (others.isEmpty()) {
						InprocHub.this.waiting.remove(this.endpoint.host());
					}
				}
			}
			finally {
				InprocHub.this.lock.unlock();
			}
			InprocJoint joint = this.joint;
			if (joint != null) {
				joint.part(null);
			}
		}

	}

}
