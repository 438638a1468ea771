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

import java.io.IOException;
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

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
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
import io.zmqcomm.core.transport.ChannelTransport;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;

/**
 * {@code tcp://} by Netty. Host names are resolved anew for each attempt, off the event
 * loops; the addresses of a name are tried in turn.
 */
public final class TcpTransport extends ChannelTransport {

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_CONGESTION = 13;

	private static final int CONGESTION_NAME_LENGTH = 16;

	private final boolean epoll;

	private final Class<? extends ServerChannel> serverType;

	private final Executor resolver;

	private final AtomicInteger attempts = new AtomicInteger();

	/**
	 * Create the transport.
	 * @param loops decide between epoll and NIO
	 * @param resolver where names are resolved, which blocks
	 */
	public TcpTransport(EventLoops loops, Executor resolver) {
		super(loops.isEpoll() ? EpollSocketChannel.class : NioSocketChannel.class);
		this.epoll = loops.isEpoll();
		this.serverType = this.epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
		this.resolver = resolver;
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		CompletableFuture<InetSocketAddress> address = endpoint.isAnyHost()
				? CompletableFuture.completedFuture(new InetSocketAddress(endpoint.port())) : resolve(endpoint);
		return address
			.thenCompose((local) -> listen((bootstrap) -> bootstrap.channel(this.serverType)
				.option(ChannelOption.SO_BACKLOG, options.backlog())
				.option(ChannelOption.SO_REUSEADDR, true)
				.bind(local), endpoint, options, loops, accepted))
			.thenCompose((channel) -> bound(channel, endpoint, options));
	}

	private CompletableFuture<Listener> bound(Channel channel, Endpoint endpoint, SocketOptions options) {
		InetSocketAddress local = (InetSocketAddress) channel.localAddress();
		String host = endpoint.isAnyHost() ? "0.0.0.0" : endpoint.host();
		Listener listener = new ChannelListener(channel, endpoint.bound(host, local.getPort()), () -> {
		});
		try {
			configureConnecting(channel, options);
			return CompletableFuture.completedFuture(listener);
		}
		catch (IllegalArgumentException ex) {
			return listener.close().thenCompose((closed) -> CompletableFuture.failedFuture(ex));
		}
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		// Failures too are told on the event loop.
		return resolve(endpoint).whenCompleteAsync((remote, failure) -> {
		}, loop).thenCompose((remote) -> connect(remote, endpoint, options, loop));
	}

	@Override
	protected void verify(Channel channel, Endpoint endpoint) throws IOException {
		// Where nobody listens, the kernel may choose the very port that we connect to as
		// ours, and TCP then connects to itself.
		SocketAddress remote = channel.remoteAddress();
		if (remote != null && remote.equals(channel.localAddress())) {
			// Reset it, or the port stays taken for a while.
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			throw new ConnectException("connected to itself: " + endpoint);
		}
	}

	@Override
	protected String remoteAddress(Channel channel, Endpoint endpoint) {
		return (channel.remoteAddress() instanceof InetSocketAddress address)
				? "tcp://" + NetUtil.toSocketAddressString(address) : "tcp://unknown";
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

	@Override
	protected void configure(Channel channel, SocketOptions options) {
		super.configure(channel, options);
		channel.config().setOption(ChannelOption.TCP_NODELAY, true);
		channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
	}

	@Override
	protected void configureConnecting(Channel channel, SocketOptions options) {
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

}
