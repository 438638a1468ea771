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

package io.zmqcomm.core.engine;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.ConnectionHandler;
import io.zmqcomm.core.transport.ReadScratch;

/**
 * One end of a {@link MemoryLink}, with the behaviour of a TCP connection: a write
 * completes when the link has taken all of it in, an end of the stream closes, a broken
 * link fails what is being written first. Event loop only, but for {@link #wakeUp()} and
 * {@link #cut}.
 */
final class MemoryConnection implements Connection {

	private static final int READS_PER_TURN = 64;

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

	private final EventLoop loop;

	private final String name;

	private final MemoryWire out;

	private final MemoryWire in;

	private final int chunk;

	private final ArrayDeque<Write> writes = new ArrayDeque<>();

	private @Nullable MemoryConnection peer;

	private @Nullable ConnectionHandler handler;

	private boolean reading;

	private boolean outputEnding;

	private boolean pumping;

	private boolean delivering;

	private boolean closed;

	private volatile boolean gone;

	MemoryConnection(EventLoop loop, String name, MemoryWire out, MemoryWire in, int chunk) {
		this.loop = loop;
		this.name = name;
		this.out = out;
		this.in = in;
		this.chunk = chunk;
	}

	void peer(MemoryConnection peer) {
		this.peer = peer;
	}

	@Override
	public EventExecutor executor() {
		return this.loop;
	}

	@Override
	public String remoteAddress() {
		return this.name;
	}

	@Override
	public void start(ConnectionHandler handler) {
		this.handler = handler;
		this.reading = true;
		wakeUp();
	}

	@Override
	public void write(ByteBuf buffer) {
		add(new Write(new ByteBuf[] { buffer }, (failure) -> {
		}));
	}

	@Override
	public void write(ByteBuf[] buffers, int count, WriteListener listener) {
		add(new Write(Arrays.copyOf(buffers, count), listener));
	}

	private void add(Write write) {
		if (this.closed || this.outputEnding) {
			write.release();
			write.listener.written(new ClosedChannelException());
			return;
		}
		this.writes.addLast(write);
		pump();
	}

	private void pump() {
		if (this.pumping || this.closed) {
			return;
		}
		this.pumping = true;
		boolean moved = false;
		for (Write write; !this.closed && (write = this.writes.peekFirst()) != null;) {
			if (peer().gone) {
				fail(new IOException("broken pipe"));
				break;
			}
			moved |= write.moveTo(this.out);
			if (this.out.isCut()) {
				cutBoth();
				break;
			}
			if (!write.isDone()) {
				break;
			}
			this.writes.removeFirst();
			write.listener.written(null);
		}
		this.pumping = false;
		if (this.outputEnding && this.writes.isEmpty() && !this.out.isEnded()) {
			this.out.end();
			moved = true;
		}
		if (moved) {
			peer().wakeUp();
		}
	}

	private void cutBoth() {
		peer().cut(new IOException("connection reset by peer"));
		fail(new IOException("connection reset by peer"));
	}

	/** Break this end after what has arrived was read. Any thread. */
	void cut(IOException cause) {
		execute(() -> {
			deliver(Integer.MAX_VALUE);
			fail(cause);
		});
	}

	private MemoryConnection peer() {
		if (this.peer == null) {
			throw new IllegalStateException("no peer");
		}
		return this.peer;
	}

	/** Look again at what can be written and read. Any thread. */
	void wakeUp() {
		execute(() -> {
			pump();
			deliver(READS_PER_TURN);
		});
	}

	private void execute(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The communicator is closed.
		}
	}

	private void deliver(int mostReads) {
		ConnectionHandler handler = this.handler;
		if (handler == null || this.delivering) {
			return;
		}
		this.delivering = true;
		try {
			for (int reads = 0; this.reading && !this.closed; reads++) {
				if (this.in.isEmpty()) {
					// The last octets are written before the end is.
					if (this.in.isEnded() && this.in.isEmpty()) {
						close(null);
					}
					return;
				}
				if (reads == mostReads) {
					wakeUp();
					return;
				}
				ReadScratch scratch = SCRATCH.get();
				ByteBuf buffer = handler.readBuffer(scratch);
				this.in.read(buffer, this.chunk);
				handler.received(buffer, scratch);
				peer().wakeUp();
			}
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
		finally {
			this.delivering = false;
		}
	}

	@Override
	public void reading(boolean on) {
		this.reading = on;
		if (on) {
			wakeUp();
		}
	}

	@Override
	public void closeOutput() {
		this.outputEnding = true;
		pump();
	}

	@Override
	public void close() {
		close(null);
	}

	private void fail(Throwable cause) {
		close(cause);
	}

	private void close(@Nullable Throwable cause) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.gone = true;
		this.out.end();
		for (Write write; (write = this.writes.pollFirst()) != null;) {
			write.release();
			write.listener.written((cause != null) ? cause : new ClosedChannelException());
		}
		peer().wakeUp();
		execute(() -> {
			if (this.handler != null) {
				this.handler.closed(cause);
			}
		});
	}

	private static final class Write {

		private final ByteBuf[] buffers;

		private final WriteListener listener;

		private int next;

		Write(ByteBuf[] buffers, WriteListener listener) {
			this.buffers = buffers;
			this.listener = listener;
		}

		boolean moveTo(MemoryWire wire) {
			boolean moved = false;
			while (this.next < this.buffers.length) {
				ByteBuf buffer = this.buffers[this.next];
				moved |= wire.write(buffer) > 0;
				if (buffer.isReadable()) {
					return moved;
				}
				buffer.release();
				this.next++;
			}
			return moved;
		}

		boolean isDone() {
			return this.next == this.buffers.length;
		}

		void release() {
			while (this.next < this.buffers.length) {
				this.buffers[this.next++].release();
			}
		}

	}

}
