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

package io.zmqcomm.demo.worker;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.demo.job.TaskResult;
import io.zmqcomm.demo.job.TaskState;

/**
 * Runs commands by {@code /bin/sh -c}, each in a session of its own where {@code setsid}
 * is there, so that whatever it started can be killed together; also if this process is
 * killed itself. A command is over when its shell is; nothing that it left behind
 * outlives it. Any thread.
 */
final class CommandRunner {

	private static final Logger logger = LoggerFactory.getLogger(CommandRunner.class);

	private static final String SHELL = "/bin/sh";

	private static final Path SETSID = Path.of("/usr/bin/setsid");

	private static final boolean SESSIONS = Files.isExecutable(SETSID);

	/**
	 * Runs the shell {@code $0} on the command {@code $1}, and beside it one that kills
	 * the whole group when the pipe from this process ends, as it does with this process.
	 */
	private static final String SUPERVISED = "exec 3<&0; { read -r _ <&3; kill -s KILL 0; } & "
			+ "exec \"$0\" -c \"$1\" 3<&- </dev/null";

	/** In which arguments reach a process; chosen by the locale. */
	private static final Charset CHARSET = Charset
		.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

	/** How long the pipe may take to empty after all that wrote to it was killed. */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

	private final int outputLimit;

	/**
	 * Create a runner.
	 * @param outputLimit how many octets of output are kept
	 */
	CommandRunner(int outputLimit) {
		this.outputLimit = outputLimit;
	}

	/**
	 * Run a command until it ends or its time is up.
	 * @param command given to the shell
	 * @param timeout how long it may run
	 * @return how it ended; also if it could not be started
	 * @throws InterruptedException if interrupted while it ran; it is killed
	 */
	TaskResult run(String command, Duration timeout) throws InterruptedException {
		if (!CHARSET.newEncoder().canEncode(command)) {
			return TaskResult.failed(
					"could not be started: the worker's locale is for %s only; C.UTF-8 is for all".formatted(CHARSET));
		}
		long start = System.nanoTime();
		Process process;
		try {
			process = start(command);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("A command could not be started", ex);
			return TaskResult.failed("could not be started: " + ex.getMessage());
		}
		Output output = new Output(process.getInputStream(), this.outputLimit);
		boolean ended;
		try {
			output.start();
			ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			kill(process);
		}
		int exitCode = process.waitFor();
		long durationMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		output.join(DRAIN_TIME.toMillis());
		return new TaskResult(ended ? TaskState.FINISHED : TaskState.TIMED_OUT,
				ended ? exitCode : TaskResult.TIMED_OUT_CODE, output.text(), output.isTruncated(), durationMs);
	}

	private static Process start(String command) throws IOException {
		if (SESSIONS) {
			return new ProcessBuilder(SETSID.toString(), SHELL, "-c", SUPERVISED, SHELL, command)
				.redirectErrorStream(true)
				.start();
		}
		return new ProcessBuilder(SHELL, "-c", command).redirectErrorStream(true)
			.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
			.start();
	}

	// Kills the process and its session's group at once, so that no shell goes on when
	// its child is gone, and then what has left the group but not the family.
	private static void kill(Process process) {
		List<ProcessHandle> family = process.descendants().toList();
		if (SESSIONS) {
			killGroup(process.pid());
		}
		// Not by Process, which would close the pipe on output that was not read yet
		process.toHandle().destroyForcibly();
		family.forEach(ProcessHandle::destroyForcibly);
	}

	// Java cannot signal a group; the shell can. A group that is empty is no error.
	private static void killGroup(long group) {
		try {
			Process kill = new ProcessBuilder(SHELL, "-c", "kill -s KILL -- -" + group).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			kill.waitFor(DRAIN_TIME.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			logger.warn("Process group {} could not be killed", group, ex);
		}
	}

	/**
	 * Reads all output, so that the command never waits for us, and keeps its beginning.
	 */
	private static final class Output extends Thread {

		private final InputStream stream;

		private final int limit;

		private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

		private volatile boolean truncated;

		Output(InputStream stream, int limit) {
			super("command-output");
			setDaemon(true);
			this.stream = stream;
			this.limit = limit;
		}

		@Override
		public void run() {
			byte[] buffer = new byte[8192];
			try (this.stream) {
				int count = this.stream.read(buffer);
				while (count >= 0) {
					keep(buffer, count);
					count = this.stream.read(buffer);
				}
			}
			catch (IOException ex) {
				logger.debug("Output of a command ended early", ex);
			}
		}

		private void keep(byte[] buffer, int count) {
			int room = this.limit - this.kept.size();
			if (count > room) {
				this.truncated = true;
			}
			this.kept.write(buffer, 0, Math.min(count, room));
		}

		boolean isTruncated() {
			return this.truncated;
		}

		// Decodes what was kept; a character that was cut at the limit is left out.
		String text() {
			ByteBuffer octets = ByteBuffer.wrap(this.kept.toByteArray());
			CharBuffer text = CharBuffer.allocate(octets.remaining());
			StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPLACE)
				.onUnmappableCharacter(CodingErrorAction.REPLACE)
				.decode(octets, text, !this.truncated);
			return text.flip().toString();
		}

	}

}
