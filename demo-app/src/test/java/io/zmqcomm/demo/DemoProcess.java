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

package io.zmqcomm.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The jar that users run, in a process of its own. What it listens on is asked of it, as
 * it takes free ports.
 */
final class DemoProcess {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern HTTP_PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final Path log;

	/**
	 * Start the jar.
	 * @param log where its output goes
	 * @param arguments its arguments
	 */
	DemoProcess(Path log, List<String> arguments) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = new ArrayList<>(
				List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", System.getProperty("demo.jar")));
		command.addAll(arguments);
		Files.createDirectories(log.getParent());
		this.log = log;
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	/** Waits until it is started; its end before that is an error. */
	DemoProcess awaitStarted() {
		Awaitility.await(this.log.toString()).atMost(PATIENCE).until(() -> {
			boolean alive = this.process.isAlive();
			boolean started = log().contains("Started DemoApplication in");
			if (!alive) {
				throw new AssertionError(
						"%s ended with exit code %d:%n%s".formatted(this.log, this.process.exitValue(), log()));
			}
			return started;
		});
		return this;
	}

	/** Returns a client of its HTTP. */
	DemoClient client() {
		Matcher port = HTTP_PORT.matcher(log());
		if (!port.find()) {
			throw new AssertionError("%s names no port:%n%s".formatted(this.log, log()));
		}
		return new DemoClient(Integer.parseInt(port.group(1)));
	}

	/** Returns what it printed so far. */
	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Asks it to stop, and returns its exit code. */
	int stop() throws InterruptedException {
		this.process.destroy();
		return awaitEnd();
	}

	/** Returns its exit code once it has ended. */
	int awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("%s does not end:%n%s".formatted(this.log, log()));
		}
		return this.process.exitValue();
	}

	/** Kills it, and nothing that it has started. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
