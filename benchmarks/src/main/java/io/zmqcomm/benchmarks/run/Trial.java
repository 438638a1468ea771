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

package io.zmqcomm.benchmarks.run;

import java.util.List;

/**
 * One measurement: the tools to start, as arguments of {@code benchmarks/perf}, and what
 * to read from which.
 *
 * @param binding the tool that binds and says where, or the only one
 * @param connecting the tool that connects to {@value #ENDPOINT}, or empty
 * @param connectingPrints whether the result is printed by the tool that connects
 * @param quantity what is printed
 */
record Trial(List<String> binding, List<String> connecting, boolean connectingPrints, Quantity quantity) {

	/** Stands for the endpoint that was bound. */
	static final String ENDPOINT = "<endpoint>";

	private static final String BIND = "tcp://127.0.0.1:*";

	static Trial single(String command, Quantity quantity) {
		return new Trial(words(command), List.of(), false, quantity);
	}

	/**
	 * Create the trial of a pair whose binding tool prints.
	 * @param binding a tool before the word {@code bind} and its arguments after it
	 * @param connecting a tool before the word {@code connect} and its arguments after it
	 * @param quantity what is printed
	 * @return the trial
	 */
	static Trial printedByBinding(String binding, String connecting, Quantity quantity) {
		return new Trial(words(binding), words(connecting), false, quantity);
	}

	/**
	 * Create the trial of a pair whose connecting tool prints.
	 * @param binding a tool before the word {@code bind} and its arguments after it
	 * @param connecting a tool before the word {@code connect} and its arguments after it
	 * @param quantity what is printed
	 * @return the trial
	 */
	static Trial printedByConnecting(String binding, String connecting, Quantity quantity) {
		return new Trial(words(binding), words(connecting), true, quantity);
	}

	private static List<String> words(String command) {
		return List.of(command.split(" +")).stream().map((word) -> switch (word) {
			case "bind" -> BIND;
			case "connect" -> ENDPOINT;
			default -> word;
		}).toList();
	}

}
