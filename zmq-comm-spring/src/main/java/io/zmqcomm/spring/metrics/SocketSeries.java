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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

/**
 * What the sockets of one name and type have counted, on one transport or all together,
 * those that are closed included, so that a restart does not set the meters back. Any
 * thread.
 */
final class SocketSeries {

	private final @Nullable String transport;

	private volatile State state = new State(SocketCounters.ZERO, List.of());

	/**
	 * Create a series.
	 * @param transport the transport, or {@code null} for all together
	 */
	SocketSeries(@Nullable String transport) {
		this.transport = transport;
	}

	/**
	 * Take a socket in; called by one thread at a time.
	 */
	void add(ZmqSocket socket) {
		State current = this.state;
		if (!current.open().contains(socket)) {
			List<ZmqSocket> more = new ArrayList<>(current.open());
			more.add(socket);
			this.state = new State(current.closed(), more);
		}
	}

	/**
	 * Keep the counts of sockets that are gone; called by one thread at a time.
	 */
	void keepOnly(List<ZmqSocket> present) {
		SocketCounters closed = this.state.closed();
		List<ZmqSocket> open = new ArrayList<>();
		for (ZmqSocket socket : this.state.open()) {
			if (present.contains(socket)) {
				open.add(socket);
			}
			else {
				closed = closed.plus(counters(socket));
			}
		}
		this.state = new State(closed, open);
	}

	boolean isByTransport() {
		return this.transport != null;
	}

	boolean has(ZmqMeter meter) {
		return meter.isByTransport() == isByTransport();
	}

	long value(ZmqMeter meter) {
		State current = this.state;
		long sum = meter.isCounter() ? meter.value(current.closed()) : 0;
		for (ZmqSocket socket : current.open()) {
			sum += meter.value(counters(socket));
		}
		return sum;
	}

	private SocketCounters counters(ZmqSocket socket) {
		return (this.transport != null) ? socket.countersByTransport().getOrDefault(this.transport, SocketCounters.ZERO)
				: socket.counters();
	}

	/**
	 * Sums of closed sockets, and those that are open.
	 *
	 * @param closed the sums
	 * @param open the sockets
	 */
	private record State(SocketCounters closed, List<ZmqSocket> open) {

	}

}
