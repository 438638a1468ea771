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
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.channel.ServerChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a bound Unix domain socket. What stands at its path before is removed if it
 * is a socket that nobody listens on, and never otherwise. That takes two steps, which
 * are one for this process only: as with libzmq, of two processes that bind the same path
 * at the same instant the later may replace the earlier.
 */
final class SocketFile {

	private static final Logger logger = LoggerFactory.getLogger(SocketFile.class);

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET_TYPE = 0140000;

	private static final ReentrantLock lock = new ReentrantLock();

	private final Path path;

	private final ServerChannel channel;

	/** Made for this file alone, and removed with it. */
	private final @Nullable Path directory;

	/** What tells our file from one that took its place. */
	private final Map<String, Object> identity;

	private SocketFile(Path path, ServerChannel channel, @Nullable Path directory) throws IOException {
		this.path = path;
		this.channel = channel;
		this.directory = directory;
		this.identity = identity(path);
	}

	/**
	 * Bind to a path.
	 * @param path the path
	 * @param binding binds and listens
	 * @return the file, which is there now
	 * @throws IOException if the path is in use or cannot be bound
	 */
	static SocketFile bind(Path path, Binding binding) throws IOException {
		return bind(path, null, binding);
	}

	/**
	 * Bind to a fresh path, in a directory that only this user may enter.
	 * @param binding binds and listens
	 * @return the file, which is there now
	 * @throws IOException if it cannot be bound
	 */
	static SocketFile bindAny(Binding binding) throws IOException {
		Path directory = Files.createTempDirectory("zmq-");
		Path path = directory.resolve("socket");
		try {
			return bind(path, directory, binding);
		}
		catch (IOException | RuntimeException ex) {
			Files.delete(directory);
			throw ex;
		}
	}

	private static SocketFile bind(Path path, @Nullable Path directory, Binding binding) throws IOException {
		lock.lock();
		try {
			if (removeStale(path)) {
				logger.info("{} was left behind by a process that is gone, and is replaced", path);
			}
			return bindFresh(path, directory, binding);
		}
		finally {
			lock.unlock();
		}
	}

	private static SocketFile bindFresh(Path path, @Nullable Path directory, Binding binding) throws IOException {
		ServerChannel channel = null;
		try {
			channel = binding.bind(path);
			return new SocketFile(path, channel, directory);
		}
		catch (IOException | RuntimeException ex) {
			if (channel != null) {
				channel.unsafe().closeForcibly();
			}
			try {
				removeStale(path);
			}
			catch (IOException other) {
				// Such as somebody else's, who was faster
				ex.addSuppressed(other);
			}
			throw ex;
		}
	}

	/**
	 * Remove a socket that nobody listens on.
	 * @return whether there was one
	 * @throws IOException if there is something else
	 */
	private static boolean removeStale(Path path) throws IOException {
		if (!exists(path)) {
			return false;
		}
		int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		if ((mode & FILE_TYPE) != SOCKET_TYPE) {
			throw new FileAlreadyExistsException(
					"%s is there and no socket (expected: nothing, or a socket that nobody listens on)"
						.formatted(path));
		}
		refuseIfListening(path);
		return Files.deleteIfExists(path);
	}

	private static void refuseIfListening(Path path) throws IOException {
		String reason = "somebody listens";
		try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			probe.configureBlocking(false);
			probe.connect(UnixDomainSocketAddress.of(path));
		}
		catch (ConnectException ex) {
			return;
		}
		catch (SocketException ex) {
			if (!exists(path)) {
				return;
			}
			// Such as a full backlog, or no permission to find out
			reason = String.valueOf(ex.getMessage());
		}
		throw new BindException("address already in use, %s: %s (expected: nothing, or a socket that nobody listens on)"
			.formatted(path, reason));
	}

	private static boolean exists(Path path) {
		return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * A file's number may be given to the next one; its time does not change, as nobody
	 * writes to it.
	 */
	private static Map<String, Object> identity(Path path) throws IOException {
		return Files.readAttributes(path, "unix:dev,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
	}

	/** Remove the file, unless another has taken its place. */
	void remove() {
		lock.lock();
		try {
			if (exists(this.path) && identity(this.path).equals(this.identity)) {
				Files.delete(this.path);
			}
			if (this.directory != null) {
				Files.delete(this.directory);
			}
		}
		catch (IOException ex) {
			logger.warn("{} could not be removed: {}", this.path, ex.toString());
		}
		finally {
			lock.unlock();
		}
	}

	Path path() {
		return this.path;
	}

	ServerChannel channel() {
		return this.channel;
	}

	/**
	 * Makes the file.
	 */
	@FunctionalInterface
	interface Binding {

		/**
		 * Bind to a path where nothing is.
		 * @param path the path
		 * @return listens
		 * @throws IOException if that fails; a file that is there by then is removed
		 */
		ServerChannel bind(Path path) throws IOException;

	}

}
