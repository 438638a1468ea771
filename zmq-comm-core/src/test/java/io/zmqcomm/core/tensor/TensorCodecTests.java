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
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The octets of docs/tensor-format.md.
 */
class TensorCodecTests {

	private static final Tensor EXAMPLE = Tensor.of(TensorDtype.INT16,
			ByteBuffer.wrap(new byte[] { 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0 }).order(ByteOrder.LITTLE_ENDIAN), 2, 3);

	@Test
	@DisplayName("The examples of the document are written and read as they stand there")
	void documentedExamples() {
		assertThat(hex(TensorCodec.header(EXAMPLE)))
			.isEqualTo("935a544e 01 03 00 02 0200000000000000 0300000000000000".replace(" ", ""));
		assertThat(hex(TensorCodec.header(EXAMPLE.withSequence(258).withChecksum()))).isEqualTo(
				"935a544e 01 03 06 02 0200000000000000 0300000000000000 0201000000000000 d8905546".replace(" ", ""));
		assertThat(hex(TensorCodec
			.header(Tensor.of(TensorDtype.FLOAT64, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)))))
			.isEqualTo("935a544e 01 0d 00 00".replace(" ", ""));
		assertThat(decode(TensorCodec.header(EXAMPLE), EXAMPLE).data().getShort(10)).isEqualTo((short) 6);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("Every type comes back in both byte orders, with and without the optional fields")
	void everyType(TensorDtype dtype) {
		for (ByteOrder order : new ByteOrder[] { ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN }) {
			ByteBuffer data = ByteBuffer.allocateDirect(6 * dtype.size()).order(order);
			for (int i = 0; i < data.capacity(); i++) {
				data.put(i, (byte) (i * 37));
			}
			Tensor tensor = Tensor.of(dtype, data, 2, 3);
			assertSame(tensor);
			assertSame(tensor.withSequence(Long.MIN_VALUE));
			assertSame(tensor.withChecksum());
			assertSame(tensor.withSequence(1).withChecksum());
		}
	}

	@Test
	void rankZeroAndThirtyTwo() {
		assertSame(Tensor.of(new double[] { 0.25 }));
		assertThat(TensorCodec.header(Tensor.of(new double[] { 0.25 }))).hasSize(8);
		long[] shape = new long[32];
		Arrays.fill(shape, 1);
		shape[0] = 2;
		shape[31] = 3;
		assertSame(Tensor.of(new int[] { 1, 2, 3, 4, 5, 6 }, shape).withChecksum());
		assertThat(TensorCodec.header(Tensor.of(new int[6], shape))).hasSize(8 + 32 * 8);
	}

	@Test
	void emptyDimensions() {
		assertSame(Tensor.of(new float[0], 0).withChecksum());
		assertSame(Tensor.of(new float[0], 4, 0, 5));
		assertSame(Tensor.of(new float[0], Long.MAX_VALUE, Long.MAX_VALUE, 0));
	}

	@Test
	@DisplayName("Frames are read where they lie in a larger buffer, and their indices stay")
	void framesWithinABuffer() {
		byte[] header = TensorCodec.header(EXAMPLE.withSequence(9).withChecksum());
		ByteBuf all = Unpooled.buffer().writeZero(5).writeBytes(header).writeBytes(octets(EXAMPLE)).writeZero(5);
		ByteBuf first = all.duplicate().setIndex(5, 5 + header.length);
		ByteBuf second = all.duplicate().setIndex(5 + header.length, 5 + header.length + 12);
		Tensor tensor = TensorCodec.decode(first, second);
		assertThat(octets(tensor)).isEqualTo(octets(EXAMPLE));
		assertThat(tensor.sequence()).isEqualTo(OptionalLong.of(9));
		assertThat(first.readableBytes()).isEqualTo(header.length);
		assertThat(second.readableBytes()).isEqualTo(12);
	}

	@Test
	@DisplayName("A tensor over a borrowed frame stays where it is when the frame's view moves on")
	void viewsMove() {
		ByteBuf view = Unpooled.wrappedBuffer(octets(EXAMPLE));
		Tensor tensor = TensorCodec.decode(Unpooled.wrappedBuffer(TensorCodec.header(EXAMPLE)), view);
		view.setIndex(0, 0);
		assertThat(tensor.data().getShort(2)).isEqualTo((short) 2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0 | 92 | tensor magic: 0x925a544e (expected: 0x935a544e)
			3 | 4f | tensor magic: 0x935a544f (expected: 0x935a544e)
			4 | 00 | tensor version: 0 (expected: 1)
			4 | 02 | tensor version: 2 (expected: 1)
			5 | 00 | tensor dtype: 0 (expected: 1 to 15)
			5 | 10 | tensor dtype: 16 (expected: 1 to 15)
			5 | ff | tensor dtype: 255 (expected: 1 to 15)
			6 | 08 | tensor flags: 0x08 (expected: 00 to 07)
			6 | 80 | tensor flags: 0x80 (expected: 00 to 07)
			6 | 02 | tensor header: 24 octets (expected: 32 for rank 2 and flags 0x02)
			6 | 04 | tensor header: 24 octets (expected: 28 for rank 2 and flags 0x04)
			7 | 01 | tensor header: 24 octets (expected: 16 for rank 1 and flags 0x00)
			7 | 03 | tensor header: 24 octets (expected: 32 for rank 3 and flags 0x00)
			7 | 21 | tensor rank: 33 (expected: at most 32)
			7 | ff | tensor rank: 255 (expected: at most 32)
			8 | 03 | tensor data: 12 octets for int16[3, 3] (expected: 18)
			8 | 00 | tensor data: 12 octets for int16[0, 3] (expected: 0)
			14 | 40 | tensor data: 12 octets for int16[18014398509481986, 3] (expected: 108086391056891916)
			15 | 7f | tensor data: 12 octets for int16[9151314442816847874, 3] (expected: a smaller shape)
			15 | 80 | tensor dimension: 9223372036854775810 (expected: less than 2^63)
			""")
	@DisplayName("One wrong octet of the header is named")
	void hostileHeader(int offset, String octet, String message) {
		assertRefused((header) -> {
			header[offset] = (byte) Integer.parseInt(octet, 16);
			return header;
		}, octets(EXAMPLE), message);
	}

	@Test
	void overflowThatWrapsAround() {
		// 2 * 2^32 * 2^31 octets are 2^64, which a wrapped product would call 0
		byte[] header = ByteBuffer.allocate(24)
			.order(ByteOrder.LITTLE_ENDIAN)
			.put(TensorCodec.header(EXAMPLE), 0, 8)
			.putLong(1L << 32)
			.putLong(1L << 31)
			.array();
		assertRefused((original) -> header, new byte[0],
				"tensor data: 0 octets for int16[4294967296, 2147483648] (expected: a smaller shape)");
	}

	@Test
	void truncatedOrExtendedHeader() {
		byte[] whole = TensorCodec.header(EXAMPLE.withSequence(1).withChecksum());
		for (int length = 0; length < whole.length; length++) {
			int end = length;
			assertThatExceptionOfType(TensorFormatException.class).as("%d octets", length)
				.isThrownBy(() -> decode(Arrays.copyOf(whole, end), EXAMPLE))
				.withMessageStartingWith("tensor header: " + end + " octets (expected: ");
		}
		assertRefused((header) -> Arrays.copyOf(header, 25), octets(EXAMPLE),
				"tensor header: 25 octets (expected: 24 for rank 2 and flags 0x00)");
	}

	@Test
	void dataOfAnotherSize() {
		assertRefused(UnaryOperator.identity(), new byte[11], "tensor data: 11 octets for int16[2, 3] (expected: 12)");
		assertRefused(UnaryOperator.identity(), new byte[13], "tensor data: 13 octets for int16[2, 3] (expected: 12)");
		assertRefused(UnaryOperator.identity(), new byte[0], "tensor data: 0 octets for int16[2, 3] (expected: 12)");
	}

	@Test
	@DisplayName("A checksum notices every changed octet, of the header and of the data")
	void checksum() {
		Tensor sealed = EXAMPLE.withSequence(77).withChecksum();
		byte[] header = TensorCodec.header(sealed);
		byte[] data = octets(EXAMPLE);
		for (int i = 24; i < header.length; i++) {
			byte[] damaged = header.clone();
			damaged[i] ^= 1;
			assertThatExceptionOfType(TensorFormatException.class).isThrownBy(() -> decode(damaged, EXAMPLE))
				.withMessageStartingWith("tensor checksum: 0x");
		}
		for (int i = 0; i < data.length; i++) {
			byte[] damaged = data.clone();
			damaged[i] ^= 1;
			assertThatExceptionOfType(TensorFormatException.class)
				.isThrownBy(() -> TensorCodec.decode(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(damaged)))
				.withMessageContaining("(expected: 0x299524e8, as the header says)");
		}
	}

	@Test
	@DisplayName("A checksum is the same whether the data is one buffer, direct, or in parts")
	void checksumOfParts() {
		byte[] header = TensorCodec.header(EXAMPLE.withChecksum());
		byte[] data = octets(EXAMPLE);
		ByteBuf parts = Unpooled.wrappedBuffer(Arrays.copyOf(data, 5), Arrays.copyOfRange(data, 5, 12));
		assertThat(TensorCodec.decode(Unpooled.wrappedBuffer(header), parts).hasChecksum()).isTrue();
		ByteBuffer direct = ByteBuffer.allocateDirect(12).put(data).flip();
		assertThat(TensorCodec
			.header(Tensor.of(TensorDtype.INT16, direct.order(ByteOrder.LITTLE_ENDIAN), 2, 3).withChecksum()))
			.isEqualTo(header);
	}

	@Test
	void recognisesAHeader() {
		ByteBuf header = Unpooled.wrappedBuffer(TensorCodec.header(EXAMPLE));
		assertThat(TensorCodec.isHeader(header)).isTrue();
		assertThat(TensorCodec.isHeader(header.slice(0, 7))).isFalse();
		assertThat(TensorCodec.isHeader(header.slice(1, 20))).isFalse();
		assertThat(TensorCodec.isHeader(Unpooled.EMPTY_BUFFER)).isFalse();
	}

	private static void assertRefused(UnaryOperator<byte[]> damage, byte[] data, String message) {
		byte[] header = damage.apply(TensorCodec.header(EXAMPLE));
		assertThatExceptionOfType(TensorFormatException.class)
			.isThrownBy(() -> TensorCodec.decode(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(data)))
			.withMessage(message);
	}

	private static void assertSame(Tensor tensor) {
		byte[] header = TensorCodec.header(tensor);
		Tensor read = decode(header, tensor);
		assertThat(read).hasToString(tensor.toString());
		assertThat(read.order()).isEqualTo(tensor.order());
		assertThat(read.sequence()).isEqualTo(tensor.sequence());
		assertThat(read.hasChecksum()).isEqualTo(tensor.hasChecksum());
		assertThat(octets(read)).isEqualTo(octets(tensor));
		assertThat(TensorCodec.header(read)).isEqualTo(header);
	}

	private static Tensor decode(byte[] header, Tensor data) {
		return TensorCodec.decode(Unpooled.wrappedBuffer(header), data.buffer());
	}

	private static byte[] octets(Tensor tensor) {
		return ByteBufUtil.getBytes(tensor.buffer());
	}

	private static String hex(byte[] octets) {
		return HexFormat.of().formatHex(octets);
	}

}
