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

/**
 * One of ours against one peer: a row of the table and a line of JSON.
 *
 * @param comparison what was measured
 * @param variant the variant of ours, or empty for the usual one
 * @param ours what ours measured
 * @param peer the peer's name
 * @param theirs what the peer measured
 */
record Result(Comparison comparison, String variant, Samples ours, String peer, Samples theirs) {

	private static final String COLUMNS = "%-21s %9s %-9s %-6s %12s %-21s %-25s %12s %-21s %6s";

	static String header() {
		return row("case", "size", "variant", "unit", "ours", "(spread)", "peer", "theirs", "(spread)", "ratio");
	}

	String row() {
		return row(this.comparison.name(), this.comparison.size(), this.variant, quantity().unit(),
				format(this.ours.median()), spread(this.ours), this.peer, format(this.theirs.median()),
				spread(this.theirs), String.format(Locale.ROOT, "%.2f", ratio()));
	}

	/**
	 * Return the result as a JSON object on one line. Names are of letters, digits and
	 * underscores.
	 * @return the line
	 */
	String json() {
		StringBuilder json = new StringBuilder();
		json.append("{\"case\": \"").append(this.comparison.name()).append('"');
		json.append(", \"size\": ").append(this.comparison.size());
		if (!this.variant.isEmpty()) {
			json.append(", \"variant\": \"").append(this.variant).append('"');
		}
		json.append(", \"unit\": \"").append(quantity().unit()).append('"');
		json.append(", \"ours\": ").append(format(this.ours.median()));
		json.append(", \"peer\": \"").append(this.peer).append('"');
		json.append(", \"theirs\": ").append(format(this.theirs.median()));
		json.append(", \"ratio\": ").append(String.format(Locale.ROOT, "%.3f", ratio()));
		return json.append('}').toString();
	}

	private double ratio() {
		return this.ours.median() / this.theirs.median();
	}

	private Quantity quantity() {
		return this.comparison.quantity();
	}

	private String spread(Samples samples) {
		return "(" + format(samples.least()) + "-" + format(samples.most()) + ")";
	}

	private String format(double value) {
		return quantity().format(value);
	}

	private static String row(Object... columns) {
		return String.format(Locale.ROOT, COLUMNS, columns);
	}

}
