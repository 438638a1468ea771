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

package io.zmqcomm.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One process of a trial, with what it prints in files.
 */
final class Child {

	private static final String BOUND = "bound: ";

	private final List<String> command;

	private final Process process;

	private final Path out;

	private final Path err;

	private Child(List<String> command, Process process, Path out, Path err) {
		this.command = command;
		this.process = process;
		this.out = out;
		this.err = err;
	}

	/**
	 * Start a process.
	 * @param command the program and its arguments
	 * @param files what its files begin with
	 * @return the process
	 */
	static Child start(List<String> command, Path files) {
		Path out = files.resolveSibling(files.getFileName() + ".out");
		Path err = files.resolveSibling(files.getFileName() + ".err");
		try {
			Process process = new ProcessBuilder(command).redirectOutput(out.toFile())
				.redirectError(err.toFile())
				.start();
			return new Child(command, process, out, err);
		}
		catch (IOException ex) {
			throw new TrialException(ex.toString());
		}
	}

	/**
	 * Wait until the process has told the endpoint that it is bound to.
	 * @param deadline until when, as {@link System#nanoTime()}
	 * @return the endpoint
	 * @throws InterruptedException if interrupted
	 */
	String awaitBound(long deadline) throws InterruptedException {
		while (true) {
			boolean ended = !this.process.isAlive();
			for (String line : read(this.err).lines().toList()) {
				if (line.startsWith(BOUND)) {
					return line.substring(BOUND.length());
				}
			}
			if (ended) {
				throw new TrialException(failure());
			}
			if (System.nanoTime() - deadline > 0) {
				throw new TrialException("%s has not bound in time".formatted(this));
			}
			this.process.waitFor(20, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Return the end of the process.
	 * @return completes when it ends, with a {@link TrialException} unless it succeeded
	 */
	CompletableFuture<Void> success() {
		return this.process.onExit().thenAccept((ended) -> {
			if (ended.exitValue() != 0) {
				throw new TrialException(failure());
			}
		});
	}

	String output() {
		return read(this.out);
	}

	/**
	 * End the process with all that it has started, if it is still running.
	 */
	void end() {
		List<ProcessHandle> descendants = this.process.descendants().toList();
		this.process.destroyForcibly();
		descendants.forEach(ProcessHandle::destroyForcibly);
		this.process.onExit().join();
	}

	private String failure() {
		return "%s ended with status %d: %s".formatted(this, this.process.exitValue(), read(this.err).strip());
	}

	@Override
	public String toString() {
		return String.join(" ", this.command.subList(1, this.command.size()));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new TrialException(ex.toString());
		}
	}

}
