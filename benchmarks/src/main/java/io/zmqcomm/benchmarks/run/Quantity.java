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

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tool measures, and how to find it in what the tool prints.
 */
enum Quantity {

	/** Messages per second. */
	THROUGHPUT("msg/s", "mean throughput", 0),

	/** Mean time of one way in microseconds. */
	LATENCY("us", "average latency", 3),

	/** Time of one way that one message of a thousand exceeds, in microseconds. */
	LATENCY_P999("us", "p999 latency", 1);

	private final String unit;

	private final Pattern line;

	private final String format;

	Quantity(String unit, String label, int decimals) {
		this.unit = unit;
		this.line = Pattern.compile("^" + label + ": (\\d+(?:\\.\\d+)?) \\[" + Pattern.quote(unit) + "]\\s*$",
				Pattern.MULTILINE);
		this.format = "%." + decimals + "f";
	}

	String unit() {
		return this.unit;
	}

	/**
	 * Find the value in the output of a tool.
	 * @param output what it printed
	 * @return the value
	 * @throws TrialException if it is not there
	 */
	double read(String output) {
		Matcher matcher = this.line.matcher(output);
		if (!matcher.find()) {
			throw new TrialException("no result in '%s'".formatted(output.strip()));
		}
		return Double.parseDouble(matcher.group(1));
	}

	String format(double value) {
		return String.format(Locale.ROOT, this.format, value);
	}

}
