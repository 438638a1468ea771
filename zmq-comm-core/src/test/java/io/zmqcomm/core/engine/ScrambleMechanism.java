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

package io.zmqcomm.core.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.wire.Frames;
import io.zmqcomm.core.wire.Metadata;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * Protects nothing, but does to the octets what an encrypting mechanism does: a handshake
 * of two steps, then every frame is transformed as a whole, flags included, behind a
 * counter that reveals a lost, doubled or reordered frame.
 */
final class ScrambleMechanism implements Mechanism {

	static final Factory FACTORY = new Factory() {

		@Override
		public String name() {
			return "SCRAMBLE";
		}

		@Override
		public Mechanism create(boolean binding, Metadata metadata) {
			return new ScrambleMechanism(binding, metadata);
		}

	};

	/** The counter and the inner flags. */
	private static final int OVERHEAD = 9;

	private final boolean binding;

	private final Metadata metadata;

	private boolean greeted;

	private boolean announced;

	private @Nullable Metadata peer;

	private long sealed;

	private long opened;

	private boolean closed;

	private ScrambleMechanism(boolean binding, Metadata metadata) {
		this.binding = binding;
		this.metadata = metadata;
	}

	@Override
	public @Nullable ByteBuf nextCommand(ByteBufAllocator allocator) {
		checkOpen();
		if (!this.binding && !this.greeted) {
			this.greeted = true;
			return named(allocator, "HELLO");
		}
		boolean due = this.binding ? this.greeted : this.peer != null;
		if (!due || this.announced) {
			return null;
		}
		this.announced = true;
		ByteBuf body = named(allocator, "MEET");
		this.metadata.write(body);
		return body;
	}

	private static ByteBuf named(ByteBufAllocator allocator, String name) {
		ByteBuf body = allocator.directBuffer();
		body.writeByte(name.length());
		body.writeCharSequence(name, StandardCharsets.US_ASCII);
		return body;
	}

	@Override
	public void command(ByteBuf body) {
		checkOpen();
		String name = body.readCharSequence(body.readUnsignedByte(), StandardCharsets.US_ASCII).toString();
		if (name.equals("HELLO") && this.binding && !this.greeted) {
			this.greeted = true;
		}
		else if (name.equals("MEET") && this.greeted && this.peer == null) {
			this.peer = Metadata.read(body);
		}
		else {
			throw new ProtocolException("command: %s is out of order".formatted(name));
		}
	}

	@Override
	public boolean isComplete() {
		return this.announced && this.peer != null;
	}

	@Override
	public Metadata peerMetadata() {
		return Objects.requireNonNull(this.peer);
	}

	@Override
	public boolean isTransparent() {
		return false;
	}

	@Override
	public ByteBuf seal(ByteBuf[] frames, int count, ByteBufAllocator allocator) {
		checkOpen();
		ByteBuf in = Unpooled.wrappedBuffer(count, Arrays.copyOf(frames, count));
		try {
			ByteBuf out = allocator.directBuffer(in.readableBytes() + 32);
			while (in.isReadable()) {
				int flags = in.readByte();
				int length = ((flags & Frames.LONG) != 0) ? (int) in.readLong() : in.readUnsignedByte();
				Frames.writeHeader(out, 0, OVERHEAD + length);
				out.writeLong(this.sealed);
				out.writeByte(scramble(flags & ~Frames.LONG, this.sealed, -1));
				for (int i = 0; i < length; i++) {
					out.writeByte(scramble(in.readByte(), this.sealed, i));
				}
				this.sealed++;
			}
			return out;
		}
		finally {
			in.release();
		}
	}

	@Override
	public void open(ByteBuf buffer, int offset, int length, int flags, Opened opened) {
		checkOpen();
		if (length < OVERHEAD) {
			throw new ProtocolException("sealed frame of %d octets".formatted(length));
		}
		long counter = buffer.getLong(offset);
		if (counter != this.opened) {
			throw new ProtocolException("frame %d (expected: %d)".formatted(counter, this.opened));
		}
		this.opened++;
		int inner = scramble(buffer.getByte(offset + OVERHEAD - 1), counter, -1) & 0xFF;
		for (int i = 0; i < length - OVERHEAD; i++) {
			int at = offset + OVERHEAD + i;
			buffer.setByte(at, scramble(buffer.getByte(at), counter, i));
		}
		opened.set(offset + OVERHEAD, length - OVERHEAD, inner);
	}

	private static int scramble(int octet, long counter, int index) {
		return octet ^ (int) (counter * 31 + index * 7L + 0x5A);
	}

	@Override
	public int overhead() {
		return OVERHEAD;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private void checkOpen() {
		if (this.closed) {
			throw new IllegalStateException("used after close");
		}
	}

}
