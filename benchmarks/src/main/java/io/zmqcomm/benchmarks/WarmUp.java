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

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Lets the JVM compile what a measurement runs, which takes the first seconds of it
 * otherwise: measures this process with itself over loopback for some time, in the same
 * way as the measurement, and throws the results away.
 */
final class WarmUp {

	/** Octets of a round, some tenths of a second; each message counts for some more. */
	private static final long ROUND = 256L << 20;

	private static final int PER_MESSAGE = 400;

	private WarmUp() {
	}

	/**
	 * Warm up for as long as the arguments say.
	 * @param arguments of the measurement
	 * @throws InterruptedException if interrupted
	 * @throws ExecutionException if the sender or the receiver failed
	 */
	static void run(ThrArguments arguments) throws InterruptedException, ExecutionException {
		long begin = System.nanoTime();
		long count = Math.max(2, ROUND / (arguments.messageSize() + PER_MESSAGE));
		PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
		while (System.nanoTime() - begin < arguments.warmUp().toNanos()) {
			CompletableFuture<Void> sent = new CompletableFuture<>();
			LocalThr.run(arguments.with("tcp://127.0.0.1:*", count), nowhere, (endpoint) -> {
				Thread sender = new Thread(() -> send(arguments.with(endpoint, count), sent), "warm-up");
				sender.setDaemon(true);
				sender.start();
			});
			sent.get();
		}
	}

	private static void send(ThrArguments arguments, CompletableFuture<Void> sent) {
		try {
			RemoteThr.run(arguments);
			sent.complete(null);
		}
		catch (InterruptedException | RuntimeException ex) {
			sent.completeExceptionally(ex);
		}
	}

}
