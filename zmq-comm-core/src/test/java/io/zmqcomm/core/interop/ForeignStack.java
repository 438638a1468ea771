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

package io.zmqcomm.core.interop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.zmqcomm.core.SocketType;

/**
 * Another implementation of ZeroMQ. One thread at a time.
 */
interface ForeignStack extends AutoCloseable {

	/**
	 * Create a socket.
	 * @param type the type
	 * @param options such as {@code SNDHWM=10} or {@code IDENTITY=a}
	 * @return the socket
	 */
	Socket socket(SocketType type, String... options);

	@Override
	void close();

	/**
	 * A socket of the other implementation.
	 */
	interface Socket {

		/** Bind; return the endpoint with its real port. */
		String bind(String endpoint);

		void connect(String endpoint);

		void subscribe(String topic);

		void send(List<Payload> frames);

		/** Receive one message's digests, or nothing if none comes in time. */
		Optional<List<Payload.Digest>> receive(Duration timeout);

		void close();

	}

	/**
	 * The implementations to test against.
	 */
	enum Kind {

		/** libzmq, the reference, in a process of its own. */
		LIBZMQ(LibzmqStack::start),

		/** JeroMQ, which speaks ZMTP 3.0. */
		JEROMQ(JeromqStack::new);

		private final Supplier<ForeignStack> opener;

		Kind(Supplier<ForeignStack> opener) {
			this.opener = opener;
		}

		ForeignStack open() {
			return this.opener.get();
		}

	}

}
