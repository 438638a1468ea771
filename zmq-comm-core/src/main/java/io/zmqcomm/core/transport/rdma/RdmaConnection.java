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

package io.zmqcomm.core.transport.rdma;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import org.openucx.jucx.ucp.UcpAmData;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucs.UcsConstants;

import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.ConnectionHandler;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * One connection over an endpoint of UCX. Each side says hello, then sends a stream, then
 * its end; who has sent and received the end closes the endpoint. The other side is told
 * of that by UCX, which also tells of a peer that is gone. Event loop only.
 */
final class RdmaConnection implements Connection {

	/** How long a peer may take to answer our end of the stream. */
	private static final long LINGER_SECONDS = 1;

	private final UcxLoop ucx;

	private final String remoteAddress;

	private @Nullable UcpEndpoint endpoint;

	private @Nullable Outflow out;

	private @Nullable Inflow in;

	private @Nullable ConnectionHandler handler;

	/** On the connecting side, until the other side has said hello. */
	private @Nullable CompletableFuture<Connection> opening;

	private @Nullable Future<?> timer;

	private boolean greeted;

	/** Whether the handler was, or will be, told of the end. */
	private boolean over;

	private @Nullable Throwable cause;

	RdmaConnection(UcxLoop ucx, String remoteAddress) {
		this.ucx = ucx;
		this.remoteAddress = remoteAddress;
	}

	void open(UcpEndpoint endpoint) {
		this.endpoint = endpoint;
		this.out = new Outflow(this.ucx, endpoint);
		this.in = new Inflow(this.ucx, endpoint, this);
	}

	CompletableFuture<Connection> opening(long nanos) {
		CompletableFuture<Connection> opening = new CompletableFuture<>();
		this.opening = opening;
		this.timer = this.ucx.loop()
			.schedule(() -> notOpened("no answer within the connect timeout"), nanos, TimeUnit.NANOSECONDS);
		return opening;
	}

	private Outflow out() {
		return Objects.requireNonNull(this.out);
	}

	private Inflow in() {
		return Objects.requireNonNull(this.in);
	}

	void sendHello() {
		Transfer hello = this.ucx.transfer();
		ActiveMessages.writeHello(hello.header());
		hello.send(Objects.requireNonNull(this.endpoint), ActiveMessages.HELLO, (failure) -> {
			if (failure != null) {
				lost(failure.getStatus(), failure.getMessage());
			}
		});
	}

	/**
	 * The other side says hello.
	 * @param header with what it says
	 * @return what UCX is to do with the data
	 */
	int hello(ByteBuffer header) {
		int window = ActiveMessages.readHello(header);
		if (window <= 0 || this.greeted) {
			throw new ProtocolException("the peer does not begin as zmq-comm does (expected: hello, once)");
		}
		this.greeted = true;
		CompletableFuture<Connection> opening = this.opening;
		if (opening != null) {
			cancelTimer();
			this.opening = null;
			// Only now, as UCX would log a failure of what was sent to nobody.
			sendHello();
			this.ucx.loop().execute(() -> opening.complete(this));
		}
		out().begin(window);
		return UcsConstants.STATUS.UCS_OK;
	}

	int data(ByteBuffer header, UcpAmData data) {
		return in().received(header, data);
	}

	int credit(ByteBuffer header) {
		if (header.remaining() != ActiveMessages.NUMBER_LENGTH || !out().credit(number(header))) {
			throw new ProtocolException("credit for more than was sent");
		}
		return UcsConstants.STATUS.UCS_OK;
	}

	int end(ByteBuffer header) {
		long position = (header.remaining() == ActiveMessages.NUMBER_LENGTH) ? number(header) : -1;
		if (position < 0) {
			throw new ProtocolException("end of the stream without its position");
		}
		this.ucx.loop().execute(() -> {
			if (this.over) {
				answerEnd();
				return;
			}
			try {
				in().end(position);
			}
			catch (ProtocolException ex) {
				fail(ex);
			}
		});
		return UcsConstants.STATUS.UCS_OK;
	}

	private static long number(ByteBuffer header) {
		return header.order(ByteOrder.LITTLE_ENDIAN).getLong();
	}

	/**
	 * All was handed over that the other side has sent. May be called by UCX.
	 */
	void endReached() {
		later(this::answerEnd);
	}

	private void answerEnd() {
		boolean answered = out().isEnding();
		over(this.cause);
		if (answered) {
			destroy();
		}
		else {
			endNow();
		}
	}

	/** Send our end, and wait for the other side to close. */
	private void endNow() {
		if (this.endpoint != null) {
			out().endNow();
			cancelTimer();
			this.timer = this.ucx.loop().schedule(this::destroy, LINGER_SECONDS, TimeUnit.SECONDS);
		}
	}

	/**
	 * UCX has lost the other side, or it has closed. May be called by UCX.
	 * @param status of UCX
	 * @param text what it means
	 */
	void lost(int status, @Nullable String text) {
		later(() -> {
			if (this.endpoint == null) {
				return;
			}
			if (this.opening != null) {
				notOpened(text);
				return;
			}
			if (!this.over && status != UcsConstants.STATUS.UCS_ERR_CONNECTION_RESET) {
				this.cause = new IOException("%s: %s".formatted(this.remoteAddress, text));
			}
			if (!this.over && this.handler != null) {
				in().gone();
			}
			over(this.cause);
			destroy();
		});
	}

	void notOpened(@Nullable String reason) {
		CompletableFuture<Connection> opening = this.opening;
		if (opening != null) {
			this.opening = null;
			over(null);
			destroy();
			opening.completeExceptionally(new ConnectException("%s: %s".formatted(this.remoteAddress, reason)));
		}
	}

	/**
	 * Something is wrong with the other side, or with us. May be called by UCX.
	 * @param failure what
	 */
	void fail(Throwable failure) {
		later(() -> {
			if (this.opening != null) {
				notOpened(failure.getMessage());
			}
			over(failure);
			destroy();
		});
	}

	private void later(Runnable action) {
		try {
			this.ucx.loop().execute(action);
		}
		catch (RejectedExecutionException ex) {
			// The event loop ends, and this with it.
		}
	}

	/** Tell the handler of the end, once. */
	private void over(@Nullable Throwable cause) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.cause = cause;
		if (this.endpoint == null) {
			return;
		}
		in().close();
		out().close((cause != null) ? cause
				: new IOException("the connection with %s is closed".formatted(this.remoteAddress)));
		ConnectionHandler handler = this.handler;
		if (handler != null) {
			later(() -> handler.closed(cause));
		}
	}

	private void destroy() {
		cancelTimer();
		UcpEndpoint endpoint = this.endpoint;
		if (endpoint != null) {
			this.endpoint = null;
			out().detach();
			this.ucx.close(endpoint);
		}
	}

	/**
	 * The event loop ends.
	 */
	void abort() {
		if (this.opening != null) {
			notOpened("the communicator is closed");
		}
		over(null);
		destroy();
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	@Override
	public EventExecutor executor() {
		return this.ucx.loop();
	}

	@Override
	public String remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public void start(ConnectionHandler handler) {
		this.handler = handler;
		if (this.over) {
			handler.closed(this.cause);
		}
		else {
			in().start(handler);
		}
	}

	@Override
	public void write(ByteBuf buffer) {
		write(new ByteBuf[] { buffer }, 1, (failure) -> {
		});
	}

	@Override
	public void write(ByteBuf[] buffers, int count, WriteListener listener) {
		out().write(buffers, count, listener);
	}

	@Override
	public void reading(boolean on) {
		in().reading(on);
	}

	@Override
	public void closeOutput() {
		if (!this.over) {
			out().end();
		}
	}

	@Override
	public void close() {
		if (!this.over) {
			endNow();
			over(null);
		}
	}

}
