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

package io.zmqcomm.core.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A receiving process is killed under load, and another takes its place: no message comes
 * twice, what is lost is one gap, and the accounts are exact.
 */
class KilledProcessTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final Path PYTHON = Path.of("/usr/bin/python3");

	private static final String PYTHON_PULL = """
			import sys, zmq
			socket = zmq.Context().socket(zmq.PULL)
			(socket.bind if sys.argv[1] == 'bind' else socket.connect)(sys.argv[2])
			print('ready', flush=True)
			while True:
			    print(socket.recv()[:8].decode(), flush=True)
			""";

	private final List<Peer> peers = new ArrayList<>();

	private final ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.socketDefaults(
			(options) -> options.reconnectInterval(Duration.ofMillis(10)).sendTimeout(DEADLINE).linger(Duration.ZERO)));

	@AfterEach
	void close() throws Exception {
		this.zmq.close();
		for (Peer peer : this.peers) {
			peer.kill();
		}
	}

	@ParameterizedTest
	@CsvSource({ "JAVA, tcp", "JAVA, ipc", "LIBZMQ, tcp", "LIBZMQ, ipc" })
	void theConnectingSideGoesOnWithTheNext(Kind kind, String transport, @TempDir Path directory) throws Exception {
		kind.assertThere();
		String endpoint = transport.equals("ipc") ? "ipc://" + directory.resolve("socket")
				: "tcp://127.0.0.1:" + freePort();
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint);
		run(push, kind, "bind", endpoint);
		assertThat(push.counters().reconnects()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "JAVA, tcp://127.0.0.1:*", "JAVA, ipc://*", "LIBZMQ, tcp://127.0.0.1:*", "LIBZMQ, ipc://*" })
	void theBindingSideGoesOnWithTheNext(Kind kind, String any) throws Exception {
		kind.assertThere();
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).bind(any);
		run(push, kind, "connect", push.boundEndpoints().get(0));
		assertThat(push.counters().connects()).isEqualTo(2);
	}

	private void run(ZmqSocket push, Kind kind, String how, String endpoint) throws Exception {
		Peer first = new Peer(kind, how, endpoint);
		AtomicBoolean enough = new AtomicBoolean();
		List<Integer> sent = new ArrayList<>();
		Thread sender = Background.run(() -> {
			for (int i = 0; !enough.get(); i++) {
				byte[] message = new byte[200];
				System.arraycopy("%08d".formatted(i).getBytes(StandardCharsets.US_ASCII), 0, message, 0, 8);
				assertThat(push.send(message)).isEqualTo(SendOutcome.ACCEPTED);
				sent.add(i);
			}
		});
		Awaitility.await().atMost(DEADLINE).until(() -> first.received.size() > 2_000);
		first.kill();
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().disconnects() == 1);
		if (how.equals("connect")) {
			// Nobody comes back to this queue, which ends a moment later.
			Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
		}
		SocketCounters cut = push.counters();
		assertBalanced(cut);
		Peer second = new Peer(kind, how, endpoint);
		Awaitility.await().atMost(DEADLINE).until(() -> second.received.size() > 2_000);
		enough.set(true);
		Background.join(sender);
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().queued() == 0);
		int last = sent.size() - 1;
		Awaitility.await().atMost(DEADLINE).until(() -> second.received.get(second.received.size() - 1) == last);
		assertBalanced(push.counters());
		assertThat(push.counters().accepted()).isEqualTo(sent.size());
		assertContiguous(first.received);
		assertContiguous(second.received);
		assertThat(first.received.get(0)).isZero();
		// What the first got was handed over, and the second gets all that was not.
		long handedOver = cut.sent() + cut.undelivered();
		assertThat(first.received).hasSizeLessThanOrEqualTo((int) handedOver);
		assertThat(second.received.get(0)).isEqualTo((int) handedOver);
		assertThat(push.counters().undelivered()).isEqualTo(cut.undelivered());
	}

	private static void assertBalanced(SocketCounters counters) {
		assertThat(counters.accepted()).isEqualTo(counters.sent() + counters.queued() + counters.undelivered());
	}

	private static void assertContiguous(List<Integer> numbers) {
		for (int i = 1; i < numbers.size(); i++) {
			assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return server.getLocalPort();
		}
	}

	/** What the receiving process is made of. */
	enum Kind {

		/** Our own PULL in another JVM. */
		JAVA,

		/** A PULL of libzmq. */
		LIBZMQ;

		void assertThere() throws Exception {
			if (this == LIBZMQ) {
				assertThat(Files.isExecutable(PYTHON)
						&& new ProcessBuilder(PYTHON.toString(), "-c", "import zmq").start().waitFor() == 0)
					.as("%s has pyzmq (Debian package: python3-zmq)", PYTHON)
					.isTrue();
			}
		}

		List<String> command(String how, String endpoint) {
			if (this == LIBZMQ) {
				return List.of(PYTHON.toString(), "-c", PYTHON_PULL, how, endpoint);
			}
			String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
			return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp", path,
					PullProcess.class.getName(), how, endpoint);
		}

	}

	private final class Peer {

		private final Process process;

		private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());

		private final Thread reader;

		Peer(Kind kind, String how, String endpoint) throws Exception {
			KilledProcessTests.this.peers.add(this);
			this.process = new ProcessBuilder(kind.command(how, endpoint))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			CountDownLatch ready = new CountDownLatch(1);
			this.reader = Background.run(() -> {
				try (BufferedReader lines = new BufferedReader(
						new InputStreamReader(this.process.getInputStream(), StandardCharsets.US_ASCII))) {
					for (String line; (line = lines.readLine()) != null;) {
						if (line.equals("ready")) {
							ready.countDown();
						}
						else if (line.matches("[0-9]{8}")) {
							this.received.add(Integer.parseInt(line));
						}
					}
				}
			});
			assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
		}

		void kill() throws Exception {
			// By its handle: the process's own method would close the pipe that is read.
			this.process.toHandle().destroyForcibly();
			this.process.waitFor();
			Background.join(this.reader);
		}

	}

}
