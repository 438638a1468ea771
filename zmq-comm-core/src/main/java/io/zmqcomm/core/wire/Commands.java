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

package io.zmqcomm.core.wire;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * The commands of ZMTP 3.1 outside a security mechanism's own (RFC 37, "Commands"): a
 * command frame whose body is the octet of the name's length, the name, and data. Pure
 * functions over buffers; any thread.
 */
public final class Commands {

	/** Longest context of a PING in octets. */
	public static final int MAX_PING_CONTEXT = 16;

	/**
	 * Longest time to live of a PING in tenths of a second. The wire has room for more,
	 * but libzmq computes the milliseconds in 16 bits and would hang up early.
	 */
	public static final int MAX_PING_TTL = 655;

	private static final int TTL_OCTETS = 2;

	private static final int MAX_REASON_LENGTH = 255;

	private static final Name[] NAMES = Name.values();

	private Commands() {
	}

	/**
	 * Read the name of a command.
	 * @param body the body of a command frame; the name is consumed
	 * @return the name, or {@link Name#UNKNOWN} for any other legal one
	 * @throws ProtocolException if the body is empty, the name is empty or it overruns
	 * the body
	 */
	public static Name readName(ByteBuf body) {
		if (!body.isReadable()) {
			throw new ProtocolException("command body length: 0 (expected: at least 2 octets)");
		}
		int length = body.readUnsignedByte();
		if (length == 0) {
			throw new ProtocolException("command name length: 0 (expected: 1 to 255)");
		}
		if (length > body.readableBytes()) {
			throw new ProtocolException("command name length: %d (expected: at most the %d octets that are left)"
				.formatted(length, body.readableBytes()));
		}
		int start = body.readerIndex();
		body.skipBytes(length);
		for (Name name : NAMES) {
			if (name.matches(body, start, length)) {
				return name;
			}
		}
		return Name.UNKNOWN;
	}

	/**
	 * Write a READY command frame.
	 * @param out where to write
	 * @param metadata what it announces
	 */
	public static void writeReady(ByteBuf out, Metadata metadata) {
		Frames.writeHeader(out, Frames.COMMAND, Name.READY.encoded.length + metadata.encodedLength());
		writeReadyBody(out, metadata);
	}

	/**
	 * Write the body of a READY command, for a mechanism that wraps it.
	 * @param out where to write
	 * @param metadata what it announces
	 */
	public static void writeReadyBody(ByteBuf out, Metadata metadata) {
		out.writeBytes(Name.READY.encoded);
		metadata.write(out);
	}

	/**
	 * Write an ERROR command frame. It may only be sent in the handshake and tells the
	 * peer that it is refused for good.
	 * @param out where to write
	 * @param reason visible ASCII characters; others, also spaces, go out as '-', and
	 * what is beyond 255 is cut
	 */
	public static void writeError(ByteBuf out, String reason) {
		int length = Math.min(reason.length(), MAX_REASON_LENGTH);
		Frames.writeHeader(out, Frames.COMMAND, Name.ERROR.encoded.length + 1 + length);
		out.writeBytes(Name.ERROR.encoded);
		out.writeByte(length);
		for (int i = 0; i < length; i++) {
			char character = reason.charAt(i);
			out.writeByte((character > ' ' && character < 0x7F) ? character : '-');
		}
	}

	/**
	 * Read the reason of an ERROR command.
	 * @param body the body after the name
	 * @return the reason with '?' for what is not printable ASCII; empty if there is
	 * none, as JeroMQ sends it
	 * @throws ProtocolException if the reason overruns the body
	 */
	public static String readErrorReason(ByteBuf body) {
		if (!body.isReadable()) {
			return "";
		}
		int length = body.readUnsignedByte();
		if (length > body.readableBytes()) {
			throw new ProtocolException("ERROR reason length: %d (expected: at most the %d octets that are left)"
				.formatted(length, body.readableBytes()));
		}
		StringBuilder reason = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			int octet = body.readUnsignedByte();
			reason.append((octet >= ' ' && octet < 0x7F) ? (char) octet : '?');
		}
		return reason.toString();
	}

	/**
	 * Write a SUBSCRIBE command frame, for peers of ZMTP 3.1 and later.
	 * @param out where to write
	 * @param topic the prefix
	 */
	public static void writeSubscribe(ByteBuf out, byte[] topic) {
		write(out, Name.SUBSCRIBE, topic);
	}

	/**
	 * Write a CANCEL command frame, for peers of ZMTP 3.1 and later.
	 * @param out where to write
	 * @param topic the prefix
	 */
	public static void writeCancel(ByteBuf out, byte[] topic) {
		write(out, Name.CANCEL, topic);
	}

	/**
	 * Write a subscription or its end as a message frame, for peers of ZMTP 3.0.
	 * @param out where to write
	 * @param subscribe whether to subscribe, else to cancel
	 * @param topic the prefix
	 */
	public static void writeSubscriptionMessage(ByteBuf out, boolean subscribe, byte[] topic) {
		Frames.writeHeader(out, 0, 1L + topic.length);
		out.writeByte(subscribe ? 1 : 0);
		out.writeBytes(topic);
	}

	/**
	 * Write a PING command frame.
	 * @param out where to write
	 * @param ttlTenths after how many tenths of a second without traffic the peer may
	 * hang up, up to {@link #MAX_PING_TTL}; 0 for never
	 * @param context what the PONG shall echo, up to {@link #MAX_PING_CONTEXT} octets
	 */
	public static void writePing(ByteBuf out, int ttlTenths, byte[] context) {
		if (ttlTenths < 0 || ttlTenths > MAX_PING_TTL) {
			throw new IllegalArgumentException(
					"PING time to live %d (expected: 0 to %d tenths of a second)".formatted(ttlTenths, MAX_PING_TTL));
		}
		if (context.length > MAX_PING_CONTEXT) {
			throw new IllegalArgumentException(
					"PING context of %d octets (expected: at most %d)".formatted(context.length, MAX_PING_CONTEXT));
		}
		Frames.writeHeader(out, Frames.COMMAND, Name.PING.encoded.length + TTL_OCTETS + context.length);
		out.writeBytes(Name.PING.encoded);
		out.writeShort(ttlTenths);
		out.writeBytes(context);
	}

	/**
	 * Read the time to live of a PING command. What is readable then is the context that
	 * {@link #writePong(ByteBuf, ByteBuf)} takes.
	 * @param body the body after the name; the time to live is consumed
	 * @return the time to live in tenths of a second
	 * @throws ProtocolException if the body is too short
	 */
	public static int readPingTtl(ByteBuf body) {
		if (body.readableBytes() < TTL_OCTETS) {
			throw new ProtocolException(
					"PING time to live: %d octets (expected: %d)".formatted(body.readableBytes(), TTL_OCTETS));
		}
		return body.readUnsignedShort();
	}

	/**
	 * Write a PONG command frame.
	 * @param out where to write
	 * @param context the context of the PING, of which {@link #MAX_PING_CONTEXT} octets
	 * at most are echoed; not consumed
	 */
	public static void writePong(ByteBuf out, ByteBuf context) {
		int length = Math.min(context.readableBytes(), MAX_PING_CONTEXT);
		Frames.writeHeader(out, Frames.COMMAND, Name.PONG.encoded.length + length);
		out.writeBytes(Name.PONG.encoded);
		out.writeBytes(context, context.readerIndex(), length);
	}

	private static void write(ByteBuf out, Name name, byte[] data) {
		Frames.writeHeader(out, Frames.COMMAND, (long) name.encoded.length + data.length);
		out.writeBytes(name.encoded);
		out.writeBytes(data);
	}

	/**
	 * Names of commands.
	 */
	public enum Name {

		/** Announces the metadata and ends the handshake. */
		READY,

		/** Refuses the peer in the handshake. */
		ERROR,

		/** Adds a subscription. */
		SUBSCRIBE,

		/** Takes a subscription back. */
		CANCEL,

		/** Asks for a sign of life. */
		PING,

		/** Answers a PING. */
		PONG,

		/** Any other name. */
		UNKNOWN;

		@SuppressWarnings("ImmutableEnumChecker")
		private final byte[] encoded;

		Name() {
			this.encoded = ((char) name().length() + name()).getBytes(StandardCharsets.US_ASCII);
		}

		private boolean matches(ByteBuf in, int start, int length) {
			if (this == UNKNOWN || length != this.encoded.length - 1) {
				return false;
			}
			for (int i = 0; i < length; i++) {
				if (in.getByte(start + i) != this.encoded[i + 1]) {
					return false;
				}
			}
			return true;
		}

	}

}
