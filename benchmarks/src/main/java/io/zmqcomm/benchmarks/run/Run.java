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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import io.zmqcomm.benchmarks.run.Comparison.Contender;

/**
 * Measures this engine and its peers in turn, case by case, and prints how they compare.
 * Started by {@code benchmarks/run}, which says where {@code perf} is.
 */
public final class Run {

	private static final Duration TRIAL_LIMIT = Duration.ofMinutes(2);

	private static final Duration QUICK_LIMIT = Duration.ofSeconds(230);

	private static final Duration LIMIT = Duration.ofHours(2);

	private final RunOptions options;

	private final Cases cases;

	private final Trials trials;

	private final PrintStream out;

	private final PrintStream err;

	private final Set<String> failed = new LinkedHashSet<>();

	private final Map<Contender, Samples> measured = new HashMap<>();

	Run(RunOptions options, Trials trials, PrintStream out, PrintStream err) {
		this.options = options;
		this.cases = new Cases(options);
		this.trials = trials;
		this.out = out;
		this.err = err;
	}

	public static void main(String[] args) throws InterruptedException {
		try {
			RunOptions options = RunOptions.parse(args);
			Path perf = Path.of(System.getProperty("perf", "benchmarks/perf"));
			Trials trials = new Trials(perf, TRIAL_LIMIT, options.quick() ? QUICK_LIMIT : LIMIT);
			Runtime.getRuntime().addShutdownHook(new Thread(trials::close, "close"));
			System.exit(new Run(options, trials, System.out, System.err).run() ? 0 : 1);
		}
		catch (RunOptions.UsageException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
		catch (IOException ex) {
			System.err.println("run: --json: %s (expected: a file that can be written)".formatted(ex));
			System.exit(1);
		}
	}

	/**
	 * Measure all cases.
	 * @return whether none failed
	 * @throws IOException if the file of results cannot be written
	 * @throws InterruptedException if interrupted
	 */
	boolean run() throws IOException, InterruptedException {
		Path json = this.options.json();
		if (json != null) {
			Files.writeString(json, "");
		}
		this.out.println(Result.header());
		for (String name : this.options.cases()) {
			for (Comparison comparison : name.equals(Cases.TAIL) ? tail() : this.cases.of(name)) {
				report(comparison, measure(comparison));
			}
		}
		if (!this.failed.isEmpty()) {
			this.err.println("run: failed: " + String.join(", ", this.failed));
		}
		return this.failed.isEmpty();
	}

	/** At half of libzmq's rate as measured before, else now. */
	private List<Comparison> tail() throws InterruptedException {
		Comparison alone = this.cases.libzmqPushPull();
		Contender libzmq = alone.peers().get(0);
		Samples samples = this.measured.get(libzmq);
		if (samples == null) {
			samples = measure(alone).get(libzmq);
		}
		if (samples == null) {
			fail(Cases.TAIL, new TrialException("libzmq's rate is not known"));
			return List.of();
		}
		return List.of(this.cases.tail((long) (samples.median() / 2)));
	}

	/** One that fails is left out; the others go on. */
	private Map<Contender, Samples> measure(Comparison comparison) throws InterruptedException {
		List<Contender> contenders = new ArrayList<>(comparison.ours());
		contenders.addAll(comparison.peers());
		Map<Contender, Samples> measured = new HashMap<>();
		for (int round = 1; round <= comparison.rounds() && !contenders.isEmpty(); round++) {
			StringJoiner values = new StringJoiner(", ",
					"%s, round %d of %d: ".formatted(comparison, round, comparison.rounds()), "");
			for (Contender contender : List.copyOf(contenders)) {
				try {
					double value = run(comparison, contender);
					measured.computeIfAbsent(contender, (key) -> new Samples()).add(value);
					values.add(contender + " " + comparison.quantity().format(value));
				}
				catch (TrialException ex) {
					contenders.remove(contender);
					measured.remove(contender);
					fail(comparison + " " + contender, ex);
				}
			}
			this.err.println(values);
		}
		this.measured.putAll(measured);
		return measured;
	}

	/**
	 * Twice if need be, as one start that got stuck should not cost a long run its row.
	 */
	private double run(Comparison comparison, Contender contender) throws TrialException, InterruptedException {
		try {
			return this.trials.run(contender.trial());
		}
		catch (TrialException ex) {
			if (this.trials.isClosed()) {
				throw ex;
			}
			this.err.println("run: %s %s, once more after: %s".formatted(comparison, contender, ex.getMessage()));
			return this.trials.run(contender.trial());
		}
	}

	private void report(Comparison comparison, Map<Contender, Samples> measured) throws IOException {
		for (Contender ours : comparison.ours()) {
			for (Contender peer : comparison.peers()) {
				Samples ourSamples = measured.get(ours);
				Samples theirSamples = measured.get(peer);
				if (ourSamples != null && theirSamples != null) {
					report(new Result(comparison, ours.variant(), ourSamples, peer.engine(), theirSamples));
				}
			}
		}
	}

	private void report(Result result) throws IOException {
		this.out.println(result.row());
		Path json = this.options.json();
		if (json != null) {
			Files.writeString(json, result.json() + System.lineSeparator(), StandardOpenOption.APPEND);
		}
	}

	private void fail(String what, TrialException failure) {
		if (!this.trials.isClosed()) {
			this.failed.add(what);
			this.err.println("run: " + what + ": " + failure.getMessage());
		}
	}

}
