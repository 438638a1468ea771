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
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers of one type in any number of dimensions, row-major. Immutable: what
 * it is made of is not copied and must not be changed while it, or a message with it, is
 * in use. Safe on any thread.
 * <p>
 * Who closes it depends on whose memory it is:
 * <ul>
 * <li>Arrays and NIO buffers are the garbage collector's; {@link #close()} does nothing.
 * So it is with the tensor of a {@link io.zmqcomm.core.ZmqMessage}.</li>
 * <li>The tensor of a {@link io.zmqcomm.core.MessageView}, also one given to a receiver,
 * is borrowed from the received frame until the receiver returns; {@link #close()} does
 * nothing. {@link #retain()} keeps it; without that, reading it or sending it later
 * throws {@link IllegalStateException}.</li>
 * <li>{@link #retain() Retained} tensors, and those {@link #owning made of a Netty
 * buffer}, are closed by whoever holds them.</li>
 * </ul>
 * Sending does not close; the queues hold references of their own, so a tensor may be
 * closed as soon as {@code send} returns.
 */
public final class Tensor implements AutoCloseable {

	/** Dimensions at most. */
	public static final int MAX_RANK = 32;

	private final TensorDtype dtype;

	private final long[] shape;

	private final ByteOrder order;

	private final Memory memory;

	private final @Nullable Long sequence;

	private final boolean checksum;

	Tensor(TensorDtype dtype, long[] shape, ByteOrder order, Memory memory, @Nullable Long sequence, boolean checksum) {
		this.dtype = dtype;
		this.shape = shape;
		this.order = order;
		this.memory = memory;
		this.sequence = sequence;
		this.checksum = checksum;
	}

	/**
	 * Create a tensor over a buffer. From 32 KiB a direct buffer is sent by reference,
	 * any other is copied when it is sent.
	 * @param dtype the type of the elements
	 * @param data the elements between position and limit, in the buffer's
	 * {@link ByteBuffer#order() byte order}; neither copied nor changed
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, which need not be closed
	 */
	public static Tensor of(TensorDtype dtype, ByteBuffer data, long... shape) {
		return create(dtype, shape.clone(), data.order(), new Memory(Unpooled.wrappedBuffer(data.duplicate()), false));
	}

	/**
	 * Create a {@link TensorDtype#FLOAT32} tensor.
	 * @param values the elements; copied
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, which need not be closed
	 */
	public static Tensor of(float[] values, long... shape) {
		ByteBuffer data = allocate(values.length, Float.BYTES);
		data.asFloatBuffer().put(values);
		return of(TensorDtype.FLOAT32, data, shape);
	}

	/**
	 * Create a {@link TensorDtype#FLOAT64} tensor.
	 * @param values the elements; copied
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, which need not be closed
	 */
	public static Tensor of(double[] values, long... shape) {
		ByteBuffer data = allocate(values.length, Double.BYTES);
		data.asDoubleBuffer().put(values);
		return of(TensorDtype.FLOAT64, data, shape);
	}

	/**
	 * Create an {@link TensorDtype#INT32} tensor.
	 * @param values the elements; copied
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, which need not be closed
	 */
	public static Tensor of(int[] values, long... shape) {
		ByteBuffer data = allocate(values.length, Integer.BYTES);
		data.asIntBuffer().put(values);
		return of(TensorDtype.INT32, data, shape);
	}

	/**
	 * Create an {@link TensorDtype#INT64} tensor.
	 * @param values the elements; copied
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, which need not be closed
	 */
	public static Tensor of(long[] values, long... shape) {
		ByteBuffer data = allocate(values.length, Long.BYTES);
		data.asLongBuffer().put(values);
		return of(TensorDtype.INT64, data, shape);
	}

	private static ByteBuffer allocate(int count, int size) {
		return ByteBuffer.allocateDirect(Math.multiplyExact(count, size)).order(ByteOrder.nativeOrder());
	}

	/**
	 * Create a tensor over a Netty buffer, for memory that is pooled or otherwise given
	 * back by hand. From 32 KiB a direct buffer is sent by reference.
	 * @param dtype the type of the elements
	 * @param order their byte order
	 * @param data the elements between reader and writer index; one reference passes to
	 * the tensor, unless this method throws
	 * @param shape the dimensions; none for a single element
	 * @return the tensor, to be closed
	 */
	public static Tensor owning(TensorDtype dtype, ByteOrder order, ByteBuf data, long... shape) {
		return create(dtype, shape.clone(), order, new Memory(data, true));
	}

	private static Tensor create(TensorDtype dtype, long[] shape, ByteOrder order, Memory memory) {
		if (shape.length > MAX_RANK) {
			throw new IllegalArgumentException("rank %d (expected: at most %d)".formatted(shape.length, MAX_RANK));
		}
		long octets = TensorCodec.octets(dtype, shape);
		int given = memory.buffer.readableBytes();
		if (octets != given) {
			throw new IllegalArgumentException("%d octets of data for %s (expected: %s)".formatted(given,
					describe(dtype, shape), (octets >= 0) ? octets : "a shape of dimensions that make a size"));
		}
		return new Tensor(dtype, shape, order, memory, null, false);
	}

	/**
	 * Return the type of the elements.
	 * @return the type
	 */
	public TensorDtype dtype() {
		return this.dtype;
	}

	/**
	 * Return the number of dimensions.
	 * @return 0 for a single element
	 */
	public int rank() {
		return this.shape.length;
	}

	/**
	 * Return the dimensions.
	 * @return a copy
	 */
	public long[] shape() {
		return this.shape.clone();
	}

	/**
	 * Return one dimension.
	 * @param axis from 0 to {@code rank() - 1}
	 * @return zero or more
	 */
	public long dimension(int axis) {
		return this.shape[axis];
	}

	/**
	 * Return the number of elements.
	 * @return the product of the dimensions
	 */
	public int elementCount() {
		return byteCount() / this.dtype.size();
	}

	/**
	 * Return the size of the data.
	 * @return octets
	 */
	public int byteCount() {
		return this.memory.buffer.readableBytes();
	}

	/**
	 * Return the byte order of the elements.
	 * @return the order
	 */
	public ByteOrder order() {
		return this.order;
	}

	/**
	 * Return the elements, as {@code data().asFloatBuffer()} and the like read them. Not
	 * valid beyond the tensor.
	 * @return a new read-only view in the byte order of the elements
	 */
	public ByteBuffer data() {
		ByteBuf buffer = memory();
		return buffer.nioBuffer(buffer.readerIndex(), buffer.readableBytes()).asReadOnlyBuffer().order(this.order);
	}

	/**
	 * Return the elements as a Netty buffer, read-only by contract.
	 * @return between reader and writer index, which are its own; borrowed from this
	 * tensor, so do not release it
	 */
	public ByteBuf buffer() {
		return memory().duplicate();
	}

	private ByteBuf memory() {
		if (this.memory.ended.get()) {
			throw new IllegalStateException(this.memory.owned ? "this tensor was closed (expected: use before close)"
					: "this tensor was borrowed, and is used after its receiver returned or its message was closed"
							+ " (expected: retain)");
		}
		return this.memory.buffer;
	}

	/**
	 * Return the sequence number that travels with the tensor.
	 * @return an unsigned number, or empty
	 */
	public OptionalLong sequence() {
		return (this.sequence != null) ? OptionalLong.of(this.sequence) : OptionalLong.empty();
	}

	/**
	 * Return whether a checksum travels with the tensor; that of a received tensor was
	 * right.
	 * @return whether there is one
	 */
	public boolean hasChecksum() {
		return this.checksum;
	}

	/**
	 * Return this tensor with a sequence number.
	 * @param number an unsigned number
	 * @return shares the memory; closing one closes both
	 */
	public Tensor withSequence(long number) {
		return new Tensor(this.dtype, this.shape, this.order, this.memory, number, this.checksum);
	}

	/**
	 * Return this tensor with a checksum (CRC-32C), computed when a message is made of it
	 * and verified by the receiver.
	 * @return shares the memory; closing one closes both
	 */
	public Tensor withChecksum() {
		return new Tensor(this.dtype, this.shape, this.order, this.memory, this.sequence, true);
	}

	/**
	 * Keep the tensor beyond the receiver's return, by reference. What is kept of a large
	 * frame is the frame's own buffer.
	 * @return the same tensor, to be closed by whoever holds it, on any thread
	 */
	public Tensor retain() {
		return new Tensor(this.dtype, this.shape, this.order, new Memory(memory().retainedSlice(), true), this.sequence,
				this.checksum);
	}

	/**
	 * Give the memory back if it is this tensor's. Further calls do nothing.
	 */
	@Override
	public void close() {
		this.memory.close();
	}

	/**
	 * Return type and shape, such as {@code float32[2, 3]}.
	 */
	@Override
	public String toString() {
		return describe(this.dtype, this.shape);
	}

	static String describe(TensorDtype dtype, long[] shape) {
		return dtype.name().toLowerCase(Locale.ROOT) + Arrays.toString(shape);
	}

	/**
	 * The elements, whether one reference to them is to be released, and whether they may
	 * be somebody else's by now.
	 */
	static final class Memory {

		private final ByteBuf buffer;

		private final boolean owned;

		private final AtomicBoolean ended;

		Memory(ByteBuf buffer, boolean owned) {
			this(buffer, owned, new AtomicBoolean());
		}

		Memory(ByteBuf buffer, boolean owned, AtomicBoolean ended) {
			this.buffer = buffer;
			this.owned = owned;
			this.ended = ended;
		}

		void close() {
			if (this.owned && this.ended.compareAndSet(false, true)) {
				this.buffer.release();
			}
		}

	}

}
