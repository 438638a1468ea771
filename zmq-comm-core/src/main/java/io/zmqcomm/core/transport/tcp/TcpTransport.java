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

package io.zmqcomm.core.transport.tcp;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.NetUtil;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;
import io.zmqcomm.core.transport.Transport;

/**
 * {@code tcp://} by Netty. Host names are resolved anew for each attempt, off the event
 * loops; the addresses of a name are tried in turn.
 */
public final class TcpTransport implements Transport {

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_CONGESTION = 13;

	private static final int CONGESTION_NAME_LENGTH = 16;

	private final boolean epoll;

	private final Executor resolver;

	private final AtomicInteger attempts = new AtomicInteger();

	/**
	 * Create the transport.
	 * @param loops decide between epoll and NIO
	 * @param resolver where names are resolved, which blocks
	 */
	public TcpTransport(EventLoops loops, Executor resolver) {
		this.epoll = loops.isEpoll();
		this.resolver = resolver;
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		CompletableFuture<InetSocketAddress> address = endpoint.isAnyHost()
				? CompletableFuture.completedFuture(new InetSocketAddress(endpoint.port())) : resolve(endpoint);
		return address.thenCompose((local) -> bind(endpoint, local, options, loops, accepted));
	}

	private CompletableFuture<Listener> bind(Endpoint endpoint, InetSocketAddress local, SocketOptions options,
			LoopChoice loops, Consumer<Connection> accepted) {
		Class<? extends ServerChannel> type = this.epoll ? EpollServerSocketChannel.class
				: NioServerSocketChannel.class;
		ServerBootstrap bootstrap = new ServerBootstrap().group(loops.home(), loops.connections())
			.channel(type)
			.option(ChannelOption.SO_BACKLOG, options.backlog())
			.option(ChannelOption.SO_REUSEADDR, true)
			.childHandler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel channel) {
					configure(channel, options);
					TcpConnection connection = new TcpConnection(channel);
					channel.pipeline().addLast(connection);
					accepted.accept(connection);
				}
			});
		CompletableFuture<Listener> result = new CompletableFuture<>();
		bootstrap.bind(local).addListener((ChannelFuture future) -> {
			if (future.isSuccess()) {
				try {
					congestionControl(future.channel(), options);
				}
				catch (IllegalArgumentException ex) {
					future.channel().close().addListener((closed) -> result.completeExceptionally(ex));
					return;
				}
				result.complete(new TcpListener(future.channel(), endpoint));
			}
			else {
				result.completeExceptionally(future.cause());
			}
		});
		if (loops.home().isShuttingDown()) {
			// Such a loop may never tell how the bind went.
			result.completeExceptionally(new ZmqClosedException("the communicator is closed"));
		}
		return result;
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		CompletableFuture<Connection> result = new CompletableFuture<>();
		resolve(endpoint).whenComplete((remote, failure) -> {
			if (failure != null) {
				loop.execute(() -> result.completeExceptionally(failure));
				return;
			}
			new Bootstrap().group(loop)
				.channel(this.epoll ? EpollSocketChannel.class : NioSocketChannel.class)
				.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, toMillis(options))
				.handler(new ChannelInitializer<Channel>() {
					@Override
					protected void initChannel(Channel channel) {
						configure(channel, options);
						try {
							congestionControl(channel, options);
						}
						catch (IllegalArgumentException ex) {
							channel.close();
							result.completeExceptionally(ex);
							return;
						}
						channel.pipeline().addLast(new TcpConnection(channel));
					}
				})
				.connect(remote)
				.addListener((ChannelFuture future) -> {
					if (!future.isSuccess()) {
						result.completeExceptionally(future.cause());
					}
					else if (isConnectedToItself(future.channel())) {
						// Reset it, or the port stays taken for a while.
						future.channel().config().setOption(ChannelOption.SO_LINGER, 0);
						future.channel().close();
						result.completeExceptionally(new ConnectException("connected to itself: " + endpoint));
					}
					else if (!result.complete(future.channel().pipeline().get(TcpConnection.class))) {
						future.channel().close();
					}
				});
		});
		return result;
	}

	/**
	 * Where nobody listens, the kernel may choose the very port that we connect to as
	 * ours, and TCP then connects to itself.
	 */
	private static boolean isConnectedToItself(Channel channel) {
		SocketAddress remote = channel.remoteAddress();
		return remote != null && remote.equals(channel.localAddress());
	}

	private static int toMillis(SocketOptions options) {
		return (int) Math.min(Integer.MAX_VALUE, Math.max(1, options.connectTimeout().toMillis()));
	}

	private CompletableFuture<InetSocketAddress> resolve(Endpoint endpoint) {
		String host = endpoint.host();
		if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
			InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
			return CompletableFuture.completedFuture(new InetSocketAddress(address, endpoint.port()));
		}
		return CompletableFuture.supplyAsync(() -> {
			try {
				InetAddress[] addresses = InetAddress.getAllByName(host);
				InetAddress address = addresses[Math.floorMod(this.attempts.getAndIncrement(), addresses.length)];
				return new InetSocketAddress(address, endpoint.port());
			}
			catch (UnknownHostException ex) {
				throw new IllegalArgumentException("host '%s' of %s is unknown".formatted(host, endpoint), ex);
			}
		}, this.resolver);
	}

	private void configure(Channel channel, SocketOptions options) {
		channel.config().setAutoRead(false);
		channel.config().setOption(ChannelOption.TCP_NODELAY, true);
		channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
		if (options.sendBufferSize() > 0) {
			channel.config().setOption(ChannelOption.SO_SNDBUF, options.sendBufferSize());
		}
		if (options.receiveBufferSize() > 0) {
			channel.config().setOption(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
		}
	}

	/** Of a listener, its connections inherit it. */
	private void congestionControl(Channel channel, SocketOptions options) {
		String algorithm = options.congestionControl();
		if (algorithm == null || !this.epoll) {
			return;
		}
		byte[] octets = algorithm.getBytes(StandardCharsets.US_ASCII);
		// A fresh buffer each time: setting the option consumes it.
		ByteBuffer name = ByteBuffer.allocateDirect(CONGESTION_NAME_LENGTH);
		try {
			name.put(octets).rewind();
			channel.config()
				.setOption(
						new RawUnixChannelOption("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, CONGESTION_NAME_LENGTH),
						name);
		}
		catch (ChannelException | BufferOverflowException ex) {
			throw new IllegalArgumentException(
					"option 'congestionControl': '%s' (expected: an algorithm that the kernel allows, see sysctl"
						.formatted(algorithm) + " net.ipv4.tcp_allowed_congestion_control)",
					ex);
		}
	}

	private record TcpListener(Channel channel, Endpoint endpoint) implements Listener {

		TcpListener(Channel channel, Endpoint endpoint) {
			this.channel = channel;
			InetSocketAddress local = (InetSocketAddress) channel.localAddress();
			String host = endpoint.isAnyHost() ? "0.0.0.0" : endpoint.host();
			this.endpoint = endpoint.bound(host, local.getPort());
		}

		@Override
		public void accepting(boolean on) {
			this.channel.config().setAutoRead(on);
		}

		@Override
		public CompletableFuture<Void> close() {
			CompletableFuture<Void> closed = new CompletableFuture<>();
			this.channel.close().addListener((future) -> closed.complete(null));
			return closed;
		}

	}

}
