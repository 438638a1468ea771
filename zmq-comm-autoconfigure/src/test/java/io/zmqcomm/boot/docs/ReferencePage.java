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

package io.zmqcomm.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of {@code docs/reference} that is made from what the code says. With
 * {@code -Dzmq.docs.write} it is written, else held against the file.
 */
final class ReferencePage {

	private static final Path DIRECTORY = Path.of("..", "docs", "reference");

	private final String file;

	private final StringBuilder text = new StringBuilder();

	ReferencePage(String file, String title, String introduction) {
		this.file = file;
		this.text.append("# ").append(title).append("\n\n");
		this.text.append("<!-- Made by the build; to write it anew: mvn -pl zmq-comm-autoconfigure -am test ")
			.append("-Dtest='*ReferenceTests' -Dsurefire.failIfNoSpecifiedTests=false -Dzmq.docs.write -->\n\n");
		this.text.append(introduction).append("\n");
	}

	void section(String title) {
		this.text.append("\n## ").append(title).append("\n");
	}

	void paragraph(String paragraph) {
		this.text.append("\n").append(paragraph).append("\n");
	}

	void table(List<String> header, List<List<String>> rows) {
		this.text.append("\n").append(row(header));
		this.text.append(row(header.stream().map((cell) -> "---").toList()));
		rows.forEach((row) -> this.text.append(row(row)));
	}

	private static String row(List<String> cells) {
		return cells.stream()
			.map((cell) -> cell.replace("|", "\\|"))
			.collect(Collectors.joining(" | ", "| ", " |\n"))
			.replace("|  |", "| |");
	}

	void assertUpToDate() {
		Path path = DIRECTORY.resolve(this.file);
		try {
			if (System.getProperty("zmq.docs.write") != null) {
				Files.createDirectories(DIRECTORY);
				Files.writeString(path, this.text);
			}
			assertThat(path).as("run with -Dzmq.docs.write to write it anew").hasContent(this.text.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
