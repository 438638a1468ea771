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

package io.zmqcomm.spring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Runs Python with pyzmq, so that libzmq is the other side.
 */
public final class PythonPeer {

	private static final Path PYTHON = Path.of("/usr/bin/python3");

	private static final String PRELUDE = """
			import sys, json, zmq
			ctx = zmq.Context()
			def sock(kind):
			    s = ctx.socket(kind)
			    s.setsockopt(zmq.RCVTIMEO, 30000)
			    s.setsockopt(zmq.SNDTIMEO, 30000)
			    s.setsockopt(zmq.LINGER, 5000)
			    return s
			""";

	private PythonPeer() {
	}

	/**
	 * Return whether pyzmq is there.
	 * @return whether it can be used
	 */
	public static boolean isAvailable() {
		try {
			return Files.isExecutable(PYTHON)
					&& new ProcessBuilder(PYTHON.toString(), "-c", "import zmq").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Run a script to its end.
	 * @param script after {@code sock(kind)} is defined
	 * @param arguments its {@code sys.argv}
	 * @return what it printed
	 */
	public static String run(String script, String... arguments) {
		try {
			String[] command = new String[3 + arguments.length];
			command[0] = PYTHON.toString();
			command[1] = "-c";
			command[2] = PRELUDE + script;
			System.arraycopy(arguments, 0, command, 3, arguments.length);
			Path output = Files.createTempFile("peer", ".txt");
			try {
				Process process = new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(output.toFile())
					.start();
				boolean ended = process.waitFor(120, TimeUnit.SECONDS);
				process.destroyForcibly();
				String printed = Files.readString(output, StandardCharsets.UTF_8).trim();
				if (!ended || process.exitValue() != 0) {
					throw new AssertionError("The peer failed: " + printed);
				}
				return printed;
			}
			finally {
				Files.delete(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
