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
import org.jspecify.annotations.Nullable;

/**
 * The first 64 octets that each side of a connection sends, without waiting for the other
 * (RFC 37, "Version Negotiation" and "Authentication and Confidentiality"). Pure
 * functions over buffers; any thread.
 *
 * @param major the version's major number as the peer announced it, 3 or more
 * @param minor the version's minor number as the peer announced it
 * @param mechanism the security mechanism, without padding
 * @param asServer whether the peer takes the server's role in the mechanism; without
 * meaning under NULL, and never set by libzmq
 */
public record Greeting(int major, int minor, String mechanism, boolean asServer) {

	/** Length of a greeting in octets. */
	public static final int LENGTH = 64;

	private static final int SIGNATURE_END = 9;

	private static final int MAJOR = 10;

	private static final int MINOR = 11;

	private static final int MECHANISM = 12;

	private static final int MECHANISM_LENGTH = 20;

	private static final int AS_SERVER = MECHANISM + MECHANISM_LENGTH;

	private static final int OWN_MAJOR = 3;

	private static final int OWN_MINOR = 1;

	/**
	 * Write a greeting of version 3.1.
	 * @param out where to write
	 * @param mechanism name of the security mechanism, 1 to 20 octets
	 * @param asServer whether we take the server's role in the mechanism
	 */
	public static void write(ByteBuf out, String mechanism, boolean asServer) {
		checkMechanism(mechanism);
		out.writeByte(0xFF);
		out.writeZero(SIGNATURE_END - 1);
		out.writeByte(0x7F);
		out.writeByte(OWN_MAJOR);
		out.writeByte(OWN_MINOR);
		out.writeCharSequence(mechanism, StandardCharsets.US_ASCII);
		out.writeZero(MECHANISM_LENGTH - mechanism.length());
		out.writeByte(asServer ? 1 : 0);
		out.writeZero(LENGTH - AS_SERVER - 1);
	}

	/**
	 * Read a greeting if all of it is there. What is there is checked at once, so a peer
	 * that cannot be one of ZMTP 3.0 or later is found with its first wrong octet.
	 * @param in what was received so far; 64 octets are consumed if they are there, else
	 * none
	 * @return the greeting, or {@code null} if octets are missing
	 * @throws ProtocolException if the octets cannot become a greeting
	 */
	public static @Nullable Greeting read(ByteBuf in) {
		int start = in.readerIndex();
		int readable = in.readableBytes();
		checkSignature(in, start, readable);
		int mechanismLength = checkMechanism(in, start, readable);
		if (readable < LENGTH) {
			return null;
		}
		Greeting greeting = new Greeting(in.getUnsignedByte(start + MAJOR), in.getUnsignedByte(start + MINOR),
				in.toString(start + MECHANISM, mechanismLength, StandardCharsets.US_ASCII),
				in.getByte(start + AS_SERVER) == 1);
		in.skipBytes(LENGTH);
		return greeting;
	}

	/**
	 * Return whether the peer takes subscriptions as SUBSCRIBE and CANCEL commands (3.1)
	 * rather than as messages (3.0).
	 * @return whether its version is 3.1 or later
	 */
	public boolean speaksCommands() {
		return this.major > OWN_MAJOR || this.minor >= OWN_MINOR;
	}

	private static void checkSignature(ByteBuf in, int start, int readable) {
		if (readable > 0 && in.getByte(start) != (byte) 0xFF) {
			throw unexpected("greeting octet 0", in.getUnsignedByte(start), "0xff of ZMTP 3.0 or later");
		}
		if (readable > SIGNATURE_END && (in.getByte(start + SIGNATURE_END) & 1) == 0) {
			throw unexpected("greeting octet 9", in.getUnsignedByte(start + SIGNATURE_END),
					"0x7f of ZMTP 3.0 or later; this peer may speak ZMTP 1.0");
		}
		if (readable > MAJOR && in.getUnsignedByte(start + MAJOR) < OWN_MAJOR) {
			int major = in.getUnsignedByte(start + MAJOR);
			throw new ProtocolException("ZMTP version of the peer: %s, announced as 0x%02x (expected: 3.0 or later)"
				.formatted((major == 0) ? "1.0" : "2.0", major));
		}
	}

	private static int checkMechanism(ByteBuf in, int start, int readable) {
		int available = Math.min(readable - MECHANISM, MECHANISM_LENGTH);
		int length = 0;
		for (int i = 0; i < available; i++) {
			int octet = in.getUnsignedByte(start + MECHANISM + i);
			if (octet != 0) {
				if (length < i) {
					throw unexpected("greeting octet " + (MECHANISM + i), octet, "0x00 after the mechanism's name");
				}
				if (!isMechanismOctet(octet)) {
					throw unexpected("greeting octet " + (MECHANISM + i), octet,
							"a mechanism's name of A-Z, 0-9, '-', '_', '.' and '+'");
				}
				length++;
			}
		}
		return length;
	}

	private static void checkMechanism(String mechanism) {
		boolean valid = !mechanism.isEmpty() && mechanism.length() <= MECHANISM_LENGTH;
		for (int i = 0; valid && i < mechanism.length(); i++) {
			valid = isMechanismOctet(mechanism.charAt(i));
		}
		if (!valid) {
			throw new IllegalArgumentException("mechanism '%s' (expected: 1 to %d of A-Z, 0-9, '-', '_', '.' and '+')"
				.formatted(mechanism, MECHANISM_LENGTH));
		}
	}

	private static boolean isMechanismOctet(int octet) {
		return (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9') || octet == '-' || octet == '_'
				|| octet == '.' || octet == '+';
	}

	private static ProtocolException unexpected(String what, int octet, String expected) {
		return new ProtocolException("%s: 0x%02x (expected: %s)".formatted(what, octet, expected));
	}

}
