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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every legal pair of socket types, against each implementation, with either side
 * binding: frames of 0 octets to 10 MiB and messages of 1 to 20 frames arrive whole, in
 * order and unchanged, in each direction that the types allow.
 */
@Timeout(60)
class SocketTypesTests {

	private static final Duration JEROMQ_PATIENCE = Duration.ofSeconds(3);

	private static final Map<ForeignStack.Kind, ForeignStack> STACKS = new EnumMap<>(ForeignStack.Kind.class);

	private static final List<List<Payload>> MESSAGES = messages();

	private final ZmqCommunicator zmq = ZmqCommunicator.create();

	@BeforeAll
	static void openStacks() {
		for (ForeignStack.Kind kind : ForeignStack.Kind.values()) {
			STACKS.put(kind, kind.open());
		}
	}

	@AfterAll
	static void closeStacks() {
		STACKS.values().forEach(ForeignStack::close);
		STACKS.clear();
	}

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
	}

	static Stream<Arguments> pairs() {
		return Arrays.stream(ForeignStack.Kind.values())
			.flatMap((kind) -> Arrays.stream(SocketType.values())
				.flatMap((type) -> Arrays.stream(SocketType.values())
					.filter(type::accepts)
					.flatMap((peerType) -> Stream.of(true, false)
						.flatMap((weBind) -> endpoints(kind)
							.map((endpoint) -> Arguments.of(kind, type, peerType, weBind, endpoint))))));
	}

	/** What both can do: JeroMQ's {@code ipc} is its own. */
	private static Stream<String> endpoints(ForeignStack.Kind kind) {
		return (kind == ForeignStack.Kind.LIBZMQ) ? Stream.of("tcp://127.0.0.1:*", "ipc://*")
				: Stream.of("tcp://127.0.0.1:*");
	}

	@ParameterizedTest(name = "{1} with {2} of {0}, we bind: {3}, {4}")
	@MethodSource("pairs")
	@DisplayName("SOCK-1 each type speaks with each type it may, bound and connected")
	void exchangesMessages(ForeignStack.Kind kind, SocketType type, SocketType peerType, boolean weBind,
			String endpoint) throws Exception {
		ZmqSocket ours = this.zmq.createSocket(type, SocketPair::options);
		ForeignStack.Socket peer = STACKS.get(kind).socket(peerType, SocketPair.peerOptions(peerType));
		try (ours) {
			join(ours, peer, weBind, endpoint);
			for (int i = 0; i < 5 && kind == ForeignStack.Kind.JEROMQ && !ours.awaitPeers(1, JEROMQ_PATIENCE); i++) {
				// JeroMQ 0.6.0 sometimes never reads from a new connection, of its own
				// kind as well.
				peer.close();
				peer = STACKS.get(kind).socket(peerType, SocketPair.peerOptions(peerType));
				join(ours, peer, weBind, endpoint);
			}
			SocketPair pair = new SocketPair(peerType, ours, peer);
			pair.join();
			if (pair.canSend() && pair.canReceive()) {
				converse(pair);
			}
			else if (pair.canSend()) {
				sendAll(pair);
			}
			else {
				receiveAll(pair);
			}
			if (type == SocketType.XPUB && peerType == SocketType.XSUB) {
				pair.peerSend(List.of(Payload.text("upstream")));
				assertThat(pair.receive()).isEqualTo(Payload.digests(List.of(Payload.text("upstream"))));
			}
			if (type == SocketType.XSUB && peerType == SocketType.XPUB) {
				assertThat(pair.peerReceive()).as("notice").isEqualTo(Payload.digests(List.of(Payload.of((byte) 1))));
				pair.send(List.of(Payload.text("upstream")));
				assertThat(pair.peerReceive()).isEqualTo(Payload.digests(List.of(Payload.text("upstream"))));
			}
		}
		finally {
			peer.close();
		}
	}

	private static void join(ZmqSocket ours, ForeignStack.Socket peer, boolean weBind, String endpoint) {
		if (!weBind) {
			ours.connectedEndpoints().forEach(ours::disconnect);
			ours.connect(peer.bind(endpoint));
			return;
		}
		if (ours.boundEndpoints().isEmpty()) {
			ours.bind(endpoint);
		}
		peer.connect(ours.boundEndpoints().get(0));
	}

	private void converse(SocketPair pair) throws InterruptedException {
		for (List<Payload> message : MESSAGES) {
			if (pair.peerBegins()) {
				pair.peerSend(message);
				assertThat(pair.receive()).isEqualTo(Payload.digests(message));
			}
			pair.send(message);
			assertThat(pair.peerReceive()).isEqualTo(Payload.digests(message));
			if (!pair.peerBegins()) {
				pair.peerSend(message);
				assertThat(pair.receive()).isEqualTo(Payload.digests(message));
			}
		}
	}

	private void sendAll(SocketPair pair) throws InterruptedException {
		for (List<Payload> message : MESSAGES) {
			pair.send(message);
		}
		for (List<Payload> message : MESSAGES) {
			assertThat(pair.peerReceive()).isEqualTo(Payload.digests(message));
		}
	}

	private void receiveAll(SocketPair pair) throws InterruptedException {
		for (List<Payload> message : MESSAGES) {
			pair.peerSend(message);
		}
		for (List<Payload> message : MESSAGES) {
			assertThat(pair.receive()).isEqualTo(Payload.digests(message));
		}
	}

	private static List<List<Payload>> messages() {
		int[] sizes = { 0, 1, 255, 256, 64 * 1024, 10 * 1024 * 1024 };
		List<List<Payload>> messages = new ArrayList<>();
		for (int i = 0; i < sizes.length; i++) {
			messages.add(List.of(Payload.generated(i, sizes[i])));
		}
		for (int count = 1; count <= 20; count++) {
			messages.add(
					IntStream.range(0, count).mapToObj((index) -> Payload.generated(index, sizes[index % 5])).toList());
		}
		return messages;
	}

}
