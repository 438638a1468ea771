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
import java.util.concurrent.atomic.AtomicBoolean;

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

	private final AtomicBoolean parted = new AtomicBoolean();

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
	 * Join.
	 * @throws ZmqException if a side refuses the other
	 */
	void join() {
		SocketContext binder = this.binding.socket();
		SocketContext connector = this.connecting.socket();
		Pipe connectingPipe = this.connecting.pipe();
		this.bindingPipe.peer(describe(this.bindingPipe, connector, this.connecting.options().routingId()));
		connectingPipe.peer(describe(connectingPipe, binder, this.binding.options().routingId()));
		lock(binder);
		try {
			binder.handler().attach(this.bindingPipe);
		}
		finally {
			binder.outbox().unlock();
		}
		try {
			// Publishers first, so that they know the pipe when its subscriptions come.
			if (binder.type() == SocketType.SUB || binder.type() == SocketType.XSUB) {
				readyConnecting();
				readyBinding();
			}
			else {
				readyBinding();
				readyConnecting();
			}
		}
		catch (ZmqException ex) {
			part(ex);
			throw ex;
		}
		binder.publish(new ZmqEvent.Connected(binder.name(), this.bindingPipe.peer()));
		connector.publish(new ZmqEvent.Connected(connector.name(), connectingPipe.peer()));
		boolean wanted = this.connecting.joined(this);
		if (this.binding.add(this) && wanted) {
			link(binder, this.bindingOut, connectingPipe);
			link(connector, this.connecting.out(), this.bindingPipe);
		}
		else {
			part(null);
		}
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
			if (!this.parted.get()) {
				out.link(target.in());
			}
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
		if (!this.parted.compareAndSet(false, true)) {
			return;
		}
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
		binder.publish(new ZmqEvent.Disconnected(binder.name(), this.bindingPipe.peer(), cause));
		connector.publish(new ZmqEvent.Disconnected(connector.name(), this.connecting.pipe().peer(), cause));
		this.hub.parted(this, cause != null);
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
