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

package io.zmqcomm.demo.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.coordinator.JobLedger;
import io.zmqcomm.demo.coordinator.Journal;
import io.zmqcomm.demo.coordinator.Scheduler;
import io.zmqcomm.demo.coordinator.SchedulerSettings;
import io.zmqcomm.demo.job.JobLimits;
import io.zmqcomm.demo.job.JobRequestReader;
import io.zmqcomm.demo.job.JobStore;

/**
 * Tests for {@link JobController} with its error answers and the check of the host.
 */
class JobControllerTests {

	private static final String JOB = "{\"commands\": [\"expr 1 + 1\", \"false\"], \"timeout\": \"30s\"}";

	private final JsonMapper json = new JsonMapper();

	private final HostHeaderFilter filter = new HostHeaderFilter(List.of("localhost", "127.0.0.1", "[::1]"), this.json);

	@TempDir
	Path directory;

	private Journal journal;

	private MockMvcTester mvc;

	@BeforeEach
	void setUp() {
		JobLimits limits = new JobLimits(DataSize.ofBytes(200), 3, 100, Duration.ofSeconds(60), Duration.ofHours(1), 3,
				DataSize.ofMegabytes(1));
		this.journal = new Journal(this.directory.resolve("demo.journal"), this.json, 1_000_000);
		JobLedger ledger = new JobLedger(new JobStore(limits), this.journal, (event) -> {
		}, InstantSource.system());
		Scheduler scheduler = new Scheduler(ledger,
				new SchedulerSettings(Duration.ofSeconds(5), Duration.ofMinutes(1), 3, 3), InstantSource.system(),
				System::nanoTime);
		JobController controller = new JobController(new JobRequestReader(this.json, limits), scheduler);
		this.mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(controller)
			.setControllerAdvice(new ProblemAdvice())
			.addFilters(this.filter)
			.defaultRequest(MockMvcRequestBuilders.get("/").header("Host", "localhost:8080"))
			.build());
	}

	@AfterEach
	void close() throws IOException {
		this.journal.close();
	}

	@Test
	void acceptsAJobAndShowsItsTasks() {
		MvcTestResult accepted = post(JOB);
		Assertions.assertThat(accepted).hasStatus(202).hasContentType(MediaType.APPLICATION_JSON);
		String location = String.valueOf(accepted.getResponse().getHeader("Location"));
		Assertions.assertThat(location).startsWith("/jobs/");
		Assertions.assertThat(accepted)
			.bodyJson()
			.isStrictlyEqualTo("{\"id\": \"%s\"}".formatted(location.substring("/jobs/".length())));
		Assertions.assertThat(this.mvc.get().uri(location)).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"id": "%s", "tasks": [
					{"index": 0, "command": "expr 1 + 1", "state": "queued", "exitCode": null, "output": null,
						"worker": null, "durationMs": null},
					{"index": 1, "command": "false", "state": "queued", "exitCode": null, "output": null,
						"worker": null, "durationMs": null}]}""".formatted(location.substring("/jobs/".length())));
	}

	@Test
	void answers404ForAJobThatIsNotThere() {
		assertProblem(this.mvc.get().uri("/jobs/nothing").exchange(), 404);
	}

	@Test
	void answers400ForWhatIsNotJson() {
		assertProblem(post("nonsense"), 400, "bad-request");
		assertProblem(post(""), 400, "bad-request");
	}

	@Test
	void answers400ForWhatIsNotAJob() {
		assertProblem(post("{\"commands\": []}"), 400, "invalid");
		Assertions.assertThat(post("{\"commands\": [1]}"))
			.bodyJson()
			.extractingPath("detail")
			.isEqualTo("'commands[0]' is a number (expected: a string)");
	}

	@Test
	void answers413ForWhatIsTooLarge() {
		assertProblem(post(" ".repeat(201)), 413, "too-large");
		assertProblem(post("{\"commands\": [\"a\", \"b\", \"c\", \"d\"]}"), 413, "too-large");
	}

	@Test
	void answers503WhenThereIsNoRoom() {
		Assertions.assertThat(post(JOB)).hasStatus(202);
		assertProblem(post(JOB), 503, "unavailable");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
	void answers415ForTheContentTypesOfForms(String contentType) {
		assertProblem(
				this.mvc.post().uri("/jobs").contentType(MediaType.parseMediaType(contentType)).content(JOB).exchange(),
				415);
	}

	@Test
	void answers415WithoutContentType() {
		assertProblem(this.mvc.post().uri("/jobs").content(JOB).exchange(), 415);
	}

	@Test
	void answers405ForAnotherMethod() {
		assertProblem(this.mvc.delete().uri("/jobs").exchange(), 405);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080" })
	void servesTheExpectedHosts(String host) {
		Assertions.assertThat(this.mvc.get().uri("/jobs/nothing").header("Host", host)).hasStatus(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example:80",
			"[::2]:8080", "localhost:8080:8080", "" })
	void refusesOtherHosts(String host) {
		assertProblem(this.mvc.get().uri("/jobs/nothing").header("Host", host).exchange(), 403);
	}

	@Test
	void refusesRequestsWithoutHost() throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		this.filter.doFilter(new MockHttpServletRequest(), response, chain);
		Assertions.assertThat(response.getStatus()).isEqualTo(403);
		Assertions.assertThat(chain.getRequest()).isNull();
	}

	private MvcTestResult post(String body) {
		return this.mvc.post().uri("/jobs").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

	private static void assertProblem(MvcTestResult result, int status, String code) {
		assertProblem(result, status);
		Assertions.assertThat(result).bodyJson().extractingPath("code").isEqualTo(code);
	}

	private static void assertProblem(MvcTestResult result, int status) {
		Assertions.assertThat(result).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		Assertions.assertThat(result).bodyJson().extractingPath("status").isEqualTo(status);
		Assertions.assertThat(result).bodyJson().extractingPath("detail").asString().isNotEmpty();
	}

}
