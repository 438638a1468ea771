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

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz targets for all that parses what a peer sent. A plain build only replays the
 * inputs that were kept; new ones are searched with the environment variable
 * {@code JAZZER_FUZZ=1} and one target at a time, as in
 * {@code -Dtest=WireFuzzTests#metadata -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class WireFuzzTests {

	@FuzzTest(maxDuration = "30s")
	@DisplayName("ZMTP-01 a greeting is found, refused or incomplete, the same however it arrives")
	void greeting(byte[] octets) {
		ByteBuf in = Unpooled.wrappedBuffer(octets);
		boolean refused = false;
		for (int received = 0; received <= octets.length; received++) {
			in.setIndex(0, received);
			try {
				boolean complete = Greeting.read(in) != null;
				assertThat(refused).isFalse();
				assertThat(complete).isEqualTo(received >= Greeting.LENGTH);
				assertThat(in.readerIndex()).isEqualTo(complete ? Greeting.LENGTH : 0);
			}
			catch (ProtocolException ex) {
				refused = true;
				assertThat(in.readerIndex()).isZero();
			}
		}
	}

	@FuzzTest(maxDuration = "30s")
	@DisplayName("ZMTP-41 metadata is refused, or written again as it was read")
	void metadata(byte[] octets) {
		Metadata metadata;
		try {
			metadata = Metadata.read(Unpooled.wrappedBuffer(octets));
		}
		catch (ProtocolException ex) {
			assertThat(ex).hasMessageContaining("(expected: ");
			return;
		}
		ByteBuf out = Unpooled.buffer(octets.length);
		metadata.write(out);
		assertThat(ByteBufUtil.getBytes(out)).isEqualTo(octets).hasSize(metadata.encodedLength());
		assertThat(metadata.properties()).doesNotContainKeys(Metadata.SOCKET_TYPE, Metadata.IDENTITY);
	}

	@FuzzTest(maxDuration = "30s")
	@DisplayName("CX-11 a command is refused, or read within its body")
	void command(byte[] octets) {
		ByteBuf body = Unpooled.wrappedBuffer(octets);
		try {
			switch (Commands.readName(body)) {
				case READY -> Metadata.read(body);
				case ERROR -> assertThat(Commands.readErrorReason(body)).matches("[ -~]{0,255}");
				case PING -> {
					assertThat(Commands.readPingTtl(body)).isBetween(0, 0xFFFF);
					ByteBuf pong = Unpooled.buffer();
					Commands.writePong(pong, body);
					assertThat(pong.readableBytes()).isEqualTo(7 + Math.min(body.readableBytes(), 16));
				}
				default -> assertThat(body.readerIndex()).isEqualTo(1 + (octets[0] & 0xFF));
			}
		}
		catch (ProtocolException ex) {
			assertThat(ex).hasMessageContaining("(expected: ");
		}
	}

}
