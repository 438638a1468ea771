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

package io.zmqcomm.benchmarks.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of {@link RawPeers}. One thread.
 */
final class PeerProcess implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 120;

	private final Process process;

	private final Writer commands;

	private final BufferedReader answers;

	private PeerProcess(Process process) {
		this.process = process;
		this.commands = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
	}

	/**
	 * Start the process.
	 * @param endpoint where its peers connect to
	 * @return the process, without peers
	 * @throws IOException if it cannot be started
	 */
	static PeerProcess start(String endpoint) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
		return new PeerProcess(
				new ProcessBuilder(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
						RawPeers.class.getName(), port)
					.redirectError(ProcessBuilder.Redirect.INHERIT)
					.start());
	}

	/**
	 * Give a command and wait for the answer.
	 * @param command as {@link RawPeers} knows it
	 * @return the number that it answers
	 * @throws IOException if the process has ended
	 * @throws InterruptedException if interrupted
	 */
	long ask(String command) throws IOException, InterruptedException {
		this.commands.write(command + "\n");
		this.commands.flush();
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::readLine);
		String problem;
		try {
			String line = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (line.matches("\\d+")) {
				return Long.parseLong(line);
			}
			problem = line;
		}
		catch (ExecutionException | TimeoutException ex) {
			problem = ex.toString();
		}
		throw new IllegalStateException("the other process did not do '%s': %s".formatted(command, problem));
	}

	private String readLine() {
		try {
			String line = this.answers.readLine();
			return (line != null) ? line : "it ended";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End the standard input of the process, as if this one had died.
	 * @throws IOException if it has ended already
	 */
	void endInput() throws IOException {
		this.commands.close();
	}

	/**
	 * Wait until the process has ended.
	 * @param bound how long at most
	 * @return whether it has
	 * @throws InterruptedException if interrupted
	 */
	boolean awaitEnd(Duration bound) throws InterruptedException {
		return this.process.waitFor(bound.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * End the process and wait until it has ended.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
