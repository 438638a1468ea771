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

package io.zmqcomm.core.patterns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The transports that a pattern's rules must hold on.
 */
enum Transport {

	/** Through the kernel, with ZMTP. */
	TCP {

		@Override
		String any() {
			return "tcp://127.0.0.1:*";
		}

		@Override
		String unbound() {
			return "tcp://127.0.0.1:" + freePort();
		}

	},

	/** By UCX, over its software lanes. */
	RDMA {

		@Override
		String any() {
			return "rdma://127.0.0.1:*";
		}

		@Override
		String unbound() {
			return "rdma://127.0.0.1:" + freePort();
		}

	},

	/** Through the kernel, with ZMTP, by a file. */
	IPC {

		@Override
		String any() {
			return unbound();
		}

		@Override
		String unbound() {
			return "ipc://%s/zmq-test-%d-%d".formatted(System.getProperty("java.io.tmpdir"),
					ProcessHandle.current().pid(), NAMES.incrementAndGet());
		}

	},

	/** By reference within the communicator. */
	INPROC {

		@Override
		String any() {
			return unbound();
		}

		@Override
		String unbound() {
			return "inproc://test-" + NAMES.incrementAndGet();
		}

	};

	private static final AtomicInteger NAMES = new AtomicInteger();

	/** An endpoint to bind that nobody has. */
	abstract String any();

	/** An endpoint to connect that nobody has bound yet. */
	abstract String unbound();

	/**
	 * One below those that Linux gives to who asks for any, so that none but a server
	 * with this very port can take it before the test does.
	 */
	private static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				// Somebody's: another one
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
