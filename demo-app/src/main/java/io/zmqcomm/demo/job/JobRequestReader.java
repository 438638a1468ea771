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

package io.zmqcomm.demo.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.job.JobRejectedException.Reason;

/**
 * Reads job requests for both doors, so that both say the same of a wrong one. Any
 * thread.
 */
public class JobRequestReader {

	private static final String EXAMPLE = "{\"commands\": [\"expr 1 + 1\"], \"timeout\": \"30s\"}";

	private final ObjectReader json;

	private final JobLimits limits;

	/**
	 * Create a reader.
	 * @param json parses the documents
	 * @param limits what is accepted
	 */
	public JobRequestReader(JsonMapper json, JobLimits limits) {
		this.json = json.reader()
			.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
		this.limits = limits;
	}

	/**
	 * Return the size above which a request is refused unread.
	 * @return the size in octets
	 */
	public int maxSize() {
		return (int) Math.min(Integer.MAX_VALUE - 8, this.limits.requestSize().toBytes());
	}

	/**
	 * Read a request.
	 * @param body the document in UTF-8
	 * @return the request
	 * @throws JobRejectedException if it is not a job that this coordinator accepts
	 */
	public JobRequest read(byte[] body) {
		if (body.length > maxSize()) {
			throw new JobRejectedException(Reason.TOO_LARGE,
					"The request has more than %d octets".formatted(maxSize()));
		}
		JsonNode root = parse(body);
		if (!root.isObject()) {
			throw invalid("The request is %s (expected: an object such as %s)".formatted(kind(root), EXAMPLE));
		}
		for (String name : root.propertyNames()) {
			if (!name.equals("commands") && !name.equals("timeout")) {
				throw invalid("'%s' is not known (expected: commands, timeout)".formatted(abbreviate(name)));
			}
		}
		return new JobRequest(commands(root.get("commands")), timeout(root.get("timeout")));
	}

	private JsonNode parse(byte[] body) {
		try {
			JsonNode root = this.json.readTree(body);
			if (!root.isMissingNode()) {
				return root;
			}
			throw new JobRejectedException(Reason.INVALID_JSON,
					"The request is empty (expected: an object such as %s)".formatted(EXAMPLE));
		}
		catch (JacksonException ex) {
			throw new JobRejectedException(Reason.INVALID_JSON,
					"The request is not JSON: %s (expected: an object such as %s)".formatted(describe(ex), EXAMPLE),
					ex);
		}
	}

	// Leaves out what the parser says of its own settings.
	private static String describe(JacksonException ex) {
		return ex.getOriginalMessage().replaceFirst(" \\(start marker at .*|, from `[^`]*`|: enable `.*", "");
	}

	private List<String> commands(@Nullable JsonNode node) {
		if (node == null || !node.isArray()) {
			throw invalid("'commands' is %s (expected: an array of strings)".formatted(kind(node)));
		}
		if (node.isEmpty()) {
			throw invalid("'commands' is empty (expected: at least one command)");
		}
		if (node.size() > this.limits.commands()) {
			throw new JobRejectedException(Reason.TOO_LARGE,
					"'commands' has %d entries (expected: at most %d)".formatted(node.size(), this.limits.commands()));
		}
		List<String> commands = new ArrayList<>(node.size());
		for (JsonNode command : node) {
			commands.add(command("commands[%d]".formatted(commands.size()), command));
		}
		return commands;
	}

	private String command(String name, JsonNode node) {
		if (!node.isString()) {
			throw invalid("'%s' is %s (expected: a string)".formatted(name, kind(node)));
		}
		String command = node.stringValue();
		if (command.isBlank()) {
			throw invalid("'%s' is blank (expected: a command)".formatted(name));
		}
		if (command.indexOf('\0') >= 0) {
			throw invalid("'%s' holds a zero character, which no command can".formatted(name));
		}
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(command)) {
			throw invalid("'%s' holds half a surrogate pair (expected: whole characters)".formatted(name));
		}
		if (command.length() > this.limits.commandLength()) {
			throw new JobRejectedException(Reason.TOO_LARGE, "'%s' has %d characters (expected: at most %d)"
				.formatted(name, command.length(), this.limits.commandLength()));
		}
		return command;
	}

	private Duration timeout(@Nullable JsonNode node) {
		if (node == null || node.isNull()) {
			return this.limits.timeout();
		}
		Duration timeout = node.isString() ? parseDuration(node.stringValue()) : null;
		if (timeout == null) {
			throw invalid("'timeout' is %s (expected: a duration such as \"30s\")"
				.formatted(node.isString() ? "\"" + abbreviate(node.stringValue()) + "\"" : kind(node)));
		}
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(this.limits.maxTimeout()) > 0) {
			throw invalid("'timeout' is \"%s\" (expected: more than zero, at most %d s)"
				.formatted(abbreviate(node.stringValue()), this.limits.maxTimeout().toSeconds()));
		}
		return timeout;
	}

	private static @Nullable Duration parseDuration(String text) {
		if (text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1))) {
			return null;
		}
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return null;
		}
	}

	private static JobRejectedException invalid(String message) {
		return new JobRejectedException(Reason.INVALID_JOB, message);
	}

	private static String kind(@Nullable JsonNode node) {
		if (node == null) {
			return "missing";
		}
		return switch (node.getNodeType()) {
			case ARRAY -> "an array";
			case OBJECT -> "an object";
			case STRING -> "a string";
			case NUMBER -> "a number";
			case BOOLEAN -> "a boolean";
			default -> "null";
		};
	}

	private static String abbreviate(String text) {
		return (text.length() > 40) ? text.substring(0, 40) + "…" : text;
	}

}
