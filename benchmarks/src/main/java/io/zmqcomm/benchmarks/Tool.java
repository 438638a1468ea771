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

package io.zmqcomm.benchmarks;

import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.zmqcomm.core.ZmqCommunicator;

/**
 * What a performance tool does once its command line is read.
 */
@FunctionalInterface
public interface Tool {

	/** What every tool with a warm-up has at the end of its usage. */
	String OPTIONS = " [--io-threads <number>] [--warm-up <seconds>]";

	/** How long the other end may be silent before the tool gives up. */
	Duration PATIENCE = Duration.ofMinutes(1);

	/**
	 * Measure.
	 * @param arguments the command line
	 * @param report takes the result
	 * @throws Exception if the measurement failed
	 */
	void run(Arguments arguments, Report report) throws Exception;

	/**
	 * Be the program: read the command line, warm up, measure and print; end the process
	 * with a message and status 1 if that fails.
	 * @param usage the tool's name and its parameters, as {@link Arguments} describes
	 * @param tool what to run
	 * @param warmUp what to run before
	 * @param args the command line
	 */
	static void main(String usage, Tool tool, WarmUp warmUp, String... args) {
		main(usage, (arguments, report) -> {
			warmUp.run(arguments);
			tool.run(arguments, report);
		}, args);
	}

	/**
	 * Be the program, without a warm-up.
	 * @param usage the tool's name and its parameters, as {@link Arguments} describes
	 * @param tool what to run
	 * @param args the command line
	 */
	static void main(String usage, Tool tool, String... args) {
		try {
			Arguments arguments = Arguments.parse(usage, args);
			boolean chosen = !arguments.endpoint().endsWith(":*") && !arguments.endpoint().endsWith(":0");
			tool.run(arguments, new Report(System.out, (endpoint) -> {
				if (!chosen) {
					System.err.println("bound: " + endpoint);
				}
			}));
		}
		catch (Arguments.UsageException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
		catch (Exception ex) {
			Throwable cause = (ex instanceof ExecutionException && ex.getCause() != null) ? ex.getCause() : ex;
			String name = usage.substring(0, usage.indexOf(' '));
			System.err.println(name + ": " + ((cause.getMessage() != null) ? cause.getMessage() : cause));
			System.exit(1);
		}
	}

	/**
	 * Create a communicator with the I/O threads of the command line, whose sockets have
	 * its high-water mark and wait for their peers as long as all tools do.
	 * @param arguments the command line
	 * @return the communicator
	 */
	static ZmqCommunicator communicator(Arguments arguments) {
		return ZmqCommunicator.create((settings) -> {
			if (arguments.ioThreads() > 0) {
				settings.ioThreads(arguments.ioThreads());
			}
			settings.poolSize(arguments.threads())
				.requestTimeout(PATIENCE)
				.rdmaAllowSoftware(Boolean.getBoolean("rdma.allow-software"))
				.socketDefaults((options) -> options.highWaterMark(arguments.highWaterMark())
					.sendTimeout(PATIENCE)
					.receiveTimeout(PATIENCE));
		});
	}

}
