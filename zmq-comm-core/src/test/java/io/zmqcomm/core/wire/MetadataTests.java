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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
 * Tests for {@link Metadata}.
 */
class MetadataTests {

	private static final String SOCKET_TYPE = "0B'Socket-Type' 00000006'DEALER' ";

	private static final String IDENTITY = "08'Identity' 00000000 ";

	@Test
	@DisplayName("ZMTP-40 CMD-1 properties are written in order and in canonical case")
	void writes() {
		Metadata metadata = Metadata.builder()
			.add(Metadata.SOCKET_TYPE, "DEALER")
			.add(Metadata.IDENTITY, new byte[0])
			.add("X-key", new byte[] { 0, (byte) 0xFF })
			.build();
		byte[] expected = Octets.of(SOCKET_TYPE + IDENTITY + "05'X-key' 00000002 00FF");
		ByteBuf out = Unpooled.buffer(0);
		metadata.write(out);
		assertThat(ByteBufUtil.getBytes(out)).isEqualTo(expected);
		assertThat(metadata.encodedLength()).isEqualTo(expected.length);
	}

	@Test
	@DisplayName("ZMTP-40 ZMTP-44 names are found in any case, empty and absent values told apart")
	void readsNamesInAnyCase() {
		Metadata metadata = read(Octets.of("0B'sOCKET-tYPE' 00000003'PUB' 08'IDENTITY' 00000000"));
		assertThat(metadata.text("Socket-Type")).isEqualTo("PUB");
		assertThat(metadata.get(Metadata.SOCKET_TYPE)).isEqualTo(Octets.of("'PUB'"));
		assertThat(metadata.get("identity")).isEmpty();
		assertThat(metadata.properties()).isEmpty();
		assertThat(read(new byte[0]).get(Metadata.IDENTITY)).isNull();
		assertThat(read(new byte[0]).text(Metadata.SOCKET_TYPE)).isNull();
	}

	@Test
	@DisplayName("ZMTP-45 ZMTP-46 unknown properties are kept, the first of each name")
	void keepsUnknownProperties() {
		Metadata metadata = read(Octets.of("05'X-one' 00000001'1' " + SOCKET_TYPE
				+ "08'Resource' 00000003'a/b' 05'x-ONE' 00000001'2' 05'A-_.+' 00000002 C3A4"));
		assertThat(metadata.properties()).containsExactly(Map.entry("X-one", "1"), Map.entry("Resource", "a/b"),
				Map.entry("A-_.+", "\u00e4"));
		assertThat(metadata.text("X-ONE")).isEqualTo("1");
	}

	@Test
	@DisplayName("ZMTP-43 an identity of any octets is read as it is")
	void readsIdentity() {
		byte[] identity = Octets.random(1, 255);
		Metadata metadata = read(Octets.concat(Octets.of("08'Identity' 000000FF"), identity));
		assertThat(metadata.get(Metadata.IDENTITY)).isEqualTo(identity);
	}

	@Test
	void isImmutable() {
		byte[] value = Octets.of("'abc'");
		Metadata metadata = Metadata.builder().add("X-a", value).build();
		value[0] = 'z';
		Objects.requireNonNull(metadata.get("X-a"))[0] = 'z';
		assertThat(metadata.text("X-a")).isEqualTo("abc");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					00                            | metadata name length: 0 (expected: 1 to 255)
					05 'X-a'                      | metadata name length: 5 (expected: at most the 3 octets that are left)
					FF 'X-a' 00000000             | metadata name length: 255 (expected: at most the 7 octets that are left)
					03 'X-a'                      | metadata value length: 0 octets (expected: 4)
					03 'X-a' 000000               | metadata value length: 3 octets (expected: 4)
					03 'X-a' 00000002 41          | metadata value length: 2 (expected: at most the 1 octets that are left)
					03 'X-a' 7FFFFFFF 41          | metadata value length: 2147483647 (expected: at most the 1 octets that are left)
					03 'X-a' 80000000 41          | metadata value length: 2147483648 (expected: at most the 1 octets that are left)
					03 'X-a' FFFFFFFF 41          | metadata value length: 4294967295 (expected: at most the 1 octets that are left)
					03 'X-a' 00000001 41 42       | metadata name length: 66 (expected: at most the 0 octets that are left)
					03 'X a' 00000000             | metadata name octet: 0x20 (expected: a letter, a digit, '-', '_', '.' or '+')
					03 'X' 00 'a' 00000000        | metadata name octet: 0x00 (expected: a letter
					03 'X' E4 'a' 00000000        | metadata name octet: 0xe4 (expected: a letter
					""")
	@DisplayName("ZMTP-41 every length is checked, unsigned, before it is used")
	void refusesWrongLengths(String notation, String message) {
		assertRefused(Octets.of(notation), message);
		assertRefused(Octets.of(SOCKET_TYPE + notation), message);
	}

	@Test
	@DisplayName("ZMTP-42 a second Socket-Type or Identity is an error, in any case and even if equal")
	void refusesDuplicates() {
		assertRefused(Octets.of(SOCKET_TYPE + "0B'SOCKET-TYPE' 00000006'DEALER'"),
				"metadata property: SOCKET-TYPE a second time (expected: once)");
		assertRefused(Octets.of(IDENTITY + SOCKET_TYPE + IDENTITY),
				"metadata property: Identity a second time (expected: once)");
	}

	@Test
	@DisplayName("ZMTP-41 the number of properties and their length are bounded")
	void refusesTooMuch() {
		byte[] property = Octets.of("03'X-a' 00000000");
		ByteBuf in = Unpooled.buffer();
		for (int i = 0; i < Metadata.MAX_PROPERTIES; i++) {
			in.writeBytes(property);
		}
		assertThat(Metadata.read(in.duplicate()).properties()).containsOnlyKeys("X-a");
		in.writeBytes(property);
		assertRefused(ByteBufUtil.getBytes(in), "metadata properties: more than 64 (expected: at most 64)");

		byte[] longest = Octets.concat(Octets.of("03'X-a' 0000FFF8"), new byte[0xFFF8]);
		assertThat(longest).hasSize(Metadata.MAX_LENGTH);
		assertThat(read(longest).get("X-a")).hasSize(0xFFF8);
		assertRefused(Octets.concat(longest, new byte[1]), "metadata length: 65537 octets (expected: at most 65536)");
	}

	@Test
	@DisplayName("ZMTP-41 cut at any point it is refused or ends at a property's end")
	void refusesEveryTruncation() {
		byte[] octets = Octets.of(SOCKET_TYPE + IDENTITY + "05'X-key' 00000002'ab'");
		List<Integer> ends = List.of(0, 22, 35, octets.length);
		for (int length = 0; length <= octets.length; length++) {
			ByteBuf in = Unpooled.wrappedBuffer(octets, 0, length);
			if (ends.contains(length)) {
				assertThat(Metadata.read(in).encodedLength()).isEqualTo(length);
			}
			else {
				assertThatExceptionOfType(ProtocolException.class).as("cut after %d octets", length)
					.isThrownBy(() -> Metadata.read(in))
					.withMessageContaining("(expected: ");
			}
		}
	}

	@Test
	@DisplayName("ZMTP-40 read from a buffer of two components it is the same, whatever the split point")
	void readsAcrossComponents() {
		byte[] octets = Octets.of(SOCKET_TYPE + IDENTITY + "05'X-key' 00000002'ab'");
		for (int split = 1; split < octets.length; split++) {
			ByteBuf in = Unpooled.wrappedBuffer(Unpooled.copiedBuffer(octets, 0, split),
					Unpooled.copiedBuffer(octets, split, octets.length - split));
			Metadata metadata = Metadata.read(in);
			in.release();
			assertThat(metadata.text(Metadata.SOCKET_TYPE)).isEqualTo("DEALER");
			assertThat(metadata.properties()).containsExactly(Map.entry("X-key", "ab"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "\u00e4", "a\u0000" })
	void refusesToBuildIllegalNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add(name, "value"))
			.withMessageContaining("property name '%s' (expected: 1 to 255 letters", name);
	}

	@Test
	void refusesToBuildWhatPeersRefuse() {
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add("a".repeat(256), ""))
			.withMessageContaining("(expected: 1 to 255");
		assertThatIllegalArgumentException().isThrownBy(() -> Metadata.builder().add("X-a", "").add("x-A", ""))
			.withMessage("property 'x-A' a second time (expected: once)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Metadata.builder().add("X-a", "1").add("X-b", new byte[Metadata.MAX_LENGTH]))
			.withMessage("property 'X-b' of 65536 octets (expected: at most 65536 in all)");
		Metadata.Builder full = Metadata.builder();
		for (int i = 0; i < Metadata.MAX_PROPERTIES; i++) {
			full.add("X-" + i, "");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> full.add("X-64", ""))
			.withMessage("property 'X-64' is one too many (expected: at most 64)");
	}

	private static Metadata read(byte[] octets) {
		ByteBuf in = Unpooled.wrappedBuffer(octets);
		Metadata metadata = Metadata.read(in);
		assertThat(in.isReadable()).isFalse();
		return metadata;
	}

	private static void assertRefused(byte[] octets, String message) {
		assertThatExceptionOfType(ProtocolException.class).as(() -> new String(octets, StandardCharsets.ISO_8859_1))
			.isThrownBy(() -> Metadata.read(Unpooled.wrappedBuffer(octets)))
			.withMessageContaining(message);
	}

}
