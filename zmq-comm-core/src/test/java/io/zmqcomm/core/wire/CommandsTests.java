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

import java.util.Arrays;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.test.Octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Commands}.
 */
class CommandsTests {

	@Test
	@DisplayName("CMD-1 READY as RFC 37 shows it")
	void writesReady() {
		Metadata pub = Metadata.builder().add(Metadata.SOCKET_TYPE, "PUB").build();
		assertThat(written((out) -> Commands.writeReady(out, pub)))
			.isEqualTo(Octets.of("04 19 05'READY' 0B'Socket-Type' 00000003'PUB'"));
		assertThat(written((out) -> Commands.writeReadyBody(out, pub)))
			.isEqualTo(Octets.of("05'READY' 0B'Socket-Type' 00000003'PUB'"));
		Metadata dealer = Metadata.builder()
			.add(Metadata.SOCKET_TYPE, "DEALER")
			.add(Metadata.IDENTITY, new byte[0])
			.build();
		assertThat(written((out) -> Commands.writeReady(out, dealer)))
			.isEqualTo(Octets.of("04 29 05'READY' 0B'Socket-Type' 00000006'DEALER' 08'Identity' 00000000"));
	}

	@Test
	@DisplayName("CMD-1 ZMTP-22 READY becomes a long frame above 255 octets")
	void writesLongReady() {
		byte[] value = new byte[241];
		assertThat(written((out) -> Commands.writeReady(out, Metadata.builder().add("X-a", value).build())))
			.isEqualTo(Octets.concat(Octets.of("04 FF 05'READY' 03'X-a' 000000F1"), value));
		byte[] longer = new byte[242];
		assertThat(written((out) -> Commands.writeReady(out, Metadata.builder().add("X-a", longer).build())))
			.isEqualTo(Octets.concat(Octets.of("06 0000000000000100 05'READY' 03'X-a' 000000F2"), longer));
	}

	@Test
	@DisplayName("CMD-2 ERROR carries visible characters only")
	void writesError() {
		assertThat(written((out) -> Commands.writeError(out, "400"))).isEqualTo(Octets.of("04 0A 05'ERROR' 03'400'"));
		assertThat(written((out) -> Commands.writeError(out, ""))).isEqualTo(Octets.of("04 07 05'ERROR' 00"));
		assertThat(written((out) -> Commands.writeError(out, "no \u00e4\n~")))
			.isEqualTo(Octets.of("04 0D 05'ERROR' 06'no---~'"));
		assertThat(written((out) -> Commands.writeError(out, "x".repeat(300))))
			.isEqualTo(Octets.concat(Octets.of("06 0000000000000106 05'ERROR' FF"), Octets.repeat('x', 255)));
	}

	@Test
	@DisplayName("CMD-3 CMD-4 SUBSCRIBE and CANCEL")
	void writesSubscriptionCommands() {
		byte[] topic = Octets.of("'A'");
		assertThat(written((out) -> Commands.writeSubscribe(out, topic)))
			.isEqualTo(Octets.of("04 0B 09'SUBSCRIBE' 41"));
		assertThat(written((out) -> Commands.writeCancel(out, topic))).isEqualTo(Octets.of("04 08 06'CANCEL' 41"));
		assertThat(written((out) -> Commands.writeSubscribe(out, new byte[0])))
			.isEqualTo(Octets.of("04 0A 09'SUBSCRIBE'"));
	}

	@ParameterizedTest
	@CsvSource({ "245, 04 FF", "246, 06 0000000000000100", "255, 06 0000000000000109", "256, 06 000000000000010A",
			"65536, 06 000000000001000A" })
	@DisplayName("LZ-11 CMD-3 a topic of 246 to 255 octets makes a long frame that says so")
	void writesLongSubscribe(int length, String header) {
		byte[] topic = Octets.random(length, length);
		assertThat(written((out) -> Commands.writeSubscribe(out, topic)))
			.isEqualTo(Octets.concat(Octets.of(header + " 09'SUBSCRIBE'"), topic));
	}

	@ParameterizedTest
	@CsvSource({ "0, 00 01", "1, 00 02", "254, 00 FF", "255, 02 0000000000000100", "256, 02 0000000000000101" })
	@DisplayName("PS-5 LZ-11 subscriptions to a 3.0 peer are messages")
	void writesSubscriptionMessages(int length, String header) {
		byte[] topic = Octets.random(length, length);
		assertThat(written((out) -> Commands.writeSubscriptionMessage(out, true, topic)))
			.isEqualTo(Octets.concat(Octets.of(header + " 01"), topic));
		assertThat(written((out) -> Commands.writeSubscriptionMessage(out, false, topic)))
			.isEqualTo(Octets.concat(Octets.of(header + " 00"), topic));
	}

	@Test
	@DisplayName("CMD-5 HB-6 PING")
	void writesPing() {
		assertThat(written((out) -> Commands.writePing(out, 0, new byte[0])))
			.isEqualTo(Octets.of("04 07 04'PING' 0000"));
		assertThat(written((out) -> Commands.writePing(out, 655, Octets.of("'context of 16 ok'"))))
			.isEqualTo(Octets.of("04 17 04'PING' 028F 'context of 16 ok'"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> written((out) -> Commands.writePing(out, 656, new byte[0])))
			.withMessage("PING time to live 656 (expected: 0 to 655 tenths of a second)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> written((out) -> Commands.writePing(out, -1, new byte[0])))
			.withMessageContaining("PING time to live -1 (expected: ");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> written((out) -> Commands.writePing(out, 0, new byte[17])))
			.withMessage("PING context of 17 octets (expected: at most 16)");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 17, 58 })
	@DisplayName("CMD-6 HB-1 HB-2 PONG echoes up to 16 octets of the context of a PING")
	void answersPing(int length) {
		byte[] context = Octets.random(length, length);
		ByteBuf ping = Unpooled.wrappedBuffer(Octets.of("04'PING' 028F"), context);
		assertThat(Commands.readName(ping)).isEqualTo(Commands.Name.PING);
		assertThat(Commands.readPingTtl(ping)).isEqualTo(655);
		assertThat(ping.readableBytes()).isEqualTo(length);
		ByteBuf pong = Unpooled.buffer(0);
		Commands.writePong(pong, ping);
		ping.release();
		int echoed = Math.min(length, 16);
		assertThat(pong.readUnsignedShort()).isEqualTo(0x0405 + echoed);
		assertThat(Commands.readName(pong)).isEqualTo(Commands.Name.PONG);
		assertThat(ByteBufUtil.getBytes(pong)).isEqualTo(Arrays.copyOf(context, echoed));
	}

	@Test
	@DisplayName("CMD-5 the time to live of a PING is unsigned")
	void readsLargeTtl() {
		assertThat(Commands.readPingTtl(Unpooled.wrappedBuffer(Octets.of("FFFF")))).isEqualTo(65535);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''  | PING time to live: 0 octets (expected: 2)
			00  | PING time to live: 1 octets (expected: 2)
			""")
	@DisplayName("HB-9 a PING without a whole time to live is refused")
	void refusesShortPing(String notation, String message) {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> Commands.readPingTtl(Unpooled.wrappedBuffer(Octets.of(notation))))
			.withMessage(message);
	}

	@ParameterizedTest
	@EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
	@DisplayName("CX-1 a name is its length and its octets, at every split point of the buffer")
	void readsNames(Commands.Name name) {
		byte[] octets = Octets.concat(new byte[] { (byte) name.name().length() }, Octets.of("'" + name + "' 'data'"));
		for (int split = 0; split <= octets.length; split++) {
			ByteBuf body = Unpooled.wrappedBuffer(Unpooled.copiedBuffer(octets, 0, split),
					Unpooled.copiedBuffer(octets, split, octets.length - split));
			assertThat(Commands.readName(body)).isEqualTo(name);
			assertThat(body.readableBytes()).isEqualTo(4);
			body.release();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "04'ZZZZ'", "05'ready'", "06'READY ' 00", "04'READ' 59", "07'UNKNOWN'", "01 00",
			"08'READYREA'", "09'SUBSCRIBF'" })
	@DisplayName("ZMTP-30 any other name is unknown, and consumed")
	void readsUnknownNames(String notation) {
		ByteBuf body = Unpooled.wrappedBuffer(Octets.of(notation));
		int length = body.getByte(0);
		assertThat(Commands.readName(body)).isEqualTo(Commands.Name.UNKNOWN);
		assertThat(body.readerIndex()).isEqualTo(1 + length);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			""            | command body length: 0 (expected: at least 2 octets)
			00            | command name length: 0 (expected: 1 to 255)
			00 'READY'    | command name length: 0 (expected: 1 to 255)
			09 'SU'       | command name length: 9 (expected: at most the 2 octets that are left)
			FF 'READY'    | command name length: 255 (expected: at most the 5 octets that are left)
			01            | command name length: 1 (expected: at most the 0 octets that are left)
			""")
	@DisplayName("CX-11 ZMTP-28 ZMTP-32 an empty name and one that overruns the body are refused")
	void refusesMalformedNames(String notation, String message) {
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> Commands.readName(Unpooled.wrappedBuffer(Octets.of(notation))))
			.withMessage(message);
	}

	@Test
	@DisplayName("ZMTP-32 a name cut at any point is refused")
	void refusesEveryTruncationOfName() {
		byte[] octets = Octets.of("09'SUBSCRIBE'");
		for (int length = 0; length < octets.length; length++) {
			ByteBuf body = Unpooled.wrappedBuffer(octets, 0, length);
			assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> Commands.readName(body))
				.withMessageContaining("(expected: ");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			03 '400'          | 400
			00                | ""
			""                | ""
			02 'no' 'rest'    | no
			05 'a b' 0A 00    | a b??
			02 C3 A4          | ??
			""")
	@DisplayName("ZMTP-35 the reason of an ERROR, JeroMQ's missing one, and no control characters")
	void readsErrorReason(String notation, String expected) {
		assertThat(Commands.readErrorReason(Unpooled.wrappedBuffer(Octets.of(notation)))).isEqualTo(expected);
	}

	@Test
	@DisplayName("ZMTP-35 a reason that overruns the body is refused")
	void refusesOverrunningErrorReason() {
		byte[] octets = Octets.of("03'400'");
		for (int length = 1; length < octets.length; length++) {
			int left = length - 1;
			ByteBuf body = Unpooled.wrappedBuffer(octets, 0, length);
			assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> Commands.readErrorReason(body))
				.withMessage("ERROR reason length: 3 (expected: at most the %d octets that are left)", left);
		}
	}

	private static byte[] written(Consumer<ByteBuf> writer) {
		ByteBuf out = Unpooled.buffer(0);
		writer.accept(out);
		return ByteBufUtil.getBytes(out);
	}

}
