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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.security.HandshakeRefusedException;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * Logs the peers of one endpoint that were cut off because they broke the protocol or a
 * limit: a warning at most every ten seconds, which counts those since the last one, so
 * that no peer can flood the log; at debug level all of them. Any thread.
 */
final class CutOffLog {

	private static final Logger logger = LoggerFactory.getLogger(CutOffLog.class);

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final int TEXT_MAX = 300;

	private final SocketContext socket;

	private final ReentrantLock lock = new ReentrantLock();

	private boolean warned;

	private long warnedNanos;

	private long withheld;

	CutOffLog(SocketContext socket) {
		this.socket = socket;
	}

	/**
	 * Log the end of a connection that did not end in good order.
	 * @param endpoint our endpoint
	 * @param peer address of the peer
	 * @param cause why it ended, {@code null} for an orderly end
	 */
	void log(String endpoint, String peer, @Nullable Throwable cause) {
		if (cause == null) {
			return;
		}
		if (!(cause instanceof ProtocolException) || cause instanceof HandshakeRefusedException) {
			logger.debug("Socket {}: connection with {} at {} failed: {}", this.socket.name(), peer, endpoint,
					cause.toString());
			return;
		}
		String text = printable(cause);
		long others = othersToWarnOf();
		if (others < 0) {
			logger.debug("Socket {}: {} was cut off at {}: {}", this.socket.name(), peer, endpoint, text);
		}
		else {
			logger.warn("Socket {}: {} was cut off at {}: {}{}", this.socket.name(), peer, endpoint, text,
					(others > 0) ? " (%d others since the last such warning)".formatted(others) : "");
		}
	}

	/**
	 * Return how many were not warned of.
	 * @return how many, or -1 if it is too early for a warning
	 */
	private long othersToWarnOf() {
		this.lock.lock();
		try {
			long now = this.socket.home().ticker().nanoTime();
			if (this.warned && now - this.warnedNanos < PAUSE_NANOS) {
				this.withheld++;
				return -1;
			}
			long others = this.withheld;
			this.warned = true;
			this.warnedNanos = now;
			this.withheld = 0;
			return others;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the text of a failure for a line of the log: the peer may have chosen part
	 * of it.
	 * @param cause the failure
	 * @return its message, of bounded length and without control characters
	 */
	static String printable(Throwable cause) {
		String text = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
		return text.substring(0, Math.min(text.length(), TEXT_MAX)).replaceAll("\\p{Cntrl}", "?");
	}

}
