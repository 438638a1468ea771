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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs scripts of clients that know nothing of us: shell with curl, and Python with
 * pyzmq.
 */
final class ScriptRunner {

	/** Where Debian's python3-zmq is found; another Python may be first on the path. */
	private static final String PYTHON = "/usr/bin/python3";

	private ScriptRunner() {
	}

	/**
	 * Run Python and return what it printed.
	 * @param script the program
	 * @param arguments its arguments
	 * @return standard output
	 */
	static String python(String script, String... arguments) {
		List<String> command = new ArrayList<>(List.of(PYTHON, "-c", script));
		command.addAll(List.of(arguments));
		return run(command);
	}

	/**
	 * Run shell commands and return what they printed.
	 * @param script the commands; the first that fails ends them
	 * @return standard output
	 */
	static String shell(String script) {
		return run(List.of("/bin/sh", "-euc", script));
	}

	private static String run(List<String> command) {
		try {
			Path output = Files.createTempFile("script", ".out");
			Path error = Files.createTempFile("script", ".err");
			Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
				.redirectError(error.toFile())
				.start();
			boolean ended = process.waitFor(120, TimeUnit.SECONDS);
			process.destroyForcibly().waitFor();
			String printed = Files.readString(output, StandardCharsets.UTF_8);
			if (!ended || process.exitValue() != 0) {
				throw new AssertionError("%s%n%s with exit code %d and printed:%n%s%n%s".formatted(
						String.join(" ", command), ended ? "ended" : "was killed", process.exitValue(), printed,
						Files.readString(error, StandardCharsets.UTF_8)));
			}
			Files.delete(output);
			Files.delete(error);
			return printed;
		}
		catch (IOException ex) {
			throw new AssertionError("%s could not be run".formatted(command), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("interrupted", ex);
		}
	}

}
