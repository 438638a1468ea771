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

package io.zmqcomm.benchmarks.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Run} with a program in the place of the tools, whose results are known.
 */
@Timeout(120)
class RunTests {

	private static final String TOOLS = """
			echo "$@" >>log
			case $1 in
				libzmq) value=100 ;;
				tcp|jeromq|spring-integration) value=50 ;;
				*) value=300 ;;
			esac
			echo 'bound: tcp://h:1' >&2
			echo "mean throughput: $value [msg/s]"
			echo "average latency: $value [us]"
			echo "p999 latency: $value [us]"
			""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Test
	void measuresInTurnAndWritesResults() throws Exception {
		assertThat(run(TOOLS, "--cases", "push_pull,mixed_libzmq_to_ours", "--size", "64", "--rounds", "2")).isTrue();
		assertThat(json()).containsExactly(
				"{\"case\": \"push_pull\", \"size\": 64, \"unit\": \"msg/s\", \"ours\": 300, \"peer\": \"libzmq\", \"theirs\": 100, \"ratio\": 3.000}",
				"{\"case\": \"push_pull\", \"size\": 64, \"unit\": \"msg/s\", \"ours\": 300, \"peer\": \"jeromq\", \"theirs\": 50, \"ratio\": 6.000}",
				"{\"case\": \"push_pull\", \"size\": 64, \"variant\": \"blocking\", \"unit\": \"msg/s\", \"ours\": 300, \"peer\": \"libzmq\", \"theirs\": 100, \"ratio\": 3.000}",
				"{\"case\": \"push_pull\", \"size\": 64, \"variant\": \"blocking\", \"unit\": \"msg/s\", \"ours\": 300, \"peer\": \"jeromq\", \"theirs\": 50, \"ratio\": 6.000}",
				"{\"case\": \"mixed_libzmq_to_ours\", \"size\": 64, \"unit\": \"msg/s\", \"ours\": 300, \"peer\": \"libzmq\", \"theirs\": 100, \"ratio\": 3.000}");
		assertThat(this.out.toString(StandardCharsets.UTF_8).lines()).hasSize(6);
		List<String> receivers = log().stream()
			.filter((line) -> line.contains("local_thr"))
			.map(RunTests::engine)
			.toList();
		assertThat(receivers).containsExactly("local_thr", "local_thr", "libzmq", "jeromq", "local_thr", "local_thr",
				"libzmq", "jeromq", "local_thr", "libzmq", "local_thr", "libzmq");
		assertThat(log().get(log().size() - 3)).startsWith("libzmq remote_thr tcp://h:1 64 ");
	}

	@Test
	void hasEveryCase() throws Exception {
		assertThat(run(TOOLS, "--rounds", "1")).isTrue();
		assertThat(json().stream().map((line) -> line.split("\"")[3]).distinct()).containsExactlyElementsOf(Cases.ALL);
	}

	@Test
	void coversTheSizesInAQuickRun() throws Exception {
		assertThat(run(TOOLS, "--quick", "--rounds", "1")).isTrue();
		assertThat(json().stream()
			.filter((line) -> line.contains("push_pull"))
			.map((line) -> line.split("[ ,]+")[3])
			.distinct()).containsExactly("64", "1024", "65536", "1048576", "10485760");
	}

	@Test
	void measuresTheTailAtHalfOfWhatLibzmqCanDo() throws Exception {
		assertThat(run(TOOLS, "--cases", "latency_p999,push_pull", "--size", "64", "--rounds", "1")).isTrue();
		assertThat(log()).filteredOn((line) -> line.contains("remote_tail"))
			.hasSize(3)
			.allMatch((line) -> line.endsWith(" --rate 50"));
		assertThat(log()).filteredOn((line) -> line.startsWith("local_tail"))
			.satisfiesExactly((line) -> assertThat(line).endsWith(" --receive handler-io"),
					(line) -> assertThat(line).endsWith(" --receive handler"));
		assertThat(json()).first().asString().contains("\"latency_p999\"", "\"unit\": \"us\"", "\"ratio\": 3.000");
	}

	@Test
	void namesWhatFailedAndGoesOn() throws Exception {
		assertThat(run("[[ $1 != tcp ]] || { echo 'no tcp' >&2; exit 1; }\n" + TOOLS, "--cases", "push_pull,inproc",
				"--size", "65536", "--rounds", "2"))
			.isFalse();
		assertThat(json()).hasSize(3)
			.noneMatch((line) -> line.contains("tcp"))
			.anyMatch((line) -> line.contains("inproc"));
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("no tcp")
			.endsWith("run: failed: push_pull 65536 tcp" + System.lineSeparator());
		assertThat(log()).filteredOn((line) -> line.startsWith("tcp local_thr")).isEmpty();
	}

	@Test
	void failsTheTailWithoutARate() throws Exception {
		assertThat(run("[[ $1 != libzmq ]] || exit 1\n" + TOOLS, "--cases", "latency_p999")).isFalse();
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains("failed: push_pull 64 libzmq, latency_p999");
		assertThat(json()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "INT", "TERM" })
	void leavesNothingWhenInterrupted(String signal) throws Exception {
		FakePerf perf = new FakePerf(this.directory, FakePerf.HANG);
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		// Who runs the tests may ignore SIGINT, as shells do for what they run in the
		// background, and that would be inherited
		Process run = new ProcessBuilder("env", "--default-signal=" + signal,
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dperf=" + perf.program(),
				"-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), Run.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			perf.await("hang");
			assertThat(new ProcessBuilder("kill", "-" + signal, "" + run.pid()).start().waitFor()).isZero();
			String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(run.waitFor()).isEqualTo(signal.equals("INT") ? 130 : 143);
			perf.assertGone();
			assertThat(temporary).isEmptyDirectory();
			assertThat(printed).doesNotContain("failed");
		}
		finally {
			run.descendants().forEach(ProcessHandle::destroyForcibly);
			run.destroyForcibly();
		}
	}

	private boolean run(String script, String... args) throws Exception {
		FakePerf perf = new FakePerf(this.directory, script);
		List<String> line = new ArrayList<>(List.of(args));
		line.addAll(List.of("--json", this.directory.resolve("json").toString()));
		Duration limit = Duration.ofMinutes(10);
		try (Trials trials = new Trials(perf.program(), limit, limit)) {
			return new Run(RunOptions.parse(line.toArray(String[]::new)), trials, print(this.out), print(this.err))
				.run();
		}
	}

	private static PrintStream print(ByteArrayOutputStream out) {
		return new PrintStream(out, true, StandardCharsets.UTF_8);
	}

	private List<String> json() throws IOException {
		return Files.readAllLines(this.directory.resolve("json"));
	}

	private List<String> log() throws IOException {
		return Files.readAllLines(this.directory.resolve("log"));
	}

	private static String engine(String line) {
		return line.substring(0, line.indexOf(' '));
	}

}
