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

package io.zmqcomm.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The {@link WarmUp} of each measurement.
 */
@Timeout(120)
class WarmUpTests {

	static Object[][] measurements() {
		return new Object[][] { { LocalThr.WARM_UP, LocalThr.USAGE, "64 1" },
				{ LocalThr.WARM_UP, RemoteThr.USAGE, "40000 1" },
				{ LocalLat.WARM_UP, LocalLat.USAGE, "64 1 --receive blocking" },
				{ ReqRep.WARM_UP, ReqRep.USAGE, "64 1 --threads 2" }, { PubFanout.WARM_UP, PubFanout.USAGE, "64 1 10" },
				{ LocalTail.WARM_UP, RemoteTail.USAGE, "64 1" }, { LocalTail.WARM_UP, LocalTail.USAGE, "10000000 1" } };
	}

	@ParameterizedTest
	@MethodSource("measurements")
	void worksInTheWayOfTheMeasurementAndOpensNothingElse(WarmUp warmUp, String usage, String line) throws Exception {
		warmUp.run(parse(usage, "tcp://unused.invalid:1 " + line + " --warm-up 1"));
	}

	@Test
	void inprocNeedsNoEndpoint() throws Exception {
		InprocThr.WARM_UP.run(parse(InprocThr.USAGE, "64 1 --warm-up 1"));
	}

	@Test
	void largeMessagesAndManySubscribersMakeSmallRounds() throws Exception {
		assertThat(roundOf("100 1 10")).isBetween(roundOf("100 1 1") / 11, roundOf("100 1 1") / 10);
		assertThat(roundOf("200000000 1 100")).isEqualTo(2);
	}

	private static long roundOf(String line) throws Exception {
		AtomicLong count = new AtomicLong();
		new WarmUp((some, report) -> {
			count.set(some.count());
			LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
		}, WarmUp.MESSAGE).run(parse(PubFanout.USAGE, "tcp://unused.invalid:1 " + line + " --warm-up 1"));
		return count.get();
	}

	private static Arguments parse(String usage, String line) {
		return Arguments.parse(usage, line.split(" "));
	}

}
