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

package io.zmqcomm.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.TestSocketUtils;
import tools.jackson.databind.JsonNode;

/**
 * Tests for roles as separate processes of the jar that users run.
 */
@Timeout(300)
class SeparateProcessesIT {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final List<Process> processes = new ArrayList<>();

	private final List<String> ports = new ArrayList<>();

	private final int httpPort = TestSocketUtils.findAvailableTcpPort();

	private final int jobPort = TestSocketUtils.findAvailableTcpPort();

	private final DemoClient client = new DemoClient(this.httpPort);

	@TempDir
	Path directory;

	@BeforeEach
	void choosePorts() {
		this.ports.addAll(List.of("--demo.job-endpoint=tcp://127.0.0.1:" + this.jobPort,
				"--demo.worker-endpoint=127.0.0.1:" + TestSocketUtils.findAvailableTcpPort(),
				"--demo.status-endpoint=127.0.0.1:" + TestSocketUtils.findAvailableTcpPort()));
	}

	@AfterEach
	void killAll() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void aHundredCommandsFinishOnTwoWorkers() throws Exception {
		startCoordinator();
		startWorker("left");
		startWorker("right");
		int monitorPort = TestSocketUtils.findAvailableTcpPort();
		start("monitor", "monitor", "--server.port=" + monitorPort);
		this.client.awaitWorkers(2, "live");
		String job = ScriptRunner.python("""
				import sys, zmq
				socket = zmq.Context().socket(zmq.REQ)
				socket.connect("tcp://127.0.0.1:" + sys.argv[1])
				socket.send_json({"commands": [f"expr {n} + {n}" for n in range(1, 101)]})
				print(socket.recv_json()["id"], end="")
				""", String.valueOf(this.jobPort));
		List<JsonNode> tasks = this.client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("output").stringValue())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj((n) -> (n + n) + "\n").toList());
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("worker").stringValue())
			.containsOnly("left", "right");
		DemoClient monitor = new DemoClient(monitorPort);
		monitor.awaitWorkers(2, "live");
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> monitor.get("/cluster").get("tasks").get("finished").intValue() == 100);
		Assertions.assertThat(monitor.answers("/jobs/" + job)).isFalse();
	}

	@Test
	void aJobFinishesAlthoughOneOfItsWorkersIsKilled() throws Exception {
		startCoordinator();
		Process left = startWorker("left");
		startWorker("right");
		this.client.awaitWorkers(2, "live");
		String job = this.client.submit("30s",
				IntStream.range(0, 30).mapToObj("sleep 0.3; echo %d"::formatted).toArray(String[]::new));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.client.tasks(job)
				.stream()
				.anyMatch((task) -> task.get("state").stringValue().equals("finished")
						&& task.get("worker").stringValue().equals("left")));
		Assertions.assertThat(this.client.count(job, "queued")).isPositive();
		left.destroyForcibly().waitFor();
		List<JsonNode> tasks = this.client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("output").stringValue())
			.containsExactlyElementsOf(IntStream.range(0, 30).mapToObj((n) -> n + "\n").toList());
		this.client.awaitWorkers(1, "lost");
	}

	@Test
	void aWorkerThatIsStoppedHandsItsTaskBackAndLeavesNoProcess() throws Exception {
		startCoordinator();
		Process left = startWorker("left", "--demo.worker.stop-timeout=0s", "--demo.worker-timeout=10m");
		this.client.awaitWorkers(1, "live");
		Path pids = this.directory.resolve("pids");
		String job = this.client.submit("60s", "echo $$ >> %s; test $(wc -l < %1$s) -gt 1 || sleep 50".formatted(pids));
		Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
		long first = Long.parseLong(Files.readString(pids).trim());
		left.destroy();
		left.waitFor();
		Assertions.assertThat(ProcessHandle.of(first)).isEmpty();
		startWorker("right");
		List<JsonNode> tasks = this.client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks.get(0).get("worker").stringValue()).isEqualTo("right");
	}

	@Test
	void aCoordinatorThatIsKilledGoesOnWhereItWas() throws Exception {
		Process coordinator = startCoordinator();
		startWorker("left");
		this.client.awaitWorkers(1, "live");
		String job = this.client.submit("30s",
				IntStream.range(0, 20).mapToObj("sleep 0.2; date +%%s%%N; echo %d"::formatted).toArray(String[]::new));
		Awaitility.await().atMost(PATIENCE).until(() -> this.client.count(job, "finished") >= 3);
		List<JsonNode> before = this.client.tasks(job);
		coordinator.destroyForcibly().waitFor();
		startCoordinator();
		Awaitility.await().atMost(PATIENCE).until(() -> this.client.answers("/actuator/health"));
		List<JsonNode> after = this.client.tasks(job);
		List<JsonNode> tasks = this.client.awaitEnd(job);
		assertAllFinished(tasks);
		for (JsonNode finished : before) {
			if (finished.get("state").stringValue().equals("finished")) {
				int index = finished.get("index").intValue();
				Assertions.assertThat(after.get(index)).isEqualTo(finished);
				Assertions.assertThat(tasks.get(index)).isEqualTo(finished);
			}
		}
	}

	private static void assertAllFinished(List<JsonNode> tasks) {
		Assertions.assertThat(tasks).extracting((task) -> task.get("state").stringValue()).containsOnly("finished");
		Assertions.assertThat(tasks).extracting((task) -> task.get("exitCode").intValue()).containsOnly(0);
	}

	private Process startCoordinator() throws IOException {
		return start("coordinator", "coordinator", "--server.port=" + this.httpPort,
				"--demo.journal=" + this.directory.resolve("demo.journal"), "--demo.worker-timeout=2s",
				"--demo.heartbeat-interval=250ms");
	}

	private Process startWorker(String name, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--demo.worker.name=" + name);
		all.add("--demo.heartbeat-interval=250ms");
		return start("worker", name, all.toArray(String[]::new));
	}

	private Process start(String profile, String name, String... arguments) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar",
				System.getProperty("demo.jar"), "--spring.profiles.active=" + profile));
		command.addAll(this.ports);
		command.addAll(List.of(arguments));
		File log = Path.of("target", "it-logs", getClass().getSimpleName() + "-" + name + ".log").toFile();
		Files.createDirectories(log.getParentFile().toPath());
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
			.start();
		this.processes.add(process);
		return process;
	}

}
