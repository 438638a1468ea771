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

package io.zmqcomm.core.session;

import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.monitor.EventBus;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pipe.InboundRing;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.PeerHandler;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.pipe.SendQueue;
import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.transport.Transport;
import io.zmqcomm.core.wire.Metadata;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * What the connections of one socket share. Any thread.
 *
 * @param name name of the socket in events
 * @param type type of the socket
 * @param outbox its sending side
 * @param inbox its receiving side
 * @param handler its pattern
 * @param mechanisms its security
 * @param budget memory of the communicator
 * @param events where events go
 * @param counters what outlives its pipes
 * @param home its own event loop
 * @param connections event loops of its connections
 * @param pipeIds numbers its pipes
 */
public record SocketContext(String name, SocketType type, Outbox outbox, Inbox inbox, PeerHandler handler,
		Mechanism.Factory mechanisms, MemoryBudget budget, EventBus events, TransportCounters counters, EventLoop home,
		EventLoopGroup connections, AtomicLong pipeIds) implements Transport.LoopChoice {

	/**
	 * Create a pipe to a network peer.
	 * @param endpoint our endpoint
	 * @param transport its scheme
	 * @param connecting whether we are the connecting side
	 * @param options with the marks
	 * @return the pipe, not attached yet
	 */
	Pipe newPipe(String endpoint, String transport, boolean connecting, SocketOptions options) {
		SendQueue out = new OutboundLog(this.outbox, options.sendHighWaterMark(), options.queueByteLimit());
		return newPipe(endpoint, transport, connecting, options, out);
	}

	/**
	 * Create a pipe.
	 * @param endpoint our endpoint
	 * @param transport its scheme
	 * @param connecting whether we are the connecting side
	 * @param options with the marks
	 * @param out its outbound queue
	 * @return the pipe, not attached yet
	 */
	public Pipe newPipe(String endpoint, String transport, boolean connecting, SocketOptions options, SendQueue out) {
		InboundRing in = new InboundRing(this.inbox, options.receiveHighWaterMark(), options.queueByteLimit());
		return new Pipe(this.pipeIds.incrementAndGet(), endpoint, transport, connecting, out, in);
	}

	/**
	 * Return what we announce to peers.
	 * @param options with the routing id
	 * @return the metadata
	 */
	Metadata announce(SocketOptions options) {
		Metadata.Builder metadata = Metadata.builder().add(Metadata.SOCKET_TYPE, this.type.name());
		if (this.type == SocketType.REQ || this.type == SocketType.DEALER || this.type == SocketType.ROUTER) {
			RoutingId id = options.routingId();
			metadata.add(Metadata.IDENTITY, (id != null) ? id.bytes() : new byte[0]);
		}
		return metadata.build();
	}

	/**
	 * Describe a peer by what it announced.
	 * @param pipe its pipe
	 * @param remoteAddress its address
	 * @param metadata what it announced
	 * @return the description
	 */
	PeerInfo describe(Pipe pipe, String remoteAddress, Metadata metadata) {
		String type = metadata.text(Metadata.SOCKET_TYPE);
		return new PeerInfo(pipe.id(), pipe.endpoint(), remoteAddress, (type != null) ? SocketType.valueOf(type) : null,
				announcedId(metadata), metadata.properties());
	}

	/**
	 * Return the routing id that a peer announced; only a ROUTER minds one that is
	 * illegal.
	 * @param metadata what it announced
	 * @return the id, or {@code null}
	 * @throws ProtocolException if this is a ROUTER and the id is illegal
	 */
	@Nullable RoutingId announcedId(Metadata metadata) {
		byte[] identity = metadata.get(Metadata.IDENTITY);
		if (identity == null || identity.length == 0) {
			return null;
		}
		if (identity.length > RoutingId.MAX_LENGTH || identity[0] == 0) {
			if (this.type == SocketType.ROUTER) {
				throw new ProtocolException("routing id of the peer: %d octets, the first %d (expected: 1 to %d octets,"
					.formatted(identity.length, identity[0], RoutingId.MAX_LENGTH) + " the first not 0)");
			}
			return null;
		}
		return RoutingId.of(identity);
	}

	/**
	 * A peer is connected to a pipe that is attached: let the pattern admit it. Outbox
	 * lock held.
	 * @param pipe the pipe, whose {@code ready} was called
	 * @throws io.zmqcomm.core.ZmqException if the pattern refuses
	 */
	public void admit(Pipe pipe) {
		this.handler.ready(pipe);
		this.outbox.signalChange();
	}

	/**
	 * Begin to flush to a connection.
	 * @param pipe its pipe
	 * @param session the connection
	 */
	void linked(Pipe pipe, Session session) {
		this.outbox.lock();
		try {
			((OutboundLog) pipe.out()).link(session);
		}
		finally {
			this.outbox.unlock();
		}
		publish(new ZmqEvent.Connected(this.name, pipe.peer()));
	}

	/**
	 * Stop flushing to a connection that is gone. Event loop of the connection.
	 * @param pipe its pipe
	 */
	void unlinked(Pipe pipe) {
		this.outbox.lock();
		try {
			((OutboundLog) pipe.out()).unlink();
			if (!pipe.isConnecting()) {
				// Nobody comes back here, so nothing more is to be sent this way.
				pipe.closing();
				this.handler.unready(pipe);
				this.outbox.signalChange();
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	/**
	 * Detach a pipe for good: what it still holds counts as undelivered, and its counters
	 * are kept. Outbox lock held.
	 * @param pipe the pipe
	 */
	public void retire(Pipe pipe) {
		pipe.closing();
		pipe.out().close();
		this.handler.detach(pipe);
		this.counters.retire(pipe);
		this.outbox.signalChange();
	}

	/**
	 * Publish an event.
	 * @param event the event
	 */
	public void publish(ZmqEvent event) {
		this.events.publish(event);
	}

}
