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
import java.util.stream.Stream;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One socket of ours joined with one of another implementation. Knows the envelopes that
 * the two types need, so that a test sees bodies only.
 */
final class SocketPair {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Payload OUR_ID = Payload.text("ours");

	private static final Payload PEER_ID = Payload.text("theirs");

	private static final Payload DELIMITER = Payload.text("");

	private static final Payload PROBE = Payload.text("probe");

	private final SocketType ourType;

	private final SocketType peerType;

	private final ZmqSocket ours;

	private final ForeignStack.Socket peer;

	SocketPair(SocketType peerType, ZmqSocket ours, ForeignStack.Socket peer) {
		this.ourType = ours.type();
		this.peerType = peerType;
		this.ours = ours;
		this.peer = peer;
	}

	/** Options that our socket needs. */
	static void options(SocketOptions.Builder options) {
		options.routingId(RoutingId.of(OUR_ID.octets()));
	}

	/** Options that the other socket needs. */
	static String[] peerOptions(SocketType type) {
		return switch (type) {
			case REQ, DEALER, ROUTER -> new String[] { "IDENTITY=theirs" };
			default -> new String[0];
		};
	}

	boolean canSend() {
		return this.ourType.canSend() && this.ourType != SocketType.XSUB;
	}

	boolean canReceive() {
		return this.ourType.canReceive() && this.ourType != SocketType.XPUB;
	}

	/** Whether the first message must come from the other side. */
	boolean peerBegins() {
		return !canSend() || this.peerType == SocketType.REQ || this.ourType == SocketType.REP;
	}

	/**
	 * Wait until what is sent by either side reaches the other.
	 */
	void join() throws InterruptedException {
		assertThat(this.ours.awaitPeers(1, PATIENCE)).as("peer").isTrue();
		switch (this.ourType) {
			case PUB, XPUB -> {
				this.peer.subscribe("");
				// The other side may send its subscription only when its user calls
				boolean subscribed = false;
				for (int i = 0; i < 200 && !subscribed; i++) {
					this.peer.receive(Duration.ZERO);
					subscribed = this.ours.awaitSubscribers("", 1, Duration.ofMillis(50));
				}
				assertThat(subscribed).as("subscriber").isTrue();
				if (this.ourType == SocketType.XPUB) {
					assertThat(this.ours.receive().bytes(0)).as("notice").containsExactly(1);
				}
			}
			case SUB, XSUB -> {
				this.ours.subscribe("");
				Optional<ZmqMessage> probe = Optional.empty();
				for (int i = 0; i < 200 && probe.isEmpty(); i++) {
					this.peer.send(List.of(PROBE));
					probe = this.ours.receive(Duration.ofMillis(100));
				}
				assertThat(probe).as("published message").isPresent();
			}
			default -> {
			}
		}
	}

	void send(List<Payload> frames) throws InterruptedException {
		ZmqMessage message = Payload.message(concat(ourEnvelope(), frames));
		assertThat((this.ourType != SocketType.ROUTER) ? this.ours.send(message)
				: this.ours.sendTo(RoutingId.of(PEER_ID.octets()), message))
			.matches((outcome) -> outcome.isAccepted());
	}

	List<Payload.Digest> receive() throws InterruptedException {
		List<Payload.Digest> frames;
		do {
			frames = Payload.digests(this.ours.receive(PATIENCE).orElseThrow());
		}
		while (frames.equals(Payload.digests(List.of(PROBE))));
		return strip(frames, ourEnvelope());
	}

	void peerSend(List<Payload> frames) {
		this.peer.send(concat(peerEnvelope(), frames));
	}

	List<Payload.Digest> peerReceive() {
		return strip(this.peer.receive(PATIENCE).orElseThrow(), peerEnvelope());
	}

	/** What our type sends and receives in front of the body. */
	private List<Payload> ourEnvelope() {
		boolean delimiter = (this.ourType == SocketType.ROUTER && this.peerType == SocketType.REQ)
				|| (this.ourType == SocketType.DEALER && this.peerType == SocketType.REP);
		return delimiter ? List.of(DELIMITER) : List.of();
	}

	/** What the other type sends and receives in front of the body. */
	private List<Payload> peerEnvelope() {
		return switch (this.peerType) {
			case ROUTER -> (this.ourType == SocketType.REQ) ? List.of(OUR_ID, DELIMITER) : List.of(OUR_ID);
			case DEALER -> (this.ourType == SocketType.REP) ? List.of(DELIMITER) : List.of();
			default -> List.of();
		};
	}

	private static List<Payload.Digest> strip(List<Payload.Digest> frames, List<Payload> envelope) {
		assertThat(frames.subList(0, envelope.size())).isEqualTo(Payload.digests(envelope));
		return frames.subList(envelope.size(), frames.size());
	}

	private static List<Payload> concat(List<Payload> first, List<Payload> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

}
