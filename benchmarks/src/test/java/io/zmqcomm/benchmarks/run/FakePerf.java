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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program in the place of {@code benchmarks/perf}, in a directory of its own.
 */
final class FakePerf {

	/** Binds and hangs in a process that it has started; the ids of both are in files. */
	static final String HANG = "sleep 1000 & echo $! >sleep; echo $$ >hang; echo 'bound: tcp://h:1' >&2; wait";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Path directory;

	/**
	 * Write the program.
	 * @param directory where
	 * @param script what it does, for bash, with the directory as working directory
	 */
	FakePerf(Path directory, String script) {
		this.directory = directory;
		try {
			Files.writeString(program(), "#!/usr/bin/env bash\ncd '%s'\n%s\n".formatted(directory, script));
			Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwx------"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path program() {
		return this.directory.resolve("perf");
	}

	/**
	 * Wait until the program has written a line.
	 * @param file where
	 */
	void await(String file) {
		while (!read(file).endsWith("\n")) {
			LockSupport.parkNanos(5_000_000);
		}
	}

	/**
	 * Check that both processes of {@link #HANG} end, and end them if they do not.
	 */
	void assertGone() {
		List<ProcessHandle> left = Stream.of("hang", "sleep")
			.flatMap((file) -> ProcessHandle.of(Long.parseLong(read(file).strip())).stream())
			.toList();
		try {
			assertThat(left).allSatisfy((process) -> assertThat(process.onExit()).succeedsWithin(PATIENCE));
		}
		finally {
			left.forEach(ProcessHandle::destroyForcibly);
		}
	}

	String read(String file) {
		try {
			Path path = this.directory.resolve(file);
			return Files.exists(path) ? Files.readString(path) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
