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

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Tests for roles as separate processes of the jar that users run.
 */
@Timeout(300)
class SeparateProcessesIT {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final List<DemoProcess> processes = new ArrayList<>();

	private String test = "";

	@TempDir
	Path directory;

	@BeforeEach
	void name(TestInfo info) {
		this.test = info.getTestMethod().orElseThrow().getName();
	}

	@AfterEach
	void killAll() throws InterruptedException {
		for (DemoProcess process : this.processes) {
			process.kill();
		}
	}

	@Test
	void aHundredCommandsFinishOnTwoWorkers() throws Exception {
		DemoClient client = startCoordinator().client();
		startWorkers(client, "left", "right");
		DemoProcess monitoring = start("monitor", "monitor", "--server.port=0",
				"--demo.status-endpoint=" + client.endpoint("status"));
		String job = ScriptRunner.python("""
				import sys, zmq
				socket = zmq.Context().socket(zmq.REQ)
				socket.connect(sys.argv[1])
				socket.send_json({"commands": [f"expr {n} + {n}" for n in range(1, 101)]})
				print(socket.recv_json()["id"], end="")
				""", client.endpoint("jobs"));
		List<JsonNode> tasks = client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("output").stringValue())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj((n) -> (n + n) + "\n").toList());
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("worker").stringValue())
			.containsOnly("left", "right");
		DemoClient monitor = monitoring.awaitStarted().client();
		monitor.awaitWorkers(2, "live");
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> monitor.get("/cluster").get("tasks").get("finished").intValue() == 100);
		HttpResponse<String> asked = monitor.post("/jobs", "application/json", "{}");
		Assertions.assertThat(asked.statusCode()).isEqualTo(404);
		Assertions.assertThat(asked.body()).contains("ask the coordinator");
	}

	@Test
	void onePropertyMovesTheClusterToRdma() throws Exception {
		String[] switched = { "--zmq.comm.protocol=rdma", "--zmq.comm.rdma.allow-software=true" };
		DemoClient client = startCoordinator(switched).client();
		Assertions.assertThat(client.endpoint("workers")).startsWith("rdma://");
		Assertions.assertThat(client.endpoint("status")).startsWith("rdma://");
		Assertions.assertThat(client.endpoint("jobs")).startsWith("tcp://");
		// A worker knows only host and port, like the coordinator
		String workers = client.endpoint("workers").substring("rdma://".length());
		start("worker", "worker",
				Stream.concat(Stream.of("--demo.worker.name=worker", "--demo.heartbeat-interval=250ms",
						"--demo.worker-endpoint=" + workers), Stream.of(switched))
					.toArray(String[]::new))
			.awaitStarted();
		client.awaitWorkers(1, "live");
		List<JsonNode> tasks = client.awaitEnd(client.submit("30s", "expr 1 + 1", "yes | head -c 60000"));
		assertAllFinished(tasks);
		Assertions.assertThat(tasks.get(0).get("output").stringValue()).isEqualTo("2\n");
		Assertions.assertThat(tasks.get(1).get("output").stringValue()).hasSize(60_000);
	}

	@Test
	void aJobFinishesAlthoughOneOfItsWorkersIsKilled() throws Exception {
		DemoClient client = startCoordinator().client();
		DemoProcess left = startWorkers(client, "left", "right").get(0);
		String job = client.submit("30s",
				IntStream.range(0, 30).mapToObj("sleep 0.3; echo %d"::formatted).toArray(String[]::new));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.tasks(job)
				.stream()
				.anyMatch((task) -> task.get("state").stringValue().equals("finished")
						&& task.get("worker").stringValue().equals("left")));
		Assertions.assertThat(client.count(job, "queued")).isPositive();
		left.kill();
		List<JsonNode> tasks = client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("output").stringValue())
			.containsExactlyElementsOf(IntStream.range(0, 30).mapToObj((n) -> n + "\n").toList());
		client.awaitWorkers(1, "lost");
	}

	@Test
	void aWorkerThatIsKilledLeavesNoProcess() throws Exception {
		DemoClient client = startCoordinator().client();
		DemoProcess worker = startWorkers(client, "worker").get(0);
		Path pids = this.directory.resolve("pids");
		client.submit("15m", "sleep 600 & echo $! $$ > %s; wait".formatted(pids));
		Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
		List<Long> begun = Stream.of(Files.readString(pids).trim().split(" ")).map(Long::valueOf).toList();
		Assertions.assertThat(begun).hasSize(2).allMatch(SeparateProcessesIT::isAlive);
		worker.kill();
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> begun.stream().noneMatch(SeparateProcessesIT::isAlive));
		}
		finally {
			begun.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
		}
	}

	@Test
	void aWorkerThatIsStoppedHandsItsTaskBackAndLeavesNoProcess() throws Exception {
		DemoClient client = startCoordinator().client();
		DemoProcess left = startWorker(client, "left", "--demo.worker.stop-timeout=0s").awaitStarted();
		Path pids = this.directory.resolve("pids");
		String job = client.submit("60s", "echo $$ >> %s; test $(wc -l < %1$s) -gt 1 || sleep 50".formatted(pids));
		Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
		long first = Long.parseLong(Files.readString(pids).trim());
		left.stop();
		Assertions.assertThat(isAlive(first)).isFalse();
		Assertions.assertThat(left.log()).contains("Waiting for running commands (1)");
		startWorkers(client, "right");
		List<JsonNode> tasks = client.awaitEnd(job);
		assertAllFinished(tasks);
		Assertions.assertThat(tasks.get(0).get("worker").stringValue()).isEqualTo("right");
	}

	@Test
	void aCoordinatorThatIsKilledGoesOnWhereItWas() throws Exception {
		DemoProcess coordinator = startCoordinator();
		DemoClient first = coordinator.client();
		String workerEndpoint = first.endpoint("workers");
		startWorkers(first, "left");
		String job = first.submit("30s",
				IntStream.range(0, 20).mapToObj("sleep 0.2; date +%%s%%N; echo %d"::formatted).toArray(String[]::new));
		Awaitility.await().atMost(PATIENCE).until(() -> first.count(job, "finished") >= 3);
		List<JsonNode> before = first.tasks(job);
		coordinator.kill();
		DemoClient client = startCoordinator("--demo.worker-endpoint=" + workerEndpoint).client();
		List<JsonNode> after = client.tasks(job);
		List<JsonNode> tasks = client.awaitEnd(job);
		assertAllFinished(tasks);
		for (JsonNode finished : before) {
			if (finished.get("state").stringValue().equals("finished")) {
				int index = finished.get("index").intValue();
				Assertions.assertThat(after.get(index)).isEqualTo(finished);
				Assertions.assertThat(tasks.get(index)).isEqualTo(finished);
			}
		}
	}

	@Test
	void aCoordinatorThatCannotStartSaysWhyAndWhatToDo() throws Exception {
		DemoClient running = startCoordinator().client();
		String taken = running.endpoint("jobs");
		DemoProcess second = start("coordinator", "second", "--server.port=0", "--demo.journal=" + journal());
		DemoProcess third = start("coordinator", "third", "--server.port=0", "--demo.job-endpoint=" + taken,
				"--demo.worker-endpoint=127.0.0.1:*", "--demo.status-endpoint=127.0.0.1:*",
				"--demo.journal=" + this.directory.resolve("third.journal"));
		Assertions.assertThat(second.awaitEnd()).isEqualTo(1);
		Assertions.assertThat(second.log())
			.contains("APPLICATION FAILED TO START", "Another coordinator uses the journal", "'demo.journal'")
			.doesNotContain("\tat ");
		Assertions.assertThat(third.awaitEnd()).isEqualTo(1);
		Assertions.assertThat(third.log())
			.contains("APPLICATION FAILED TO START", "already in use", "change 'demo.job-endpoint'")
			.doesNotContain("\tat ");
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	private static void assertAllFinished(List<JsonNode> tasks) {
		Assertions.assertThat(tasks).extracting((task) -> task.get("state").stringValue()).containsOnly("finished");
		Assertions.assertThat(tasks).extracting((task) -> task.get("exitCode").intValue()).containsOnly(0);
	}

	private Path journal() {
		return this.directory.resolve("demo.journal");
	}

	private DemoProcess startCoordinator(String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--demo.job-endpoint=tcp://127.0.0.1:*",
				"--demo.worker-endpoint=127.0.0.1:*", "--demo.status-endpoint=127.0.0.1:*",
				"--demo.journal=" + journal(), "--demo.worker-timeout=2s", "--demo.heartbeat-interval=250ms"));
		all.addAll(List.of(arguments));
		return start("coordinator", "coordinator", all.toArray(String[]::new)).awaitStarted();
	}

	private List<DemoProcess> startWorkers(DemoClient coordinator, String... names) throws IOException {
		List<DemoProcess> workers = new ArrayList<>();
		for (String name : names) {
			workers.add(startWorker(coordinator, name));
		}
		workers.forEach(DemoProcess::awaitStarted);
		coordinator.awaitWorkers(names.length, "live");
		return workers;
	}

	private DemoProcess startWorker(DemoClient coordinator, String name, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of("--demo.worker.name=" + name, "--demo.heartbeat-interval=250ms",
				"--demo.worker-endpoint=" + coordinator.endpoint("workers")));
		all.addAll(List.of(arguments));
		return start("worker", name, all.toArray(String[]::new));
	}

	private DemoProcess start(String profile, String name, String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of("--spring.profiles.active=" + profile));
		all.addAll(List.of(arguments));
		Path log = Path.of("target", "it-logs", "%s-%d-%s.log".formatted(this.test, this.processes.size() + 1, name));
		DemoProcess process = new DemoProcess(log, all);
		this.processes.add(process);
		return process;
	}

}
