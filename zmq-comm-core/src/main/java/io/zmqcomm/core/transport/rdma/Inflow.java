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

	/** Where the stream ends, -1 if that is not known. */
	private long end = -1;

	/** What the sender spent of the window, and what we were done with. */
	private long spent;

	private long consumed;

	private long credited;

	private boolean crediting;

	private boolean reading;

	/** Whether what has come is to be handed over, read or not. */
	private boolean draining;

	/** While the handler is called, or octets are fetched into its buffer. */
	private boolean busy;

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
	 * Hand over what has come, as the stream has an end; the sender gets no more credit.
	 * @param end its position, or -1 if the sender is gone
	 */
	void drain(long end) {
		if (end >= 0 && end < this.position) {
			throw new ProtocolException("end of the stream: %d (expected: %d or more)".formatted(end, this.position));
		}
		this.end = end;
		this.draining = true;
		schedule();
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
		if (at < this.position || this.waiting.containsKey(at)) {
			throw new ProtocolException("position in the stream: %d (expected: %d)".formatted(at, this.position));
		}
		ByteBuffer octets = rendezvous ? header : eager(header, data);
		if (!rendezvous && at == this.position && mayHandOver() && this.waiting.isEmpty()) {
			handOver(octets);
			if (!octets.hasRemaining()) {
				consumed(cost);
				return UcsConstants.STATUS.UCS_OK;
			}
			at = this.position;
		}
		Arrival arrival = new Arrival(copy(octets), cost, rendezvous ? data.getDataHandle() : 0, (int) length);
		this.waiting.put(at, arrival);
		if (at == this.position) {
			if (mayHandOver()) {
				handOverWaiting();
			}
			else {
				schedule();
			}
		}
		return arrival.isOffered() ? UcsConstants.STATUS.UCS_INPROGRESS : UcsConstants.STATUS.UCS_OK;
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
		return !this.busy && !this.closed && this.handler != null && (this.reading || this.draining)
				&& !this.ucx.isSending();
	}

	/**
	 * Go on handing over.
	 */
	void handOver() {
		this.scheduled = false;
		if (mayHandOver()) {
			try {
				handOverWaiting();
			}
			catch (RuntimeException ex) {
				this.connection.fail(ex);
			}
		}
	}

	private void handOverWaiting() {
		while (mayHandOver()) {
			Map.Entry<Long, Arrival> first = this.waiting.firstEntry();
			if (first == null || first.getKey() != this.position) {
				break;
			}
			Arrival arrival = first.getValue();
			this.waiting.remove(first.getKey());
			ByteBuffer octets = arrival.octets.nioBuffer();
			int before = octets.remaining();
			handOver(octets);
			arrival.octets.skipBytes(before - octets.remaining());
			if (octets.hasRemaining() || arrival.isOffered() && !(mayHandOver() && this.reading)) {
				this.waiting.put(this.position, arrival);
				return;
			}
			arrival.octets.release();
			if (arrival.isOffered()) {
				fetch(arrival);
			}
			else {
				consumed(arrival.cost);
			}
		}
		if (this.draining && !this.busy && (this.end < 0 || this.position == this.end)) {
			this.draining = false;
			this.connection.drained();
		}
	}

	/**
	 * Hand octets over as long as the handler reads.
	 */
	private void handOver(ByteBuffer octets) {
		ConnectionHandler handler = Objects.requireNonNull(this.handler);
		this.busy = true;
		try {
			int limit = octets.limit();
			while (octets.hasRemaining() && (this.reading || this.draining) && !this.closed) {
				ByteBuf buffer = handler.readBuffer(this.ucx.scratch());
				int part = Math.min(octets.remaining(), buffer.writableBytes());
				buffer.writeBytes(octets.limit(octets.position() + part));
				octets.limit(limit);
				this.position += part;
				handler.received(buffer, this.ucx.scratch());
			}
		}
		finally {
			this.busy = false;
		}
	}

	/**
	 * Fetch what the sender offers, straight into the handler's buffer if it has room.
	 */
	private void fetch(Arrival arrival) {
		int length = arrival.length;
		ByteBuf buffer = Objects.requireNonNull(this.handler).readBuffer(this.ucx.scratch());
		boolean straight = buffer.writableBytes() >= length && !this.ucx.scratch().isShared(buffer);
		if (!straight) {
			buffer.release();
			buffer = ByteBufAllocator.DEFAULT.directBuffer(length, length);
		}
		this.busy = true;
		Fetch fetch = new Fetch(buffer, straight, arrival);
		long handle = arrival.handle;
		arrival.handle = 0;
		try {
			this.ucx.worker()
				.recvAmDataNonBlocking(handle, UcxLoop.address(buffer, buffer.writerIndex(), length), length, fetch,
						UcsConstants.MEMORY_TYPE.UCS_MEMORY_TYPE_HOST);
		}
		catch (UcxException ex) {
			fetch.failed(ex);
		}
	}

	private void fetched(ByteBuf buffer, boolean straight, Arrival arrival) {
		this.busy = false;
		buffer.writerIndex(buffer.writerIndex() + arrival.length);
		if (this.closed) {
			buffer.release();
		}
		else if (straight) {
			this.position += arrival.length;
			this.busy = true;
			try {
				Objects.requireNonNull(this.handler).received(buffer, this.ucx.scratch());
			}
			finally {
				this.busy = false;
			}
			consumed(arrival.cost);
			schedule();
		}
		else {
			this.waiting.put(this.position, new Arrival(buffer, arrival.cost, 0, 0));
			schedule();
		}
	}

	private void consumed(int cost) {
		this.consumed += cost;
		creditSender();
	}

	private void creditSender() {
		if (!this.crediting && !this.closed && !this.draining
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
		for (Arrival arrival : this.waiting.values()) {
			arrival.octets.release();
			if (arrival.isOffered()) {
				this.ucx.worker().amDataRelease(arrival.handle);
			}
		}
		this.waiting.clear();
	}

	/**
	 * A part of the stream that waits.
	 */
	private static final class Arrival {

		private final ByteBuf octets;

		private final int cost;

		/** Of what the sender offers, 0 if there is none. */
		private long handle;

		private final int length;

		Arrival(ByteBuf octets, int cost, long handle, int length) {
			this.octets = octets;
			this.cost = cost;
			this.handle = handle;
			this.length = length;
		}

		boolean isOffered() {
			return this.handle != 0;
		}

	}

	/**
	 * A fetch under way.
	 */
	private final class Fetch extends UcxCallback {

		private final ByteBuf buffer;

		private final boolean straight;

		private final Arrival arrival;

		private boolean done;

		Fetch(ByteBuf buffer, boolean straight, Arrival arrival) {
			this.buffer = buffer;
			this.straight = straight;
			this.arrival = arrival;
		}

		@Override
		public void onSuccess(@Nullable UcpRequest request) {
			if (!this.done) {
				this.done = true;
				try {
					fetched(this.buffer, this.straight, this.arrival);
				}
				catch (Throwable ex) {
					// Nothing may be thrown through UCX.
					Inflow.this.connection.fail(ex);
				}
			}
		}

		@Override
		public void onError(int status, String text) {
			failed(new UcxException(text, status));
		}

		void failed(UcxException failure) {
			if (!this.done) {
				this.done = true;
				this.buffer.release();
				Inflow.this.busy = false;
				Inflow.this.connection.lost(failure.getStatus(), failure.getMessage());
			}
		}

	}

}
