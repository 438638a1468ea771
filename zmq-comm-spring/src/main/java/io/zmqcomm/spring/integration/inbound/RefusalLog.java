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

package io.zmqcomm.spring.integration.inbound;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.PeerInfo;

/**
 * Says in the log which messages of an endpoint were refused for what their senders put
 * into them. A warning is a line without a stack trace, and at most one in ten seconds,
 * so that no sender can fill the log; the others are logged at DEBUG, where all have the
 * trace. Any thread.
 */
public final class RefusalLog {

	private static final Logger logger = LoggerFactory.getLogger(RefusalLog.class);

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final int LONGEST_REASON = 300;

	private final AtomicLong silent = new AtomicLong();

	private final String id;

	private final LongSupplier clock;

	private final AtomicLong next;

	/**
	 * Create a log.
	 * @param id of the endpoint
	 */
	public RefusalLog(String id) {
		this(id, System::nanoTime);
	}

	RefusalLog(String id, LongSupplier clock) {
		this.id = id;
		this.clock = clock;
		this.next = new AtomicLong(clock.getAsLong());
	}

	/**
	 * Return whether a failure is the sender's fault rather than that of who handled the
	 * message.
	 * @param failure what went wrong
	 * @return whether the message could not be read, or is not valid
	 */
	static boolean isSendersFault(Throwable failure) {
		return ErrorReplies.of(failure) != ErrorReplies.FAILED;
	}

	/**
	 * Log that a message was refused.
	 * @param peer who sent it, if that is known
	 * @param failure why it was refused
	 */
	public void refused(@Nullable PeerInfo peer, Throwable failure) {
		boolean warns = isDue();
		if (!warns && !logger.isDebugEnabled()) {
			this.silent.incrementAndGet();
			return;
		}
		long others = warns ? this.silent.getAndSet(0) : 0;
		String line = "'%s' refused a message from %s: %s%s".formatted(this.id,
				(peer != null) ? peer.remoteAddress() : "an unknown peer", printable(ErrorReplies.reason(failure)),
				(others > 0) ? " (and %d more before)".formatted(others) : "");
		if (!warns) {
			logger.debug(line, failure);
		}
		else if (logger.isDebugEnabled()) {
			logger.warn(line, failure);
		}
		else {
			logger.warn(line);
		}
	}

	private boolean isDue() {
		long now = this.clock.getAsLong();
		long due = this.next.get();
		return now - due >= 0 && this.next.compareAndSet(due, now + INTERVAL_NANOS);
	}

	/**
	 * The reason may quote the message, which must not write lines of its own.
	 */
	private static String printable(String reason) {
		String line = reason.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
		return (line.length() > LONGEST_REASON) ? line.substring(0, LONGEST_REASON) + "..." : line;
	}

}
