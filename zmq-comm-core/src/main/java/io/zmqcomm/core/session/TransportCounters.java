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

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.zmqcomm.core.monitor.SocketCounters;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.pipe.SendQueue;

/**
 * What a socket has counted on each transport beyond its living pipes: pipes that are
 * gone, and connections that never became one.
 */
public final class TransportCounters {

	/** Guarded by the outbox lock. */
	private final Map<String, SocketCounters> retired = new HashMap<>();

	private final Map<String, LongAdder> handshakeFailures = new ConcurrentHashMap<>();

	/**
	 * Count a connection that failed before its handshake was done. Any thread.
	 * @param transport scheme of the endpoint
	 */
	public void handshakeFailed(String transport) {
		this.handshakeFailures.computeIfAbsent(transport, (key) -> new LongAdder()).increment();
	}

	/**
	 * Keep the counts of a pipe that is gone. Outbox lock held.
	 * @param pipe the pipe
	 */
	public void retire(Pipe pipe) {
		this.retired.merge(pipe.transport(), of(pipe).plus(pendingLater(pipe)), SocketCounters::plus);
	}

	/** What waits in the inbox of a gone pipe is counted by the inbox itself. */
	private static SocketCounters pendingLater(Pipe pipe) {
		return zeroBut(0, -pipe.in().pending(), 0);
	}

	/**
	 * Return what one pipe has counted. Outbox lock held.
	 * @param pipe the pipe
	 * @return the counters
	 */
	public static SocketCounters of(Pipe pipe) {
		SendQueue out = pipe.out();
		return new SocketCounters(out.accepted(), out.sent(), out.queued(), out.undelivered(), out.dropped(),
				pipe.in().received(), pipe.in().pending(), 0, 0, out.bytesSent(), pipe.in().receivedBytes(),
				pipe.isReady() ? 1 : 0, pipe.connects(), Math.max(0, pipe.connects() - 1), pipe.disconnects(), 0);
	}

	private static SocketCounters zeroBut(long queued, long pending, long handshakeFailures) {
		return new SocketCounters(0, 0, queued, 0, 0, 0, pending, 0, 0, 0, 0, 0, 0, 0, 0, handshakeFailures);
	}

	/**
	 * Add up. Outbox lock held.
	 * @param pipes the living pipes
	 * @return the counters of each transport
	 */
	public Map<String, SocketCounters> sum(Iterable<Pipe> pipes) {
		Map<String, SocketCounters> sums = new HashMap<>(this.retired);
		for (Pipe pipe : pipes) {
			sums.merge(pipe.transport(), of(pipe), SocketCounters::plus);
		}
		this.handshakeFailures.forEach(
				(transport, failures) -> sums.merge(transport, zeroBut(0, 0, failures.sum()), SocketCounters::plus));
		return sums;
	}

}
