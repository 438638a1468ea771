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
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.security.HandshakeRefusedException;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.Transport;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.Metadata;

/**
 * The connecting side of one endpoint: one pipe, and one connection after the other for
 * it. Confined to one event loop, the constructor and {@link #close} excepted.
 */
public final class Connector implements Session.Owner {

	private static final Logger logger = LoggerFactory.getLogger(Connector.class);

	/** A connection that lasted this long begins the back-off anew. */
	private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SocketContext socket;

	private final SocketOptions options;

	private final Transport transport;

	private final Endpoint endpoint;

	private final EventLoop loop;

	private final Pipe pipe;

	private final Backoff backoff;

	private final PipeEnd end;

	private final CutOffLog cutOffs;

	private @Nullable Session session;

	private @Nullable Future<?> retry;

	/**
	 * The kind of failure that was logged last, null while there is a connection. Its
	 * text may change with each attempt.
	 */
	private @Nullable Class<?> failureLogged;

	private long establishedNanos;

	private long receivedBefore;

	private boolean stopped;

	/**
	 * Create the pipe and attach it; the first attempt to connect begins with
	 * {@link #start()}.
	 * @param socket the socket
	 * @param options its options, perhaps changed for this endpoint
	 * @param transport makes connections
	 * @param endpoint where to
	 */
	public Connector(SocketContext socket, SocketOptions options, Transport transport, Endpoint endpoint) {
		this.socket = socket;
		this.options = options;
		this.transport = transport;
		this.endpoint = endpoint;
		this.loop = socket.connections().next();
		this.backoff = new Backoff(options.reconnectInterval(), options.reconnectIntervalMax());
		this.pipe = socket.newPipe(endpoint.toString(), endpoint.transport(), true, options);
		this.end = new PipeEnd(socket, this.pipe, this.loop);
		this.cutOffs = new CutOffLog(socket);
		socket.outbox().lock();
		try {
			socket.handler().attach(this.pipe);
			socket.outbox().signalChange();
		}
		catch (ZmqException ex) {
			this.pipe.out().close();
			throw ex;
		}
		finally {
			socket.outbox().unlock();
		}
	}

	public void start() {
		this.loop.execute(this::attempt);
	}

	private void attempt() {
		this.retry = null;
		if (this.stopped) {
			return;
		}
		this.transport.connect(this.endpoint, this.options, this.loop).whenComplete((connection, failure) -> {
			if (failure != null) {
				retryLater(unwrap(failure));
			}
			else if (this.stopped) {
				connection.close();
			}
			else {
				begin(connection);
			}
		});
	}

	private static Throwable unwrap(Throwable failure) {
		return (failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null)
				? failure.getCause() : failure;
	}

	private void begin(Connection connection) {
		Session session = new Session(this.socket, this.options, connection, false, this);
		this.session = session;
		session.start();
	}

	private void retryLater(Throwable cause) {
		if (this.stopped) {
			return;
		}
		long nanos = this.backoff.nextNanos();
		if (cause.getClass() != this.failureLogged) {
			this.failureLogged = cause.getClass();
			logger.info("Socket {}: no connection to {} ({}), trying again with growing pauses", this.socket.name(),
					this.endpoint, CutOffLog.printable(cause));
		}
		this.socket.publish(new ZmqEvent.ConnectRetried(this.socket.name(), this.endpoint.toString(), cause, nanos));
		this.retry = this.loop.schedule(this::attempt, nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public Pipe established(Session session, Greeting greeting, Metadata metadata) {
		PeerInfo peer = this.socket.describe(this.pipe, session.remoteAddress(), metadata);
		this.socket.outbox().lock();
		try {
			this.pipe.peer(peer);
			this.pipe.ready(session, Subscriptions.sink((OutboundLog) this.pipe.out(), greeting));
			this.socket.admit(this.pipe);
		}
		catch (ZmqException ex) {
			this.pipe.unready();
			throw ex;
		}
		finally {
			this.socket.outbox().unlock();
		}
		this.establishedNanos = this.loop.ticker().nanoTime();
		this.receivedBefore = this.pipe.in().received();
		if (this.failureLogged != null) {
			this.failureLogged = null;
			logger.info("Socket {}: connected to {}", this.socket.name(), this.endpoint);
		}
		return this.pipe;
	}

	@Override
	public void ended(Session session, @Nullable Throwable cause) {
		this.session = null;
		if (session.isEstablished()) {
			if (wasOfUse()) {
				this.backoff.reset();
			}
			PeerInfo peer = this.pipe.peer();
			this.socket.outbox().lock();
			try {
				OutboundLog log = (OutboundLog) this.pipe.out();
				log.unlink();
				log.dropCommands();
				if (this.options.immediate()) {
					log.discard();
				}
				this.pipe.unready();
				this.socket.handler().unready(this.pipe);
				this.socket.outbox().signalChange();
			}
			finally {
				this.socket.outbox().unlock();
			}
			this.cutOffs.log(this.endpoint.toString(), session.remoteAddress(), cause);
			this.socket.publish(new ZmqEvent.Disconnected(this.socket.name(), peer, cause));
		}
		else {
			handshakeFailed(session, cause);
		}
		this.end.sessionEnded();
		if (this.stopped) {
			return;
		}
		if (cause instanceof HandshakeRefusedException) {
			this.stopped = true;
			this.end.retire();
			logger.warn("Socket {}: {} refused the handshake and is given up: {}", this.socket.name(), this.endpoint,
					cause.getMessage());
			this.socket.publish(new ZmqEvent.ConnectStopped(this.socket.name(), this.endpoint.toString(), cause));
			return;
		}
		retryLater((cause != null) ? cause : new ZmqException("connection closed by " + session.remoteAddress()));
	}

	/**
	 * A peer that refuses us right behind its handshake must not be asked ever so often.
	 */
	private boolean wasOfUse() {
		return this.pipe.in().received() > this.receivedBefore
				|| this.loop.ticker().nanoTime() - this.establishedNanos > STABLE_NANOS;
	}

	private void handshakeFailed(Session session, @Nullable Throwable cause) {
		Throwable reason = (cause != null) ? cause
				: new ZmqException("connection closed by %s during the handshake".formatted(session.remoteAddress()));
		this.socket.counters().handshakeFailed(this.endpoint.transport());
		this.socket.publish(new ZmqEvent.HandshakeFailed(this.socket.name(), this.endpoint.toString(),
				session.remoteAddress(), reason));
	}

	/**
	 * Close: flush within the time, then end the connection and the pipe. Any thread.
	 * @param lingerNanos how long to flush at most
	 * @return completes when closed, with whether all was flushed
	 */
	public CompletableFuture<Boolean> close(long lingerNanos) {
		return this.end.close(lingerNanos, () -> this.session, () -> {
			this.stopped = true;
			if (this.retry != null) {
				this.retry.cancel(false);
			}
		});
	}

}
