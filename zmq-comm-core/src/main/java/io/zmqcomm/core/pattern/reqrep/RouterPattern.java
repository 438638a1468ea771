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

package io.zmqcomm.core.pattern.reqrep;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * ROUTER: to the peer of a routing id, fairly from all (RFC 28). Ids that peers did not
 * choose are a zero octet and a counter with a random start.
 */
public final class RouterPattern extends Pattern {

	private static final int AUTOMATIC_LENGTH = 5;

	private final Map<RoutingId, Pipe> routes = new HashMap<>();

	private int counter = ThreadLocalRandom.current().nextInt();

	public RouterPattern(Setup setup) {
		super(setup);
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		throw new UnsupportedOperationException(
				"%s does not know where to send (expected: 'sendTo' with a routing id, or the reply of a message)"
					.formatted(socketName()));
	}

	@Override
	public SendOutcome trySendTo(RoutingId peer, Outgoing message) {
		this.outbox.lock();
		try {
			return this.outbox.isClosed() ? SendOutcome.CLOSED : route(peer, message);
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	public SendOutcome sendTo(RoutingId peer, Outgoing message, long nanos) throws InterruptedException {
		return sendWaiting(peer, message, nanos);
	}

	@Override
	protected SendOutcome route(RoutingId peer, Outgoing message) {
		Pipe pipe = this.routes.get(peer);
		SendOutcome outcome = (pipe == null || pipe.isClosing()) ? SendOutcome.UNROUTABLE
				: pipe.out().hasRoom(message) ? SendOutcome.ACCEPTED : SendOutcome.FULL;
		if (pipe != null && outcome.isAccepted()) {
			pipe.out().append(message);
		}
		else if (!this.options.mandatory()) {
			countUnroutable();
			return SendOutcome.ACCEPTED;
		}
		return outcome;
	}

	@Override
	public boolean waitsOn(SendOutcome outcome) {
		return this.options.mandatory() && outcome == SendOutcome.FULL;
	}

	@Override
	public void ready(Pipe pipe) {
		PeerInfo peer = pipe.peer();
		RoutingId id = peer.routingId();
		if (id == null) {
			id = nextAutomatic();
			pipe.peer(new PeerInfo(peer.id(), peer.endpoint(), peer.remoteAddress(), peer.socketType(), id,
					peer.properties()));
		}
		Pipe other = this.routes.get(id);
		if (other != null && other != pipe) {
			if (!this.options.handover()) {
				throw new ProtocolException("routing id of the peer: %s is in use by %s (expected: another id)"
					.formatted(id, other.peer().remoteAddress()));
			}
			other.fail(
					new ZmqException("routing id %s was taken over by %s".formatted(id, pipe.peer().remoteAddress())));
		}
		this.routes.put(id, pipe);
	}

	private RoutingId nextAutomatic() {
		return RoutingId.of(ByteBuffer.allocate(AUTOMATIC_LENGTH).put((byte) 0).putInt(this.counter++).array());
	}

	@Override
	public void unready(Pipe pipe) {
		this.routes.values().remove(pipe);
	}

	@Override
	public void detach(Pipe pipe) {
		super.detach(pipe);
		this.routes.values().remove(pipe);
	}

	@Override
	public Reply reply(Cursor cursor) {
		int delimiter = 0;
		while (delimiter < cursor.frameCount() && cursor.length(delimiter) > 0) {
			delimiter++;
		}
		boolean enveloped = delimiter < cursor.frameCount();
		byte[][] envelope = new byte[enveloped ? delimiter + 1 : 0][];
		for (int i = 0; i < envelope.length; i++) {
			envelope[i] = cursor.bytes(i);
		}
		return new ReplyToken(this.outbox, cursor.pipe(), cursor.connection(), envelope, this::countUnroutable) {

			@Override
			boolean isRepeatable() {
				return true;
			}

		};
	}

}
