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

package io.zmqcomm.benchmarks.scale;

import java.io.PrintStream;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where the measurements report to: tables for people and, if wanted, one JSON object per
 * row.
 */
final class Results {

	private final PrintStream out;

	private final @Nullable PrintStream json;

	/**
	 * Create the results.
	 * @param out takes the tables
	 * @param json takes one object per line, or {@code null}
	 */
	Results(PrintStream out, @Nullable PrintStream json) {
		this.out = out;
		this.json = json;
	}

	/**
	 * Begin a table.
	 * @param name the case's name
	 * @param columns names of its columns
	 * @return takes the rows
	 */
	Table table(String name, String... columns) {
		this.out.printf("%n%s%n", name.replace('_', ' '));
		Table table = new Table(name, columns);
		this.out.println(table.line((Object[]) columns));
		return table;
	}

	private static String text(Object value) {
		if (value instanceof Double number) {
			return String.format(Locale.ROOT, (Math.abs(number) < 1000) ? "%.3f" : "%.0f", number);
		}
		return value.toString();
	}

	/**
	 * Rows of one case.
	 */
	final class Table {

		/** Width of a column at least. */
		private static final int WIDTH = 14;

		private final String name;

		private final String[] columns;

		private Table(String name, String... columns) {
			this.name = name;
			this.columns = columns;
		}

		/**
		 * Report one row.
		 * @param values a number or a text for each column
		 */
		void row(Object... values) {
			Results.this.out.println(line(values));
			if (Results.this.json != null) {
				Results.this.json.println(json(values));
			}
		}

		private String line(Object... values) {
			StringBuilder line = new StringBuilder();
			for (int i = 0; i < this.columns.length; i++) {
				boolean last = i == this.columns.length - 1;
				int width = last ? 0 : Math.max(WIDTH, this.columns[i].length());
				line.append(String.format("  %-" + Math.max(1, width) + "s", text(values[i])));
			}
			return line.toString().stripTrailing();
		}

		private String json(Object... values) {
			StringBuilder object = new StringBuilder("{\"case\": \"").append(this.name).append('"');
			for (int i = 0; i < this.columns.length; i++) {
				object.append(", \"").append(this.columns[i]).append("\": ");
				if (values[i] instanceof Number) {
					object.append(text(values[i]));
				}
				else {
					object.append('"').append(values[i]).append('"');
				}
			}
			return object.append('}').toString();
		}

	}

}
