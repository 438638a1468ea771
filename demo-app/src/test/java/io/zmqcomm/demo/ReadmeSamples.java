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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the samples that users are told to run against the demo: the fenced blocks that
 * follow a marker in a README.
 */
final class ReadmeSamples {

	private static final Pattern BLOCK = Pattern
		.compile("<!-- run against the demo -->\\s*\\R```(sh|python)\\R(.*?)\\R```", Pattern.DOTALL);

	private ReadmeSamples() {
	}

	/** Returns the samples of this module's README and of the project's. */
	static List<Sample> find() throws IOException {
		return Stream.concat(find(Path.of("README.md")), find(Path.of("../README.md"))).toList();
	}

	private static Stream<Sample> find(Path file) throws IOException {
		if (!Files.exists(file)) {
			return Stream.empty();
		}
		Matcher matcher = BLOCK.matcher(Files.readString(file));
		return matcher.results().map((result) -> new Sample(file, result.group(1), result.group(2)));
	}

	/**
	 * A sample.
	 *
	 * @param file where it stands
	 * @param language the language
	 * @param text the program
	 */
	record Sample(Path file, String language, String text) {

		/** Runs the sample against other ports than those it names. */
		String run(int httpPort, int jobPort) {
			String moved = this.text.replace("127.0.0.1:8080", "127.0.0.1:" + httpPort)
				.replace("127.0.0.1:5550", "127.0.0.1:" + jobPort);
			return this.language.equals("python") ? ScriptRunner.python(moved) : ScriptRunner.shell(moved);
		}

		@Override
		public String toString() {
			return this.file + ": " + this.text.lines().findFirst().orElse("");
		}

	}

}
