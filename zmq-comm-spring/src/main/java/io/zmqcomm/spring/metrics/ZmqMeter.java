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

package io.zmqcomm.spring.metrics;

import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.binder.BaseUnits;

import io.zmqcomm.core.monitor.SocketCounters;

/**
 * The meters of a socket. Each has the tags {@code socket} (its name) and {@code type},
 * and those that are counted by transport also {@code transport}.
 */
public enum ZmqMeter {

	/** Messages handed to the network. */
	MESSAGES_SENT("zmq.comm.messages.sent", "Messages handed to the network", BaseUnits.MESSAGES, true,
			SocketCounters::sent),

	/** Messages read from peers. */
	MESSAGES_RECEIVED("zmq.comm.messages.received", "Messages read from peers", BaseUnits.MESSAGES, true,
			SocketCounters::received),

	/** Messages refused for a peer whose queue was full or who was not known. */
	MESSAGES_DROPPED("zmq.comm.messages.dropped", "Messages refused for a peer whose queue was full or who was unknown",
			BaseUnits.MESSAGES, true, SocketCounters::dropped),

	/** Messages accepted and lost to a broken connection or a close. */
	MESSAGES_UNDELIVERED("zmq.comm.messages.undelivered",
			"Messages accepted and lost to a broken connection or a close", BaseUnits.MESSAGES, true,
			SocketCounters::undelivered),

	/** Messages read and thrown away. */
	MESSAGES_DISCARDED("zmq.comm.messages.discarded", "Messages read and thrown away at a close or by the type's rules",
			BaseUnits.MESSAGES, true, SocketCounters::discarded, false),

	/** Messages whose receiver threw an exception, or that it could not read. */
	MESSAGES_FAILED("zmq.comm.messages.failed",
			"Messages whose listener threw an exception, or that it could not read and dropped", BaseUnits.MESSAGES,
			true, SocketCounters::failed, false),

	/** Octets of frames handed to the network. */
	BYTES_SENT("zmq.comm.bytes.sent", "Octets of frames handed to the network", BaseUnits.BYTES, true,
			SocketCounters::bytesSent),

	/** Octets of frames read from peers. */
	BYTES_RECEIVED("zmq.comm.bytes.received", "Octets of frames read from peers", BaseUnits.BYTES, true,
			SocketCounters::bytesReceived),

	/** Finished handshakes. */
	CONNECTS("zmq.comm.connects", "Finished handshakes", BaseUnits.CONNECTIONS, true, SocketCounters::connects),

	/** Finished handshakes of connections that were lost before. */
	RECONNECTS("zmq.comm.reconnects", "Finished handshakes of connections that were lost before", BaseUnits.CONNECTIONS,
			true, SocketCounters::reconnects),

	/** Connections lost or closed. */
	DISCONNECTS("zmq.comm.disconnects", "Connections lost or closed", BaseUnits.CONNECTIONS, true,
			SocketCounters::disconnects),

	/** Connections that failed before the end of their handshake. */
	HANDSHAKE_FAILURES("zmq.comm.handshake.failures", "Connections that failed before the end of their handshake",
			BaseUnits.CONNECTIONS, true, SocketCounters::handshakeFailures),

	/** Messages accepted and not yet handed to the network. */
	QUEUE_SIZE("zmq.comm.queue.size", "Messages accepted and not yet handed to the network", BaseUnits.MESSAGES, false,
			SocketCounters::queued),

	/** Messages read and not yet handled. */
	PENDING_SIZE("zmq.comm.pending.size", "Messages read and not yet handled", BaseUnits.MESSAGES, false,
			SocketCounters::pending),

	/** Peers connected. */
	PEERS("zmq.comm.peers", "Peers connected", "peers", false, SocketCounters::peers);

	private final String meterName;

	private final String description;

	private final String baseUnit;

	private final boolean counter;

	private final ToLongFunction<SocketCounters> value;

	private final boolean byTransport;

	ZmqMeter(String meterName, String description, String baseUnit, boolean counter,
			ToLongFunction<SocketCounters> value) {
		this(meterName, description, baseUnit, counter, value, true);
	}

	ZmqMeter(String meterName, String description, String baseUnit, boolean counter,
			ToLongFunction<SocketCounters> value, boolean byTransport) {
		this.meterName = meterName;
		this.description = description;
		this.baseUnit = baseUnit;
		this.counter = counter;
		this.value = value;
		this.byTransport = byTransport;
	}

	/**
	 * Return the name.
	 * @return the name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Return what is measured.
	 * @return a phrase
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return the unit.
	 * @return the unit
	 */
	public String baseUnit() {
		return this.baseUnit;
	}

	/**
	 * Return whether the value only grows.
	 * @return {@code false} for a gauge
	 */
	public boolean isCounter() {
		return this.counter;
	}

	/**
	 * Return whether the meter is kept for each transport.
	 * @return {@code false} for what belongs to the socket as a whole
	 */
	public boolean isByTransport() {
		return this.byTransport;
	}

	long value(SocketCounters counters) {
		return this.value.applyAsLong(counters);
	}

}
