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

import io.zmqcomm.core.wire.Metadata;

/**
 * One connection's security mechanism: the handshake as commands in and out, then traffic
 * as sealing a whole batch and opening a frame in place. Confined to the event loop of
 * its connection.
 */
public interface Mechanism {

	/**
	 * Return the next handshake command to be sent.
	 * @param allocator where from
	 * @return the command's body, owned by the caller, or {@code null} while none is due
	 */
	@Nullable ByteBuf nextCommand(ByteBufAllocator allocator);

	/**
	 * Take a handshake command of the peer.
	 * @param body name and data; borrowed
	 * @throws io.zmqcomm.core.wire.ProtocolException if it is malformed or out of order
	 * @throws HandshakeRefusedException if the peer refused us with an ERROR
	 */
	void command(ByteBuf body);

	/**
	 * Return whether the handshake is done in both directions.
	 * @return whether traffic may begin
	 */
	boolean isComplete();

	/**
	 * Return what the peer announced.
	 * @return the metadata, once the handshake is done
	 */
	Metadata peerMetadata();

	/**
	 * Return whether traffic passes as it is, so that {@link #seal} and {@link #open} are
	 * not called.
	 * @return {@code true} for NULL
	 */
	boolean isTransparent();

	/**
	 * Seal whole plaintext frames.
	 * @param frames consecutive octets of whole frames, which other connections may read
	 * at the same time, so not to be written to; ownership passes, also if it throws
	 * @param count how many buffers
	 * @param allocator where from
	 * @return the frames to be written, owned by the caller
	 */
	ByteBuf seal(ByteBuf[] frames, int count, ByteBufAllocator allocator);

	/**
	 * Open a received frame in place.
	 * @param buffer holds the frame's body
	 * @param offset index of its first octet
	 * @param length its octets
	 * @param flags flags of the frame
	 * @param opened takes the place and the flags of the plaintext
	 * @throws io.zmqcomm.core.wire.ProtocolException if it cannot be opened
	 */
	void open(ByteBuf buffer, int offset, int length, int flags, Opened opened);

	/**
	 * Return by how many octets a sealed frame's body is longer at most than its
	 * plaintext.
	 * @return the overhead
	 */
	int overhead();

	/**
	 * Forget all keys.
	 */
	void close();

	/**
	 * Place and flags of an opened frame; reused.
	 */
	final class Opened {

		private int offset;

		private int length;

		private int flags;

		public void set(int offset, int length, int flags) {
			this.offset = offset;
			this.length = length;
			this.flags = flags;
		}

		public int offset() {
			return this.offset;
		}

		public int length() {
			return this.length;
		}

		public int flags() {
			return this.flags;
		}

	}

	/**
	 * Makes mechanisms of one kind.
	 */
	interface Factory {

		/**
		 * Return the name in the greeting.
		 * @return for example {@code NULL}
		 */
		String name();

		/**
		 * Create the mechanism of a new connection.
		 * @param binding whether we are the side that accepted it
		 * @param metadata what we announce
		 * @return the mechanism
		 */
		Mechanism create(boolean binding, Metadata metadata);

	}

}
