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
import java.util.concurrent.locks.LockSupport;

/**
 * A program in the place of {@code benchmarks/perf}, in a directory of its own.
 */
final class FakePerf {

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
