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

import java.util.concurrent.CompletableFuture;

/**
 * Lets the JVM compile what a measurement runs, which takes the first seconds of it
 * otherwise: measures this process with itself in the same way, in rounds of some tenths
 * of a second, for as long as the command line says, and throws the results away.
 */
public final class WarmUp {

	private static final String LOOPBACK = "tcp://127.0.0.1:*";

	private final Tool round;

	private final long roundOctets;

	private final int costOctets;

	private WarmUp(Tool round, long roundOctets, int costOctets) {
		this.round = round;
		this.roundOctets = roundOctets;
		this.costOctets = costOctets;
	}

	/**
	 * Warm up with a tool that needs no other.
	 * @param tool the tool
	 * @param costOctets what a message costs beside its octets, in octets
	 * @return the warm-up
	 */
	public static WarmUp of(Tool tool, int costOctets) {
		return new WarmUp(tool, 256L << 20, costOctets);
	}

	/**
	 * Warm up with two tools over loopback.
	 * @param binding binds and runs on the caller's thread
	 * @param connecting connects and runs on a thread of its own
	 * @param costOctets what a message costs beside its octets, in octets
	 * @return the warm-up
	 */
	public static WarmUp between(Tool binding, Tool connecting, int costOctets) {
		return of((arguments, report) -> {
			CompletableFuture<Void> connected = new CompletableFuture<>();
			binding.run(arguments, Report.silent((endpoint) -> {
				Arguments theirs = arguments.with(endpoint, arguments.count());
				Thread thread = new Thread(() -> run(connecting, theirs, connected), "warm-up");
				thread.setDaemon(true);
				thread.start();
			}));
			connected.get();
		}, costOctets);
	}

	private static void run(Tool tool, Arguments arguments, CompletableFuture<Void> end) {
		try {
			tool.run(arguments, Report.silent((endpoint) -> {
			}));
			end.complete(null);
		}
		catch (Exception ex) {
			end.completeExceptionally(ex);
		}
	}

	/**
	 * Warm up for as long as the arguments say.
	 * @param arguments of the measurement
	 * @throws Exception if the sender or the receiver failed
	 */
	public void run(Arguments arguments) throws Exception {
		long begin = System.nanoTime();
		long cost = (long) (arguments.size() + this.costOctets) * arguments.subscribers();
		Arguments some = arguments.with(LOOPBACK, Math.max(2, this.roundOctets / cost));
		while (System.nanoTime() - begin < arguments.warmUp().toNanos()) {
			this.round.run(some, Report.silent((endpoint) -> {
			}));
		}
	}

}
