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

package io.zmqcomm.core.test;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A peer that speaks octets over a plain blocking socket, good or hostile. Every read has
 * a deadline. One thread at a time.
 */
public final class RawPeer implements Closeable {

	/** How long a read, or the end of the connection, is waited for. */
	public static final Duration DEADLINE = Duration.ofSeconds(15);

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	RawPeer(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout((int) DEADLINE.toMillis());
		this.in = socket.getInputStream();
		this.out = socket.getOutputStream();
	}

	public static RawPeer connect(String endpoint) throws IOException {
		URI uri = URI.create(endpoint);
		return new RawPeer(new Socket(uri.getHost(), uri.getPort()));
	}

	public RawPeer write(String notation) throws IOException {
		return write(Octets.of(notation));
	}

	/** Write all parts at once. */
	public RawPeer write(byte[]... parts) throws IOException {
		this.out.write(Octets.concat(parts));
		return this;
	}

	/** Write each octet as a packet of its own. */
	public RawPeer writeOctetByOctet(byte[] octets) throws IOException {
		for (byte octet : octets) {
			this.out.write(octet);
		}
		return this;
	}

	/**
	 * Write until all is written or the other side has closed.
	 * @return whether the other side has closed
	 */
	public boolean flood(byte[] octets, int times) {
		try {
			for (int i = 0; i < times; i++) {
				this.out.write(octets);
			}
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	public byte[] read(int length) throws IOException {
		byte[] octets = this.in.readNBytes(length);
		if (octets.length < length) {
			throw new EOFException(
					"closed after %s (expected: %d octets)".formatted(HexFormat.of().formatHex(octets), length));
		}
		return octets;
	}

	public RawPeer expect(String notation) throws IOException {
		return expect(Octets.of(notation));
	}

	public RawPeer expect(byte[] expected) throws IOException {
		byte[] octets = read(expected.length);
		if (!Arrays.equals(octets, expected)) {
			throw new AssertionError("received %s (expected: %s)".formatted(HexFormat.of().formatHex(octets),
					HexFormat.of().formatHex(expected)));
		}
		return this;
	}

	/** Read a frame, of 64 KiB at most. */
	public Frame readFrame() throws IOException {
		int flags = read(1)[0] & 0xFF;
		long length = ((flags & Zmtp.LONG) != 0) ? ByteBuffer.wrap(read(8)).getLong() : read(1)[0] & 0xFF;
		if (length < 0 || length > 65536) {
			throw new AssertionError("frame of %d octets (expected: at most 65536)".formatted(length));
		}
		return new Frame(flags & ~Zmtp.LONG, read((int) length));
	}

	/** Send and read a greeting of 3.1 with NULL. */
	public RawPeer greet() throws IOException {
		return greet(Zmtp.greeting());
	}

	public RawPeer greet(byte[] greeting) throws IOException {
		write(greeting);
		read(Zmtp.GREETING_LENGTH);
		return this;
	}

	/** Exchange greetings and READY commands. */
	public RawPeer handshake(String socketType, byte[]... properties) throws IOException {
		greet();
		write(Zmtp.ready(socketType, properties));
		readReady();
		return this;
	}

	/** Exchange greetings and READY commands as a peer of ZMTP 3.0. */
	public RawPeer handshakeAs30(String socketType) throws IOException {
		greet(Zmtp.greeting(3, 0, "NULL"));
		write(Zmtp.ready(socketType));
		readReady();
		return this;
	}

	/** Read a READY command and return its properties, in order. */
	public Map<String, String> readReady() throws IOException {
		Frame frame = readFrame();
		if (!"READY".equals(frame.commandName())) {
			throw new AssertionError("received %s (expected: READY)".formatted(frame));
		}
		ByteBuffer body = ByteBuffer.wrap(frame.body(), 6, frame.body().length - 6);
		Map<String, String> properties = new LinkedHashMap<>();
		while (body.hasRemaining()) {
			byte[] name = new byte[body.get() & 0xFF];
			body.get(name);
			byte[] value = new byte[body.getInt()];
			body.get(value);
			properties.put(new String(name, StandardCharsets.US_ASCII), new String(value, StandardCharsets.ISO_8859_1));
		}
		return properties;
	}

	/** Read until an ERROR command and return its reason; skips a READY before it. */
	public String readError() throws IOException {
		Frame frame = readFrame();
		if ("READY".equals(frame.commandName())) {
			frame = readFrame();
		}
		if (!"ERROR".equals(frame.commandName())) {
			throw new AssertionError("received %s (expected: ERROR)".formatted(frame));
		}
		return new String(frame.body(), 7, frame.body()[6] & 0xFF, StandardCharsets.US_ASCII);
	}

	/** Expect that nothing arrives for the given time. */
	public RawPeer expectSilence(Duration time) throws IOException {
		this.socket.setSoTimeout((int) time.toMillis());
		try {
			throw new AssertionError("received octet or end %d (expected: nothing)".formatted(this.in.read()));
		}
		catch (SocketTimeoutException ex) {
			this.socket.setSoTimeout((int) DEADLINE.toMillis());
			return this;
		}
	}

	/**
	 * Expect that the other side closes or resets the connection, whatever it sends
	 * before.
	 */
	public void expectClosed() throws IOException {
		long end = System.nanoTime() + DEADLINE.toNanos();
		byte[] buffer = new byte[8192];
		int skipped = 0;
		try {
			int length = this.in.read(buffer);
			while (length >= 0) {
				skipped += length;
				if (System.nanoTime() > end) {
					throw new AssertionError("still sending after %d octets (expected: a close)".formatted(skipped));
				}
				length = this.in.read(buffer);
			}
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError(
					"open after %s, %d octets received (expected: a close)".formatted(DEADLINE, skipped), ex);
		}
		catch (SocketException ex) {
			// A reset is a close too
		}
	}

	/** Send FIN; reading goes on. */
	public RawPeer halfClose() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	/** Send RST. */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame as it was read, without the flag of a long one.
	 *
	 * @param flags MORE and COMMAND
	 * @param body the body
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record Frame(int flags, byte[] body) {

		/** The name if this is a command, else an empty text. */
		public String commandName() {
			return ((this.flags & Zmtp.COMMAND) != 0)
					? new String(this.body, 1, this.body[0], StandardCharsets.US_ASCII) : "";
		}

		@Override
		public String toString() {
			return "frame %02x %s".formatted(this.flags, HexFormat.of().formatHex(this.body));
		}

	}

}
