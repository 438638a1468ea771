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

package io.zmqcomm.core.monitor;

/**
 * Counters of a socket, a transport of it or one peer, since creation; a snapshot. For
 * each peer always {@code accepted == sent + queued + undelivered}.
 *
 * @param accepted messages that {@code send} accepted
 * @param sent messages handed to the transport completely
 * @param queued messages accepted and neither sent nor undelivered yet
 * @param undelivered messages accepted that were lost to a broken connection or a close;
 * those that were under way may have arrived
 * @param dropped messages that were not accepted for a peer because its queue was full or
 * the peer unknown
 * @param received messages read from peers
 * @param pending messages read and not yet taken by the application
 * @param discarded messages read that were thrown away: left at a close, or not allowed
 * by the socket type's rules
 * @param failed messages whose receiver threw an exception, or that held no good tensor
 * where one was expected
 * @param bytesSent octets of frame bodies sent
 * @param bytesReceived octets of frame bodies received
 * @param peers peers connected now
 * @param connects finished handshakes
 * @param reconnects finished handshakes of connections that were lost before
 * @param disconnects connections lost or closed after their handshake
 * @param handshakeFailures connections that failed between greeting and handshake
 */
public record SocketCounters(long accepted, long sent, long queued, long undelivered, long dropped, long received,
		long pending, long discarded, long failed, long bytesSent, long bytesReceived, long peers, long connects,
		long reconnects, long disconnects, long handshakeFailures) {

	/** All zero. */
	public static final SocketCounters ZERO = new SocketCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

	/**
	 * Add each counter to its counterpart.
	 * @param other the counters to add
	 * @return the sums
	 */
	public SocketCounters plus(SocketCounters other) {
		return new SocketCounters(this.accepted + other.accepted, this.sent + other.sent, this.queued + other.queued,
				this.undelivered + other.undelivered, this.dropped + other.dropped, this.received + other.received,
				this.pending + other.pending, this.discarded + other.discarded, this.failed + other.failed,
				this.bytesSent + other.bytesSent, this.bytesReceived + other.bytesReceived, this.peers + other.peers,
				this.connects + other.connects, this.reconnects + other.reconnects,
				this.disconnects + other.disconnects, this.handshakeFailures + other.handshakeFailures);
	}

}
