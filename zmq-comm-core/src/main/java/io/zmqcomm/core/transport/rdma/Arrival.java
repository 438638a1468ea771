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

package io.zmqcomm.core.transport.rdma;

import io.netty.buffer.ByteBuf;
import org.openucx.jucx.ucp.UcpWorker;

/**
 * A part of the stream that waits to be handed over: octets, and behind them perhaps what
 * the sender offers by rendezvous. The offer belongs to UCX until the callback that
 * brought it has claimed it. Event loop only.
 */
final class Arrival {

	private final ByteBuf octets;

	private final int cost;

	private final int length;

	/** What UCX knows the offer by, 0 if there is none. */
	private long offer;

	private boolean claimed;

	/**
	 * Create an arrival.
	 * @param octets owned by this
	 * @param cost what it takes of the window
	 * @param offer what UCX knows the rest by, 0 if there is none
	 * @param length of the rest
	 */
	Arrival(ByteBuf octets, int cost, long offer, int length) {
		this.octets = octets;
		this.cost = cost;
		this.offer = offer;
		this.length = length;
	}

	ByteBuf octets() {
		return this.octets;
	}

	int cost() {
		return this.cost;
	}

	int length() {
		return this.length;
	}

	boolean isOffered() {
		return this.offer != 0;
	}

	/**
	 * Keep the offer beyond the callback of UCX.
	 * @return {@code false} if there is none, or none any more
	 */
	boolean claim() {
		this.claimed = true;
		return isOffered();
	}

	/**
	 * Leave the offer to UCX, which drops it at the end of the callback.
	 */
	void unclaim() {
		this.offer = 0;
	}

	/**
	 * Take the offer in order to fetch it; the octets were handed over.
	 * @return what UCX knows it by
	 */
	long takeOffer() {
		long taken = this.offer;
		this.offer = 0;
		this.octets.release();
		return taken;
	}

	/**
	 * Let go of all of it.
	 * @param worker that brought it
	 */
	void release(UcpWorker worker) {
		this.octets.release();
		if (this.claimed && isOffered()) {
			worker.amDataRelease(this.offer);
		}
		this.offer = 0;
	}

}
