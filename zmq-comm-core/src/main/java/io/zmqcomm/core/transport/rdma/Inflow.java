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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.openucx.jucx.UcxCallback;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpAmData;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucs.UcsConstants;

import io.zmqcomm.core.transport.ConnectionHandler;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * The receiving side of a connection: hands the stream over in order, while the handler
 * reads. What cannot be handed over waits, at most a window of it; the octets of a
 * rendezvous stay with the sender until then, and are fetched straight into the handler's
 * own buffer. Event loop only.
 */
final class Inflow {

	private final UcxLoop ucx;

	private final UcpEndpoint endpoint;

	private final RdmaConnection connection;

	/** What cannot be handed over, by its position. */
	private final TreeMap<Long, Arrival> waiting = new TreeMap<>();

	private @Nullable ConnectionHandler handler;

	/** Position in the stream behind what was handed over. */
	private long position;

	/** Where the stream ends, -1 while that is not known. */
	private long end = -1;

	/** Whether there is nobody to fetch from, and what has come is all. */
	private boolean gone;

	/** What the sender spent of the window, and what we were done with. */
	private long spent;

	private long consumed;

	private long credited;

	private boolean crediting;

	private boolean reading;

	/** The handler's buffer, while octets are gathered in it. */
	private @Nullable ByteBuf gathered;

	/** While the handler is called. */
	private boolean busy;

	/** Fetches that are not handed over, in the order of the stream. */
	private final ArrayDeque<Fetch> fetches = new ArrayDeque<>();

	/** How many octets they are of. */
	private int fetching;

	/** Whether a fetch has failed, so that nothing behind it is of use. */
	private boolean broken;

	private boolean scheduled;

	private boolean closed;

	Inflow(UcxLoop ucx, UcpEndpoint endpoint, RdmaConnection connection) {
		this.ucx = ucx;
		this.endpoint = endpoint;
		this.connection = connection;
	}

	void start(ConnectionHandler handler) {
		this.handler = handler;
		reading(true);
	}

	void reading(boolean on) {
		this.reading = on;
		if (on) {
			schedule();
		}
	}

	/**
	 * The sender has told the end of the stream, and gets no more credit.
	 * @param end its position
	 */
	void end(long end) {
		if (end < this.position + this.fetching) {
			throw new ProtocolException("end of the stream: %d (expected: %d or more)".formatted(end, this.position));
		}
		this.end = end;
		schedule();
	}

	/**
	 * The sender is gone: hand over what has come of its stream.
	 */
	void gone() {
		this.gone = true;
		handOver();
		handOverGathered();
	}

	/**
	 * Like a stream of TCP, the last of this one is handed over although the handler does
	 * not read, as that is bounded and nothing else can come.
	 */
	private boolean isDraining() {
		return this.gone || this.end >= 0 && this.end - this.position <= 2 * ActiveMessages.WINDOW;
	}

	private void schedule() {
		if (!this.scheduled && this.handler != null) {
			this.scheduled = true;
			this.ucx.ready(this);
		}
	}

	/**
	 * Take a part of the stream.
	 * @param header position and lead
	 * @param data the rest
	 * @return what UCX is to do with the data
	 */
	int received(ByteBuffer header, UcpAmData data) {
		boolean rendezvous = !data.isDataValid();
		long length = data.getLength();
		if (this.closed) {
			return UcsConstants.STATUS.UCS_OK;
		}
		int lead = header.remaining() - ActiveMessages.NUMBER_LENGTH;
		int cost = ActiveMessages.MESSAGE_COST + lead + (rendezvous ? 0 : (int) length);
		if (lead < 0 || lead > ActiveMessages.LEAD
				|| length > (rendezvous ? ActiveMessages.MAX_RENDEZVOUS : ActiveMessages.MAX_EAGER)) {
			throw new ProtocolException("active message of %d and %d octets (expected: at most %d and %d)"
				.formatted(lead, length, ActiveMessages.LEAD, ActiveMessages.MAX_RENDEZVOUS));
		}
		this.spent += cost;
		if (this.spent - this.consumed > ActiveMessages.WINDOW) {
			throw new ProtocolException("active messages that were not asked for: %d (expected: at most %d)"
				.formatted(this.spent - this.consumed, ActiveMessages.WINDOW));
		}
		long at = header.getLong();
		if (at < this.position + this.fetching || this.waiting.containsKey(at)) {
			throw new ProtocolException("position in the stream: %d (expected: %d)".formatted(at, this.position));
		}
		ByteBuffer octets = rendezvous ? header : eager(header, data);
		if (!rendezvous && at == this.position && this.waiting.isEmpty() && mayHandOver()) {
			handOver(octets);
			if (!octets.hasRemaining() || this.closed) {
				consumed(cost);
				return UcsConstants.STATUS.UCS_OK;
			}
			at = this.position;
		}
		Arrival arrival = new Arrival(copy(octets), cost, rendezvous ? data.getDataHandle() : 0, (int) length);
		this.waiting.put(at, arrival);
		try {
			if (at == this.position + this.fetching) {
				if (mayHandOver()) {
					handOverWaiting();
				}
				else {
					schedule();
				}
			}
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			this.broken = true;
			arrival.unclaim();
			throw ex;
		}
		return arrival.claim() ? UcsConstants.STATUS.UCS_INPROGRESS : UcsConstants.STATUS.UCS_OK;
	}

	private static ByteBuffer eager(ByteBuffer header, UcpAmData data) {
		if (header.hasRemaining()) {
			throw new ProtocolException("eager active message with a lead (expected: none)");
		}
		return UcxLoop.view(data.getDataAddress(), data.getLength());
	}

	private static ByteBuf copy(ByteBuffer octets) {
		ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(octets.remaining());
		return copy.writeBytes(octets);
	}

	private boolean mayHandOver() {
		return !this.busy && !this.broken && !this.closed && this.handler != null && (this.reading || isDraining())
				&& !this.ucx.isSending();
	}

	/**
	 * Go on handing over.
	 */
	void handOver() {
		this.scheduled = false;
		try {
			handOverFetched();
			handOverWaiting();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			this.broken = true;
			this.connection.fail(ex);
		}
	}

	private void handOverWaiting() {
		while (mayHandOver()) {
			Map.Entry<Long, Arrival> first = this.waiting.firstEntry();
			if (first == null || first.getKey() > this.position + this.fetching) {
				break;
			}
			if (first.getKey() < this.position + this.fetching) {
				throw new ProtocolException("parts of the stream that overlap, at %d".formatted(first.getKey()));
			}
			Arrival arrival = first.getValue();
			if (this.fetching > 0) {
				if (!fetchBeside(arrival)) {
					break;
				}
				this.waiting.remove(first.getKey());
				continue;
			}
			this.waiting.remove(first.getKey());
			ByteBuffer octets = arrival.octets().nioBuffer();
			int before = octets.remaining();
			handOver(octets);
			arrival.octets().skipBytes(before - octets.remaining());
			if (arrival.isOffered()) {
				// The shared buffer is ours, and the handler must see the frame's header.
				this.ucx.gathering(this);
				handOverGathered();
			}
			if (this.closed) {
				arrival.release(this.ucx.worker());
			}
			else if (octets.hasRemaining() || arrival.isOffered() && (this.gone || !mayHandOver())) {
				this.waiting.put(this.position, arrival);
				return;
			}
			else if (arrival.isOffered()) {
				fetch(arrival);
			}
			else {
				arrival.release(this.ucx.worker());
				consumed(arrival.cost());
			}
		}
		if (this.position == this.end && !this.busy) {
			handOverGathered();
			this.end = -1;
			this.connection.endReached();
		}
	}

	/**
	 * Hand octets over as long as the handler reads. They are gathered in its buffer
	 * until that is full or UCX has no more at hand.
	 */
	private void handOver(ByteBuffer octets) {
		int limit = octets.limit();
		while (octets.hasRemaining() && (this.reading || isDraining()) && !this.closed) {
			ByteBuf buffer = this.gathered;
			if (buffer == null) {
				this.ucx.gathering(this);
				buffer = Objects.requireNonNull(this.handler).readBuffer(this.ucx.scratch());
				this.gathered = buffer;
			}
			int part = Math.min(octets.remaining(), buffer.writableBytes());
			buffer.writeBytes(octets.limit(octets.position() + part));
			octets.limit(limit);
			this.position += part;
			if (!buffer.isWritable()) {
				handOverGathered();
			}
		}
	}

	/**
	 * Hand over what was gathered.
	 */
	void handOverGathered() {
		ByteBuf buffer = this.gathered;
		if (buffer != null) {
			this.gathered = null;
			handOver(buffer);
		}
	}

	private void handOver(ByteBuf buffer) {
		this.busy = true;
		try {
			Objects.requireNonNull(this.handler).received(buffer, this.ucx.scratch());
		}
		finally {
			this.busy = false;
		}
	}

	/**
	 * Fetch what the sender offers, straight into the handler's buffer if it has room.
	 */
	private void fetch(Arrival arrival) {
		int length = arrival.length();
		ByteBuf buffer = Objects.requireNonNull(this.handler).readBuffer(this.ucx.scratch());
		boolean straight = buffer.writableBytes() >= length && !this.ucx.scratch().isShared(buffer);
		if (!straight) {
			buffer.release();
			buffer = ByteBufAllocator.DEFAULT.directBuffer(length, length);
		}
		fetch(arrival, buffer, straight);
	}

	/**
	 * Fetch what follows the last fetch into the same buffer, if it has room.
	 */
	private boolean fetchBeside(Arrival arrival) {
		Fetch last = this.fetches.getLast();
		if (!last.straight || this.gone || !arrival.isOffered() || arrival.octets().isReadable()
				|| last.buffer.writableBytes() - this.fetching < arrival.length()) {
			return false;
		}
		fetch(arrival, last.buffer.retain(), true);
		return true;
	}

	private void fetch(Arrival arrival, ByteBuf buffer, boolean straight) {
		long offer = arrival.takeOffer();
		Fetch fetch = new Fetch(buffer, straight, arrival.cost(), arrival.length());
		int index = buffer.writerIndex() + this.fetching;
		this.fetches.addLast(fetch);
		this.fetching += fetch.length;
		this.ucx.fetching(fetch);
		try {
			this.ucx.worker()
				.recvAmDataNonBlocking(offer, UcxLoop.address(buffer, index, fetch.length), fetch.length, fetch,
						UcsConstants.MEMORY_TYPE.UCS_MEMORY_TYPE_HOST);
		}
		catch (UcxException ex) {
			fetch.failed(ex);
		}
	}

	private void handOverFetched() {
		for (Fetch fetch; !this.busy && (fetch = this.fetches.peekFirst()) != null && fetch.done;) {
			this.fetches.removeFirst();
			this.fetching -= fetch.length;
			ByteBuf buffer = fetch.buffer;
			if (this.closed || this.broken) {
				buffer.release();
				continue;
			}
			buffer.writerIndex(buffer.writerIndex() + fetch.length);
			if (fetch.straight) {
				this.position += fetch.length;
				handOver(buffer);
				consumed(fetch.cost);
			}
			else {
				this.waiting.put(this.position, new Arrival(buffer, fetch.cost, 0, 0));
			}
			schedule();
		}
	}

	private void consumed(int cost) {
		this.consumed += cost;
		creditSender();
	}

	private void creditSender() {
		if (!this.crediting && !this.closed && this.end < 0 && !this.gone
				&& this.consumed - this.credited >= ActiveMessages.WINDOW / 2) {
			this.crediting = true;
			this.credited = this.consumed;
			Transfer transfer = this.ucx.transfer();
			transfer.header().writeLongLE(this.consumed);
			transfer.send(this.endpoint, ActiveMessages.CREDIT, (failure) -> {
				this.crediting = false;
				if (failure == null) {
					creditSender();
				}
			});
		}
	}

	/**
	 * Let go of all that waits.
	 */
	void close() {
		this.closed = true;
		if (this.gathered != null) {
			this.gathered.release();
			this.gathered = null;
		}
		this.waiting.values().forEach((arrival) -> arrival.release(this.ucx.worker()));
		this.waiting.clear();
	}

	/**
	 * A fetch under way.
	 */
	final class Fetch extends UcxCallback {

		private final ByteBuf buffer;

		private final boolean straight;

		private final int cost;

		private final int length;

		private boolean done;

		Fetch(ByteBuf buffer, boolean straight, int cost, int length) {
			this.buffer = buffer;
			this.straight = straight;
			this.cost = cost;
			this.length = length;
		}

		@Override
		public void onSuccess(@Nullable UcpRequest request) {
			done();
		}

		@Override
		public void onError(int status, String text) {
			failed(new UcxException(text, status));
		}

		void failed(UcxException failure) {
			Inflow.this.broken = true;
			Inflow.this.connection.lost(failure.getStatus(), failure.getMessage());
			done();
		}

		private void done() {
			if (this.done) {
				return;
			}
			this.done = true;
			Inflow.this.ucx.fetched(this);
			if (Inflow.this.ucx.isSending()) {
				schedule();
				return;
			}
			try {
				handOverFetched();
			}
			catch (Throwable ex) {
				// Nothing may be thrown through UCX.
				Inflow.this.connection.fail(ex);
			}
		}

		/** UCX has ended without telling of this. */
		void release() {
			this.buffer.release();
		}

	}

}
