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

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;

/**
 * Frame headers of ZMTP 3.x (RFC 37, "Framing"): one octet of flags, then the length of
 * the body in one octet, or in eight if it is above 255. Pure functions over buffers; any
 * thread.
 */
public final class Frames {

	/** Flag of a message frame that another frame of the same message follows. */
	public static final int MORE = 1;

	/** Flag of a frame whose length takes eight octets. */
	public static final int LONG = 2;

	/** Flag of a command frame. */
	public static final int COMMAND = 4;

	/** Longest body in octets that a header of two octets can announce. */
	public static final int MAX_SHORT_BODY = 255;

	private static final int SHORT_HEADER = 2;

	private static final int LONG_HEADER = 9;

	private Frames() {
	}

	/**
	 * Return the length of a frame's header.
	 * @param bodyLength length of the frame's body in octets
	 * @return 2 or 9 octets
	 */
	public static int headerLength(long bodyLength) {
		return (bodyLength <= MAX_SHORT_BODY) ? SHORT_HEADER : LONG_HEADER;
	}

	/**
	 * Return the length of a whole frame.
	 * @param bodyLength length of the frame's body in octets
	 * @return the length of header and body in octets
	 * @throws ArithmeticException if that is above {@link Integer#MAX_VALUE}
	 */
	public static int frameLength(int bodyLength) {
		return Math.addExact(headerLength(bodyLength), bodyLength);
	}

	/**
	 * Write a frame's header.
	 * @param out where to write
	 * @param flags {@link #MORE} or {@link #COMMAND} or 0; {@link #LONG} is added where
	 * the body is long
	 * @param bodyLength length of the frame's body in octets, zero or more
	 */
	public static void writeHeader(ByteBuf out, int flags, long bodyLength) {
		if (bodyLength <= MAX_SHORT_BODY) {
			out.writeShort(flags << 8 | (int) bodyLength);
		}
		else {
			out.ensureWritable(LONG_HEADER);
			out.writeByte(flags | LONG);
			out.writeLong(bodyLength);
		}
	}

	/**
	 * Write a frame's header at an index; the buffer's position stays.
	 * @param out where to write, in network byte order
	 * @param index index of the header's first octet
	 * @param flags as in {@link #writeHeader(ByteBuf, int, long)}
	 * @param bodyLength length of the frame's body in octets, zero or more
	 * @return index of the body's first octet
	 */
	public static int writeHeader(ByteBuffer out, int index, int flags, long bodyLength) {
		if (bodyLength <= MAX_SHORT_BODY) {
			out.putShort(index, (short) (flags << 8 | (int) bodyLength));
			return index + SHORT_HEADER;
		}
		out.put(index, (byte) (flags | LONG));
		out.putLong(index + 1, bodyLength);
		return index + LONG_HEADER;
	}

}
