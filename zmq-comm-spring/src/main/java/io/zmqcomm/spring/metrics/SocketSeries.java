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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

/**
 * What the sockets of one name, type and transport have counted, those that are closed
 * included, so that a restart does not set the meters back. Any thread.
 */
final class SocketSeries {

	private final String transport;

	private final List<ZmqSocket> open = new CopyOnWriteArrayList<>();

	private volatile SocketCounters closed = SocketCounters.ZERO;

	SocketSeries(String transport) {
		this.transport = transport;
	}

	void add(ZmqSocket socket) {
		if (!this.open.contains(socket)) {
			this.open.add(socket);
		}
	}

	/**
	 * Keep the counts of sockets that are gone; called by one thread at a time.
	 */
	void keepOnly(List<ZmqSocket> present) {
		for (ZmqSocket socket : this.open) {
			if (!present.contains(socket)) {
				SocketCounters last = counters(socket);
				this.closed = this.closed.plus(last);
				this.open.remove(socket);
			}
		}
	}

	long value(ZmqMeter meter) {
		long sum = meter.isCounter() ? meter.value(this.closed) : 0;
		for (ZmqSocket socket : this.open) {
			sum += meter.value(counters(socket));
		}
		return sum;
	}

	private SocketCounters counters(ZmqSocket socket) {
		return socket.countersByTransport().getOrDefault(this.transport, SocketCounters.ZERO);
	}

}
