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

package io.zmqcomm.core.pipe;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.wire.Frames;

/**
 * One message on its way out: each frame is a {@code byte[]} or a {@link ByteBuf} that
 * still belongs to the caller. Queues copy small frames and retain large ones.
 */
public final class Outgoing {

	/**
	 * Frames of this many octets and more are queued by reference.
	 */
	public static final int LARGE = 32 * 1024;

	/**
	 * Octets of one piece of a large heap frame's copy: allocators keep buffers of this
	 * size, while larger ones come from the system and cost a page fault per 4 KiB.
	 */
	private static final int PIECE = 256 * 1024;

	private final Object[] frames;

	private final long bodyBytes;

	private final long encodedBytes;

	/** Large heap frames, copied with their headers to direct buffers of a piece each. */
	private ByteBuf @Nullable [][] encoded;

	private Outgoing(Object[] frames) {
		if (frames.length == 0) {
			throw new IllegalArgumentException("message of 0 frames (expected: at least 1)");
		}
		this.frames = frames;
		long body = 0;
		long all = 0;
		for (Object frame : frames) {
			int length = length(frame);
			body += length;
			all += length + Frames.headerLength(length);
		}
		this.bodyBytes = body;
		this.encodedBytes = all;
	}

	public static Outgoing of(byte[] frame) {
		return new Outgoing(new Object[] { frame });
	}

	public static Outgoing of(ByteBuf[] frames) {
		return new Outgoing(frames);
	}

	public static Outgoing of(ZmqMessage message) {
		return new Outgoing(framesOf(message));
	}

	/**
	 * Return this message behind an envelope. What {@link #prepare} took stays with this
	 * one.
	 * @param envelope frames to stand first
	 * @return the message
	 */
	public Outgoing behind(byte[]... envelope) {
		Object[] all = new Object[envelope.length + this.frames.length];
		System.arraycopy(envelope, 0, all, 0, envelope.length);
		System.arraycopy(this.frames, 0, all, envelope.length, this.frames.length);
		Outgoing whole = new Outgoing(all);
		if (this.encoded != null) {
			whole.encoded = new ByteBuf[all.length][];
			System.arraycopy(this.encoded, 0, whole.encoded, envelope.length, this.frames.length);
		}
		return whole;
	}

	private static Object[] framesOf(ZmqMessage message) {
		if (message instanceof HeapMessage heap) {
			return heap.frames();
		}
		if (message instanceof TensorMessage tensor) {
			return tensor.frames();
		}
		Object[] frames = new Object[message.frameCount()];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = message.bytes(i);
		}
		return frames;
	}

	private static int length(Object frame) {
		return (frame instanceof byte[] octets) ? octets.length : ((ByteBuf) frame).readableBytes();
	}

	/**
	 * Copy large heap frames to direct memory, before any lock is taken. To be followed
	 * by {@link #release()}.
	 * @param allocator where from
	 */
	public void prepare(ByteBufAllocator allocator) {
		if (this.encodedBytes >= LARGE) {
			boolean done = false;
			try {
				encodeLarge(allocator);
				done = true;
			}
			finally {
				if (!done) {
					release();
				}
			}
		}
	}

	private void encodeLarge(ByteBufAllocator allocator) {
		for (int i = 0; i < this.frames.length; i++) {
			int length = length(this.frames[i]);
			if (length < LARGE || (this.frames[i] instanceof ByteBuf buffer && buffer.isDirect())) {
				continue;
			}
			if (this.encoded == null) {
				this.encoded = new ByteBuf[this.frames.length][];
			}
			long octets = (long) Frames.headerLength(length) + length;
			this.encoded[i] = new ByteBuf[(int) ((octets + PIECE - 1) / PIECE)];
			encodeLarge(allocator, i, length, this.encoded[i]);
		}
	}

	private void encodeLarge(ByteBufAllocator allocator, int index, int length, ByteBuf[] pieces) {
		int done = 0;
		for (int i = 0; i < pieces.length; i++) {
			int header = (i == 0) ? Frames.headerLength(length) : 0;
			int room = (int) Math.min(PIECE, (long) header + length - done);
			ByteBuf piece = allocator.directBuffer(room, room);
			pieces[i] = piece;
			if (i == 0) {
				writeHeader(piece, index, length);
			}
			int octets = room - header;
			if (this.frames[index] instanceof byte[] source) {
				piece.writeBytes(source, done, octets);
			}
			else {
				ByteBuf source = (ByteBuf) this.frames[index];
				piece.writeBytes(source, source.readerIndex() + done, octets);
			}
			done += octets;
		}
	}

	/**
	 * Give back what {@link #prepare} took.
	 */
	public void release() {
		if (this.encoded != null) {
			releaseEncoded(this.encoded);
			this.encoded = null;
		}
	}

	private static void releaseEncoded(ByteBuf[][] encoded) {
		for (ByteBuf[] pieces : encoded) {
			if (pieces != null) {
				for (ByteBuf piece : pieces) {
					if (piece != null) {
						piece.release();
					}
				}
			}
		}
	}

	public int frameCount() {
		return this.frames.length;
	}

	/**
	 * Return the octets of all bodies.
	 * @return the sum
	 */
	public long bodyBytes() {
		return this.bodyBytes;
	}

	/**
	 * Return whether the message fits a log segment.
	 * @return whether it is to be copied as a whole
	 */
	boolean isSmall() {
		return this.encodedBytes <= LARGE;
	}

	int encodedBytes() {
		return (int) this.encodedBytes;
	}

	/**
	 * Copy a frame of a subscription or a topic.
	 * @param index index from zero
	 * @return the octets
	 */
	public byte[] copyFrame(int index) {
		Object frame = this.frames[index];
		if (frame instanceof byte[] octets) {
			return octets.clone();
		}
		ByteBuf buffer = (ByteBuf) frame;
		byte[] octets = new byte[buffer.readableBytes()];
		buffer.getBytes(buffer.readerIndex(), octets);
		return octets;
	}

	/**
	 * Return the first frame for reading, without copying it.
	 * @return a {@code byte[]} or a {@link ByteBuf}
	 */
	public Object firstFrame() {
		return this.frames[0];
	}

	/**
	 * Write all frames as ZMTP.
	 * @param out has room for {@link #encodedBytes()} there; its position stays
	 * @param index where to begin
	 * @return index behind the message
	 */
	int writeTo(ByteBuffer out, int index) {
		int end = index;
		for (int i = 0; i < this.frames.length; i++) {
			Object frame = this.frames[i];
			int length = length(frame);
			end = Frames.writeHeader(out, end, (i < this.frames.length - 1) ? Frames.MORE : 0, length);
			if (frame instanceof byte[] octets) {
				out.put(end, octets, 0, length);
			}
			else {
				ByteBuf buffer = (ByteBuf) frame;
				buffer.getBytes(buffer.readerIndex(), out.duplicate().limit(end + length).position(end));
			}
			end += length;
		}
		return end;
	}

	private void writeFrame(ByteBuf out, int index, int length) {
		writeHeader(out, index, length);
		Object frame = this.frames[index];
		if (frame instanceof byte[] octets) {
			out.writeBytes(octets);
		}
		else {
			ByteBuf buffer = (ByteBuf) frame;
			out.writeBytes(buffer, buffer.readerIndex(), length);
		}
	}

	private void writeHeader(ByteBuf out, int index, int length) {
		Frames.writeHeader(out, (index < this.frames.length - 1) ? Frames.MORE : 0, length);
	}

	/**
	 * Write a message that does not fit a segment: small frames and headers copied, large
	 * frames by reference at their position.
	 * @param run takes the buffers
	 * @param allocator for headers and small frames
	 */
	void writeTo(Run run, ByteBufAllocator allocator) {
		ByteBuf small = null;
		for (int i = 0; i < this.frames.length; i++) {
			int length = length(this.frames[i]);
			ByteBuf[] pieces = (this.encoded != null) ? this.encoded[i] : null;
			boolean byReference = length >= LARGE;
			if (pieces == null) {
				if (small == null) {
					small = allocator.directBuffer(byReference ? 16 : Math.min(4096, length + 64));
				}
				if (byReference) {
					writeHeader(small, i, length);
				}
				else {
					writeFrame(small, i, length);
				}
			}
			if (byReference) {
				if (small != null) {
					run.add(small);
					small = null;
				}
				if (pieces == null) {
					run.add(((ByteBuf) this.frames[i]).retainedDuplicate());
				}
				else {
					for (ByteBuf piece : pieces) {
						run.add(piece.retainedDuplicate());
					}
				}
			}
		}
		if (small != null) {
			run.add(small);
		}
	}

	ByteBuf buffer(int index) {
		return (ByteBuf) this.frames[index];
	}

	/**
	 * Return all frames for a queue inside this process: heap frames are copied, buffers
	 * are retained.
	 * @return owned by the caller
	 */
	ByteBuf[] takeFrames() {
		ByteBuf[] taken = new ByteBuf[this.frames.length];
		int count = 0;
		try {
			for (Object frame : this.frames) {
				taken[count] = (frame instanceof byte[] octets) ? Unpooled.wrappedBuffer(octets.clone())
						: ((ByteBuf) frame).retainedSlice();
				count++;
			}
			return taken;
		}
		finally {
			// One that was released already: all or nothing.
			while (count < taken.length && count > 0) {
				taken[--count].release();
			}
		}
	}

}
