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

package io.zmqcomm.core;

/**
 * What became of a message given to a socket. Expected conditions are outcomes, not
 * exceptions, so that a hot path can branch on them.
 */
public enum SendOutcome {

	/**
	 * The message was queued for one peer (or for each matching subscriber). It is not an
	 * acknowledgement: whether the message arrives is not known.
	 */
	ACCEPTED,

	/**
	 * The chosen queue, or all queues, are at their high-water mark; nothing was queued.
	 */
	FULL,

	/**
	 * There is no peer to queue for; nothing was queued.
	 */
	NO_PEER,

	/**
	 * A ROUTER has no peer with the given routing id, or the peer of a reply is gone;
	 * nothing was queued.
	 */
	UNROUTABLE,

	/**
	 * The socket is closed or closing; nothing was queued.
	 */
	CLOSED;

	/**
	 * Return whether the message was queued.
	 * @return {@code true} for {@link #ACCEPTED} only
	 */
	public boolean isAccepted() {
		return this == ACCEPTED;
	}

}
