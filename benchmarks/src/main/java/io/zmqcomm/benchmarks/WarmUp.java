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

/**
 * Lets the JVM compile what a measurement runs, which takes the first seconds of it
 * otherwise: measures this process with itself in the same way, in rounds of some tenths
 * of a second, for as long as the command line says, and throws the results away.
 *
 * @param round runs a small measurement
 * @param cost what a message costs beside its octets: {@link #MESSAGE} or
 * {@link #ROUND_TRIP}
 */
public record WarmUp(Tool round, int cost) {

	/** What a message costs beside its octets, in octets: some 100 nanoseconds. */
	public static final int MESSAGE = 400;

	/** What a round-trip costs beside its octets, in octets: tens of microseconds. */
	public static final int ROUND_TRIP = 64 * 1024;

	private static final String LOOPBACK = "tcp://127.0.0.1:*";

	private static final long ROUND_OCTETS = 256L << 20;

	/**
	 * Warm up for as long as the arguments say.
	 * @param arguments of the measurement
	 * @throws Exception if a round failed
	 */
	public void run(Arguments arguments) throws Exception {
		long begin = System.nanoTime();
		Arguments some = arguments.with(LOOPBACK, messages(arguments));
		while (System.nanoTime() - begin < arguments.warmUp().toNanos()) {
			this.round.run(some, Report.silent());
		}
	}

	private long messages(Arguments arguments) {
		return Math.max(2, ROUND_OCTETS / ((long) (arguments.size() + this.cost) * arguments.subscribers()));
	}

}
