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

package io.zmqcomm.benchmarks.scale;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Frames;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.Metadata;

/**
 * A peer that costs as little as a peer can: a bare connection that did the NULL
 * handshake of ZMTP 3.1. One thread, which blocks.
 */
public final class RawPeer implements Closeable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int MOST_SHORT_BODY = 255;

	private final SocketChannel channel;

	private final DataInputStream in;

	private RawPeer(SocketChannel channel) throws IOException {
		this.channel = channel;
		this.in = new DataInputStream(channel.socket().getInputStream());
	}

	/**
	 * Connect and do the handshake.
	 * @param address where to
	 * @param type socket type to announce
	 * @return the peer, whose handshake is done
	 * @throws IOException if it failed or took long
	 */
	public static RawPeer connect(InetSocketAddress address, SocketType type) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.socket().setSoTimeout((int) PATIENCE.toMillis());
			channel.connect(address);
			RawPeer peer = new RawPeer(channel);
			peer.shakeHands(type);
			return peer;
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	private void shakeHands(SocketType type) throws IOException {
		ByteBuf out = Unpooled.buffer();
		Greeting.write(out, "NULL", false);
		Commands.writeReady(out, Metadata.builder().add(Metadata.SOCKET_TYPE, type.name()).build());
		write(out);
		this.in.readFully(new byte[Greeting.LENGTH]);
		ByteBuf ready = Unpooled.wrappedBuffer(readFrame());
		Commands.Name name = Commands.readName(ready);
		if (name != Commands.Name.READY) {
			throw new IOException("command of the other side: %s (expected: READY)".formatted(name));
		}
	}

	/**
	 * Subscribe as a SUB does.
	 * @param topic the prefix
	 * @throws IOException if the connection failed
	 */
	public void subscribe(byte[] topic) throws IOException {
		ByteBuf out = Unpooled.buffer();
		Commands.writeSubscribe(out, topic);
		write(out);
	}

	/**
	 * Write.
	 * @param octets whole frames
	 * @throws IOException if the connection failed
	 */
	public void write(ByteBuf octets) throws IOException {
		while (octets.isReadable()) {
			octets.readBytes(this.channel, octets.readableBytes());
		}
	}

	/**
	 * Read one short frame.
	 * @return its body
	 * @throws IOException if the connection failed, or nothing came for long
	 */
	public byte[] readFrame() throws IOException {
		int flags = this.in.readUnsignedByte();
		int length = this.in.readUnsignedByte();
		if ((flags & Frames.LONG) != 0) {
			throw new EOFException("a frame of more than %d octets".formatted(MOST_SHORT_BODY));
		}
		byte[] body = new byte[length];
		this.in.readFully(body);
		return body;
	}

	/**
	 * Return the connection, to be used in other ways from now on.
	 * @return the channel, which blocks
	 */
	public SocketChannel channel() {
		return this.channel;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
