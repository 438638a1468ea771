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

package io.zmqcomm.core.transport.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.Socket;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.transport.ChannelTransport;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;

/**
 * {@code ipc://} by Unix domain sockets. They are bound here and not by Netty, which
 * deletes whatever stands at the path before, and whatever stands there after a close.
 */
public final class IpcTransport extends ChannelTransport {

	private final boolean epoll;

	/**
	 * Create the transport.
	 * @param loops decide between epoll and NIO
	 */
	public IpcTransport(EventLoops loops) {
		super(loops.isEpoll() ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class);
		this.epoll = loops.isEpoll();
	}

	@Override
	public void check(Endpoint endpoint) {
		if (isAbstract(endpoint) && !this.epoll) {
			throw new IllegalArgumentException(
					"endpoint '%s' has an abstract name, which NIO cannot do".formatted(endpoint)
							+ " (expected: a path, or Linux and Netty's native epoll)");
		}
	}

	private static boolean isAbstract(Endpoint endpoint) {
		return endpoint.host().startsWith("@");
	}

	@Override
	public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
			Consumer<Connection> accepted) {
		try {
			if (isAbstract(endpoint)) {
				return listen(openAbstract(endpoint, options), endpoint, () -> {
				}, options, loops, accepted);
			}
			SocketFile file = endpoint.isAnyHost() ? SocketFile.bindAny((path) -> open(path, options))
					: SocketFile.bind(Path.of(endpoint.host()), (path) -> open(path, options));
			return listen(file.channel(), endpoint.bound(file.path().toString(), 0), file::remove, options, loops,
					accepted);
		}
		catch (IOException | RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<Listener> listen(ServerChannel bound, Endpoint endpoint, Runnable unbinding,
			SocketOptions options, LoopChoice loops, Consumer<Connection> accepted) {
		return listen(
				(bootstrap) -> bootstrap.channelFactory(() -> bound).option(ChannelOption.AUTO_READ, false).register(),
				endpoint, options, loops, accepted)
			.<Listener>thenApply((channel) -> {
				// Behind the bootstrap's own task, which adds the handler that accepts
				channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
				return new ChannelListener(channel, endpoint, unbinding);
			})
			.whenComplete((listener, failure) -> {
				if (failure != null) {
					unbinding.run();
				}
			});
	}

	private static ServerChannel openAbstract(Endpoint endpoint, SocketOptions options) throws IOException {
		if (options.ipcPermissions() != null) {
			throw new IllegalArgumentException(
					"option 'ipcPermissions' with the abstract name %s, which has none".formatted(endpoint)
							+ " (expected: a path, or no such option)");
		}
		return openEpoll("\0" + endpoint.host().substring(1), options);
	}

	private ServerChannel open(Path path, SocketOptions options) throws IOException {
		return this.epoll ? openEpoll(path.toString(), options) : openNio(path, options);
	}

	private static ServerChannel openEpoll(String path, SocketOptions options) throws IOException {
		Socket socket = Socket.newSocketDomain();
		try {
			socket.bind(new DomainSocketAddress(path));
			if (options.ipcPermissions() != null) {
				// Nobody can connect before this listens.
				Files.setPosixFilePermissions(Path.of(path), options.ipcPermissions());
			}
			socket.listen(options.backlog());
			return new EpollServerDomainSocketChannel(socket.intValue(), true);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static ServerChannel openNio(Path path, SocketOptions options) throws IOException {
		ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			socket.bind(UnixDomainSocketAddress.of(path), options.backlog());
			if (options.ipcPermissions() != null) {
				Files.setPosixFilePermissions(path, options.ipcPermissions());
			}
			return new NioServerDomainSocketChannel(socket);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	@Override
	public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
		String path = endpoint.host();
		return connect(this.epoll ? new DomainSocketAddress(isAbstract(endpoint) ? "\0" + path.substring(1) : path)
				: UnixDomainSocketAddress.of(path), endpoint, options, loop);
	}

	/** Clients have no address, so they are told apart by their process. */
	@Override
	protected String remoteAddress(Channel channel, Endpoint endpoint) {
		if (channel instanceof EpollDomainSocketChannel socket) {
			try {
				PeerCredentials peer = socket.peerCredentials();
				return "%s (pid %d, uid %d, gid %d)".formatted(endpoint, peer.pid(), peer.uid(), peer.gids()[0]);
			}
			catch (IOException ex) {
				// Gone meanwhile
			}
		}
		return endpoint.toString();
	}

}
