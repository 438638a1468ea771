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

package io.zmqcomm.core.test;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Where a socket under test connects to, to find a {@link RawPeer}.
 */
public final class RawListener implements Closeable {

	private final ServerSocket server;

	public RawListener() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.server.setSoTimeout((int) RawPeer.DEADLINE.toMillis());
	}

	public String endpoint() {
		return "tcp://127.0.0.1:" + this.server.getLocalPort();
	}

	public RawPeer accept() throws IOException {
		return new RawPeer(this.server.accept());
	}

	/** Expect that nobody connects for the given time. */
	public void expectNobody(Duration time) throws IOException {
		this.server.setSoTimeout((int) time.toMillis());
		try (Socket intruder = this.server.accept()) {
			throw new AssertionError(
					"connected from %s (expected: nobody)".formatted(intruder.getRemoteSocketAddress()));
		}
		catch (SocketTimeoutException ex) {
			this.server.setSoTimeout((int) RawPeer.DEADLINE.toMillis());
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
