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

package io.zmqcomm.core;

import java.util.Locale;

/**
 * The socket types of ZeroMQ that this engine speaks, with the peers that each may talk
 * to (ZMTP 3.1, RFC 37, "The Socket-Type Property").
 */
public enum SocketType {

	/** Strict request client. */
	REQ,

	/** Strict reply server. */
	REP,

	/** Asynchronous request client. */
	DEALER,

	/** Asynchronous server that addresses its peers by routing id. */
	ROUTER,

	/** Publisher. */
	PUB,

	/** Subscriber. */
	SUB,

	/** Publisher that sees its subscriptions. */
	XPUB,

	/** Subscriber that sends subscriptions as messages. */
	XSUB,

	/** Sender of a pipeline. */
	PUSH,

	/** Receiver of a pipeline. */
	PULL,

	/** One peer, both directions. */
	PAIR;

	/**
	 * Return whether an application may send messages on this type.
	 * @return {@code false} for SUB and PULL
	 */
	public boolean canSend() {
		return this != SUB && this != PULL;
	}

	/**
	 * Return whether an application may receive messages on this type.
	 * @return {@code false} for PUB and PUSH
	 */
	public boolean canReceive() {
		return this != PUB && this != PUSH;
	}

	/**
	 * Return whether a peer of the given type may be connected to this type.
	 * @param peer the type that the peer announced
	 * @return whether the pair is legal
	 */
	public boolean accepts(SocketType peer) {
		return switch (this) {
			case REQ -> peer == REP || peer == ROUTER;
			case REP -> peer == REQ || peer == DEALER;
			case DEALER -> peer == REP || peer == DEALER || peer == ROUTER;
			case ROUTER -> peer == REQ || peer == DEALER || peer == ROUTER;
			case PUB, XPUB -> peer == SUB || peer == XSUB;
			case SUB, XSUB -> peer == PUB || peer == XPUB;
			case PUSH -> peer == PULL;
			case PULL -> peer == PUSH;
			case PAIR -> peer == PAIR;
		};
	}

	/**
	 * Parse a name in any case, as used in properties and annotations.
	 * @param name for example {@code "sub"}
	 * @return the type
	 * @throws IllegalArgumentException if there is no such type
	 */
	public static SocketType of(String name) {
		try {
			return valueOf(name.trim().toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("socket type '%s' is unknown (expected: one of %s)".formatted(name,
					java.util.Arrays.toString(values())), ex);
		}
	}

}
