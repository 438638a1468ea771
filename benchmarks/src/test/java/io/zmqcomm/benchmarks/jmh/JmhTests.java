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

package io.zmqcomm.benchmarks.jmh;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each JMH benchmark does what it measures, and checks that it did, if only a few times.
 */
@Timeout(120)
class JmhTests {

	private static final String IGNORE_LOCK = "jmh.ignoreLock";

	@BeforeAll
	static void runBesideOthers() {
		System.setProperty(IGNORE_LOCK, "true");
	}

	@AfterAll
	static void leaveThatToOthers() {
		System.clearProperty(IGNORE_LOCK);
	}

	@Test
	void everyBenchmarkRuns() throws Exception {
		Options options = new OptionsBuilder().include(JmhTests.class.getPackageName())
			.mode(Mode.SingleShotTime)
			.forks(0)
			.warmupIterations(0)
			.measurementIterations(3)
			.param("topics", "1000")
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
		assertThat(new Runner(options).run()).extracting((result) -> result.getPrimaryResult().getLabel())
			.containsExactlyInAnyOrder("decode", "encode", "inbound", "outbound", "outboundByReference", "match",
					"matchNone", "subscribeAndCancel", "listener", "listener");
	}

}
