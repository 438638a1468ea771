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

package io.zmqcomm.core.transport.rdma;

import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The active messages that two peers exchange, see {@code docs/rdma.md}. All integers are
 * little-endian, as UCX itself needs peers of the same byte order.
 */
final class ActiveMessages {

	/** Begins each direction: magic, version, window. */
	static final int HELLO = 1;

	/**
	 * A part of the stream: its position, then perhaps its first octets; the rest is the
	 * data of the active message, eager or by rendezvous.
	 */
	static final int DATA = 2;

	/** The sum of what the receiver was done with. */
	static final int CREDIT = 3;

	/** Ends one direction: the position of the end. */
	static final int END = 4;

	static final int HELLO_LENGTH = 12;

	/** Octets of a position, a sum of credit or an end. */
	static final int NUMBER_LENGTH = 8;

	/** Octets before those of a rendezvous that travel with its announcement. */
	static final int LEAD = 64;

	static final int MAX_HEADER = NUMBER_LENGTH + LEAD;

	/**
	 * Most of what one eager message carries. Fits one slot of UCX's shared memory, which
	 * counts its octets with 16 bits.
	 */
	static final int MAX_EAGER = 60 << 10;

	/** Most of what one rendezvous carries. */
	static final int MAX_RENDEZVOUS = 1 << 20;

	/** What a message costs of the window beside its octets that are sent unasked. */
	static final int MESSAGE_COST = 256;

	/** What a receiver keeps of messages that it could not hand over yet. */
	static final int WINDOW = 2 << 20;

	private static final int MAGIC = 'Z' | 'M' << 8 | 'Q' << 16 | 'R' << 24;

	private static final int VERSION = 1;

	private ActiveMessages() {
	}

	static void writeHello(ByteBuf header) {
		header.writeIntLE(MAGIC).writeIntLE(VERSION).writeIntLE(WINDOW);
	}

	/**
	 * Read the beginning of a direction.
	 * @param header the header
	 * @return the window of the peer, or -1 if it speaks something else
	 */
	static int readHello(java.nio.ByteBuffer header) {
		header.order(ByteOrder.LITTLE_ENDIAN);
		if (header.remaining() != HELLO_LENGTH || header.getInt() != MAGIC || header.getInt() != VERSION) {
			return -1;
		}
		return Math.max(-1, header.getInt());
	}

	static ByteBuf newHeader() {
		return ByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER, MAX_HEADER);
	}

}
