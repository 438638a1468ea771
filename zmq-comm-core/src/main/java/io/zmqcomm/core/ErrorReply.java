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

package io.zmqcomm.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that failed, as the Spring and the Python side give and know it
 * too: two frames, {@code ZMQ-COMM-ERROR} and JSON with {@code code} and {@code message}.
 */
final class ErrorReply {

	private static final byte[] MARKER = "ZMQ-COMM-ERROR".getBytes(StandardCharsets.US_ASCII);

	private ErrorReply() {
	}

	/**
	 * Return the answer to a request that cannot be decoded.
	 * @param problem what was wrong; without quotation marks and backslashes
	 * @return the answer
	 */
	static ZmqMessage badRequest(@Nullable String problem) {
		String json = "{\"code\":\"bad-request\",\"message\":\"" + problem + "\"}";
		return ZmqMessage.of(MARKER, json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Refuse an answer that is an error.
	 * @param endpoint who answered
	 * @param reply the answer
	 * @return the answer
	 * @throws ZmqException if it is an error
	 */
	static ZmqMessage check(String endpoint, ZmqMessage reply) {
		if (reply.frameCount() == 2 && Arrays.equals(reply.bytes(0), MARKER)) {
			throw new ZmqException("%s answered with an error: %s".formatted(endpoint, reply.text(1)));
		}
		return reply;
	}

}
