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

package io.zmqcomm.core.transport.rdma;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.zmqcomm.core.RdmaUnavailableException;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is said where {@code rdma://} cannot be served.
 */
@Timeout(60)
class UnavailableTests {

	@Test
	void softwareLanesAreNotTakenUnlessAllowed() throws IOException {
		Path devices = Path.of("/sys/class/infiniband");
		if (Files.isDirectory(devices)) {
			try (DirectoryStream<Path> found = Files.newDirectoryStream(devices)) {
				Assumptions.assumeFalse(found.iterator().hasNext(), "this machine has an RDMA device");
			}
		}
		try (ZmqCommunicator zmq = ZmqCommunicator.create()) {
			assertThatExceptionOfType(ZmqBindException.class)
				.isThrownBy(() -> zmq.createSocket(SocketType.PULL).bind("rdma://127.0.0.1:*"))
				.withMessageContaining("no RDMA device")
				.withMessageContaining("zmq.comm.rdma.allow-software=true")
				.withCauseInstanceOf(RdmaUnavailableException.class);
			assertThatExceptionOfType(RdmaUnavailableException.class)
				.isThrownBy(() -> zmq.createSocket(SocketType.PUSH).connect("rdma://127.0.0.1:5555"));
		}
		assertThatExceptionOfType(RdmaUnavailableException.class)
			.isThrownBy(() -> ZmqCommunicator.create((settings) -> settings.protocol("rdma")));
	}

	@Test
	void aProcessWithAllOfItBinds() throws Exception {
		assertThat(bind((path) -> true, Map.of())).startsWith("bound");
	}

	@Test
	void withoutJucxSaysWhatToAdd() throws Exception {
		assertThat(bind((path) -> !path.contains("jucx"), Map.of())).contains("the class path has no JUCX")
			.contains("add the dependency org.openucx:jucx");
	}

	@Test
	void withoutUcxSaysWhatToInstall(@TempDir Path directory) throws Exception {
		// One that cannot be loaded, found before the system's.
		Files.createFile(directory.resolve("libucp.so.0"));
		assertThat(bind((path) -> true, Map.of("LD_LIBRARY_PATH", directory.toString())))
			.contains("UCX cannot be loaded")
			.contains("libucp.so.0")
			.contains("the package libucx0");
	}

	private static String bind(Predicate<String> entries, Map<String, String> environment) throws Exception {
		String path = Arrays
			.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
				.split(File.pathSeparator))
			.filter(entries)
			.collect(Collectors.joining(File.pathSeparator));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-cp", path, BindProcess.class.getName());
		builder.environment().putAll(environment);
		Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try {
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

}
