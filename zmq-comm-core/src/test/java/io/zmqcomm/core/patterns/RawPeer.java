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

package io.zmqcomm.core.patterns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that speaks bytes: for what no well-behaved socket sends, and to see what ours
 * sends.
 */
final class RawPeer implements AutoCloseable {

	static final int MORE = 1;

	static final int LONG = 2;

	static final int COMMAND = 4;

	private final Socket socket;

	private final DataInputStream in;

	private RawPeer(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(10_000);
		this.in = new DataInputStream(socket.getInputStream());
	}

	static ServerSocket listen() throws IOException {
		ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		listener.setSoTimeout(10_000);
		return listener;
	}

	static String endpoint(ServerSocket listener) {
		return "tcp://127.0.0.1:" + listener.getLocalPort();
	}

	/** Connect and do the handshake as the given type, with ZMTP 3.minor. */
	static RawPeer connect(String endpoint, String type, int minor) throws IOException {
		int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
		return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port)).shake(type, minor);
	}

	/**
	 * Accept one connection and do the handshake as the given type, with ZMTP 3.minor.
	 */
	static RawPeer accept(ServerSocket listener, String type, int minor) throws IOException {
		return new RawPeer(listener.accept()).shake(type, minor);
	}

	private RawPeer shake(String type, int minor) throws IOException {
		byte[] greeting = new byte[64];
		greeting[0] = (byte) 0xFF;
		greeting[9] = 0x7F;
		greeting[10] = 3;
		greeting[11] = (byte) minor;
		System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
		this.socket.getOutputStream().write(greeting);
		this.in.readFully(new byte[64]);
		ByteArrayOutputStream metadata = new ByteArrayOutputStream();
		metadata.write("\13Socket-Type\0\0\0".getBytes(StandardCharsets.US_ASCII));
		metadata.write(type.length());
		metadata.write(type.getBytes(StandardCharsets.US_ASCII));
		command("READY", metadata.toByteArray());
		assertThat(read().name()).isEqualTo("READY");
		return this;
	}

	void command(String name, byte... body) throws IOException {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(name.length());
		frame.write(name.getBytes(StandardCharsets.US_ASCII));
		frame.write(body);
		write(COMMAND, frame.toByteArray());
	}

	/** Write a message of texts in ISO 8859-1, so that {@code "\1A"} subscribes to A. */
	void message(String... frames) throws IOException {
		for (int i = 0; i < frames.length; i++) {
			write((i < frames.length - 1) ? MORE : 0, frames[i].getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	private void write(int flags, byte[] body) throws IOException {
		assertThat(body).hasSizeLessThan(256);
		byte[] frame = new byte[2 + body.length];
		frame[0] = (byte) flags;
		frame[1] = (byte) body.length;
		System.arraycopy(body, 0, frame, 2, body.length);
		this.socket.getOutputStream().write(frame);
	}

	/** Read the frames of one message, or of one command. */
	Received read() throws IOException {
		List<byte[]> frames = new ArrayList<>();
		int flags;
		do {
			flags = this.in.readUnsignedByte();
			byte[] body = new byte[((flags & LONG) != 0) ? (int) this.in.readLong() : this.in.readUnsignedByte()];
			this.in.readFully(body);
			frames.add(body);
		}
		while ((flags & MORE) != 0);
		return new Received((flags & COMMAND) != 0, frames);
	}

	/** Read until the other side ends the connection. */
	void awaitEnd() throws IOException {
		try {
			while (this.in.read() >= 0) {
				continue;
			}
		}
		catch (EOFException | java.net.SocketException ex) {
			// A reset is an end, too
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * What was read.
	 *
	 * @param command whether it is a command
	 * @param frames its frames
	 */
	record Received(boolean command, List<byte[]> frames) {

		/** The name of a command. */
		String name() {
			assertThat(this.command).isTrue();
			byte[] body = this.frames.get(0);
			return new String(body, 1, body[0], StandardCharsets.US_ASCII);
		}

		/** What follows the name of a command. */
		String argument() {
			byte[] body = this.frames.get(0);
			return new String(Arrays.copyOfRange(body, 1 + body[0], body.length), StandardCharsets.ISO_8859_1);
		}

		/** The frames of a message as text. */
		List<String> texts() {
			assertThat(this.command).isFalse();
			return this.frames.stream().map((frame) -> new String(frame, StandardCharsets.ISO_8859_1)).toList();
		}

	}

}
