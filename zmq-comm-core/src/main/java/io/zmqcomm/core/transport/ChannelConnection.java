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

package io.zmqcomm.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is a channel of Netty: the only handler in its pipeline, and the
 * allocator of its reads, so that the session decides where octets are read to.
 */
final class ChannelConnection extends ChannelInboundHandlerAdapter implements Connection {

	/** One per event loop, given back when its thread ends. */
	private static final FastThreadLocal<ReadScratch> SCRATCH = new FastThreadLocal<>() {

		@Override
		protected ReadScratch initialValue() {
			return new ReadScratch();
		}

		@Override
		protected void onRemoval(ReadScratch scratch) {
			scratch.release();
		}

	};

	private final Channel channel;

	private final String remoteAddress;

	private @Nullable ConnectionHandler handler;

	private @Nullable ReadScratch scratch;

	private @Nullable Throwable failure;

	ChannelConnection(Channel channel, String remoteAddress) {
		this.channel = channel;
		this.remoteAddress = remoteAddress;
		channel.config().setRecvByteBufAllocator(ReadHandle::new);
	}

	@Override
	public EventExecutor executor() {
		return this.channel.eventLoop();
	}

	@Override
	public String remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public void start(ConnectionHandler handler) {
		this.handler = handler;
		this.scratch = SCRATCH.get();
		if (this.channel.isActive()) {
			reading(true);
		}
		else {
			handler.closed(this.failure);
		}
	}

	@Override
	public void write(ByteBuf buffer) {
		this.channel.writeAndFlush(buffer, this.channel.voidPromise());
	}

	@Override
	public void write(ByteBuf[] buffers, int count, WriteListener listener) {
		for (int i = 0; i < count - 1; i++) {
			this.channel.write(buffers[i], this.channel.voidPromise());
		}
		this.channel.writeAndFlush(buffers[count - 1]).addListener((future) -> listener.written(future.cause()));
	}

	@Override
	public void reading(boolean on) {
		this.channel.config().setAutoRead(on);
	}

	@Override
	public void closeOutput() {
		if (this.channel.isActive()) {
			((DuplexChannel) this.channel).shutdownOutput();
		}
	}

	@Override
	public void close() {
		this.channel.close();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ConnectionHandler handler = this.handler;
		ReadScratch scratch = this.scratch;
		if (handler == null || scratch == null) {
			ReferenceCountUtil.release(message);
			return;
		}
		handler.received((ByteBuf) message, scratch);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		ConnectionHandler handler = this.handler;
		if (handler != null) {
			handler.closed(this.failure);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.failure == null) {
			this.failure = cause;
		}
		this.channel.close();
	}

	/**
	 * Lets the session choose the buffer of each read, and stops after a short read or
	 * some full ones.
	 */
	private final class ReadHandle implements RecvByteBufAllocator.ExtendedHandle {

		private static final int READS_PER_TURN = 16;

		private int attempted;

		private int last;

		private int reads;

		@Override
		public ByteBuf allocate(ByteBufAllocator allocator) {
			ConnectionHandler handler = ChannelConnection.this.handler;
			ReadScratch scratch = ChannelConnection.this.scratch;
			if (handler == null || scratch == null) {
				return allocator.directBuffer(1, 1);
			}
			return handler.readBuffer(scratch);
		}

		@Override
		public int guess() {
			return 1;
		}

		@Override
		public void reset(ChannelConfig config) {
			this.reads = 0;
		}

		@Override
		public void incMessagesRead(int count) {
			this.reads += count;
		}

		@Override
		public void lastBytesRead(int bytes) {
			this.last = bytes;
		}

		@Override
		public int lastBytesRead() {
			return this.last;
		}

		@Override
		public void attemptedBytesRead(int bytes) {
			this.attempted = bytes;
		}

		@Override
		public int attemptedBytesRead() {
			return this.attempted;
		}

		@Override
		public boolean continueReading() {
			return ChannelConnection.this.channel.config().isAutoRead() && this.last > 0 && this.last == this.attempted
					&& this.reads < READS_PER_TURN;
		}

		@Override
		public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
			return continueReading();
		}

		@Override
		public void readComplete() {
		}

	}

}
