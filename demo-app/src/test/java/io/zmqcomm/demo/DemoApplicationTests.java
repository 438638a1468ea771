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
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * Tests for all roles in one process, with clients that know nothing of us.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "demo.job-endpoint=tcp://127.0.0.1:*", "demo.worker-endpoint=127.0.0.1:*",
				"demo.status-endpoint=127.0.0.1:*", "demo.heartbeat-interval=200ms" })
@DirtiesContext
@Timeout(180)
class DemoApplicationTests {

	@TempDir
	static Path directory;

	@LocalServerPort
	private int httpPort;

	@Value("${local.zmq.jobs.port}")
	private int jobPort;

	@Value("${local.zmq.status.port}")
	private int statusPort;

	private DemoClient client;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("demo.journal", () -> directory.resolve("demo.journal"));
	}

	@BeforeEach
	void connect() {
		this.client = new DemoClient(this.httpPort);
	}

	@Test
	void runsAHundredCommandsOfAPlainReqPeerOnBothWorkers() {
		String job = ScriptRunner.python("""
				import sys, zmq
				socket = zmq.Context().socket(zmq.REQ)
				socket.connect("tcp://127.0.0.1:" + sys.argv[1])
				socket.send_json({"commands": [f"expr {n} + {n}" for n in range(1, 101)], "timeout": "30s"})
				print(socket.recv_json()["id"], end="")
				""", String.valueOf(this.jobPort));
		List<JsonNode> tasks = this.client.awaitEnd(job);
		Assertions.assertThat(tasks).extracting((task) -> task.get("state").stringValue()).containsOnly("finished");
		Assertions.assertThat(tasks).extracting((task) -> task.get("exitCode").intValue()).containsOnly(0);
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("output").stringValue())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 100).mapToObj((n) -> (n + n) + "\n").toList());
		Assertions.assertThat(tasks)
			.extracting((task) -> task.get("worker").stringValue())
			.containsOnly("worker-1", "worker-2");
	}

	@Test
	void runsCommandsWithinTheirLimits() {
		String job = this.client.submit("1s", "echo a >&2; exit 3", "sleep 60", "yes | head -c 100000");
		List<JsonNode> tasks = this.client.awaitEnd(job);
		Assertions.assertThat(tasks.get(0).get("exitCode").intValue()).isEqualTo(3);
		Assertions.assertThat(tasks.get(0).get("output").stringValue()).isEqualTo("a\n");
		Assertions.assertThat(tasks.get(0).has("truncated")).isFalse();
		Assertions.assertThat(tasks.get(1).get("state").stringValue()).isEqualTo("timed-out");
		Assertions.assertThat(tasks.get(1).get("exitCode").intValue()).isEqualTo(124);
		Assertions.assertThat(tasks.get(1).get("durationMs").longValue()).isGreaterThanOrEqualTo(1000);
		Assertions.assertThat(tasks.get(2).get("output").stringValue()).hasSize(64 * 1024);
		Assertions.assertThat(tasks.get(2).get("truncated").booleanValue()).isTrue();
	}

	@Test
	void answersWrongRequestsOfAPlainReqPeerWithErrorFrames() {
		String printed = ScriptRunner.python("""
				import json, sys, zmq
				socket = zmq.Context().socket(zmq.REQ)
				socket.setsockopt(zmq.RCVTIMEO, 20000)
				socket.connect("tcp://127.0.0.1:" + sys.argv[1])
				for frames in ([b"nonsense"], [b""], [b"{}"], [b'{"commands": []}'], [b'{"commands": [1]}'],
						[b'{"commands": ["true"], "timeout": 5}'], [b"x" * 2000000], [b"{", b"}"]):
					socket.send_multipart(frames)
					marker, error = socket.recv_multipart()
					print(marker.decode(), json.loads(error)["code"], json.loads(error)["message"])
				socket.send_json({"commands": ["true"]})
				print(sorted(socket.recv_json()))
				""".replace("\t", "  "), String.valueOf(this.jobPort));
		List<String> lines = printed.lines().toList();
		Assertions.assertThat(lines).hasSize(9);
		Assertions.assertThat(lines.get(0)).startsWith("ZMQ-COMM-ERROR bad-request The request is not JSON");
		Assertions.assertThat(lines.get(1)).startsWith("ZMQ-COMM-ERROR bad-request The request is empty");
		Assertions.assertThat(lines.get(2)).startsWith("ZMQ-COMM-ERROR invalid 'commands' is missing");
		Assertions.assertThat(lines.get(3)).startsWith("ZMQ-COMM-ERROR invalid 'commands' is empty");
		Assertions.assertThat(lines.get(4)).startsWith("ZMQ-COMM-ERROR invalid 'commands[0]' is a number");
		Assertions.assertThat(lines.get(5)).startsWith("ZMQ-COMM-ERROR invalid 'timeout' is a number");
		Assertions.assertThat(lines.get(6)).startsWith("ZMQ-COMM-ERROR too-large The request has more than 1048576");
		Assertions.assertThat(lines.get(7)).startsWith("ZMQ-COMM-ERROR bad-request The request is not a single frame");
		Assertions.assertThat(lines.get(8)).isEqualTo("['id']");
	}

	@Test
	void answersWrongHttpRequestsWithProblemDetails() {
		assertProblem(this.client.post("/jobs", "application/json", "nonsense"), 400);
		assertProblem(this.client.post("/jobs", "text/plain", "{\"commands\": [\"true\"]}"), 415);
		assertProblem(this.client.post("/jobs", "application/json", " ".repeat(1_100_000)), 413);
		assertProblem(this.client.post("/nowhere", "application/json", ""), 404);
		assertProblem(this.client.post("/cluster", "application/json", ""), 405);
	}

	private static void assertProblem(HttpResponse<String> response, int status) {
		Assertions.assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		Assertions.assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void showsTheCluster() {
		this.client.awaitWorkers(2, "live");
		String job = this.client.submit("3s", "sleep 60", "sleep 60");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> runningTasks().contains(job));
		JsonNode cluster = this.client.get("/cluster");
		Assertions.assertThat(StreamSupport.stream(cluster.get("nodes").spliterator(), false))
			.extracting((node) -> node.get("name").stringValue())
			.containsExactlyInAnyOrder("coordinator", "worker-1", "worker-2");
		Assertions.assertThat(StreamSupport.stream(cluster.get("nodes").spliterator(), false))
			.allSatisfy((node) -> Assertions.assertThat(node.get("lastHeartbeat").stringValue()).endsWith("Z"));
		Assertions.assertThat(cluster.get("asOf").stringValue()).endsWith("Z");
		Assertions.assertThat(cluster.get("tasks").get("running").intValue()).isPositive();
		Assertions.assertThat(StreamSupport.stream(cluster.get("recent").spliterator(), false)).anySatisfy((event) -> {
			Assertions.assertThat(event.get("job").stringValue()).isEqualTo(job);
			Assertions.assertThat(event.get("state").stringValue()).isEqualTo("running");
		});
	}

	private List<String> runningTasks() {
		return StreamSupport.stream(this.client.get("/cluster").get("nodes").spliterator(), false)
			.flatMap((node) -> StreamSupport.stream(node.get("tasks").spliterator(), false))
			.map((task) -> task.get("job").stringValue())
			.toList();
	}

	@Test
	void publishesStatusToAPlainSubscriber() {
		String printed = ScriptRunner.python("""
				import json, sys, zmq
				socket = zmq.Context().socket(zmq.SUB)
				socket.setsockopt(zmq.RCVTIMEO, 30000)
				socket.subscribe("cluster")
				socket.connect("tcp://127.0.0.1:" + sys.argv[1])
				topic, status = socket.recv_multipart()
				print(topic.decode(), json.loads(status)["nodes"][0]["name"])
				""", String.valueOf(this.statusPort));
		Assertions.assertThat(printed).isEqualTo("cluster coordinator\n");
	}

	@Test
	void showsHealthAndMetrics() {
		Assertions.assertThat(this.client.get("/actuator/health").get("status").stringValue()).isEqualTo("UP");
		Assertions.assertThat(this.client.get("/actuator/health").get("components").has("zmq")).isTrue();
		Assertions.assertThat(
				this.client.get("/actuator/metrics/demo.workers").get("measurements").get(0).get("value").doubleValue())
			.isBetween(0.0, 2.0);
		Assertions.assertThat(this.client.get("/actuator/metrics/demo.tasks").get("availableTags").get(0).get("values"))
			.hasSize(5);
	}

	@Test
	void refusesOtherHostsEverywhere() throws IOException {
		for (String path : List.of("/jobs/1", "/cluster", "/actuator/health")) {
			Assertions.assertThat(rawGet(path, "evil.example:" + this.httpPort))
				.startsWith("HTTP/1.1 403 ")
				.contains("application/problem+json");
		}
		Assertions.assertThat(rawGet("/actuator/health", "localhost:" + this.httpPort)).startsWith("HTTP/1.1 200 ");
	}

	private String rawGet(String path, String host) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.httpPort)) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host)
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void samplesOfTheReadmeWork() throws IOException {
		List<ReadmeSamples.Sample> samples = ReadmeSamples.find();
		Assertions.assertThat(samples).anyMatch((sample) -> sample.text().contains("curl "));
		Assertions.assertThat(samples).anyMatch((sample) -> sample.text().contains("zmq.REQ"));
		for (ReadmeSamples.Sample sample : samples) {
			Assertions.assertThat(sample.run(this.httpPort, this.jobPort)).as(sample.toString()).contains("finished");
		}
	}

}
