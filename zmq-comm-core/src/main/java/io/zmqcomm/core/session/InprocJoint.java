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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.DirectQueue;
import io.zmqcomm.core.pipe.Link;
import io.zmqcomm.core.pipe.Pipe;

/**
 * Two pipes inside this process, each other's peer. Never holds both outbox locks, but
 * for a subscriber that tells its publisher of a subscription. Any thread.
 */
final class InprocJoint {

	private final InprocHub hub;

	private final InprocHub.Binding binding;

	private final InprocHub.Connecting connecting;

	private final DirectQueue bindingOut;

	private final Pipe bindingPipe;

	private final PipeEnd bindingEnd;

	/** Makes joining and parting wait for each other. */
	private final ReentrantLock lock = new ReentrantLock();

	private boolean joined;

	private boolean parted;

	InprocJoint(InprocHub hub, InprocHub.Binding binding, InprocHub.Connecting connecting) {
		this.hub = hub;
		this.binding = binding;
		this.connecting = connecting;
		SocketContext socket = binding.socket();
		this.bindingOut = new DirectQueue(socket.outbox(), binding.options().sendHighWaterMark(),
				binding.options().queueByteLimit());
		String endpoint = connecting.endpoint().toString();
		this.bindingPipe = socket.newPipe(endpoint, connecting.endpoint().transport(), false, binding.options(),
				this.bindingOut);
		this.bindingEnd = new PipeEnd(socket, this.bindingPipe, socket.home());
	}

	InprocHub.Binding binding() {
		return this.binding;
	}

	InprocHub.Connecting connecting() {
		return this.connecting;
	}

	/**
	 * Join. Both sides know the joint before it exists for anybody else, so one that ends
	 * meanwhile parts it, right after this.
	 * @throws ZmqException if a side refuses the other
	 */
	void join() {
		this.lock.lock();
		try {
			if (this.connecting.joined(this) && this.binding.add(this)) {
				joinPipes();
			}
			else {
				part(null);
			}
		}
		catch (ZmqException ex) {
			part(ex);
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void joinPipes() {
		SocketContext binder = this.binding.socket();
		SocketContext connector = this.connecting.socket();
		Pipe connectingPipe = this.connecting.pipe();
		if (!connector.type().accepts(binder.type())) {
			throw new ZmqException("socket type of the peer: %s (expected: a type that may talk to %s)"
				.formatted(binder.type(), connector.type()));
		}
		this.bindingPipe.peer(describe(this.bindingPipe, connector, this.connecting.options().routingId()));
		connectingPipe.peer(describe(connectingPipe, binder, this.binding.options().routingId()));
		lock(binder);
		try {
			binder.handler().attach(this.bindingPipe);
		}
		finally {
			binder.outbox().unlock();
		}
		// Publishers first, so that they know the pipe when its subscriptions come.
		if (binder.type() == SocketType.SUB || binder.type() == SocketType.XSUB) {
			readyConnecting();
			readyBinding();
		}
		else {
			readyBinding();
			readyConnecting();
		}
		this.joined = true;
		binder.publish(new ZmqEvent.Connected(binder.name(), this.bindingPipe.peer()));
		connector.publish(new ZmqEvent.Connected(connector.name(), connectingPipe.peer()));
		link(binder, this.bindingOut, connectingPipe);
		link(connector, this.connecting.out(), this.bindingPipe);
	}

	private static PeerInfo describe(Pipe pipe, SocketContext peer, io.zmqcomm.core.@Nullable RoutingId announced) {
		boolean announces = peer.type() == SocketType.REQ || peer.type() == SocketType.DEALER
				|| peer.type() == SocketType.ROUTER;
		return new PeerInfo(pipe.id(), pipe.endpoint(), pipe.endpoint(), peer.type(), announces ? announced : null,
				Map.of());
	}

	private static void lock(SocketContext socket) {
		socket.outbox().lock();
	}

	private void readyBinding() {
		ready(this.binding.socket(), this.bindingPipe, this.connecting.out(), this.connecting.socket(),
				this.connecting.pipe());
	}

	private void readyConnecting() {
		ready(this.connecting.socket(), this.connecting.pipe(), this.bindingOut, this.binding.socket(),
				this.bindingPipe);
	}

	private void ready(SocketContext socket, Pipe pipe, DirectQueue producer, SocketContext peer, Pipe peerPipe) {
		lock(socket);
		try {
			DirectLink link = new DirectLink(producer);
			pipe.ready(link, (subscribe, topic) -> {
				try {
					peer.handler().subscription(peerPipe, subscribe, topic.clone());
				}
				catch (ZmqException ex) {
					// The publisher's limits: its side cuts us off, as over a network.
					link.fail(ex);
				}
			});
			pipe.in().connection(pipe.connects());
			socket.admit(pipe);
		}
		finally {
			socket.outbox().unlock();
		}
	}

	private void link(SocketContext socket, DirectQueue out, Pipe target) {
		lock(socket);
		try {
			out.link(target.in());
		}
		finally {
			socket.outbox().unlock();
		}
	}

	/**
	 * Part: the binding pipe ends, the connecting one waits for the next binding.
	 * @param cause why, {@code null} for an orderly end
	 */
	void part(@Nullable Throwable cause) {
		this.lock.lock();
		try {
			if (this.parted) {
				return;
			}
			this.parted = true;
			partPipes(cause);
		}
		finally {
			this.lock.unlock();
		}
		this.hub.parted(this, cause != null);
	}

	private void partPipes(@Nullable Throwable cause) {
		SocketContext binder = this.binding.socket();
		SocketContext connector = this.connecting.socket();
		unready(binder, this.bindingPipe, this.bindingOut);
		unready(connector, this.connecting.pipe(), this.connecting.out());
		try {
			binder.home().execute(this.bindingEnd::retire);
		}
		catch (RejectedExecutionException ex) {
			// The communicator is closed, and the socket with it.
		}
		if (this.joined) {
			this.binding.cutOffs().log(this.connecting.endpoint().toString(), "the peer in this process", cause);
			binder.publish(new ZmqEvent.Disconnected(binder.name(), this.bindingPipe.peer(), cause));
			connector.publish(new ZmqEvent.Disconnected(connector.name(), this.connecting.pipe().peer(), cause));
		}
	}

	private static void unready(SocketContext socket, Pipe pipe, DirectQueue out) {
		lock(socket);
		try {
			out.unlink();
			pipe.unready();
			socket.handler().unready(pipe);
			socket.outbox().signalChange();
		}
		finally {
			socket.outbox().unlock();
		}
	}

	CompletableFuture<Boolean> closeBinding(long lingerNanos) {
		return this.bindingEnd.close(lingerNanos, () -> null, () -> part(null));
	}

	/**
	 * What one pipe asks of the queue that fills its ring.
	 */
	private final class DirectLink implements Link {

		private final DirectQueue producer;

		DirectLink(DirectQueue producer) {
			this.producer = producer;
		}

		@Override
		public void resume() {
			this.producer.resume();
		}

		@Override
		public void reading(boolean on) {
			this.producer.reading(on);
		}

		@Override
		public void fail(Throwable cause) {
			InprocJoint.this.binding.socket().home().execute(() -> part(cause));
		}

	}

}
