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

package io.zmqcomm.core.security;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.wire.Commands;
import io.zmqcomm.core.wire.Metadata;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * NULL: each side sends READY once, without waiting for the other; traffic passes as it
 * is.
 */
public final class NullMechanism implements Mechanism {

	/** Makes NULL mechanisms. */
	public static final Factory FACTORY = new Factory() {

		@Override
		public String name() {
			return "NULL";
		}

		@Override
		public Mechanism create(boolean binding, Metadata metadata) {
			return new NullMechanism(metadata);
		}

	};

	private final Metadata metadata;

	private boolean sent;

	private @Nullable Metadata peer;

	private NullMechanism(Metadata metadata) {
		this.metadata = metadata;
	}

	@Override
	public @Nullable ByteBuf nextCommand(ByteBufAllocator allocator) {
		if (this.sent) {
			return null;
		}
		this.sent = true;
		ByteBuf body = allocator.directBuffer();
		Commands.writeReadyBody(body, this.metadata);
		return body;
	}

	@Override
	public void command(ByteBuf body) {
		Commands.Name name = Commands.readName(body);
		switch (name) {
			case READY -> {
				if (this.peer != null) {
					throw new ProtocolException("command: a second READY (expected: messages)");
				}
				this.peer = Metadata.read(body);
			}
			case ERROR -> throw new HandshakeRefusedException(
					"peer refused the handshake: ERROR '%s'".formatted(Commands.readErrorReason(body)));
			default ->
				throw new ProtocolException("command in the NULL handshake: %s (expected: READY)".formatted(name));
		}
	}

	@Override
	public boolean isComplete() {
		return this.sent && this.peer != null;
	}

	@Override
	public Metadata peerMetadata() {
		if (this.peer == null) {
			throw new IllegalStateException("no READY yet");
		}
		return this.peer;
	}

	@Override
	public boolean isTransparent() {
		return true;
	}

	@Override
	public ByteBuf seal(ByteBuf[] frames, int count, ByteBufAllocator allocator) {
		throw new UnsupportedOperationException("NULL does not seal");
	}

	@Override
	public void open(ByteBuf buffer, int offset, int length, int flags, Opened opened) {
		throw new UnsupportedOperationException("NULL does not seal");
	}

	@Override
	public int overhead() {
		return 0;
	}

	@Override
	public void close() {
	}

}
