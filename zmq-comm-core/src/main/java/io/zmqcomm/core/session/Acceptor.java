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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.Transport;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.Metadata;

/**
 * The binding side of one endpoint: each accepted connection gets a pipe when its
 * handshake is done, and the pipe ends with the connection. Each connection is confined
 * to its event loop; {@link #bind} and {@link #close} are for any thread.
 */
public final class Acceptor {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	private final SocketContext socket;

	private final SocketOptions options;

	private final Transport transport;

	/** Connections that are not over. */
	private final Map<Peer, Boolean> peers = new ConcurrentHashMap<>();

	private final CutOffLog cutOffs;

	private final AtomicInteger handshakes = new AtomicInteger();

	private volatile Transport.@Nullable Listener listener;

	/** Completes when the listener is known. */
	private final CompletableFuture<@Nullable Void> bound = new CompletableFuture<>();

	private volatile boolean closed;

	public Acceptor(SocketContext socket, SocketOptions options, Transport transport) {
		this.socket = socket;
		this.options = options;
		this.transport = transport;
		this.cutOffs = new CutOffLog(socket);
	}

	/**
	 * Begin to listen.
	 * @param endpoint where
	 * @return completes with the endpoint that has the real port, or with the cause
	 */
	public CompletableFuture<Endpoint> bind(Endpoint endpoint) {
		return this.transport.bind(endpoint, this.options, this.socket, this::accepted).thenApply((listener) -> {
			this.listener = listener;
			this.bound.complete(null);
			return listener.endpoint();
		});
	}

	private void accepted(Connection connection) {
		if (this.listener == null) {
			// Quicker than the news of our own bind.
			this.bound.thenRunAsync(() -> accepted(connection), connection.executor());
			return;
		}
		if (this.closed) {
			connection.close();
			return;
		}
		if (this.handshakes.incrementAndGet() == this.options.maxHandshakes()) {
			updateAccepting();
			logger.warn("Socket {}: {} unfinished handshakes at {}, no connection is accepted until one ends",
					this.socket.name(), this.options.maxHandshakes(), endpoint());
		}
		Peer peer = new Peer(connection);
		this.peers.put(peer, Boolean.TRUE);
		peer.session.start();
		if (this.closed) {
			// Closed between the look and the entry: nobody else would end this one.
			peer.close(0);
		}
	}

	private void handshakeOver() {
		if (this.handshakes.getAndDecrement() == this.options.maxHandshakes()) {
			updateAccepting();
		}
	}

	/** On one thread, as connections begin and end on several. */
	private void updateAccepting() {
		this.socket.home().execute(() -> accepting(this.handshakes.get() < this.options.maxHandshakes()));
	}

	private void accepting(boolean on) {
		Transport.Listener listener = this.listener;
		if (listener != null && !this.closed) {
			listener.accepting(on);
		}
	}

	private String endpoint() {
		Transport.Listener listener = this.listener;
		return (listener != null) ? listener.endpoint().toString() : "unbound";
	}

	/**
	 * Stop listening, then close the accepted connections.
	 * @param lingerNanos how long to flush at most
	 * @return completes when the port is free and all are closed, with whether all was
	 * flushed
	 */
	public CompletableFuture<Boolean> close(long lingerNanos) {
		this.closed = true;
		Transport.Listener listener = this.listener;
		CompletableFuture<Void> unbound = (listener != null) ? listener.close()
				: CompletableFuture.completedFuture(null);
		return unbound.thenCompose((done) -> {
			CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
			for (Peer peer : this.peers.keySet()) {
				all = all.thenCombine(peer.close(lingerNanos), Boolean::logicalAnd);
			}
			return all;
		});
	}

	/**
	 * One accepted connection.
	 */
	private final class Peer implements Session.Owner {

		private final Session session;

		private @Nullable PipeEnd end;

		private boolean handshaking = true;

		Peer(Connection connection) {
			this.session = new Session(Acceptor.this.socket, Acceptor.this.options, connection, true, this);
		}

		@Override
		public Pipe established(Session session, Greeting greeting, Metadata metadata) {
			this.handshaking = false;
			handshakeOver();
			SocketContext socket = Acceptor.this.socket;
			Endpoint endpoint = java.util.Objects.requireNonNull(Acceptor.this.listener).endpoint();
			Pipe pipe = socket.newPipe(endpoint.toString(), endpoint.transport(), false, Acceptor.this.options);
			socket.outbox().lock();
			try {
				pipe.peer(socket.describe(pipe, session.remoteAddress(), metadata));
				socket.handler().attach(pipe);
				pipe.ready(session, Subscriptions.sink((OutboundLog) pipe.out(), greeting));
				socket.admit(pipe);
			}
			catch (ZmqException ex) {
				pipe.unready();
				socket.handler().detach(pipe);
				pipe.out().close();
				throw ex;
			}
			finally {
				socket.outbox().unlock();
			}
			this.end = new PipeEnd(socket, pipe, session.executor());
			return pipe;
		}

		@Override
		public void ended(Session session, @Nullable Throwable cause) {
			SocketContext socket = Acceptor.this.socket;
			Acceptor.this.peers.remove(this);
			if (this.handshaking) {
				this.handshaking = false;
				handshakeOver();
			}
			Pipe pipe = session.pipe();
			if (pipe == null || this.end == null) {
				handshakeFailed(cause);
				return;
			}
			PeerInfo peer = pipe.peer();
			socket.outbox().lock();
			try {
				((OutboundLog) pipe.out()).unlink();
				pipe.unready();
				socket.handler().unready(pipe);
			}
			finally {
				socket.outbox().unlock();
			}
			this.end.retire();
			Acceptor.this.cutOffs.log(endpoint(), session.remoteAddress(), cause);
			socket.publish(new ZmqEvent.Disconnected(socket.name(), peer, cause));
		}

		private void handshakeFailed(@Nullable Throwable cause) {
			if (Acceptor.this.closed) {
				return;
			}
			SocketContext socket = Acceptor.this.socket;
			Throwable reason = (cause != null) ? cause : new ZmqException(
					"connection closed by %s during the handshake".formatted(this.session.remoteAddress()));
			Transport.Listener listener = Acceptor.this.listener;
			socket.counters().handshakeFailed((listener != null) ? listener.endpoint().transport() : "tcp");
			Acceptor.this.cutOffs.log(endpoint(), this.session.remoteAddress(), reason);
			socket
				.publish(new ZmqEvent.HandshakeFailed(socket.name(), endpoint(), this.session.remoteAddress(), reason));
		}

		CompletableFuture<Boolean> close(long lingerNanos) {
			CompletableFuture<Boolean> closed = new CompletableFuture<>();
			this.session.executor().execute(() -> {
				if (this.end == null) {
					this.session.end(0);
					closed.complete(true);
				}
				else {
					this.end.close(lingerNanos, () -> this.session, () -> {
					}).whenComplete((flushed, failure) -> closed.complete(Boolean.TRUE.equals(flushed)));
				}
			});
			return closed;
		}

	}

}
