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

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqSocket;

/**
 * The receiving half of the throughput measurement: binds a PULL, takes so many messages
 * of {@link RemoteThr} or of libzmq's {@code remote_thr}, and prints what libzmq's
 * {@code local_thr} prints. The time runs from the first message to the last.
 */
public final class LocalThr {

	private static final Duration PATIENCE = Duration.ofHours(1);

	private static final int POLL_LIMIT = 1000;

	private final ThrArguments arguments;

	private long received;

	private long firstNanos;

	private long lastNanos;

	private LocalThr(ThrArguments arguments) {
		this.arguments = arguments;
	}

	public static void main(String[] args) throws InterruptedException {
		try {
			ThrArguments arguments = ThrArguments.ofLocal(args);
			WarmUp.run(arguments);
			boolean chosen = !arguments.endpoint().endsWith(":*") && !arguments.endpoint().endsWith(":0");
			run(arguments, System.out, (endpoint) -> {
				if (!chosen) {
					System.err.println("bound: " + endpoint);
				}
			});
		}
		catch (ThrArguments.UsageException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
		catch (ExecutionException ex) {
			fail(ex.getCause());
		}
		catch (IllegalArgumentException | IllegalStateException | ZmqException ex) {
			fail(ex);
		}
	}

	private static void fail(@Nullable Throwable failure) {
		System.err.println("local_thr: " + ((failure != null) ? failure.getMessage() : "failed"));
		System.exit(1);
	}

	/**
	 * Measure and print.
	 * @param arguments the command line
	 * @param out takes the four lines of the result
	 * @param whenBound called with the bound endpoint before the first message is awaited
	 * @throws InterruptedException if interrupted while messages are awaited
	 * @throws ExecutionException if a message had another size than expected
	 */
	static void run(ThrArguments arguments, PrintStream out, Consumer<String> whenBound)
			throws InterruptedException, ExecutionException {
		LocalThr measurement = new LocalThr(arguments);
		try (ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket pull = zmq.createSocket(SocketType.PULL,
						(options) -> options.highWaterMark(arguments.highWaterMark()))) {
			CompletableFuture<Void> last = measurement.begin(pull);
			pull.bind(arguments.endpoint());
			whenBound.accept(pull.boundEndpoints().get(0));
			measurement.takeAll(pull);
			last.get();
		}
		measurement.print(out);
	}

	private CompletableFuture<Void> begin(ZmqSocket pull) {
		CompletableFuture<Void> last = new CompletableFuture<>();
		switch (this.arguments.receive()) {
			case HANDLER -> pull.onMessage(Dispatch.worker(), (message) -> take(message, last));
			case HANDLER_IO -> pull.onMessage(Dispatch.IO_THREAD, (message) -> take(message, last));
			default -> last.complete(null);
		}
		return last;
	}

	private void takeAll(ZmqSocket pull) throws InterruptedException {
		switch (this.arguments.receive()) {
			case POLL -> {
				while (this.received < this.arguments.messageCount()) {
					if (pull.poll((message) -> take(message.frame(0).readableBytes()), POLL_LIMIT) == 0) {
						takeOne(pull);
					}
				}
			}
			case BLOCKING -> {
				while (this.received < this.arguments.messageCount()) {
					takeOne(pull);
				}
			}
			default -> {
			}
		}
	}

	private void takeOne(ZmqSocket pull) throws InterruptedException {
		pull.receive(PATIENCE).ifPresent((message) -> take(message.bytes(0).length));
	}

	private void take(MessageView message, CompletableFuture<Void> last) {
		try {
			take(message.frame(0).readableBytes());
		}
		catch (IllegalStateException ex) {
			last.completeExceptionally(ex);
			return;
		}
		if (this.received == this.arguments.messageCount()) {
			last.complete(null);
		}
	}

	private void take(int size) {
		if (size != this.arguments.messageSize()) {
			throw new IllegalStateException(
					"message of %d octets (expected: %d)".formatted(size, this.arguments.messageSize()));
		}
		this.received++;
		if (this.received == 1) {
			this.firstNanos = System.nanoTime();
			this.lastNanos = this.firstNanos;
		}
		else if (this.received == this.arguments.messageCount()) {
			this.lastNanos = System.nanoTime();
		}
	}

	private void print(PrintStream out) {
		double seconds = Math.max(1_000, this.lastNanos - this.firstNanos) / 1e9;
		double throughput = this.arguments.messageCount() / seconds;
		double megabits = throughput * this.arguments.messageSize() * 8 / 1e6;
		out.printf(Locale.ROOT, "message size: %d [B]%n", this.arguments.messageSize());
		out.printf(Locale.ROOT, "message count: %d%n", this.arguments.messageCount());
		out.printf(Locale.ROOT, "mean throughput: %d [msg/s]%n", (long) throughput);
		out.printf(Locale.ROOT, "mean throughput: %.3f [Mb/s]%n", megabits);
	}

}
