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

package io.zmqcomm.demo.coordinator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.job.JobLimits;
import io.zmqcomm.demo.job.JobRejectedException;
import io.zmqcomm.demo.job.JobRequest;
import io.zmqcomm.demo.job.JobStore;
import io.zmqcomm.demo.job.Task;
import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.CoordinatorMessage;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Acknowledge;
import io.zmqcomm.demo.protocol.CoordinatorMessage.Assign;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.TaskEvent;
import io.zmqcomm.demo.protocol.WorkerMessage.Goodbye;
import io.zmqcomm.demo.protocol.WorkerMessage.Heartbeat;
import io.zmqcomm.demo.protocol.WorkerMessage.Result;

/**
 * Tests for {@link Scheduler}, with workers and clocks of the test.
 */
class SchedulerTests {

	private static final Node SELF = new Node("0", "coordinator", Node.Role.COORDINATOR, Node.State.LIVE, 0,
			Instant.EPOCH, List.of());

	private final List<TaskEvent> events = new ArrayList<>();

	private final TestWorker a = new TestWorker("a", 1);

	private final TestWorker b = new TestWorker("b", 1);

	@TempDir
	Path directory;

	private Duration now = Duration.ofDays(1);

	private Journal journal;

	private Scheduler scheduler;

	@BeforeEach
	void start() {
		this.journal = new Journal(this.directory.resolve("demo.journal"), new JsonMapper(), 1_000_000);
		JobLimits limits = new JobLimits(DataSize.ofMegabytes(1), 100, 100, Duration.ofSeconds(1),
				Duration.ofSeconds(1), 10, DataSize.ofMegabytes(1));
		JobLedger ledger = new JobLedger(new JobStore(limits), this.journal, this.events::add,
				() -> Instant.EPOCH.plus(this.now));
		this.scheduler = new Scheduler(ledger,
				new SchedulerSettings(Duration.ofSeconds(5), Duration.ofMinutes(1), 3, 3),
				() -> Instant.EPOCH.plus(this.now), () -> this.now.toNanos());
	}

	@AfterEach
	void stop() throws IOException {
		this.journal.close();
	}

	@Test
	void givesTasksToFreeWorkersInTurnAndOneAtATime() {
		this.a.beat();
		this.b.beat();
		String job = submit("one", "two", "three");
		Assertions.assertThat(this.a.commands()).containsExactly("one");
		Assertions.assertThat(this.b.commands()).containsExactly("two");
		Assertions.assertThat(states(job)).containsExactly(TaskState.RUNNING, TaskState.RUNNING, TaskState.QUEUED);
		this.b.finish(job, 1, "2\n");
		Assertions.assertThat(this.b.received).contains(new Acknowledge(new TaskId(job, 1)));
		Assertions.assertThat(this.b.commands()).containsExactly("two", "three");
		this.a.finish(job, 0, "1\n");
		this.b.finish(job, 2, "3\n");
		Assertions.assertThat(tasks(job)).extracting(Task::output).containsExactly("1\n", "2\n", "3\n");
		Assertions.assertThat(tasks(job)).extracting(Task::worker).containsExactly("a", "b", "b");
	}

	@Test
	void fillsAllSlotsOfAWorker() {
		TestWorker wide = new TestWorker("wide", 3);
		this.a.beat();
		wide.beat();
		submit("1", "2", "3", "4", "5");
		Assertions.assertThat(wide.commands()).hasSize(3);
		Assertions.assertThat(this.a.commands()).hasSize(1);
	}

	@Test
	void queuesUntilAWorkerComes() {
		String job = submit("one");
		Assertions.assertThat(states(job)).containsExactly(TaskState.QUEUED);
		this.a.beat();
		Assertions.assertThat(this.a.commands()).containsExactly("one");
	}

	@Test
	void givesATaskToAnotherWorkerIfTheFirstCannotBeReached() {
		this.a.beat();
		this.b.beat();
		this.a.reachable = false;
		String job = submit("one");
		Assertions.assertThat(this.b.commands()).containsExactly("one");
		Assertions.assertThat(tasks(job).get(0).worker()).isEqualTo("b");
	}

	@Test
	void queuesTheTasksOfALostWorkerAgain() {
		this.a.beat();
		String job = submit("one");
		passTime(Duration.ofSeconds(4));
		this.b.beat();
		Assertions.assertThat(this.b.commands()).isEmpty();
		passTime(Duration.ofSeconds(2));
		Assertions.assertThat(this.b.commands()).containsExactly("one");
		Assertions.assertThat(this.scheduler.status(SELF).nodes())
			.extracting(Node::state)
			.containsExactly(Node.State.LIVE, Node.State.LOST, Node.State.LIVE);
		this.b.finish(job, 0, "b\n");
		Assertions.assertThat(tasks(job).get(0).worker()).isEqualTo("b");
	}

	@Test
	void losesNobodyOnlyBecauseItStoodStillItself() {
		this.a.beat();
		submit("one");
		this.now = this.now.plusHours(1);
		this.scheduler.checkWorkers();
		this.scheduler.checkWorkers();
		this.a.beat();
		Assertions.assertThat(this.scheduler.liveWorkers()).isEqualTo(1);
		passTime(Duration.ofSeconds(6));
		Assertions.assertThat(this.scheduler.liveWorkers()).isZero();
	}

	@Test
	void ignoresTheSecondResultOfATaskThatRanTwice() {
		this.a.beat();
		String job = submit("one");
		passTime(Duration.ofSeconds(4));
		this.b.beat();
		passTime(Duration.ofSeconds(2));
		this.a.finish(job, 0, "late a\n");
		Assertions.assertThat(this.a.received).contains(new Acknowledge(new TaskId(job, 0)));
		this.b.finish(job, 0, "b\n");
		Assertions.assertThat(this.b.received).contains(new Acknowledge(new TaskId(job, 0)));
		Assertions.assertThat(tasks(job).get(0).output()).isEqualTo("late a\n");
		Assertions.assertThat(this.events)
			.extracting(TaskEvent::state)
			.containsExactly(TaskState.QUEUED, TaskState.RUNNING, TaskState.QUEUED, TaskState.RUNNING,
					TaskState.FINISHED);
		submit("two");
		Assertions.assertThat(this.b.commands()).containsExactly("one", "two");
	}

	@Test
	void givesNoTaskToAWorkerThatIsBusyWithOneItWasThoughtToHaveLost() {
		this.a.beat();
		String job = submit("one");
		passTime(Duration.ofSeconds(4));
		this.b.beat();
		passTime(Duration.ofSeconds(2));
		this.a.beat(new TaskId(job, 0));
		submit("two");
		Assertions.assertThat(this.a.commands()).containsExactly("one");
	}

	@Test
	void forgetsALostWorkerAfterAWhile() {
		this.a.beat();
		passTime(Duration.ofSeconds(6));
		passTime(Duration.ofMinutes(1));
		Assertions.assertThat(this.scheduler.status(SELF).nodes()).containsExactly(SELF);
	}

	@Test
	void givesUpATaskThatLosesOneWorkerAfterAnother() {
		String job = submit("kill -9 $PPID");
		for (String name : List.of("x", "y", "z")) {
			new TestWorker(name, 1).beat();
			Assertions.assertThat(states(job)).containsExactly(TaskState.RUNNING);
			passTime(Duration.ofSeconds(6));
			passTime(Duration.ofMinutes(1));
		}
		Assertions.assertThat(states(job)).containsExactly(TaskState.FAILED);
		Assertions.assertThat(tasks(job).get(0).output()).isEqualTo("given up after 3 workers were lost with it");
	}

	@Test
	void queuesAgainWhatAStoppingWorkerHandsBack() {
		this.a.beat();
		String job = submit("one", "two");
		this.a.slots = 0;
		this.a.beat(new TaskId(job, 0));
		Assertions.assertThat(this.scheduler.status(SELF).nodes().get(1).state()).isEqualTo(Node.State.STOPPING);
		this.scheduler.onGoodbye(new Goodbye("id-a"));
		this.b.beat();
		Assertions.assertThat(this.b.commands()).containsExactly("one");
		Assertions.assertThat(this.scheduler.status(SELF).nodes()).hasSize(2);
	}

	@Test
	void queuesAgainAnAssignmentThatNeverArrived() {
		this.a.beat();
		String job = submit("one");
		this.a.beat();
		Assertions.assertThat(this.a.commands()).containsExactly("one");
		for (int i = 0; i < 3; i++) {
			passTime(Duration.ofSeconds(2));
			this.a.beat();
		}
		Assertions.assertThat(this.a.commands()).containsExactly("one", "one");
		this.a.finish(job, 0, "1\n");
		Assertions.assertThat(states(job)).containsExactly(TaskState.FINISHED);
	}

	@Test
	void ignoresResultsAndHeartbeatsOfTasksItDoesNotKnow() {
		this.a.beat(new TaskId("unknown", 0));
		this.a.finish("unknown", 0, "");
		String job = submit("one");
		this.a.finish(job, 5, "");
		Assertions.assertThat(this.a.received)
			.contains(new Acknowledge(new TaskId("unknown", 0)), new Acknowledge(new TaskId(job, 5)));
		Assertions.assertThat(states(job)).containsExactly(TaskState.RUNNING);
	}

	@Test
	void ignoresWorkersAboveTheLimit() {
		IntStream.range(0, 5).forEach((i) -> new TestWorker("w" + i, 1).beat());
		Assertions.assertThat(this.scheduler.status(SELF).nodes()).hasSize(4);
	}

	@Test
	void keepsResultsOverARestartAndQueuesTheRestAgain() throws IOException {
		this.a.beat();
		String job = submit("one", "two", "three");
		this.a.finish(job, 0, "1\n");
		Task finished = tasks(job).get(0);
		stop();
		start();
		Assertions.assertThat(states(job)).containsExactly(TaskState.FINISHED, TaskState.QUEUED, TaskState.QUEUED);
		Assertions.assertThat(tasks(job).get(0)).isEqualTo(finished);
		this.b.beat();
		Assertions.assertThat(this.b.commands()).containsExactly("two");
	}

	@Test
	void doesNotRunATaskAgainThatAWorkerStillHasAfterARestart() throws IOException {
		this.a.beat();
		String job = submit("one", "two");
		stop();
		start();
		this.a.beat(new TaskId(job, 0));
		this.b.beat();
		Assertions.assertThat(states(job)).containsExactly(TaskState.RUNNING, TaskState.RUNNING);
		Assertions.assertThat(this.b.commands()).containsExactly("two");
		this.a.finish(job, 0, "1\n");
		Assertions.assertThat(tasks(job).get(0).worker()).isEqualTo("a");
	}

	@Test
	void takesAResultThatWasMadeWhileItWasDown() throws IOException {
		this.a.beat();
		String job = submit("one");
		stop();
		start();
		this.a.finish(job, 0, "1\n");
		Assertions.assertThat(states(job)).containsExactly(TaskState.FINISHED);
	}

	@Test
	void neitherAcceptsNorAcknowledgesWhatItCannotRecord() throws IOException {
		this.a.beat();
		String job = submit("one");
		this.journal.close();
		Assertions.assertThatExceptionOfType(JobRejectedException.class)
			.isThrownBy(() -> submit("two"))
			.withCauseInstanceOf(UncheckedIOException.class);
		this.a.finish(job, 0, "1\n");
		Assertions.assertThat(this.a.received).noneMatch(Acknowledge.class::isInstance);
		Assertions.assertThat(states(job)).containsExactly(TaskState.RUNNING);
	}

	private void passTime(Duration time) {
		for (long second = 0; second < time.toSeconds(); second++) {
			this.now = this.now.plusSeconds(1);
			this.scheduler.checkWorkers();
		}
	}

	private String submit(String... commands) {
		return this.scheduler.submit(new JobRequest(Arrays.asList(commands), Duration.ofSeconds(1)));
	}

	private List<Task> tasks(String job) {
		return this.scheduler.find(job).orElseThrow().tasks();
	}

	private List<TaskState> states(String job) {
		return tasks(job).stream().map(Task::state).toList();
	}

	/**
	 * A worker that does what the test says.
	 */
	private final class TestWorker {

		private final List<CoordinatorMessage> received = new ArrayList<>();

		private final String name;

		private int slots;

		private boolean reachable = true;

		TestWorker(String name, int slots) {
			this.name = name;
			this.slots = slots;
		}

		void beat(TaskId... tasks) {
			SchedulerTests.this.scheduler
				.onHeartbeat(new Heartbeat("id-" + this.name, this.name, this.slots, List.of(tasks)), this::receive);
		}

		void finish(String job, int index, String output) {
			SchedulerTests.this.scheduler.onResult(new Result("id-" + this.name, this.name, new TaskId(job, index),
					new TaskResult(TaskState.FINISHED, 0, output, false, 1)), this::receive);
		}

		List<String> commands() {
			return this.received.stream()
				.filter(Assign.class::isInstance)
				.map((message) -> ((Assign) message).command())
				.toList();
		}

		private boolean receive(CoordinatorMessage message) {
			return this.reachable && this.received.add(message);
		}

	}

}
