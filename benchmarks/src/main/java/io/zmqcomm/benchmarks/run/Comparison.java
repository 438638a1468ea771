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
 * What is measured in turn: each of ours against each peer, in messages of one size.
 *
 * @param name the case's name
 * @param size octets of a message
 * @param quantity what is measured
 * @param rounds how often each contender is measured
 * @param ours the ways in which this engine does it
 * @param peers the others
 */
record Comparison(String name, int size, Quantity quantity, int rounds, List<Contender> ours, List<Contender> peers) {

	@Override
	public String toString() {
		return this.name + " " + this.size;
	}

	/**
	 * One of those that are compared.
	 *
	 * @param engine {@code ours} or the name of a peer
	 * @param variant of ours, or empty for the usual one
	 * @param trial how it is measured
	 */
	record Contender(String engine, String variant, Trial trial) {

		static Contender ours(String variant, Trial trial) {
			return new Contender("ours", variant, trial);
		}

		static Contender peer(String engine, Trial trial) {
			return new Contender(engine, "", trial);
		}

		@Override
		public String toString() {
			return (this.engine + " " + this.variant).strip();
		}

	}

}
