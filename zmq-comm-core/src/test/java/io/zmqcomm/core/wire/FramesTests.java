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

package io.zmqcomm.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.test.Octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Frames}.
 */
class FramesTests {

	@ParameterizedTest
	@CsvSource({ "0, 0, 00 00", "0, 1, 00 01", "1, 0, 01 00", "1, 255, 01 FF", "4, 25, 04 19",
			"0, 256, 02 0000000000000100", "1, 65535, 03 000000000000FFFF", "4, 65536, 06 0000000000010000",
			"0, 2147483648, 02 0000000080000000", "0, 9223372036854775807, 02 7FFFFFFFFFFFFFFF" })
	@DisplayName("ZMTP-20 ZMTP-22 bodies up to 255 octets have a short header, longer ones a long one")
	void writesHeader(int flags, long bodyLength, String expected) {
		ByteBuf out = Unpooled.buffer(0);
		Frames.writeHeader(out, flags, bodyLength);
		assertThat(ByteBufUtil.getBytes(out)).isEqualTo(Octets.of(expected));
		assertThat(Frames.headerLength(bodyLength)).isEqualTo(out.readableBytes());
	}

	@Test
	@DisplayName("ZMTP-22 a frame is as long as its header and its body")
	void computesFrameLength() {
		assertThat(Frames.frameLength(0)).isEqualTo(2);
		assertThat(Frames.frameLength(255)).isEqualTo(257);
		assertThat(Frames.frameLength(256)).isEqualTo(265);
		assertThat(Frames.frameLength(Integer.MAX_VALUE - 9)).isEqualTo(Integer.MAX_VALUE);
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> Frames.frameLength(Integer.MAX_VALUE - 8));
	}

}
