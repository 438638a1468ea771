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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Frames;
import io.zmqcomm.core.wire.Greeting;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * The beginning of a connection: both greetings, then the commands of the security
 * mechanism (RFC 37, "Connection Establishment"). Copies what it is given, which is
 * little. Event loop only.
 */
final class Handshake {

	/** Octets that a peer may send before its handshake is done. */
	private static final int BYTES_MAX = 256 * 1024;

	private static final int COMMAND_MAX = BYTES_MAX / 2;

	private static final int REASON_MAX = 200;

	private final Connection connection;

	private final String mechanismName;

	private final Mechanism mechanism;

	private ByteBuf received = ByteBufAllocator.DEFAULT.heapBuffer(256, BYTES_MAX);

	private @Nullable Greeting greeting;

	Handshake(Connection connection, String mechanismName, Mechanism mechanism) {
		this.connection = connection;
		this.mechanismName = mechanismName;
		this.mechanism = mechanism;
	}

	/**
	 * Send our greeting, whole and at once (ZMTP-03, ZMTP-04).
	 * @param asServer the role to announce
	 */
	void begin(boolean asServer) {
		ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(Greeting.LENGTH);
		Greeting.write(out, this.mechanismName, asServer);
		this.connection.write(out);
	}

	/**
	 * Take what was read.
	 * @param buffer borrowed
	 * @param from index of the first octet
	 * @param length how many
	 * @return whether the handshake is done
	 * @throws ProtocolException if the peer broke a rule
	 */
	boolean received(ByteBuf buffer, int from, int length) {
		if (this.received.readableBytes() + length > BYTES_MAX) {
			throw new ProtocolException(
					"octets before the end of the handshake: more than %d (expected: less)".formatted(BYTES_MAX));
		}
		this.received.discardReadBytes().writeBytes(buffer, from, length);
		if (this.greeting == null) {
			this.greeting = readGreeting();
			if (this.greeting == null) {
				return false;
			}
			sendCommands();
		}
		while (!this.mechanism.isComplete() && readCommand()) {
			sendCommands();
		}
		return this.mechanism.isComplete();
	}

	private @Nullable Greeting readGreeting() {
		Greeting greeting = Greeting.read(this.received);
		if (greeting != null && !greeting.mechanism().equals(this.mechanismName)) {
			throw new ProtocolException(
					"mechanism of the peer: '%s' (expected: '%s')".formatted(greeting.mechanism(), this.mechanismName));
		}
		return greeting;
	}

	/**
	 * Take one command.
	 * @return {@code false} if there is no whole one
	 */
	private boolean readCommand() {
		ByteBuf in = this.received;
		int index = in.readerIndex();
		if (in.readableBytes() < 2) {
			return false;
		}
		int flags = in.getByte(index);
		if (flags != Frames.COMMAND && flags != (Frames.COMMAND | Frames.LONG)) {
			throw new ProtocolException(
					"frame flags in the handshake: 0x%02x (expected: 04 or 06, a command)".formatted(flags & 0xFF));
		}
		boolean longFrame = (flags & Frames.LONG) != 0;
		int header = longFrame ? 9 : 2;
		if (in.readableBytes() < header) {
			return false;
		}
		long length = longFrame ? in.getLong(index + 1) : in.getUnsignedByte(index + 1);
		if (length < 0 || length > COMMAND_MAX) {
			throw new ProtocolException("size of a handshake command: %s (expected: at most %d)"
				.formatted(Long.toUnsignedString(length), COMMAND_MAX));
		}
		if (in.readableBytes() < header + length) {
			return false;
		}
		in.skipBytes(header);
		this.mechanism.command(in.readSlice((int) length));
		return true;
	}

	private void sendCommands() {
		for (ByteBuf body; (body = this.mechanism.nextCommand(ByteBufAllocator.DEFAULT)) != null;) {
			ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(Frames.frameLength(body.readableBytes()));
			Frames.writeHeader(frame, Frames.COMMAND, body.readableBytes());
			frame.writeBytes(body);
			body.release();
			this.connection.write(frame);
		}
	}

	/**
	 * Tell the peer that it is refused.
	 * @param reason why
	 */
	void refuse(@Nullable String reason) {
		String text = (reason != null) ? reason : "refused";
		ByteBuf error = ByteBufAllocator.DEFAULT.directBuffer();
		Commands.writeError(error, text.substring(0, Math.min(text.length(), REASON_MAX)));
		this.connection.write(error);
	}

	/**
	 * Return what the peer began with.
	 * @return its greeting, once the handshake is done
	 */
	Greeting greeting() {
		return Objects.requireNonNull(this.greeting);
	}

	/**
	 * Hand over the octets that came behind the handshake.
	 * @return owned by the caller
	 */
	ByteBuf takeRest() {
		ByteBuf rest = this.received;
		this.received = Unpooled.EMPTY_BUFFER;
		return rest;
	}

	void close() {
		takeRest().release();
	}

}
