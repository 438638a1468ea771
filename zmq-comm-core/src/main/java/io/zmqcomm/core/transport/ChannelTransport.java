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

package io.zmqcomm.core.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqClosedException;

/**
 * A transport whose connections are channels of Netty.
 */
public abstract class ChannelTransport implements Transport {

	private final Class<? extends Channel> type;

	/**
	 * Create the transport.
	 * @param type of the channels that connect
	 */
	protected ChannelTransport(Class<? extends Channel> type) {
		this.type = type;
	}

	/**
	 * Return the address of the other side.
	 * @param channel a connected channel
	 * @param endpoint ours
	 * @return the address as text
	 */
	protected abstract String remoteAddress(Channel channel, Endpoint endpoint);

	/**
	 * Set the options of a connection.
	 * @param channel not connected yet, or accepted
	 * @param options the options
	 */
	protected void configure(Channel channel, SocketOptions options) {
		channel.config().setAutoRead(false);
		if (options.sendBufferSize() > 0) {
			channel.config().setOption(ChannelOption.SO_SNDBUF, options.sendBufferSize());
		}
		if (options.receiveBufferSize() > 0) {
			channel.config().setOption(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
		}
	}

	/**
	 * Set the options that accepted connections inherit from their listener.
	 * @param channel not connected yet
	 * @param options the options
	 * @throws IllegalArgumentException if the system does not take them
	 */
	protected void configureConnecting(Channel channel, SocketOptions options) {
	}

	/**
	 * Look at a connection that was made.
	 * @param channel the channel
	 * @param endpoint where to
	 * @throws IOException if it is of no use, and is to be closed
	 */
	protected void verify(Channel channel, Endpoint endpoint) throws IOException {
	}

	/**
	 * Listen.
	 * @param start binds, or registers a channel that is bound
	 * @param endpoint where
	 * @param options of the listener and its connections
	 * @param loops the event loops
	 * @param accepted takes each connection
	 * @return completes with the channel that listens
	 */
	protected final CompletableFuture<Channel> listen(Function<ServerBootstrap, ChannelFuture> start, Endpoint endpoint,
			SocketOptions options, LoopChoice loops, Consumer<Connection> accepted) {
		ServerBootstrap bootstrap = new ServerBootstrap().group(loops.home(), loops.connections())
			.childHandler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					configure(channel, options);
					ChannelConnection connection = new ChannelConnection(channel, remoteAddress(channel, endpoint));
					// This one would log a first write that fails as its own failure.
					channel.pipeline().addLast(connection).remove(this);
					accepted.accept(connection);
				}
			});
		CompletableFuture<Channel> result = new CompletableFuture<>();
		start.apply(bootstrap).addListener((ChannelFuture future) -> {
			if (!future.isSuccess()) {
				result.completeExceptionally(future.cause());
			}
			else if (!result.complete(future.channel())) {
				future.channel().close();
			}
		});
		if (loops.home().isShuttingDown()) {
			// Such a loop may never tell how the bind went.
			result.completeExceptionally(new ZmqClosedException("the communicator is closed"));
		}
		return result;
	}

	/**
	 * Connect once.
	 * @param remote where to, resolved
	 * @param endpoint where to
	 * @param options of the connection
	 * @param loop its event loop
	 * @return completes on that event loop with the connection
	 */
	protected final CompletableFuture<Connection> connect(SocketAddress remote, Endpoint endpoint,
			SocketOptions options, EventLoop loop) {
		CompletableFuture<Connection> result = new CompletableFuture<>();
		new Bootstrap().group(loop)
			.channel(this.type)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, toMillis(options))
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					configure(channel, options);
					try {
						configureConnecting(channel, options);
					}
					catch (IllegalArgumentException ex) {
						channel.close();
						result.completeExceptionally(ex);
					}
				}
			})
			.connect(remote)
			.addListener((ChannelFuture future) -> {
				if (!future.isSuccess()) {
					result.completeExceptionally(future.cause());
				}
				else {
					connected(future.channel(), endpoint, result);
				}
			});
		return result;
	}

	private void connected(Channel channel, Endpoint endpoint, CompletableFuture<Connection> result) {
		try {
			verify(channel, endpoint);
			ChannelConnection connection = new ChannelConnection(channel, remoteAddress(channel, endpoint));
			channel.pipeline().addLast(connection);
			if (!result.complete(connection)) {
				channel.close();
			}
		}
		catch (IOException ex) {
			channel.close();
			result.completeExceptionally(ex);
		}
	}

	private static int toMillis(SocketOptions options) {
		return (int) Math.min(Integer.MAX_VALUE, Math.max(1, options.connectTimeout().toMillis()));
	}

	/**
	 * A bound endpoint.
	 *
	 * @param channel listens
	 * @param endpoint the endpoint
	 * @param onClose called when the listener is about to close
	 */
	protected record ChannelListener(Channel channel, Endpoint endpoint, Runnable onClose) implements Listener {

		/** For transports in other packages. */
		public ChannelListener {
		}

		@Override
		public void accepting(boolean on) {
			this.channel.config().setAutoRead(on);
		}

		@Override
		public CompletableFuture<Void> close() {
			this.onClose.run();
			CompletableFuture<Void> closed = new CompletableFuture<>();
			this.channel.close().addListener((future) -> closed.complete(null));
			return closed;
		}

	}

}
