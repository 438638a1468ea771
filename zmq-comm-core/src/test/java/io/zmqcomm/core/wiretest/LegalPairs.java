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

import java.util.Map;
import java.util.Set;

import io.zmqcomm.core.SocketType;

/**
 * Which types may talk to each other, copied from RFC 37 and not from the engine.
 */
final class LegalPairs {

	/** The names of all types, the draft ones too. */
	static final Set<String> NAMES = Set.of("REQ", "REP", "DEALER", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PUSH",
			"PULL", "PAIR", "CLIENT", "SERVER", "RADIO", "DISH", "SCATTER", "GATHER", "PEER", "CHANNEL");

	private static final Map<String, Set<String>> PEERS = Map.ofEntries(Map.entry("REQ", Set.of("REP", "ROUTER")),
			Map.entry("REP", Set.of("REQ", "DEALER")), Map.entry("DEALER", Set.of("REP", "DEALER", "ROUTER")),
			Map.entry("ROUTER", Set.of("REQ", "DEALER", "ROUTER")), Map.entry("PUB", Set.of("SUB", "XSUB")),
			Map.entry("XPUB", Set.of("SUB", "XSUB")), Map.entry("SUB", Set.of("PUB", "XPUB")),
			Map.entry("XSUB", Set.of("PUB", "XPUB")), Map.entry("PUSH", Set.of("PULL")),
			Map.entry("PULL", Set.of("PUSH")), Map.entry("PAIR", Set.of("PAIR")));

	private LegalPairs() {
	}

	static boolean isLegal(SocketType type, String peer) {
		return PEERS.get(type.name()).contains(peer);
	}

	/** A type that may talk to the given one. */
	static String peerOf(SocketType type) {
		return PEERS.get(type.name()).iterator().next();
	}

}
