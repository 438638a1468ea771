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
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java files of the README are what a stranger copies: they compile as they stand,
 * and print what they say.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ReadmeTests {

	private static final Path README = Path.of("..", "README.md");

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern CLASS = Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE);

	@TempDir
	private Path directory;

	@Test
	void theExamplesCompileAndRun(CapturedOutput output) throws Exception {
		List<String> names = compile();
		assertThat(names).containsExactlyInAnyOrder("Quotes", "Hello", "Tensors", "Model");
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.directory.toUri().toURL() },
				getClass().getClassLoader())) {
			for (String name : List.of("Hello", "Tensors")) {
				loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
			}
		}
		assertThat(output).containsSubsequence("hello", "float32[2, 3]: 6.0");
	}

	private List<String> compile() throws IOException {
		List<String> names = new ArrayList<>();
		List<Path> files = new ArrayList<>();
		Matcher example = EXAMPLE.matcher(Files.readString(README));
		while (example.find()) {
			Matcher type = CLASS.matcher(example.group(1));
			assertThat(type.find()).as(example.group(1)).isTrue();
			names.add(type.group(1));
			files.add(Files.writeString(this.directory.resolve(type.group(1) + ".java"), example.group(1)));
		}
		var compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		boolean compiled = compiler
			.getTask(errors, null, null,
					List.of("-proc:none", "-d", this.directory.toString(), "-cp",
							System.getProperty("java.class.path")),
					null, compiler.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files))
			.call();
		assertThat(compiled).as(errors.toString()).isTrue();
		return names;
	}

}
