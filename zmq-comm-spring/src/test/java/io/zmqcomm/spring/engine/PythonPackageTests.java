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

package io.zmqcomm.spring.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the tests of the Python package, with this engine as one of its peers. Some
 * tensors are read and written here octet by octet, as the format's page tells.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(600)
class PythonPackageTests {

	private static final String ANY = "tcp://127.0.0.1:*";

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	private final List<String> peers = new ArrayList<>();

	@Autowired
	private ZmqCommunicator zmq;

	@Autowired
	private Environment environment;

	@Test
	void pytestPassesAndSkipsNothing(@TempDir Path temporary) throws Exception {
		this.peers.add("failing=tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq.failing.port"));
		bind("echo", SocketType.REP).onMessage((request) -> request.reply().send(request.copy()));
		bind("twice", SocketType.REP).onMessage((request) -> request.reply().send(twice(request.copy())));
		bind("asks", SocketType.REP).onMessage((request) -> request.reply().send(ask(request.copy())));
		bind("tensors", SocketType.REP).onTensor((request, tensor, topic) -> request.reply().send(tensor));
		bind("asksTensor", SocketType.REP)
			.onMessage((request) -> request.reply().send(ZmqMessage.ofText(askTensor(request.copy().text(0)))));
		forward(bind("pull", SocketType.PULL), bind("push", SocketType.PUSH));
		forward(bind("sub", SocketType.SUB).subscribe(""), bind("pub", SocketType.PUB));
		ZmqSocket pair = bind("pair", SocketType.PAIR);
		forward(pair, pair);
		Path output = temporary.resolve("pytest.txt");
		ProcessBuilder pytest = new ProcessBuilder("/usr/bin/python3", "-B", "-m", "pytest", "-rs", "--basetemp",
				temporary.resolve("pytest").toString())
			.directory(Path.of("..", "python").toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		pytest.environment().put("ZMQCOMM_JAVA_PEERS", String.join(" ", this.peers));
		Process process = pytest.start();
		boolean ended;
		try {
			ended = process.waitFor(540, TimeUnit.SECONDS);
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		assertThat(ended && process.exitValue() == 0)
			.as("pytest passes (Debian packages: python3-numpy python3-pytest python3-venv python3-zmq); it printed:%n%s",
					Files.readString(output))
			.isTrue();
		assertThat(Files.readString(output)).contains(" passed").doesNotContain("skipped");
	}

	private ZmqSocket bind(String name, SocketType type) {
		ZmqSocket socket = this.zmq.createSocket(type).bind(ANY);
		this.peers.add(name + "=" + socket.boundEndpoints().get(0));
		return socket;
	}

	private static void forward(ZmqSocket from, ZmqSocket to) {
		from.onMessage((message) -> to.send(message.copy()));
	}

	/** Request what the caller wants from the endpoint in the first frame. */
	private ZmqMessage ask(ZmqMessage message) throws Exception {
		byte[][] frames = new byte[message.frameCount() - 1][];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = message.bytes(i + 1);
		}
		ZmqMessage reply = this.zmq.request(message.text(0), ZmqMessage.of(frames), REQUEST_TIMEOUT);
		return ZmqErrorReply.from(reply)
			.map((error) -> ZmqMessage.ofText("refused", error.code(), error.message()))
			.orElse(reply);
	}

	private String askTensor(String endpoint) throws Exception {
		Tensor reply = this.zmq.request(endpoint, Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3).withChecksum());
		float[] elements = new float[reply.elementCount()];
		reply.data().asFloatBuffer().get(elements);
		return reply + " " + Arrays.toString(elements);
	}

	/**
	 * Take a float32 of two dimensions, and answer with twice of each as float64, in big
	 * endian, with a sequence number one higher and with a checksum.
	 */
	private static ZmqMessage twice(ZmqMessage message) {
		ByteBuffer header = ByteBuffer.wrap(message.bytes(0)).order(ByteOrder.LITTLE_ENDIAN);
		ByteBuffer data = ByteBuffer.wrap(message.bytes(1));
		assertThat(header.getInt()).isEqualTo(0x4e545a93);
		assertThat(header.getShort()).isEqualTo((short) (12 << 8 | 1));
		int flags = header.get();
		assertThat(header.get()).isEqualTo((byte) 2);
		long rows = header.getLong();
		long columns = header.getLong();
		assertThat(data.remaining()).isEqualTo((int) (4 * rows * columns));
		data.order(((flags & 1) != 0) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
		long sequence = ((flags & 2) != 0) ? header.getLong() : 0;
		if ((flags & 4) != 0) {
			assertThat(header.getInt(header.position()))
				.isEqualTo(checksum(header.array(), header.position(), data.array()));
			header.getInt();
		}
		assertThat(header.remaining()).isZero();
		ByteBuffer replied = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
		replied.put(new byte[] { (byte) 0x93, 'Z', 'T', 'N', 1, 13, 7, 2 });
		replied.putLong(rows).putLong(columns).putLong(sequence + 1);
		ByteBuffer doubled = ByteBuffer.allocate(2 * data.remaining());
		while (data.hasRemaining()) {
			doubled.putDouble(2 * data.getFloat());
		}
		replied.putInt(checksum(replied.array(), replied.position(), doubled.array()));
		return ZmqMessage.of(replied.array(), doubled.array());
	}

	private static int checksum(byte[] header, int length, byte[] data) {
		CRC32C checksum = new CRC32C();
		checksum.update(header, 0, length);
		checksum.update(data);
		return (int) checksum.getValue();
	}

	static class Listeners {

		@ZmqReply(id = "failing", bind = ANY)
		String failing(String body) {
			throw new IllegalArgumentException("secret " + body);
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean(destroyMethod = "close")
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

}
