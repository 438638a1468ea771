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

package io.zmqcomm.core.wiretest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each of our types against each name that a peer may announce.
 */
class SocketTypeMatrixTests extends AbstractWireTests {

	static List<Arguments> pairs() {
		List<Arguments> pairs = new ArrayList<>();
		for (SocketType type : SocketType.values()) {
			LegalPairs.NAMES.stream().sorted().forEach((name) -> pairs.add(Arguments.of(type, name)));
		}
		return pairs;
	}

	@ParameterizedTest(name = "{0} bound, {1} connecting")
	@MethodSource("pairs")
	@DisplayName("ZMTP-42 legal pairs connect, all others get ERROR and a close")
	void checksPeerOfBoundSocket(SocketType type, String name) throws Exception {
		ZmqSocket socket = bound(type);
		RawPeer peer = peerOf(socket).greet().write(Zmtp.ready(name));
		if (LegalPairs.isLegal(type, name)) {
			assertConnected(socket, peer, name);
			return;
		}
		assertRefused(peer);
		assertThat(socket.peers()).isEmpty();
		assertThat(socket.counters().connects()).isZero();
		String legal = LegalPairs.peerOf(type);
		assertConnected(socket, peerOf(socket).greet().write(Zmtp.ready(legal)), legal);
	}

	@ParameterizedTest(name = "{0} connecting, {1} bound")
	@MethodSource("pairs")
	@DisplayName("ZMTP-42 a connecting socket checks its peer too")
	void checksPeerOfConnectingSocket(SocketType type, String name) throws Exception {
		RawListener listener = listen();
		ZmqSocket socket = connected(type, listener);
		RawPeer peer = accept(listener).greet().write(Zmtp.ready(name));
		if (LegalPairs.isLegal(type, name)) {
			assertConnected(socket, peer, name);
			return;
		}
		assertRefused(peer);
		assertThat(socket.peers()).isEmpty();
		RawListener other = listen();
		socket.disconnect(listener.endpoint()).connect(other.endpoint());
		String legal = LegalPairs.peerOf(type);
		assertConnected(socket, accept(other).greet().write(Zmtp.ready(legal)), legal);
	}

	@ParameterizedTest
	@EnumSource(SocketType.class)
	@DisplayName("ZMTP-42 names are compared exactly, and unknown ones are refused")
	void refusesUnknownNames(SocketType type) throws Exception {
		ZmqSocket socket = bound(type);
		String legal = LegalPairs.peerOf(type);
		for (String name : new String[] { "", "STREAM", legal.toLowerCase(Locale.ROOT), legal + " ", legal + "\0" }) {
			assertRefused(peerOf(socket).greet().write(Zmtp.ready(name)));
		}
		assertConnected(socket, peerOf(socket).greet().write(Zmtp.ready(legal)), legal);
	}

	private void assertConnected(ZmqSocket socket, RawPeer peer, String name) throws Exception {
		assertThat(peer.readReady()).containsEntry("Socket-Type", socket.type().name());
		assertThat(socket.awaitPeers(1, DEADLINE)).isTrue();
		assertThat(socket.peers()).singleElement()
			.satisfies((info) -> assertThat(String.valueOf(info.socketType())).isEqualTo(name));
	}

	private void assertRefused(RawPeer peer) throws Exception {
		assertThat(peer.readError()).isNotEmpty();
		peer.expectClosed();
		awaitHandshakeFailed("socket type of the peer");
	}

}
