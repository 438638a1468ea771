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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks HTTP to a demo that runs, as any client would.
 */
final class DemoClient {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final String base;

	DemoClient(int port) {
		this.base = "http://127.0.0.1:" + port;
	}

	/** Returns the answer to a GET, which must be 200. */
	JsonNode get(String path) {
		HttpResponse<String> response = exchange(HttpRequest.newBuilder(URI.create(this.base + path)));
		Assertions.assertThat(response.statusCode()).as("GET %s: %s", path, response.body()).isEqualTo(200);
		return this.json.readTree(response.body());
	}

	/** Returns whether a GET is answered with 200. */
	boolean answers(String path) {
		try {
			return exchange(HttpRequest.newBuilder(URI.create(this.base + path))).statusCode() == 200;
		}
		catch (AssertionError ex) {
			return false;
		}
	}

	/** Returns where a named socket of the application is bound. */
	String endpoint(String socket) {
		JsonNode sockets = get("/actuator/health").get("components").get("zmq").get("details");
		return sockets.get(socket).get("bound").get(0).stringValue();
	}

	HttpResponse<String> post(String path, String contentType, String body) {
		return exchange(HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Content-Type", contentType)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	/** Submits commands and returns the job's id. */
	String submit(String timeout, String... commands) {
		HttpResponse<String> response = post("/jobs", "application/json",
				this.json.writeValueAsString(Map.of("commands", commands, "timeout", timeout)));
		Assertions.assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		return this.json.readTree(response.body()).get("id").stringValue();
	}

	/** Returns the tasks of a job as they are now. */
	List<JsonNode> tasks(String job) {
		return StreamSupport.stream(get("/jobs/" + job).get("tasks").spliterator(), false).toList();
	}

	/** Waits until no task of a job is queued or running, and returns them. */
	List<JsonNode> awaitEnd(String job) {
		Awaitility.await(job).atMost(PATIENCE).until(() -> count(job, "queued") + count(job, "running") == 0);
		return tasks(job);
	}

	long count(String job, String state) {
		return tasks(job).stream().filter((task) -> task.get("state").stringValue().equals(state)).count();
	}

	/** Waits until the cluster has so many workers in a state. */
	void awaitWorkers(int count, String state) {
		Awaitility.await("%d workers %s".formatted(count, state))
			.atMost(PATIENCE)
			.until(() -> answers("/cluster") && StreamSupport.stream(get("/cluster").get("nodes").spliterator(), false)
				.filter((node) -> node.get("role").stringValue().equals("worker")
						&& node.get("state").stringValue().equals(state))
				.count() == count);
	}

	private HttpResponse<String> exchange(HttpRequest.Builder request) {
		try {
			return this.http.send(request.timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError(this.base + " does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
	}

}
