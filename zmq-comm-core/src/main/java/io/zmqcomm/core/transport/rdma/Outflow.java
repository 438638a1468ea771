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

import java.io.IOException;
import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpEndpoint;

import io.zmqcomm.core.transport.Connection.WriteListener;

/**
 * The sending side of a connection: cuts what is written into active messages, as far as
 * the receiver's window allows. Small pieces are sent at once; of large buffers, the
 * receiver fetches the octets when it wants them. Event loop only.
 */
final class Outflow {

	/** Buffers above this are sent by rendezvous; a segment of small messages is not. */
	static final int RENDEZVOUS = 64 * 1024;

	private final UcxLoop ucx;

	private final UcpEndpoint endpoint;

	/** What is not sent. */
	private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();

	/** Batches that are not done, oldest first. */
	private final ArrayDeque<Batch> batches = new ArrayDeque<>();

	/** Position in the stream behind what was sent. */
	private long position;

	private long spent;

	private long allowed;

	private long window;

	/** Octets that the receiver has not fetched. */
	private long offered;

	private boolean ending;

	private boolean ended;

	private boolean pumping;

	Outflow(UcxLoop ucx, UcpEndpoint endpoint) {
		this.ucx = ucx;
		this.endpoint = endpoint;
	}

	/**
	 * Begin, as the receiver has told how much it keeps.
	 * @param window what a receiver keeps that is not reading
	 */
	void begin(int window) {
		this.window = window;
		this.allowed = window;
		pump();
	}

	/**
	 * Note what the receiver was done with.
	 * @param consumed since the beginning
	 * @return {@code false} if that is more than was sent
	 */
	boolean credit(long consumed) {
		if (consumed < 0 || consumed > this.spent) {
			return false;
		}
		this.allowed = Math.max(this.allowed, consumed + this.window);
		pump();
		return true;
	}

	/**
	 * Write.
	 * @param buffers ownership of the first {@code count} passes
	 * @param count how many
	 * @param listener called once
	 */
	void write(ByteBuf[] buffers, int count, WriteListener listener) {
		Batch batch = new Batch(listener);
		this.batches.addLast(batch);
		for (int i = 0; i < count; i++) {
			if (buffers[i].isReadable() && !this.ending) {
				batch.unsent++;
				ByteBuf buffer = inOnePiece(buffers[i]);
				this.waiting.addLast(new Chunk(buffer, buffer.readerIndex(), batch));
			}
			else {
				buffers[i].release();
			}
		}
		if (batch.unsent == 0) {
			batch.finish(this.ending ? new IOException("the output is closed") : null);
		}
		pump();
	}

	private static ByteBuf inOnePiece(ByteBuf buffer) {
		if (buffer.isDirect() && buffer.nioBufferCount() == 1) {
			return buffer;
		}
		ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(buffer.readableBytes());
		copy.writeBytes(buffer);
		buffer.release();
		return copy;
	}

	/**
	 * End the stream behind what was written.
	 */
	void end() {
		this.ending = true;
		pump();
	}

	/**
	 * End the stream behind what was sent.
	 */
	void endNow() {
		dropWaiting();
		end();
	}

	boolean isEnding() {
		return this.ending;
	}

	private void pump() {
		if (this.pumping) {
			// Called back by what was sent: the loop below goes on.
			return;
		}
		this.pumping = true;
		try {
			for (Chunk chunk; (chunk = this.waiting.peekFirst()) != null;) {
				if (!send(chunk)) {
					return;
				}
			}
			if (this.ending && !this.ended && this.window > 0) {
				this.ended = true;
				Transfer transfer = this.ucx.transfer();
				transfer.header().writeLongLE(this.position);
				transfer.send(this.endpoint, ActiveMessages.END, (failure) -> {
				});
			}
		}
		finally {
			this.pumping = false;
		}
	}

	/**
	 * Send the next piece of a chunk.
	 * @return {@code false} if the window is full
	 */
	private boolean send(Chunk chunk) {
		ByteBuf buffer = chunk.buffer;
		int length = buffer.readableBytes();
		boolean rendezvous = length > RENDEZVOUS;
		int lead = (rendezvous && chunk.isWhole()) ? ActiveMessages.LEAD : 0;
		int part = rendezvous ? Math.min(length - lead, ActiveMessages.MAX_RENDEZVOUS)
				: Math.min(length, ActiveMessages.MAX_EAGER);
		long cost = ActiveMessages.MESSAGE_COST + lead + (rendezvous ? 0 : part);
		if (this.spent + cost > this.allowed) {
			return false;
		}
		this.spent += cost;
		int from = buffer.readerIndex();
		Transfer transfer = this.ucx.transfer();
		transfer.header().writeLongLE(this.position).writeBytes(buffer, from, lead);
		this.position += lead + part;
		buffer.readerIndex(from + lead + part);
		if (buffer.isReadable()) {
			buffer.retain();
		}
		else {
			this.waiting.removeFirst();
			chunk.batch.unsent--;
		}
		long address = UcxLoop.address(buffer, from + lead, part);
		if (rendezvous) {
			this.offered += part;
			transfer.send(this.endpoint, ActiveMessages.DATA, buffer, address, part, UcpConstants.UCP_AM_SEND_FLAG_RNDV,
					(failure) -> fetched(part, failure));
		}
		else {
			chunk.batch.underWay++;
			transfer.send(this.endpoint, ActiveMessages.DATA, buffer, address, part,
					UcpConstants.UCP_AM_SEND_FLAG_EAGER, chunk.batch);
		}
		finishBatches();
		return true;
	}

	private void fetched(int octets, @Nullable UcxException failure) {
		this.offered -= octets;
		if (failure == null) {
			finishBatches();
		}
	}

	/**
	 * A window of offered octets counts as handed to the network, so that the next batch
	 * is there when it is wanted. Not so what is sent eagerly: the memory of small
	 * messages is used again once their batch is written.
	 */
	private void finishBatches() {
		for (Batch batch; (batch = this.batches.peekFirst()) != null && batch.unsent == 0 && batch.underWay == 0
				&& this.offered <= ActiveMessages.WINDOW;) {
			batch.finish(null);
		}
	}

	private void dropWaiting() {
		for (Chunk chunk; (chunk = this.waiting.pollFirst()) != null;) {
			chunk.buffer.release();
			chunk.batch.finish(new IOException("the connection was closed"));
		}
	}

	/**
	 * The connection is over: fail what is not done. Data that UCX still holds is given
	 * back when it is done with it.
	 * @param cause why
	 */
	void close(Throwable cause) {
		this.ending = true;
		dropWaiting();
		for (Batch batch; (batch = this.batches.peekFirst()) != null;) {
			batch.finish(cause);
		}
	}

	/**
	 * The endpoint is gone.
	 */
	void detach() {
		this.ended = true;
	}

	/**
	 * A buffer that is not sent as a whole. The first of its pieces has a lead, as the
	 * receiver must see a frame's header before it has a buffer for the frame.
	 */
	private record Chunk(ByteBuf buffer, int begin, Batch batch) {

		boolean isWhole() {
			return this.buffer.readerIndex() == this.begin;
		}

	}

	/**
	 * What was written by one call.
	 */
	private final class Batch implements Transfer.Completion {

		private final WriteListener listener;

		private int unsent;

		private int underWay;

		private boolean finished;

		Batch(WriteListener listener) {
			this.listener = listener;
		}

		@Override
		public void completed(@Nullable UcxException failure) {
			this.underWay--;
			if (failure != null) {
				finish(failure);
			}
			else {
				finishBatches();
			}
		}

		void finish(@Nullable Throwable failure) {
			if (!this.finished) {
				this.finished = true;
				Outflow.this.batches.remove(this);
				this.listener.written(failure);
			}
		}

	}

}
