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

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.test.Octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Greeting}.
 */
class GreetingTests {

	private static final String SIGNATURE = "FF 0000000000000000 7F ";

	private static final String NULL = "'NULL' 00000000000000000000000000000000 ";

	private static final String FILLER = "00000000000000000000000000000000000000000000000000000000000000";

	private static final String NULL_GREETING = SIGNATURE + "03 01 " + NULL + "00 " + FILLER;

	@Test
	@DisplayName("ZMTP-03 ZMTP-11 the greeting has its 64 octets, zero where it means nothing")
	void writesGreeting() {
		assertThat(written("NULL", false)).isEqualTo(Octets.of(NULL_GREETING)).hasSize(Greeting.LENGTH);
		assertThat(written("ABCDEFGHIJ0123-_.+YZ", true))
			.isEqualTo(Octets.of(SIGNATURE + "03 01 'ABCDEFGHIJ0123-_.+YZ' 01 " + FILLER));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "A B", "ABCDEFGHIJ0123456789X", "\u00c4" })
	@DisplayName("ZMTP-07 no illegal mechanism is announced")
	void refusesToWriteIllegalMechanism(String mechanism) {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> Greeting.write(out, mechanism, false))
			.withMessageContaining("mechanism '%s' (expected: ", mechanism);
		assertThat(out.isReadable()).isFalse();
	}

	@Test
	@DisplayName("ZMTP-13 what follows the greeting is left, and nothing is consumed before it is whole")
	void readsAtEverySplitPoint() {
		byte[] octets = Octets.concat(new byte[] { 9, 9 }, Octets.of(NULL_GREETING + "04 19 05'READY'"));
		ByteBuf in = Unpooled.wrappedBuffer(octets).readerIndex(2);
		for (int received = 0; received < Greeting.LENGTH; received++) {
			in.writerIndex(2 + received);
			assertThat(Greeting.read(in)).as("after %d octets", received).isNull();
			assertThat(in.readerIndex()).isEqualTo(2);
		}
		for (int received = Greeting.LENGTH; received <= octets.length - 2; received++) {
			in.setIndex(2, 2 + received);
			assertThat(Greeting.read(in)).isEqualTo(new Greeting(3, 1, "NULL", false));
			assertThat(in.readableBytes()).isEqualTo(received - Greeting.LENGTH);
		}
	}

	@Test
	@DisplayName("ZMTP-02 ZMTP-09 ZMTP-11 padding, as-server under NULL and filler are not validated")
	void ignoresWhatMeansNothing() {
		assertThat(read("FF 1234567890ABCDEF 7F 03 01 " + NULL + "01 " + FILLER.replace("00", "A5")))
			.isEqualTo(new Greeting(3, 1, "NULL", true));
		assertThat(read("FF 0000000000000001 7F 03 01 " + NULL + "02 " + FILLER))
			.isEqualTo(new Greeting(3, 1, "NULL", false));
		assertThat(read("FF 0000000000000001 01 03 01 " + NULL + "00 " + FILLER))
			.isEqualTo(new Greeting(3, 1, "NULL", false));
	}

	@ParameterizedTest
	@CsvSource({ "03 00, 3, 0, false", "03 01, 3, 1, true", "03 7F, 3, 127, true", "04 00, 4, 0, true",
			"FF FF, 255, 255, true" })
	@DisplayName("ZMTP-05 ZMTP-06 every version from 3.0 on is accepted as announced")
	void acceptsLaterVersions(String version, int major, int minor, boolean commands) {
		Greeting greeting = read(SIGNATURE + version + " " + NULL + "00 " + FILLER);
		assertThat(greeting).isEqualTo(new Greeting(major, minor, "NULL", false));
		assertThat(greeting.speaksCommands()).isEqualTo(commands);
	}

	@Test
	@DisplayName("ZMTP-07 a mechanism's name may fill all its 20 octets")
	void readsLongMechanism() {
		assertThat(read(SIGNATURE + "03 01 'ABCDEFGHIJ0123-_.+YZ' 00 " + FILLER).mechanism())
			.isEqualTo("ABCDEFGHIJ0123-_.+YZ");
		assertThat(read(SIGNATURE + "03 01 " + "00".repeat(20) + " 00 " + FILLER).mechanism()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			00                                | 0  | greeting octet 0: 0x00 (expected: 0xff of
			'GET / HTTP/1.1'                  | 0  | greeting octet 0: 0x47 (expected: 0xff of
			16 03 01 02 00 01                 | 0  | greeting octet 0: 0x16 (expected: 0xff of
			FF 0000000000000000 7E            | 9  | greeting octet 9: 0x7e (expected: 0x7f of
			FF 0000000000000000 00 01         | 9  | may speak ZMTP 1.0
			""")
	@DisplayName("ZMTP-01 what is not ZMTP 2.0 or later is found with its first wrong octet")
	void refusesGarbage(String notation, int wrong, String message) {
		assertRefused(Octets.of(notation), wrong, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			00 | ZMTP version of the peer: 1.0, announced as 0x00 (expected: 3.0 or later)
			01 | ZMTP version of the peer: 2.0, announced as 0x01 (expected: 3.0 or later)
			02 | ZMTP version of the peer: 2.0, announced as 0x02 (expected: 3.0 or later)
			""")
	@DisplayName("CX-10 ZMTP-06 older versions are refused by name, before the peer has sent more")
	void refusesOlderVersions(String major, String message) {
		assertRefused(Octets.of(SIGNATURE + major + " 05 00 00"), 10, message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					'null'        | 12 | greeting octet 12: 0x6e (expected: a mechanism's name of A-Z, 0-9, '-', '_', '.' and '+')
					'NULL' 00 'X' | 17 | greeting octet 17: 0x58 (expected: 0x00 after the mechanism's name)
					00 'NULL'     | 13 | greeting octet 13: 0x4e (expected: 0x00 after the mechanism's name)
					'NU L'        | 14 | greeting octet 14: 0x20 (expected: a mechanism's name
					'NULL' FF     | 16 | greeting octet 16: 0xff (expected: a mechanism's name
					""")
	@DisplayName("ZMTP-07 a mechanism holds legal octets, then zeros")
	void refusesIllegalMechanism(String mechanism, int wrong, String message) {
		assertRefused(Octets.of(SIGNATURE + "03 01 " + mechanism), wrong, message);
	}

	private static void assertRefused(byte[] octets, int wrong, String message) {
		ByteBuf in = Unpooled.wrappedBuffer(octets);
		for (int received = 0; received <= octets.length; received++) {
			in.setIndex(0, received);
			if (received <= wrong) {
				assertThat(Greeting.read(in)).as("after %d octets", received).isNull();
			}
			else {
				assertThatExceptionOfType(ProtocolException.class).as("after %d octets", received)
					.isThrownBy(() -> Greeting.read(in))
					.withMessageContaining(message);
			}
			assertThat(in.readerIndex()).isZero();
		}
	}

	private static Greeting read(String notation) {
		ByteBuf in = Unpooled.wrappedBuffer(Octets.of(notation));
		Greeting greeting = Greeting.read(in);
		assertThat(in.isReadable()).isFalse();
		return Objects.requireNonNull(greeting);
	}

	private static byte[] written(String mechanism, boolean asServer) {
		ByteBuf out = Unpooled.buffer();
		Greeting.write(out, mechanism, asServer);
		return ByteBufUtil.getBytes(out);
	}

}
