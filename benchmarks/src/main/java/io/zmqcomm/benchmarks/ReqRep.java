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

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;

/**
 * Blocking requests through the pool of a communicator, from as many threads as it has
 * connections, to {@link LocalLat} or to libzmq's {@code local_lat}. Prints the requests
 * per second and half of the mean round-trip.
 */
public final class ReqRep {

	static final String USAGE = "req_rep <connect-to> <message-size> <roundtrip-count> [--threads <number>]"
			+ Tool.OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(new Pair(LocalLat::run, ReqRep::run), WarmUp.ROUND_TRIP);

	private ReqRep() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, ReqRep::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws Exception {
		AtomicLong missing = new AtomicLong(arguments.count());
		ZmqMessage request = ZmqMessage.of(new byte[arguments.size()]);
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			report.requests(arguments, inThreads(arguments.threads(), () -> {
				while (missing.getAndDecrement() > 0) {
					ZmqMessage reply = zmq.request(arguments.endpoint(), request);
					Arrivals.checkSize(reply.bytes(0).length, arguments.size());
				}
				return null;
			}));
		}
	}

	/**
	 * Run a task in several threads at a time.
	 * @param threads how many
	 * @param task what each runs
	 * @return nanoseconds until all have ended
	 * @throws Exception if one failed
	 */
	public static long inThreads(int threads, Callable<Void> task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			long begin = System.nanoTime();
			for (Future<Void> ended : executor.invokeAll(Collections.nCopies(threads, task))) {
				ended.get();
			}
			return System.nanoTime() - begin;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
