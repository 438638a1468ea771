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

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A tool that runs beside the test: on a thread, or as a process. Ended by {@code close}
 * if it has not ended by itself.
 */
public final class RunningTool implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 50;

	private final CompletableFuture<String> endpoint = new CompletableFuture<>();

	private final CompletableFuture<List<String>> lines = new CompletableFuture<>();

	private final Thread thread;

	private Runnable kill = () -> {
	};

	private RunningTool(Body body, String name) {
		this.thread = new Thread(() -> {
			try {
				this.lines.complete(body.run(this));
			}
			catch (Throwable ex) {
				this.lines.completeExceptionally(ex);
				this.endpoint.completeExceptionally(ex);
			}
		}, name);
	}

	public static RunningTool start(Tool tool, String usage, String... args) {
		RunningTool running = new RunningTool((self) -> {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			tool.run(Arguments.parse(usage, args),
					new Report(new PrintStream(out, true, StandardCharsets.UTF_8), self.endpoint::complete));
			return out.toString(StandardCharsets.UTF_8).lines().toList();
		}, usage);
		running.thread.start();
		return running;
	}

	static RunningTool process(String... command) throws IOException {
		Process process = new ProcessBuilder(command).start();
		RunningTool running = new RunningTool((self) -> self.read(process), String.join(" ", command));
		running.kill = process::destroyForcibly;
		running.thread.start();
		return running;
	}

	private List<String> read(Process process) throws InterruptedException {
		StringBuilder errors = new StringBuilder();
		try (BufferedReader err = process.errorReader(); BufferedReader out = process.inputReader()) {
			err.lines().forEach((line) -> {
				if (line.startsWith("bound: ")) {
					this.endpoint.complete(line.substring("bound: ".length()));
				}
				else {
					errors.append(line).append('\n');
				}
			});
			List<String> result = out.lines().toList();
			if (process.waitFor() != 0) {
				throw new IllegalStateException(errors.toString());
			}
			return result;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it is bound.
	 * @return the endpoint with its real port
	 */
	public String endpoint() throws ExecutionException, InterruptedException, TimeoutException {
		return this.endpoint.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Wait until it has ended.
	 * @return the lines it printed
	 * @throws ExecutionException if it failed; the message tells why
	 */
	public List<String> lines() throws ExecutionException, InterruptedException, TimeoutException {
		return this.lines.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public void close() throws InterruptedException {
		this.kill.run();
		this.thread.interrupt();
		this.thread.join();
	}

	/**
	 * What runs on the thread.
	 */
	@FunctionalInterface
	private interface Body {

		List<String> run(RunningTool self) throws Exception;

	}

}
