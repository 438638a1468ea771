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

package io.zmqcomm.benchmarks.scale;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.benchmarks.scale.ScaleArguments.Measurement;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link Scale} with few peers, and its command line.
 */
@Timeout(120)
class ScaleTests {

	@TempDir
	private Path directory;

	@AfterEach
	void noProcessIsLeft() {
		assertThat(ProcessHandle.current().descendants()).isEmpty();
	}

	@Test
	void tellsWhatEachThreadOfEitherEndAllocates() throws Exception {
		List<String> rows = measure("allocation", "--sites", "--size", "200");
		assertThat(rows).filteredOn((row) -> row.startsWith("{\"case\": \"allocation\", "))
			.extracting((row) -> row.replaceAll("\"(messages/s|octets/message)\": [0-9.]+", "$1"))
			.contains(
					"{\"case\": \"allocation\", \"end\": \"receiver\", \"thread\": \"all\", messages/s, octets/message}",
					"{\"case\": \"allocation\", \"end\": \"sender\", \"thread\": \"sender\", messages/s, octets/message}",
					"{\"case\": \"allocation\", \"end\": \"sender\", \"thread\": \"all\", messages/s, octets/message}")
			.anyMatch((row) -> row.contains("\"receiver\", \"thread\": \"zmq-io-"))
			.anyMatch((row) -> row.contains("\"receiver\", \"thread\": \"zmq-PULL"));
	}

	@Test
	void tellsWhatIdleConnectionsAreMadeOf() throws Exception {
		List<String> rows = measure("idle", "--peers", "40,5");
		assertThat(rows).filteredOn((row) -> row.startsWith("{\"case\": \"idle_connection\", "))
			.extracting((row) -> row.replaceAll(", \"heap.*", ""))
			.containsExactly("{\"case\": \"idle_connection\", \"type\": \"PULL\", \"state\": \"new\", \"peers\": 5",
					"{\"case\": \"idle_connection\", \"type\": \"PULL\", \"state\": \"new\", \"peers\": 40",
					"{\"case\": \"idle_connection\", \"type\": \"PULL\", \"state\": \"after traffic\", \"peers\": 40",
					"{\"case\": \"idle_connection\", \"type\": \"PUB\", \"state\": \"new\", \"peers\": 5",
					"{\"case\": \"idle_connection\", \"type\": \"PUB\", \"state\": \"new\", \"peers\": 40",
					"{\"case\": \"idle_connection\", \"type\": \"PUB\", \"state\": \"after traffic\", \"peers\": 40");
		assertThat(rows)
			.filteredOn(
					(row) -> row.endsWith("\"objects/connection\": 1.000, \"class\": \"io.zmqcomm.core.pipe.Pipe\"}"))
			.hasSize(4);
	}

	@Test
	void tellsWhatATopicTakes() throws Exception {
		assertThat(measure("topics", "--topics", "2000", "--peers", "2000000000")).singleElement()
			.asString()
			.matches("\\{\"case\": \"topics\", \"topics\": 2000, .*\"memory octets/topic\": [1-9]\\d+.*");
	}

	@Test
	void countsDeliveriesWhereTheyArrive() throws Exception {
		assertThat(measure("fan-out", "--subscribers", "7", "--size", "300")).singleElement()
			.asString()
			.startsWith("{\"case\": \"fan_out\", \"subscribers\": 7, \"octets\": 300, \"deliveries/s\": ");
	}

	@Test
	void comparesTheCostOfMessagesWithAndWithoutIdlePeers() throws Exception {
		assertThat(measure("cost", "--peers", "3,20")).extracting((row) -> row.replaceAll(", \"messages/s.*", ""))
			.containsExactly("{\"case\": \"message_cost\", \"type\": \"PULL\", \"idle peers\": 0",
					"{\"case\": \"message_cost\", \"type\": \"PULL\", \"idle peers\": 3",
					"{\"case\": \"message_cost\", \"type\": \"PULL\", \"idle peers\": 20",
					"{\"case\": \"message_cost\", \"type\": \"PUB\", \"idle peers\": 0",
					"{\"case\": \"message_cost\", \"type\": \"PUB\", \"idle peers\": 3",
					"{\"case\": \"message_cost\", \"type\": \"PUB\", \"idle peers\": 20");
	}

	private List<String> measure(String... args) throws Exception {
		Path json = this.directory.resolve("results.json");
		List<String> line = new ArrayList<>(List.of(args));
		line.addAll(List.of("--seconds", "0.2", "--warm-up", "0.1", "--json", json.toString()));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Scale.run(ScaleArguments.of(line.toArray(String[]::new)), new PrintStream(out));
		List<String> rows = Files.readAllLines(json);
		assertThat(out.toString(StandardCharsets.UTF_8).lines().filter((text) -> text.startsWith("  ")))
			.hasSizeGreaterThan(rows.size());
		return rows;
	}

	@Test
	void reportsWhatTheOtherProcessCouldNotDo() throws Exception {
		try (PeerProcess peers = PeerProcess.start("tcp://127.0.0.1:1")) {
			assertThatIllegalStateException().isThrownBy(() -> peers.ask("dance"))
				.withMessage("the other process did not do 'dance': unknown command dance");
			assertThat(peers.ask("drained")).isZero();
		}
	}

	@Test
	void theOtherProcessEndsWithItsInput() throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
				PeerProcess peers = PeerProcess.start(pull.boundEndpoints().get(0))) {
			assertThat(peers.ask("idle PUSH 2")).isEqualTo(2);
			assertThat(peers.ask("idle PUSH 1")).isEqualTo(3);
			assertThat(pull.awaitPeers(3, Duration.ofSeconds(30))).isTrue();
			peers.endInput();
			assertThat(peers.awaitEnd(Duration.ofSeconds(60))).isTrue();
		}
	}

	@Test
	void measuresEverythingByDefault() {
		ScaleArguments arguments = ScaleArguments.of();
		assertThat(arguments.measurements()).isEqualTo(EnumSet.allOf(Measurement.class));
		assertThat(arguments.peers()).containsExactly(100, 1000, 10_000);
		assertThat(arguments.subscribers()).isEqualTo(1000);
		assertThat(arguments.size()).isEqualTo(64);
		assertThat(arguments.json()).isNull();
	}

	@Test
	void refusesMorePeersThanFilesMayBeOpen() {
		ScaleArguments arguments = ScaleArguments.of("cost", "--peers", "2000000000");
		assertThatIllegalArgumentException().isThrownBy(() -> Scale.run(arguments, System.out))
			.withMessageMatching("scale: a limit of \\d+ open files \\(expected: 2000000200, or fewer peers\\)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "dance | scale: 'dance' is neither a measurement nor an option",
			"idle --size | option '--size' has no value", "--size 0 | --size '0' (expected: a number of 1 to 65536)",
			"--peers 1,x | --peers 'x'", "--seconds -1 | --seconds '-1' (expected: seconds, 0 to 600)",
			"--warm-up soon | --warm-up 'soon'" })
	void explainsWhatIsWrongWithTheCommandLine(String line, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> ScaleArguments.of(line.split(" ")))
			.withMessageContaining(problem)
			.withMessageContaining("usage: scale [allocation|idle|topics|fan-out|cost]...");
	}

}
