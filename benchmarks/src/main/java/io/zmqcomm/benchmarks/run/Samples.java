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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the rounds of one contender measured.
 */
final class Samples {

	private final List<Double> sorted = new ArrayList<>();

	void add(double value) {
		int index = Collections.binarySearch(this.sorted, value);
		this.sorted.add((index < 0) ? -index - 1 : index, value);
	}

	double median() {
		int count = this.sorted.size();
		return (this.sorted.get((count - 1) / 2) + this.sorted.get(count / 2)) / 2;
	}

	double least() {
		return this.sorted.get(0);
	}

	double most() {
		return this.sorted.get(this.sorted.size() - 1);
	}

}
