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
import java.nio.ReadOnlyBufferException;
import java.util.OptionalLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a tensor is made of, and whose its memory is.
 */
class TensorTests {

	@Test
	void tellsWhatItHolds() {
		Tensor tensor = Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3);
		assertThat(tensor.dtype()).isEqualTo(TensorDtype.FLOAT32);
		assertThat(tensor.rank()).isEqualTo(2);
		assertThat(tensor.shape()).containsExactly(2, 3);
		assertThat(tensor.dimension(1)).isEqualTo(3);
		assertThat(tensor.elementCount()).isEqualTo(6);
		assertThat(tensor.byteCount()).isEqualTo(24);
		assertThat(tensor.data().asFloatBuffer().get(4)).isEqualTo(5);
		assertThat(tensor.sequence()).isEmpty();
		assertThat(tensor.hasChecksum()).isFalse();
		assertThat(tensor).hasToString("float32[2, 3]");
	}

	@Test
	void arraysBecomeDirectMemoryInNativeOrder() {
		assertThat(Tensor.of(new double[] { 0.5 }, 1).data().asDoubleBuffer().get(0)).isEqualTo(0.5);
		assertThat(Tensor.of(new int[] { 7, -8 }, 2).data().getInt(4)).isEqualTo(-8);
		assertThat(Tensor.of(new long[] { Long.MIN_VALUE }).data().getLong(0)).isEqualTo(Long.MIN_VALUE);
		Tensor floats = Tensor.of(new float[] { 1 }, 1);
		assertThat(floats.order()).isEqualTo(ByteOrder.nativeOrder());
		assertThat(floats.buffer().isDirect()).isTrue();
	}

	@Test
	void takesABufferAsItLies() {
		ByteBuffer data = ByteBuffer.allocateDirect(12).putInt(0, 1).putInt(4, 2).putInt(8, 3);
		Tensor tensor = Tensor.of(TensorDtype.INT32, data.position(4), 2);
		assertThat(data.position()).isEqualTo(4);
		assertThat(tensor.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
		assertThat(tensor.data().getInt(0)).isEqualTo(2);
		data.putInt(8, 4);
		assertThat(tensor.data().getInt(4)).as("by reference").isEqualTo(4);
		Tensor little = Tensor.of(TensorDtype.INT16,
				ByteBuffer.wrap(new byte[] { 1, 0 }).order(ByteOrder.LITTLE_ENDIAN));
		assertThat(little.data().getShort()).isEqualTo((short) 1);
		assertThat(little.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
	}

	@Test
	void cannotBeChangedThroughWhatItReturns() {
		Tensor tensor = Tensor.of(new int[] { 1, 2 }, 2);
		assertThatExceptionOfType(ReadOnlyBufferException.class).isThrownBy(() -> tensor.data().putInt(0, 3));
		tensor.data().getInt();
		assertThat(tensor.data().remaining()).as("each view begins at the start").isEqualTo(8);
		tensor.shape()[0] = 9;
		assertThat(tensor.dimension(0)).isEqualTo(2);
		long[] shape = { 2 };
		Tensor other = Tensor.of(new int[] { 1, 2 }, shape);
		shape[0] = 9;
		assertThat(other.dimension(0)).isEqualTo(2);
	}

	@Test
	@DisplayName("Reading from the buffer that a tensor returns leaves the tensor as it is")
	void staysWhole() {
		Tensor tensor = Tensor.of(new int[] { 1, 2 }, 2);
		tensor.buffer().skipBytes(Integer.BYTES);
		assertThat(tensor.byteCount()).isEqualTo(8);
		assertThat(tensor.buffer().readableBytes()).isEqualTo(8);
		assertThat(tensor.data().remaining()).isEqualTo(8);
	}

	@Test
	void emptyAndSingle() {
		assertThat(Tensor.of(new float[] { 3 })).hasToString("float32[]");
		Tensor empty = Tensor.of(new float[0], 3, 0, 2);
		assertThat(empty.elementCount()).isZero();
		assertThat(empty.data().remaining()).isZero();
		assertThat(Tensor.of(new float[0], Long.MAX_VALUE, 4, 0).byteCount()).isZero();
	}

	@Test
	void refusesAShapeThatDoesNotFit() {
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[6], 2, 2))
			.withMessage("24 octets of data for float32[2, 2] (expected: 16)");
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[2]))
			.withMessageContaining("float32[] (expected: 4)");
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[1], -1));
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[1], 1L << 32, 1L << 32));
		assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[1], new long[33]))
			.withMessage("rank 33 (expected: at most 32)");
	}

	@Test
	@DisplayName("A tensor that owns a buffer releases it once; one that does not leaves it alone")
	void closes() {
		ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(8).writeLongLE(5);
		Tensor owner = Tensor.owning(TensorDtype.INT64, ByteOrder.LITTLE_ENDIAN, memory);
		Tensor kept = owner.retain();
		assertThat(memory.refCnt()).isEqualTo(2);
		owner.close();
		owner.close();
		assertThat(memory.refCnt()).isEqualTo(1);
		assertThatIllegalStateException().isThrownBy(owner::data).withMessageContaining("closed");
		assertThat(kept.data().getLong()).isEqualTo(5);
		kept.close();
		assertThat(memory.refCnt()).isZero();
		Tensor plain = Tensor.of(new float[] { 3 });
		plain.close();
		assertThat(plain.data().getFloat()).isEqualTo(3);
		plain.retain().close();
		assertThat(plain.data().getFloat()).isEqualTo(3);
	}

	@Test
	void keepsTheBufferThatItRefuses() {
		ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(8);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Tensor.owning(TensorDtype.INT64, ByteOrder.LITTLE_ENDIAN, memory));
		assertThat(memory.release()).isTrue();
	}

	@Test
	void sharesItsMemoryWithSequenceAndChecksum() {
		ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(8).writeLongLE(5);
		Tensor owner = Tensor.owning(TensorDtype.INT64, ByteOrder.LITTLE_ENDIAN, memory);
		Tensor numbered = owner.withSequence(-1).withChecksum();
		assertThat(numbered.sequence()).isEqualTo(OptionalLong.of(-1));
		assertThat(numbered.hasChecksum()).isTrue();
		assertThat(numbered.data().getLong()).isEqualTo(5);
		assertThat(owner.sequence()).isEmpty();
		numbered.close();
		owner.close();
		assertThat(memory.refCnt()).isZero();
	}

}
