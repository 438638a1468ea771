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

package io.zmqcomm.core.transport;

import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Endpoint}.
 */
class EndpointTests {

	@ParameterizedTest
	@CsvSource({ "tcp://127.0.0.1:5555, 127.0.0.1, 5555, tcp://127.0.0.1:5555", "tcp://*:*, *, 0, tcp://*:0",
			"tcp://host.example:0, host.example, 0, tcp://host.example:0", "host:1, host, 1, tcp://host:1",
			"tcp://[::1]:65535, ::1, 65535, tcp://[::1]:65535", "*:7, *, 7, tcp://*:7" })
	void tcpEndpointsAreParsed(String text, String host, int port, String printed) {
		Endpoint endpoint = Endpoint.parse(text, Endpoint.TCP);
		assertThat(endpoint).isEqualTo(new Endpoint(Endpoint.TCP, host, port)).hasToString(printed);
		assertThat(endpoint.isInproc()).isFalse();
		assertThat(endpoint.isAnyHost()).isEqualTo(host.equals("*"));
	}

	@Test
	void inprocNamesAreTakenAsTheyAre() {
		Endpoint endpoint = Endpoint.parse("inproc://a:b/c d", Endpoint.TCP);
		assertThat(endpoint).isEqualTo(new Endpoint(Endpoint.INPROC, "a:b/c d", 0)).hasToString("inproc://a:b/c d");
		assertThat(endpoint.isInproc()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ipc:///run/app/socket", "ipc://socket", "ipc://@name", "ipc://*", "ipc:///a:1" })
	void ipcPathsAreTakenAsTheyAre(String text) {
		Endpoint endpoint = Endpoint.parse(text, Endpoint.TCP);
		assertThat(endpoint).isEqualTo(new Endpoint(Endpoint.IPC, text.substring(6), 0)).hasToString(text);
		assertThat(endpoint.isInproc()).isFalse();
		assertThat(endpoint.isConnectable()).isEqualTo(!text.equals("ipc://*"));
	}

	@Test
	void anIpcPathMayHave107OctetsAsUtf8() {
		String longest = "ipc:///" + "\u00e9".repeat(53);
		assertThat(Endpoint.parse(longest, Endpoint.TCP)).hasToString(longest);
		for (String wrong : new String[] { longest + "x", "ipc:///a\0b" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(wrong, Endpoint.TCP))
				.withMessageContaining("expected: a path or @name of at most 107 octets");
		}
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
			value = { "\"\"|scheme://", "\"  \"|scheme://", "tcp:/127.0.0.1|scheme://", "tcp:/host:1|scheme://",
					"/tmp/socket|scheme://", "host/path:1|scheme://", "host|host:port", "tcp://|host:port",
					"tcp://host|host:port", "tcp://:1|host:port", "tcp://host:|a port of 0 to 65535",
					"tcp://host:-1|a port of 0 to 65535", "tcp://host:+1|a port of 0 to 65535",
					"tcp://host:65536|a port of 0 to 65535", "tcp://host:99999|a port of 0 to 65535",
					"tcp://host:99999999999|a port of 0 to 65535", "tcp://host:one|a port of 0 to 65535",
					"tcp://host:1x|a port of 0 to 65535", "tcp://host: 1|a port of 0 to 65535",
					"tcp://host:1 |a port of 0 to 65535", "host:one|a port of 0 to 65535", "tcp://::1:5|in brackets",
					"::1|in brackets", "tcp://[::1]|in brackets", "tcp://[]:5|a host name or address",
					"tcp://a/b:5|without blanks and slashes", "tcp://a b:5|without blanks and slashes",
					" tcp://a:5|one of the schemes", "tcp:// a:5|without blanks and slashes",
					"udp://host:1|one of the schemes", "ipc://|a path or @name", "ipc://@|a path or @name",
					"TCP://host:1|one of the schemes", "://host:1|one of the schemes", "inproc://|a name of 1 to 255",
					"inproc://  |a name of 1 to 255" })
	void errorsNameTheEndpointAndWhatIsExpected(String text, String expected) {
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, Endpoint.TCP))
			.withMessageContaining("'" + text + "'")
			.withMessageMatching("(?s).*\\(expected: .*" + Pattern.quote(expected) + ".*\\)");
	}

	@Test
	void aNameOf256CharactersIsTooLong() {
		assertThat(Endpoint.parse("inproc://" + "x".repeat(255), Endpoint.TCP).host()).hasSize(255);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Endpoint.parse("inproc://" + "x".repeat(256), Endpoint.TCP));
	}

	@Test
	void aBoundEndpointNamesItsRealPort() {
		Endpoint bound = Endpoint.parse("tcp://*:*", Endpoint.TCP).bound("0.0.0.0", 4711);
		assertThat(bound).hasToString("tcp://0.0.0.0:4711");
	}

}
