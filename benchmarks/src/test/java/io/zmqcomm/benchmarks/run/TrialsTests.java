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

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Trials} with processes that do what they should not.
 */
@Timeout(60)
class TrialsTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Trial PAIR = Trial.printedByBinding("first bind 64", "second 64 connect", Quantity.THROUGHPUT);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@Test
	void givesTheBoundEndpointToTheOther() throws Exception {
		FakePerf perf = new FakePerf(this.directory, """
				if [[ $1 == first ]]; then
					mkfifo done
					echo 'perf: building' >&2
					echo "bound: $2" >&2
					cat done
				else
					echo "$@" >arguments
					echo 'mean throughput: 42 [msg/s]' >done
				fi""");
		try (Trials trials = new Trials(perf.program(), LONG, LONG)) {
			assertThat(trials.run(PAIR)).isEqualTo(42);
			assertThat(perf.read("arguments")).isEqualTo("second 64 tcp://127.0.0.1:*\n");
		}
	}

	@Test
	void readsTheResultOfTheOneThatPrints() throws Exception {
		FakePerf perf = new FakePerf(this.directory, """
				echo 'bound: tcp://h:1' >&2
				[[ $1 == first ]] && echo 'average latency: 1.5 [us]' || echo 'average latency: 2.5 [us]'""");
		try (Trials trials = new Trials(perf.program(), LONG, LONG)) {
			assertThat(trials.run(Trial.printedByConnecting("first bind", "second connect", Quantity.LATENCY)))
				.isEqualTo(2.5);
			assertThat(trials.run(Trial.single("first", Quantity.LATENCY))).isEqualTo(1.5);
		}
	}

	@Test
	void saysWhyTheFirstDidNotBind() throws Exception {
		FakePerf perf = new FakePerf(this.directory, "echo 'address in use' >&2; exit 3");
		try (Trials trials = new Trials(perf.program(), LONG, LONG)) {
			assertThatExceptionOfType(TrialException.class).isThrownBy(() -> trials.run(PAIR))
				.withMessage("first tcp://127.0.0.1:* 64 ended with status 3: address in use");
		}
	}

	@Test
	void endsTheOneWhenTheOtherFails() throws Exception {
		FakePerf perf = new FakePerf(this.directory,
				"if [[ $1 == first ]]; then " + FakePerf.HANG + "; else echo 'no route' >&2; exit 1; fi");
		try (Trials trials = new Trials(perf.program(), LONG, LONG)) {
			assertThatExceptionOfType(TrialException.class).isThrownBy(() -> trials.run(PAIR))
				.withMessage("second 64 tcp://h:1 ended with status 1: no route");
			perf.assertGone();
		}
	}

	@Test
	void endsWhatHangsWithAllItHasStarted() throws Exception {
		FakePerf perf = new FakePerf(this.directory, FakePerf.HANG);
		try (Trials trials = new Trials(perf.program(), Duration.ofSeconds(2), LONG)) {
			assertThatExceptionOfType(TrialException.class)
				.isThrownBy(() -> trials.run(Trial.single("first", Quantity.THROUGHPUT)))
				.withMessageContaining("not done in time");
			perf.assertGone();
		}
	}

	@Test
	void endsWhatHangsBeforeItBinds() throws Exception {
		FakePerf perf = new FakePerf(this.directory, FakePerf.HANG.replace("bound", "bond"));
		try (Trials trials = new Trials(perf.program(), Duration.ofSeconds(2), LONG)) {
			assertThatExceptionOfType(TrialException.class).isThrownBy(() -> trials.run(PAIR))
				.withMessage("first tcp://127.0.0.1:* 64 has not bound in time");
			perf.assertGone();
		}
	}

	@Test
	void beginsNothingWhenTheTimeIsUp() throws Exception {
		FakePerf perf = new FakePerf(this.directory, "echo $$ >hang");
		try (Trials trials = new Trials(perf.program(), LONG, Duration.ZERO)) {
			assertThatExceptionOfType(TrialException.class).isThrownBy(() -> trials.run(PAIR))
				.withMessageContaining("the time is up");
			assertThat(perf.read("hang")).isEmpty();
		}
	}

	@Test
	void endsWhatIsRunningWhenClosed() throws Exception {
		FakePerf perf = new FakePerf(this.directory, FakePerf.HANG);
		Trials trials = new Trials(perf.program(), LONG, LONG);
		CompletableFuture<Double> running = CompletableFuture.supplyAsync(() -> run(trials));
		perf.await("hang");
		trials.close();
		perf.assertGone();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(running::get)
			.withCauseInstanceOf(TrialException.class);
		assertThatExceptionOfType(TrialException.class).isThrownBy(() -> trials.run(PAIR));
	}

	private static double run(Trials trials) {
		try {
			return trials.run(PAIR);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
