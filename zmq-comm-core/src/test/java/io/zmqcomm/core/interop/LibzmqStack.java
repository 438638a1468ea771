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

package io.zmqcomm.core.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.zmqcomm.core.SocketType;

/**
 * libzmq in a Python process that runs {@code peer.py}.
 */
final class LibzmqStack implements ForeignStack {

	/** Debian's own, which has Debian's pyzmq; another one may come first on the path. */
	private static final String PYTHON = "/usr/bin/python3";

	private static final String END = "(end of output)";

	private final Process process;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private int sockets;

	private LibzmqStack(Process process) {
		this.process = process;
		Thread reader = new Thread(this::readAnswers, "libzmq-answers");
		reader.setDaemon(true);
		reader.start();
	}

	static LibzmqStack start() {
		return start(PYTHON);
	}

	/**
	 * Start the process.
	 * @param python the interpreter and its options
	 * @return the stack
	 * @throws AssertionError if there is no interpreter or it has no pyzmq
	 */
	static LibzmqStack start(String... python) {
		try {
			Path script = Path.of(LibzmqStack.class.getResource("peer.py").toURI());
			List<String> command = Stream.concat(Arrays.stream(python), Stream.of(script.toString())).toList();
			LibzmqStack stack = new LibzmqStack(
					new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
			try {
				stack.call("version");
				return stack;
			}
			catch (AssertionError ex) {
				stack.close();
				throw missing(python[0], ex);
			}
		}
		catch (IOException ex) {
			throw missing(python[0], ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static AssertionError missing(String python, Throwable cause) {
		return new AssertionError("%s has no pyzmq, which these tests need: install the Debian package python3-zmq (%s)"
			.formatted(python, cause.getMessage()), cause);
	}

	@Override
	public LibzmqSocket socket(SocketType type, String... options) {
		String name = type + "-" + this.sockets++;
		List<String> arguments = new ArrayList<>(List.of(name, type.name()));
		arguments.addAll(List.of(options));
		call("socket", arguments.toArray(String[]::new));
		return new LibzmqSocket(name);
	}

	/**
	 * End the process at once, as a crash does.
	 */
	void kill() {
		this.process.destroyForcibly();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new AssertionError("the process did not end");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

	private void readAnswers() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.US_ASCII)) {
			reader.lines().forEach(this.answers::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// The end of the process is noticed by who waits for an answer
		}
		this.answers.add(END);
	}

	private String call(String command, String... arguments) {
		String line = Stream.concat(Stream.of(command), Arrays.stream(arguments)).reduce((a, b) -> a + " " + b).get();
		String answer;
		try {
			this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			// It said why before it went
		}
		try {
			answer = this.answers.poll(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("interrupted in: " + line, ex);
		}
		if (answer == null || !answer.startsWith("ok")) {
			throw new AssertionError(line + ": " + answer);
		}
		return answer.substring(2).trim();
	}

	/**
	 * A socket in the process.
	 */
	final class LibzmqSocket implements Socket {

		private final String name;

		private LibzmqSocket(String name) {
			this.name = name;
		}

		@Override
		public String bind(String endpoint) {
			return call("bind", this.name, endpoint);
		}

		@Override
		public void connect(String endpoint) {
			call("connect", this.name, endpoint);
		}

		@Override
		public void subscribe(String topic) {
			call("subscribe", this.name, Payload.text(topic).spec());
		}

		void unsubscribe(String topic) {
			call("unsubscribe", this.name, Payload.text(topic).spec());
		}

		/** Subscribe to {@code t00000}, {@code t00001} and so on. */
		void subscribeRange(int count) {
			call("subscribe_range", this.name, "" + count);
		}

		/**
		 * Read different notices of an XPUB until so many came, or none comes in time.
		 */
		int notices(int count, Duration timeout) {
			return Integer.parseInt(call("notices", this.name, "" + count, "" + timeout.toMillis()));
		}

		@Override
		public void send(List<Payload> frames) {
			String[] arguments = Stream.concat(Stream.of(this.name), frames.stream().map(Payload::spec))
				.toArray(String[]::new);
			call("send", arguments);
		}

		@Override
		public Optional<List<Payload.Digest>> receive(Duration timeout) {
			String answer = call("receive", this.name, "" + timeout.toMillis());
			if (answer.equals("none")) {
				return Optional.empty();
			}
			return Optional.of(Arrays.stream(answer.split(" ")).map(Payload.Digest::parse).toList());
		}

		@Override
		public void close() {
			call("close", this.name);
		}

	}

}
