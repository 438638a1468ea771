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

package io.zmqcomm.demo.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;

/**
 * Tests for {@link CommandRunner}, with real processes.
 */
@Timeout(60)
class CommandRunnerTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private final CommandRunner runner = new CommandRunner(64 * 1024);

	@TempDir
	Path directory;

	@Test
	void keepsOutputAndErrorTogetherInOrder() throws Exception {
		TaskResult result = this.runner.run("expr 1 + 1; echo oops >&2; echo end", LONG);
		Assertions.assertThat(result.state()).isEqualTo(TaskState.FINISHED);
		Assertions.assertThat(result.exitCode()).isZero();
		Assertions.assertThat(result.output()).isEqualTo("2\noops\nend\n");
		Assertions.assertThat(result.truncated()).isFalse();
	}

	@Test
	void losesNoOutputOfCommandsThatEndAtOnce() throws Exception {
		for (int i = 0; i < 200; i++) {
			Assertions.assertThat(this.runner.run("echo " + i, LONG).output()).isEqualTo(i + "\n");
		}
	}

	@Test
	void reportsTheExitCode() throws Exception {
		Assertions.assertThat(this.runner.run("exit 7", LONG))
			.extracting(TaskResult::state, TaskResult::exitCode)
			.containsExactly(TaskState.FINISHED, 7);
		Assertions.assertThat(this.runner.run("/no/such/command", LONG).exitCode()).isEqualTo(127);
	}

	@Test
	void failsRatherThanRunACommandThatTheLocaleCannotExpress() throws Exception {
		TaskResult result = this.runner.run("echo \uD800", LONG);
		Assertions.assertThat(result.state()).isEqualTo(TaskState.FAILED);
		Assertions.assertThat(result.output()).contains("locale");
	}

	@Test
	void endsStandardInput() throws Exception {
		Assertions.assertThat(this.runner.run("cat; echo done", LONG).output()).isEqualTo("done\n");
	}

	@Test
	void keepsTheFirst64KiBAndReadsTheRest() throws Exception {
		TaskResult result = this.runner.run("head -c 300000 /dev/zero | tr '\\0' x; echo end >&2", LONG);
		Assertions.assertThat(result.output()).isEqualTo("x".repeat(64 * 1024));
		Assertions.assertThat(result.truncated()).isTrue();
		Assertions.assertThat(result.exitCode()).isZero();
	}

	@Test
	void doesNotMarkOutputThatJustFits() throws Exception {
		TaskResult result = this.runner.run("head -c 65536 /dev/zero | tr '\\0' x", LONG);
		Assertions.assertThat(result.output()).hasSize(64 * 1024);
		Assertions.assertThat(result.truncated()).isFalse();
	}

	@Test
	void leavesOutACharacterThatIsCutAndReplacesWhatIsNone() throws Exception {
		CommandRunner small = new CommandRunner(5);
		Assertions.assertThat(small.run("printf 'üüü'", LONG).output()).isEqualTo("üü");
		Assertions.assertThat(this.runner.run("printf 'a\\377b'", LONG).output()).isEqualTo("a\uFFFDb");
	}

	@Test
	void killsTheWholeFamilyWhenTimeIsUp() throws Exception {
		Path pids = this.directory.resolve("pids");
		String command = "echo begun; (sleep 300 & echo $! >> %1$s; wait) & sh -c 'echo $$ >> %1$s; sleep 301'; echo never"
			.formatted(pids);
		TaskResult result = this.runner.run(command, Duration.ofSeconds(1));
		Assertions.assertThat(result.state()).isEqualTo(TaskState.TIMED_OUT);
		Assertions.assertThat(result.exitCode()).isEqualTo(124);
		Assertions.assertThat(result.output()).isEqualTo("begun\n");
		Assertions.assertThat(result.durationMs()).isBetween(1000L, 40_000L);
		assertAllDead(pids, 2);
	}

	@Test
	void killsACommandThatIgnoresSignals() throws Exception {
		TaskResult result = this.runner.run("trap '' TERM INT HUP; while :; do sleep 0.1; done",
				Duration.ofMillis(300));
		Assertions.assertThat(result.state()).isEqualTo(TaskState.TIMED_OUT);
	}

	@Test
	void isOverWhenTheShellIsAndLeavesNothingBehind() throws Exception {
		Path pids = this.directory.resolve("pids");
		TaskResult result = this.runner
			.run("sleep 300 & echo $! >> %1$s; nohup sleep 301 > /dev/null 2>&1 & echo $! >> %1$s; echo gone"
				.formatted(pids), LONG);
		Assertions.assertThat(result.state()).isEqualTo(TaskState.FINISHED);
		Assertions.assertThat(result.output()).isEqualTo("gone\n");
		assertAllDead(pids, 2);
	}

	@Test
	void killsTheCommandWhenInterrupted() throws Exception {
		Path pids = this.directory.resolve("pids");
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.runner.run("echo $$ >> %s; sleep 300".formatted(pids), LONG);
				interrupted.complete(false);
			}
			catch (InterruptedException ex) {
				interrupted.complete(true);
			}
		});
		thread.start();
		Awaitility.await().until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
		thread.interrupt();
		Assertions.assertThat(interrupted.join()).isTrue();
		assertAllDead(pids, 1);
	}

	@Test
	void failsIfTheCommandCannotBeStarted() throws Exception {
		TaskResult result = this.runner.run("x".repeat(200_000), LONG);
		Assertions.assertThat(result.state()).isEqualTo(TaskState.FAILED);
		Assertions.assertThat(result.exitCode()).isNull();
		Assertions.assertThat(result.output()).startsWith("could not be started: ");
	}

	private static void assertAllDead(Path pids, int count) throws IOException {
		Assertions.assertThat(Files.readAllLines(pids)).hasSize(count);
		for (String pid : Files.readAllLines(pids)) {
			Awaitility.await().until(() -> isDead(pid));
		}
	}

	/** A killed process may wait for its new parent to bury it. */
	private static boolean isDead(String pid) {
		try {
			String stat = Files.readString(Path.of("/proc", pid, "stat"));
			return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
		}
		catch (IOException ex) {
			return true;
		}
	}

}
