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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.wire.Frames;

/**
 * The other process of a measurement: holds peers of one endpoint, as a
 * {@link PeerProcess} asks it to. Takes a command per line from the standard input,
 * answers each with one line, and ends with the input, so it never outlives whoever
 * started it.
 */
public final class RawPeers {

	/** What idle subscribers subscribe to. */
	static final String IDLE_TOPIC = "idle.";

	private static final int CHUNK = 64 * 1024;

	private final InetSocketAddress address;

	private final List<RawPeer> idle = new ArrayList<>();

	/** Written by the draining thread only. */
	private volatile long drained;

	private RawPeers(InetSocketAddress address) {
		this.address = address;
	}

	public static void main(String[] args) throws IOException {
		RawPeers peers = new RawPeers(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String command; (command = commands.readLine()) != null;) {
			System.out.println(peers.answer(command.split(" ")));
		}
		System.exit(0);
	}

	private String answer(String... words) {
		try {
			return switch (words[0]) {
				case "idle" -> idle(SocketType.valueOf(words[1]), Integer.parseInt(words[2]));
				case "burst" -> burst(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
				case "drop" -> drop();
				case "flood" -> flood(Integer.parseInt(words[1]));
				case "drain" -> drain(Integer.parseInt(words[1]));
				case "drained" -> "" + this.drained;
				default -> "unknown command " + words[0];
			};
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/** So many more peers that do nothing. */
	private String idle(SocketType type, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			RawPeer peer = RawPeer.connect(this.address, type);
			this.idle.add(peer);
			if (type == SocketType.SUB) {
				peer.subscribe(IDLE_TOPIC.getBytes(StandardCharsets.US_ASCII));
			}
		}
		return "" + this.idle.size();
	}

	/** So many messages from each idle peer. */
	private String burst(int messages, int size) throws IOException {
		ByteBuf octets = messages(messages, size);
		for (RawPeer peer : this.idle) {
			peer.write(octets.duplicate());
		}
		return "" + this.idle.size();
	}

	private static ByteBuf messages(int count, int size) {
		ByteBuf octets = Unpooled.directBuffer(count * Frames.frameLength(size));
		for (int i = 0; i < count; i++) {
			Frames.writeHeader(octets, 0, size);
			octets.writeZero(size);
		}
		return octets;
	}

	/** No idle peers any more. */
	private String drop() throws IOException {
		for (RawPeer peer : this.idle) {
			peer.close();
		}
		this.idle.clear();
		return "0";
	}

	/** A PUSH that sends messages of so many octets as fast as it can from now on. */
	private String flood(int size) throws IOException {
		SocketChannel channel = RawPeer.connect(this.address, SocketType.PUSH).channel();
		ByteBuffer chunk = messages(Math.max(1, CHUNK / Frames.frameLength(size)), size).nioBuffer();
		start("flood", () -> {
			while (channel.write(chunk.rewind()) >= 0) {
				// As fast as the other side reads
			}
		});
		return "1";
	}

	/** So many SUBs that take everything and throw it away from now on. */
	private String drain(int count) throws IOException {
		Selector selector = Selector.open();
		for (int i = 0; i < count; i++) {
			RawPeer peer = RawPeer.connect(this.address, SocketType.SUB);
			peer.subscribe(new byte[0]);
			peer.channel().configureBlocking(false).register(selector, SelectionKey.OP_READ);
		}
		ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
		start("drain", () -> {
			while (true) {
				selector.select((key) -> drain(key, buffer));
			}
		});
		return "" + count;
	}

	@SuppressWarnings("NonAtomicOperationOnVolatileField")
	private void drain(SelectionKey key, ByteBuffer buffer) {
		try {
			int octets = ((SocketChannel) key.channel()).read(buffer.clear());
			if (octets < 0) {
				key.channel().close();
			}
			else {
				this.drained += octets;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(String name, Traffic traffic) {
		Thread thread = new Thread(() -> {
			try {
				traffic.run();
			}
			catch (IOException | UncheckedIOException ex) {
				// The measurement is over
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Goes on until the connection ends.
	 */
	private interface Traffic {

		void run() throws IOException;

	}

}
