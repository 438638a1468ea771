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

import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.pipe.BatchWriter;
import io.zmqcomm.core.pipe.Link;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.ConnectionHandler;
import io.zmqcomm.core.transport.ReadScratch;
import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.Metadata;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * One connection's life: greeting, security handshake, traffic, end. Confined to the
 * event loop of its connection, {@link #fail} and {@link #reading} excepted.
 */
public final class Session implements ConnectionHandler, Link, BatchWriter {

	private final SocketContext socket;

	private final SocketOptions options;

	private final Connection connection;

	private final Owner owner;

	private final Mechanism mechanism;

	private final boolean binding;

	private final Handshake handshake;

	private State state = State.HANDSHAKE;

	private @Nullable Future<?> timer;

	private @Nullable Pipe pipe;

	private @Nullable FrameReader reader;

	private @Nullable Throwable failure;

	/** Of the newest PING that is not answered. */
	private byte @Nullable [] pongContext;

	private boolean pongUnderWay;

	Session(SocketContext socket, SocketOptions options, Connection connection, boolean binding, Owner owner) {
		this.socket = socket;
		this.options = options;
		this.connection = connection;
		this.binding = binding;
		this.owner = owner;
		this.mechanism = socket.mechanisms().create(binding, socket.announce(options));
		this.handshake = new Handshake(connection, socket.mechanisms().name(), this.mechanism);
	}

	/**
	 * Send the greeting and begin to read.
	 */
	void start() {
		this.timer = executor().schedule(
				() -> fail(new ZmqException("handshake with %s was not done within %s".formatted(remoteAddress(),
						this.options.handshakeTimeout()))),
				this.options.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
		this.handshake.begin(this.binding && !this.mechanism.isTransparent());
		this.connection.start(this);
	}

	@Override
	public EventExecutor executor() {
		return this.connection.executor();
	}

	String remoteAddress() {
		return this.connection.remoteAddress();
	}

	/**
	 * Return whether traffic began.
	 * @return whether the handshake was done
	 */
	boolean isEstablished() {
		return this.pipe != null;
	}

	@Nullable Pipe pipe() {
		return this.pipe;
	}

	@Override
	public ByteBuf readBuffer(ReadScratch scratch) {
		return (this.reader != null) ? this.reader.readBuffer(scratch) : scratch.next(null, 0);
	}

	@Override
	public void received(ByteBuf buffer, ReadScratch scratch) {
		try {
			switch (this.state) {
				case TRAFFIC -> reader().received(buffer, scratch);
				case HANDSHAKE -> handshake(buffer, scratch);
				default -> buffer.release();
			}
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			fail(ex);
		}
	}

	private FrameReader reader() {
		if (this.reader == null) {
			throw new IllegalStateException("no traffic yet");
		}
		return this.reader;
	}

	private void handshake(ByteBuf buffer, ReadScratch scratch) {
		boolean done;
		try {
			done = this.handshake.received(buffer, scratch.start(), buffer.writerIndex() - scratch.start());
		}
		finally {
			buffer.release();
		}
		if (done) {
			beginTraffic();
		}
	}

	private void beginTraffic() {
		Metadata metadata = this.mechanism.peerMetadata();
		try {
			checkSocketType(metadata);
			this.pipe = this.owner.established(this, this.handshake.greeting(), metadata);
		}
		catch (ZmqException ex) {
			this.handshake.refuse(ex.getMessage());
			throw ex;
		}
		cancelTimer();
		this.reader = new FrameReader(this.connection, this.pipe, this.socket.handler(), this.mechanism, this.options,
				this.socket.budget(), this::command, this::resumeReading);
		this.state = State.TRAFFIC;
		ByteBuf early = this.handshake.takeRest();
		try {
			this.socket.linked(this.pipe, this);
			if (this.socket.inbox().isStopped()) {
				// Now, not by a task, which could pass a resume on its way.
				this.reader.reading(false);
			}
			this.reader.receivedEarly(early);
		}
		finally {
			early.release();
		}
	}

	private void checkSocketType(Metadata metadata) {
		String name = metadata.text(Metadata.SOCKET_TYPE);
		SocketType ours = this.socket.type();
		for (SocketType type : SocketType.values()) {
			if (type.name().equals(name) && ours.accepts(type)) {
				return;
			}
		}
		throw new ProtocolException("socket type of the peer: %s (expected: a type that may talk to %s)"
			.formatted((name != null) ? "'" + name + "'" : "none", ours));
	}

	private void command(ByteBuf body) {
		switch (Commands.readName(body)) {
			case SUBSCRIBE -> this.socket.handler().subscription(requirePipe(), true, copy(body));
			case CANCEL -> this.socket.handler().subscription(requirePipe(), false, copy(body));
			case PING -> {
				Commands.readPingTtl(body);
				this.pongContext = ByteBufUtil.getBytes(body, body.readerIndex(),
						Math.min(body.readableBytes(), Commands.MAX_PING_CONTEXT));
				pong();
			}
			case READY -> throw new ProtocolException("command: a second READY (expected: messages)");
			case ERROR ->
				throw new ProtocolException("peer ended with ERROR '%s'".formatted(Commands.readErrorReason(body)));
			default -> {
				// PONG, and what later versions may bring, are nothing to us.
			}
		}
	}

	private Pipe requirePipe() {
		return Objects.requireNonNull(this.pipe);
	}

	private static byte[] copy(ByteBuf body) {
		byte[] octets = new byte[body.readableBytes()];
		body.readBytes(octets);
		return octets;
	}

	/** One PONG at a time, to the newest PING: a flood of PINGs gathers nothing here. */
	private void pong() {
		byte[] context = this.pongContext;
		if (context == null || this.pongUnderWay) {
			return;
		}
		this.pongContext = null;
		this.pongUnderWay = true;
		ByteBuf pong = ByteBufAllocator.DEFAULT.directBuffer(32);
		Commands.writePong(pong, Unpooled.wrappedBuffer(context));
		write(new ByteBuf[] { pong }, 1, (failure) -> {
			this.pongUnderWay = false;
			if (failure == null) {
				pong();
			}
		});
	}

	@Override
	public void write(ByteBuf[] buffers, int count) {
		OutboundLog log = (OutboundLog) requirePipe().out();
		Connection.WriteListener listener = (failure) -> {
			if (this.state != State.CLOSED) {
				log.written(failure);
			}
		};
		try {
			write(buffers, count, listener);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// Of this connection only: others wait for their turn behind it.
			fail(ex);
		}
	}

	private void write(ByteBuf[] buffers, int count, Connection.WriteListener listener) {
		if (this.mechanism.isTransparent()) {
			this.connection.write(buffers, count, listener);
		}
		else {
			ByteBuf sealed = this.mechanism.seal(buffers, count, ByteBufAllocator.DEFAULT);
			this.connection.write(new ByteBuf[] { sealed }, 1, listener);
		}
	}

	@Override
	public void resume() {
		executor().execute(this::resumeReading);
	}

	private void resumeReading() {
		whileReading(FrameReader::resume);
	}

	@Override
	public void reading(boolean on) {
		executor().execute(() -> whileReading((reader) -> reader.reading(on)));
	}

	private void whileReading(Consumer<FrameReader> action) {
		FrameReader reader = this.reader;
		if (reader == null) {
			return;
		}
		try {
			action.accept(reader);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			fail(ex);
		}
		if (this.state == State.DRAINING && (this.failure != null || !reader.isHolding())) {
			over();
		}
	}

	@Override
	public void fail(Throwable cause) {
		if (!executor().inEventLoop()) {
			executor().execute(() -> fail(cause));
			return;
		}
		if (this.failure == null && this.state != State.CLOSED) {
			this.failure = cause;
			this.connection.close();
		}
	}

	/**
	 * End in good order: shut the output, throw away what still comes, close when the
	 * peer has closed or the time is over.
	 * @param nanos how long to wait for the peer
	 */
	void end(long nanos) {
		if (this.state == State.CLOSED) {
			return;
		}
		if (this.state == State.DRAINING) {
			over();
			return;
		}
		if (this.state != State.TRAFFIC) {
			this.connection.close();
			return;
		}
		this.state = State.CLOSING;
		closeReader();
		if (nanos <= 0) {
			this.connection.close();
			return;
		}
		this.timer = executor().schedule(this.connection::close, nanos, TimeUnit.NANOSECONDS);
		this.connection.closeOutput();
		this.connection.reading(true);
	}

	@Override
	public void closed(@Nullable Throwable cause) {
		if (this.state == State.CLOSED || this.state == State.DRAINING) {
			return;
		}
		if (this.failure == null) {
			this.failure = cause;
		}
		if (this.state == State.TRAFFIC && this.failure == null && reader().isHolding()) {
			this.state = State.DRAINING;
			this.socket.unlinked(requirePipe());
			return;
		}
		over();
	}

	private void over() {
		this.state = State.CLOSED;
		cancelTimer();
		closeReader();
		this.handshake.close();
		this.mechanism.close();
		this.owner.ended(this, this.failure);
	}

	private void closeReader() {
		if (this.reader != null) {
			this.reader.close();
			this.reader = null;
		}
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private enum State {

		HANDSHAKE, TRAFFIC,

		/** The peer has closed, and octets that it sent wait for room. */
		DRAINING,

		CLOSING, CLOSED

	}

	/**
	 * Who made the connection.
	 */
	interface Owner {

		/**
		 * The handshake is done.
		 * @param session this session
		 * @param greeting what the peer began with
		 * @param metadata what it announced
		 * @return the pipe to be served
		 * @throws ZmqException to refuse the peer
		 */
		Pipe established(Session session, Greeting greeting, Metadata metadata);

		/**
		 * The connection is closed; called once.
		 * @param session this session
		 * @param cause why, {@code null} for an orderly end
		 */
		void ended(Session session, @Nullable Throwable cause);

	}

}
