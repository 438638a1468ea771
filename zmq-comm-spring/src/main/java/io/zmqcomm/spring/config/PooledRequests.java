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

package io.zmqcomm.spring.config;

import java.util.List;
import java.util.stream.Stream;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.spring.config.ZmqSocketStatus.State;

/**
 * What the communicator's request pool has open for the endpoints of a named REQ. A
 * template's requests go through the pool, so the named socket itself is never opened.
 */
final class PooledRequests {

	/** How the engine names the sockets of its pool. */
	private static final String PREFIX = "request ";

	private PooledRequests() {
	}

	/**
	 * Return the status of a REQ that was not opened as it looks through the pool.
	 * @param unopened what is known of the named socket itself
	 */
	static ZmqSocketStatus status(ZmqSocketStatus unopened, ZmqSocketDefinition definition,
			ZmqCommunicator communicator) {
		List<String> names = definition.connect()
			.stream()
			.flatMap((endpoint) -> Stream.of(Endpoint.TCP, Endpoint.RDMA)
				.map((protocol) -> PREFIX + canonical(endpoint, protocol)))
			.toList();
		List<ZmqSocket> pooled = communicator.sockets()
			.stream()
			.filter((socket) -> socket.type() == SocketType.REQ && names.contains(socket.options().name()))
			.toList();
		if (pooled.isEmpty()) {
			return unopened;
		}
		List<String> connected = pooled.stream()
			.flatMap((socket) -> socket.connectedEndpoints().stream())
			.distinct()
			.toList();
		int peers = pooled.stream().mapToInt((socket) -> socket.peers().size()).sum();
		return new ZmqSocketStatus(unopened.name(), unopened.type(), State.RUNNING, List.of(), connected, peers, null);
	}

	private static String canonical(String endpoint, String protocol) {
		try {
			return Endpoint.parse(endpoint, protocol).toString();
		}
		catch (IllegalArgumentException ex) {
			// Said by the first request
			return endpoint;
		}
	}

}
