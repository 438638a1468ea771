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

package io.zmqcomm.core.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The two frames of a tensor, header and data: {@code docs/tensor-format.md} has the
 * octets. Pure functions; any thread.
 */
public final class TensorCodec {

	private static final int MAGIC = 0x935A544E;

	private static final int VERSION = 1;

	private static final int BIG_ENDIAN = 1;

	private static final int SEQUENCE = 2;

	private static final int CHECKSUM = 4;

	/** Octets before the shape. */
	private static final int FIXED = 8;

	private TensorCodec() {
	}

	/**
	 * Return whether a frame begins as a tensor's header does.
	 * @param frame between reader and writer index
	 * @return whether the magic is there; the rest may be wrong
	 */
	public static boolean isHeader(ByteBuf frame) {
		return frame.readableBytes() >= FIXED && frame.getInt(frame.readerIndex()) == MAGIC;
	}

	/**
	 * Write the header of a tensor, whose data is the other frame.
	 * @param tensor the tensor
	 * @return the header frame
	 */
	public static byte[] header(Tensor tensor) {
		int flags = (tensor.order() == ByteOrder.BIG_ENDIAN) ? BIG_ENDIAN : 0;
		flags |= tensor.sequence().isPresent() ? SEQUENCE : 0;
		flags |= tensor.hasChecksum() ? CHECKSUM : 0;
		byte[] octets = new byte[length(flags, tensor.rank())];
		ByteBuffer header = ByteBuffer.wrap(octets)
			.putInt(MAGIC)
			.put((byte) VERSION)
			.put((byte) tensor.dtype().code())
			.put((byte) flags)
			.put((byte) tensor.rank())
			.order(ByteOrder.LITTLE_ENDIAN);
		for (int axis = 0; axis < tensor.rank(); axis++) {
			header.putLong(tensor.dimension(axis));
		}
		tensor.sequence().ifPresent(header::putLong);
		if (tensor.hasChecksum()) {
			header.putInt(checksum(Unpooled.wrappedBuffer(octets, 0, header.position()), tensor.buffer()));
		}
		return octets;
	}

	private static int length(int flags, int rank) {
		return FIXED + rank * Long.BYTES + (((flags & SEQUENCE) != 0) ? Long.BYTES : 0)
				+ (((flags & CHECKSUM) != 0) ? Integer.BYTES : 0);
	}

	private static int checksum(ByteBuf header, ByteBuf data) {
		CRC32C crc = new CRC32C();
		for (ByteBuffer part : header.nioBuffers()) {
			crc.update(part);
		}
		for (ByteBuffer part : data.nioBuffers()) {
			crc.update(part);
		}
		return (int) crc.getValue();
	}

	/**
	 * Check that a message has room for a tensor.
	 * @param frames how many frames it has
	 * @throws TensorFormatException if it has less than two
	 */
	public static void checkFrameCount(int frames) {
		if (frames < 2) {
			throw new TensorFormatException("message of 1 frame (expected: the two of a tensor, header and data)");
		}
	}

	/**
	 * Read a tensor.
	 * @param header the header frame, borrowed
	 * @param data the data frame, borrowed
	 * @return borrows the data
	 * @throws TensorFormatException if the frames are not those of a tensor, or damaged
	 */
	public static Tensor decode(ByteBuf header, ByteBuf data) {
		return decode(header, data, new AtomicBoolean());
	}

	/**
	 * Read a tensor of frames that are not to be read for ever.
	 * @param header the header frame, borrowed
	 * @param data the data frame, borrowed
	 * @param ended set when the frames are given back: the tensor refuses to be read then
	 * @return borrows the data
	 * @throws TensorFormatException if the frames are not those of a tensor, or damaged
	 */
	public static Tensor decode(ByteBuf header, ByteBuf data, AtomicBoolean ended) {
		int start = header.readerIndex();
		int length = header.readableBytes();
		if (length < FIXED) {
			throw new TensorFormatException(
					"tensor header: %d octets (expected: at least %d)".formatted(length, FIXED));
		}
		if (header.getInt(start) != MAGIC) {
			throw new TensorFormatException(
					"tensor magic: 0x%08x (expected: 0x%08x)".formatted(header.getInt(start), MAGIC));
		}
		int version = header.getUnsignedByte(start + 4);
		if (version != VERSION) {
			throw new TensorFormatException("tensor version: %d (expected: %d)".formatted(version, VERSION));
		}
		TensorDtype dtype = TensorDtype.of(header.getUnsignedByte(start + 5));
		if (dtype == null) {
			throw new TensorFormatException(
					"tensor dtype: %d (expected: 1 to 15)".formatted(header.getUnsignedByte(start + 5)));
		}
		int flags = header.getUnsignedByte(start + 6);
		if ((flags & ~(BIG_ENDIAN | SEQUENCE | CHECKSUM)) != 0) {
			throw new TensorFormatException("tensor flags: 0x%02x (expected: 00 to 07)".formatted(flags));
		}
		int rank = header.getUnsignedByte(start + 7);
		if (rank > Tensor.MAX_RANK) {
			throw new TensorFormatException("tensor rank: %d (expected: at most %d)".formatted(rank, Tensor.MAX_RANK));
		}
		if (length != length(flags, rank)) {
			throw new TensorFormatException("tensor header: %d octets (expected: %d for rank %d and flags 0x%02x)"
				.formatted(length, length(flags, rank), rank, flags));
		}
		long[] shape = readShape(header, rank);
		checkData(dtype, flags, shape, header, data);
		ByteOrder order = ((flags & BIG_ENDIAN) != 0) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
		return new Tensor(dtype, shape, order, new Tensor.Memory(data.slice(), false, ended),
				readSequence(flags, shape, header), (flags & CHECKSUM) != 0);
	}

	private static long[] readShape(ByteBuf header, int rank) {
		long[] shape = new long[rank];
		for (int axis = 0; axis < rank; axis++) {
			shape[axis] = header.getLongLE(header.readerIndex() + FIXED + axis * Long.BYTES);
			if (shape[axis] < 0) {
				throw new TensorFormatException("tensor dimension: %s (expected: less than 2^63)"
					.formatted(Long.toUnsignedString(shape[axis])));
			}
		}
		return shape;
	}

	private static void checkData(TensorDtype dtype, int flags, long[] shape, ByteBuf header, ByteBuf data) {
		long octets = octets(dtype, shape);
		if (octets != data.readableBytes()) {
			throw new TensorFormatException("tensor data: %d octets for %s (expected: %s)".formatted(
					data.readableBytes(), Tensor.describe(dtype, shape), (octets >= 0) ? octets : "a smaller shape"));
		}
		if ((flags & CHECKSUM) != 0) {
			int end = header.writerIndex() - Integer.BYTES;
			int expected = header.getIntLE(end);
			int actual = checksum(header.slice(header.readerIndex(), end - header.readerIndex()), data);
			if (actual != expected) {
				throw new TensorFormatException(
						"tensor checksum: 0x%08x (expected: 0x%08x, as the header says)".formatted(actual, expected));
			}
		}
	}

	private static @Nullable Long readSequence(int flags, long[] shape, ByteBuf header) {
		return ((flags & SEQUENCE) != 0) ? header.getLongLE(header.readerIndex() + FIXED + shape.length * Long.BYTES)
				: null;
	}

	/**
	 * Return the size of the data of a shape.
	 * @return octets; -1 if a dimension is negative or they are more than a {@code long}
	 * can count
	 */
	static long octets(TensorDtype dtype, long[] shape) {
		long octets = dtype.size();
		boolean empty = false;
		boolean overflow = false;
		for (long dimension : shape) {
			if (dimension < 0) {
				return -1;
			}
			empty |= dimension == 0;
			overflow |= dimension > 0 && octets > Long.MAX_VALUE / dimension;
			octets = overflow ? octets : octets * Math.max(dimension, 1);
		}
		return empty ? 0 : (overflow ? -1 : octets);
	}

}
