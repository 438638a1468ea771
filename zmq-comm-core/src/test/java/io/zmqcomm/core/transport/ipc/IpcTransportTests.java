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

package io.zmqcomm.core.transport.ipc;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IpcTransport} with the real kernel: names, files and their
 * permissions. What it carries is tested with the patterns.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class IpcTransportTests {

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final int MAX_PATH = 107;

	private final ZmqCommunicator zmq = ZmqCommunicator
		.create((settings) -> settings.socketDefaults((options) -> options.reconnectInterval(Duration.ofMillis(10))));

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
	}

	@Test
	void aWildcardIsAFreshFileInAPrivateDirectory() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("ipc://*", "ipc://*");
		List<Path> files = pull.boundEndpoints().stream().map(IpcTransportTests::file).toList();
		assertThat(files).hasSize(2).doesNotHaveDuplicates().allSatisfy((file) -> {
			assertThat(file).isAbsolute().exists();
			assertThat(mode(Objects.requireNonNull(file.getParent()))).isEqualTo("rwx------");
		});
		assertServes(pull);
		pull.unbind(pull.boundEndpoints().get(0));
		assertThat(files.get(0).getParent()).doesNotExist();
		assertThat(files.get(1)).exists();
		pull.close();
		assertThat(files.get(1).getParent()).doesNotExist();
	}

	@Test
	void anAbstractNameNeedsNoFile() throws Exception {
		String endpoint = "ipc://@zmq-test-%d".formatted(ProcessHandle.current().pid());
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint);
		assertThat(pull.boundEndpoints()).containsExactly(endpoint);
		assertServes(pull);
		assertThatExceptionOfType(ZmqBindException.class)
			.isThrownBy(() -> this.zmq.createSocket(SocketType.PULL).bind(endpoint))
			.withMessageContaining(endpoint)
			.withMessageContaining("in use");
		pull.unbind(endpoint);
		assertServes(this.zmq.createSocket(SocketType.PULL).bind(endpoint));
	}

	@Test
	void aRelativePathIsThatOfTheProcess() throws Exception {
		Path file = Path.of("target", "zmq-%d".formatted(ProcessHandle.current().pid()));
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("ipc://" + file);
		assertThat(file).exists();
		assertServes(pull);
		pull.close();
		assertThat(file).doesNotExist();
	}

	@Test
	void thePathMayBeAsLongAsTheKernelsAddress() throws Exception {
		String endpoint = "ipc://" + this.directory + "/";
		String longest = endpoint + "x".repeat(MAX_PATH + "ipc://".length() - endpoint.length());
		assertServes(this.zmq.createSocket(SocketType.PULL).bind(longest));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.zmq.createSocket(SocketType.PULL).bind(longest + "x"))
			.withMessageContaining("at most 107 octets");
	}

	@Test
	void aDirectoryThatIsNotThereFailsTheBind() {
		String endpoint = endpoint("missing/socket");
		assertThatExceptionOfType(ZmqBindException.class)
			.isThrownBy(() -> this.zmq.createSocket(SocketType.PULL).bind(endpoint))
			.withMessageContaining(endpoint)
			.withMessageContaining("No such file or directory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-rw-rw-", "---------" })
	void theFileHasThePermissionsOfTheOption(String permissions) throws Exception {
		ZmqSocket pull = this.zmq
			.createSocket(SocketType.PULL,
					(options) -> options.ipcPermissions(PosixFilePermissions.fromString(permissions)))
			.bind(endpoint("socket"), "ipc://*");
		assertThat(pull.boundEndpoints()).allSatisfy((bound) -> assertThat(mode(file(bound))).isEqualTo(permissions));
	}

	@Test
	void anAbstractNameTakesNoPermissions() {
		assertThatExceptionOfType(ZmqBindException.class)
			.isThrownBy(() -> this.zmq
				.createSocket(SocketType.PULL,
						(options) -> options.ipcPermissions(PosixFilePermissions.fromString("rw-------")))
				.bind("ipc://@zmq-test-secret"))
			.withMessageContaining("'ipcPermissions'")
			.withMessageContaining("ipc://@zmq-test-secret");
	}

	@Test
	void aSocketThatNobodyListensOnIsReplaced() throws Exception {
		leaveStale("socket");
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("socket"));
		assertServes(pull);
		pull.close();
		assertThat(this.directory.resolve("socket")).doesNotExist();
	}

	@Test
	void aListenerKeepsItsPath() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("socket"));
		assertInUse("socket", "somebody listens");
		assertServes(pull);
	}

	@Test
	void aListenerWithoutRoomForOneMoreKeepsItsPath() throws Exception {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.directory.resolve("socket"));
		List<SocketChannel> waiting = new ArrayList<>();
		try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			busy.bind(address, 1);
			boolean room = true;
			while (room) {
				SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
				waiting.add(channel);
				channel.configureBlocking(false);
				room = connects(channel, address);
			}
			assertInUse("socket", "address already in use");
			assertThat(this.directory.resolve("socket")).exists();
		}
		finally {
			for (SocketChannel channel : waiting) {
				channel.close();
			}
		}
	}

	private static boolean connects(SocketChannel channel, UnixDomainSocketAddress address) {
		try {
			return channel.connect(address);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void aBindThatFailsHalfwayLeavesNoFile() {
		Path file = this.directory.resolve("half");
		assertThatIOException().isThrownBy(() -> SocketFile.bind(file, (path) -> {
			leaveStale("half");
			throw new IOException("no listen");
		})).withMessage("no listen").withNoCause();
		assertThat(file).doesNotExist();
	}

	@Test
	void aBindThatFailsLeavesTheFileOfWhoWasFaster() throws Exception {
		Path file = this.directory.resolve("theirs");
		try (ServerSocketChannel theirs = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			assertThatIOException().isThrownBy(() -> SocketFile.bind(file, (path) -> {
				theirs.bind(UnixDomainSocketAddress.of(path));
				throw new IOException("in use");
			})).withMessage("in use");
			assertThat(file).exists();
		}
	}

	@Test
	void whatIsNoSocketIsLeftAlone() throws Exception {
		leaveStale("stale");
		Files.writeString(this.directory.resolve("file"), "precious");
		Files.createDirectory(this.directory.resolve("directory"));
		Files.createSymbolicLink(this.directory.resolve("link"), this.directory.resolve("stale"));
		Files.createSymbolicLink(this.directory.resolve("dangling"), this.directory.resolve("nothing"));
		assertThat(new ProcessBuilder("mkfifo", this.directory.resolve("pipe").toString()).start().waitFor()).isZero();
		for (String name : List.of("file", "directory", "link", "dangling", "pipe")) {
			assertInUse(name, "no socket");
			assertThat(Files.exists(this.directory.resolve(name), LinkOption.NOFOLLOW_LINKS)).as(name).isTrue();
		}
		assertThat(this.directory.resolve("file")).hasContent("precious");
		assertThat(this.directory.resolve("stale")).exists();
	}

	@Test
	void aFileThatTookOursPlaceStays() throws Exception {
		Path file = this.directory.resolve("socket");
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("socket"));
		Files.delete(file);
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(file));
			pull.close();
			assertThat(file).exists();
		}
	}

	@Test
	void closingTheCommunicatorRemovesItsFiles() {
		this.zmq.createSocket(SocketType.PULL).bind(endpoint("a"), endpoint("b"));
		this.zmq.createSocket(SocketType.PUB).bind(endpoint("c"));
		assertThat(this.directory).isDirectoryContaining("glob:**/c");
		this.zmq.close(DEADLINE);
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void oneOfManyThatBindAtOnceSucceeds() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			for (int round = 0; round < 50; round++) {
				leaveStale("socket");
				List<Callable<Boolean>> binds = new ArrayList<>();
				List<ZmqSocket> sockets = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					ZmqSocket socket = this.zmq.createSocket(SocketType.PULL);
					sockets.add(socket);
					binds.add(() -> binds(socket, endpoint("socket")));
				}
				int bound = 0;
				for (Future<Boolean> bind : threads.invokeAll(binds)) {
					bound += bind.get() ? 1 : 0;
				}
				assertThat(bound).isEqualTo(1);
				sockets.forEach(ZmqSocket::close);
				assertThat(this.directory).isEmptyDirectory();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static boolean binds(ZmqSocket socket, String endpoint) {
		try {
			socket.bind(endpoint);
			return true;
		}
		catch (ZmqBindException ex) {
			return false;
		}
	}

	@Test
	void peersAreToldApartByTheirProcess() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("socket"));
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint("socket"));
		assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
		assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
		String pid = "(pid %d, ".formatted(ProcessHandle.current().pid());
		assertThat(pull.peers().get(0).remoteAddress()).startsWith(endpoint("socket")).contains(pid);
		assertThat(push.peers().get(0).remoteAddress()).startsWith(endpoint("socket")).contains(pid);
	}

	@Test
	void hostilePeersHarmOnlyThemselves() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("socket"));
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint("socket"));
		assertThat(pull.awaitPeers(1, DEADLINE)).isTrue();
		Random random = new Random(1);
		for (int i = 0; i < 50; i++) {
			byte[] noise = Octets.random(random.nextLong(), random.nextInt(10_000));
			assertCutOff((i % 3 == 0) ? noise : (i % 3 == 1) ? Octets.concat(Zmtp.greeting(), noise)
					: Octets.concat(Zmtp.greeting(), Zmtp.ready("PUSH"), Octets.of("02 7f ff ff ff ff ff ff ff")));
			push.send("" + i);
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("" + i);
		}
		assertThat(pull.peers()).hasSize(1);
	}

	/** Write, shut the output, and read to the end. */
	private void assertCutOff(byte[] octets) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(this.directory.resolve("socket")))) {
			channel.write(ByteBuffer.wrap(octets));
			channel.shutdownOutput();
			ByteBuffer answer = ByteBuffer.allocate(1000);
			while (channel.read(answer) >= 0) {
				answer.clear();
			}
		}
		catch (SocketException ex) {
			// Cut off before all was written or read
		}
	}

	@Test
	void withoutTheNativeTransportPathsWorkAndAbstractNamesAreRefused() throws Exception {
		String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-Dio.netty.transport.noNative=true", "-cp", path, NioProcess.class.getName(),
				endpoint("nio"), endpoint("native"))
			.inheritIO()
			.start();
		try (ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint("native"))) {
			ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(endpoint("nio"));
			push.send("from epoll");
			assertThat(pull.receive(DEADLINE).map((message) -> message.text(0))).contains("from epoll");
			assertThat(pull.receive(DEADLINE).map((message) -> message.text(0))).hasValueSatisfying(
					(refusal) -> assertThat(refusal).contains("'ipc://@name'").contains("expected: a path, or Linux"));
			assertThat(pull.receive(DEADLINE).map((message) -> message.text(0))).contains("rw-------");
			assertThat(process.waitFor()).isZero();
			assertThat(this.directory.resolve("nio")).doesNotExist();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private void leaveStale(String name) throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(this.directory.resolve(name)));
		}
	}

	private void assertInUse(String name, String reason) {
		ZmqSocket socket = this.zmq.createSocket(SocketType.PULL);
		assertThatExceptionOfType(ZmqBindException.class).isThrownBy(() -> socket.bind(endpoint(name)))
			.withMessageContaining(endpoint(name))
			.withMessageContaining(reason)
			.withMessageContaining("expected:");
		assertThat(socket.boundEndpoints()).isEmpty();
	}

	private void assertServes(ZmqSocket pull) throws InterruptedException {
		for (String endpoint : pull.boundEndpoints()) {
			this.zmq.createSocket(SocketType.PUSH).connect(endpoint).send(endpoint);
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo(endpoint);
		}
	}

	private String endpoint(String name) {
		return "ipc://" + this.directory.resolve(name);
	}

	private static Path file(String endpoint) {
		return Path.of(endpoint.substring("ipc://".length()));
	}

	private static String mode(Path path) {
		try {
			return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
