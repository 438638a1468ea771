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

package io.zmqcomm.spring.support.converter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqcomm.core.ZmqMessage;

/**
 * The answer to a request that failed: two frames, {@code ZMQ-COMM-ERROR} and JSON with
 * {@code code} and {@code message}. A listener or its error handler may return one to
 * answer with a code of its own.
 *
 * @param code what went wrong, for programs
 * @param message what went wrong, for people; it leaves this process
 */
public record ZmqErrorReply(String code, String message) {

	/** The listener failed. */
	public static final String FAILED = "failed";

	/** The request could not be decoded into what the listener takes. */
	public static final String BAD_REQUEST = "bad-request";

	/** The request was decoded and is not valid. */
	public static final String INVALID = "invalid";

	/** The listener had no answer: it returned {@code null} or nothing. */
	public static final String NO_REPLY = "no-reply";

	/** The listener gave no answer in time. */
	public static final String TIMEOUT = "timeout";

	/** The listener is being stopped, or has too many requests under way. */
	public static final String UNAVAILABLE = "unavailable";

	private static final byte[] MARKER = "ZMQ-COMM-ERROR".getBytes(StandardCharsets.US_ASCII);

	private static final Pattern CODE = field("code");

	private static final Pattern MESSAGE = field("message");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

	/**
	 * Return the reply as it is sent.
	 * @return two frames
	 */
	public ZmqMessage toMessage() {
		String json = "{\"code\":\"" + escape(this.code) + "\",\"message\":\"" + escape(this.message) + "\"}";
		return ZmqMessage.of(MARKER, json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Recognise an error reply.
	 * @param reply any reply
	 * @return the error, or empty if the reply is none
	 */
	public static Optional<ZmqErrorReply> from(ZmqMessage reply) {
		if (reply.frameCount() != 2 || !Arrays.equals(reply.bytes(0), MARKER)) {
			return Optional.empty();
		}
		String json = reply.text(1);
		return Optional.of(new ZmqErrorReply(read(json, CODE), read(json, MESSAGE)));
	}

	private static Pattern field(String name) {
		return Pattern.compile("\"" + name + "\"\\s*+:\\s*+\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
	}

	private static String read(String json, Pattern field) {
		Matcher matcher = field.matcher(json);
		return matcher.find() ? unescape(matcher.group(1)) : "";
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				escaped.append('\\').append(c);
			}
			else if (c < 0x20) {
				escaped.append("\\u%04x".formatted((int) c));
			}
			else {
				escaped.append(c);
			}
		}
		return escaped.toString();
	}

	private static String unescape(String text) {
		return ESCAPE.matcher(text).replaceAll((match) -> Matcher.quoteReplacement(unescapeOne(match.group(1))));
	}

	private static String unescapeOne(String escape) {
		if (escape.length() == 5) {
			return String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
		}
		return switch (escape) {
			case "n" -> "\n";
			case "t" -> "\t";
			case "r" -> "\r";
			case "b" -> "\b";
			case "f" -> "\f";
			default -> escape;
		};
	}

}
