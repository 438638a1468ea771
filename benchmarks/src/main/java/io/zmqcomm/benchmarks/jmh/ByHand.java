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

package io.zmqcomm.benchmarks.jmh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.monitor.EventBus;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.PeerHandler;
import io.zmqcomm.core.security.NullMechanism;
import io.zmqcomm.core.session.Acceptor;
import io.zmqcomm.core.session.SocketContext;
import io.zmqcomm.core.session.TransportCounters;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.ConnectionHandler;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.ReadScratch;
import io.zmqcomm.core.transport.Transport;
import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.Metadata;

/**
 * A connection without a network, on an event loop without a thread: a session of a PULL
 * that is given its octets by hand. One thread.
 */
final class ByHand implements Transport, Connection {

	private static final Endpoint ENDPOINT = Endpoint.parse("tcp://127.0.0.1:1", "tcp");

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final ReadScratch scratch = new ReadScratch();

	private @Nullable Consumer<Connection> accepted;

	private @Nullable ConnectionHandler session;

	private boolean closed;

	/**
	 * Begin a session and do its handshake.
	 * @param handler takes its messages
	 * @param outbox sending side of its socket
	 * @param inbox receiving side of its socket
	 * @param budget memory of its socket
	 * @return the connection
	 */
	static ByHand connect(PeerHandler handler, Outbox outbox, Inbox inbox, MemoryBudget budget) {
		ByHand connection = new ByHand();
		EventLoop loop = connection.channel.eventLoop();
		SocketContext socket = new SocketContext("benchmark", SocketType.PULL, outbox, inbox, handler,
				NullMechanism.FACTORY, budget, new EventBus(), new TransportCounters(), loop, loop, new AtomicLong());
		new Acceptor(socket, SocketOptions.builder().build(), connection).bind(ENDPOINT).join();
		connection.shakeHands();
		return connection;
	}

	private void shakeHands() {
		if (this.accepted == null) {
			throw new IllegalStateException("not bound");
		}
		this.accepted.accept(this);
		ByteBuf octets = Unpooled.buffer();
		Greeting.write(octets, "NULL", false);
		Commands.writeReady(octets, Metadata.builder().add(Metadata.SOCKET_TYPE, SocketType.PUSH.name()).build());
		receive(octets);
	}

	/**
	 * Let the session read.
	 * @param octets borrowed
	 */
	void receive(ByteBuf octets) {
		ByteBuf buffer = session().readBuffer(this.scratch);
		buffer.writeBytes(octets, octets.readerIndex(), octets.readableBytes());
		session().received(buffer, this.scratch);
		checkOpen();
	}

	/**
	 * Let the session read the octets that {@link #receive} left where the next read
	 * begins, so that nothing is copied here. Only while no message is kept.
	 * @param length how many
	 */
	void receiveAgain(int length) {
		ByteBuf buffer = session().readBuffer(this.scratch);
		buffer.writerIndex(buffer.writerIndex() + length);
		session().received(buffer, this.scratch);
	}

	private ConnectionHandler session() {
		if (this.session == null) {
			throw new IllegalStateException("no session");
		}
		return this.session;
	}

	/**
	 * Fail if the session closed the connection.
	 */
	void checkOpen() {
		if (this.closed) {
			throw new IllegalStateException("the session has closed the connection");
		}
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		this.accepted = accepted;
		return CompletableFuture.completedFuture(new Listener() {

			@Override
			public Endpoint endpoint() {
				return endpoint;
			}

			@Override
			public void accepting(boolean on) {
			}

			@Override
			public CompletableFuture<Void> close() {
				return CompletableFuture.completedFuture(null);
			}

		});
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		throw new UnsupportedOperationException("a PULL that binds");
	}

	@Override
	public EventExecutor executor() {
		return this.channel.eventLoop();
	}

	@Override
	public String remoteAddress() {
		return "by hand";
	}

	@Override
	public void start(ConnectionHandler handler) {
		this.session = handler;
	}

	@Override
	public void write(ByteBuf buffer) {
		buffer.release();
	}

	@Override
	public void write(ByteBuf[] buffers, int count, WriteListener listener) {
		throw new UnsupportedOperationException("a PULL that sends");
	}

	@Override
	public void reading(boolean on) {
	}

	@Override
	public void closeOutput() {
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
