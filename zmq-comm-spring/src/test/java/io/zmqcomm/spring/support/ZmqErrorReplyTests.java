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

package io.zmqcomm.spring.support;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ZmqErrorReply}.
 */
class ZmqErrorReplyTests {

	@Test
	void isTwoFramesOnTheWire() {
		ZmqMessage message = new ZmqErrorReply("failed", "no \"luck\"").toMessage();
		assertThat(message.frameCount()).isEqualTo(2);
		assertThat(message.text(0)).isEqualTo("ZMQ-COMM-ERROR");
		assertThat(message.text(1)).isEqualTo("{\"code\":\"failed\",\"message\":\"no \\\"luck\\\"\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "quote \" backslash \\ newline \n tab \t zero \u0000", "ä € \uD83D\uDE00",
			"\\u0041", "\"}" })
	void survivesTheWay(String text) {
		ZmqErrorReply reply = new ZmqErrorReply("c", text);
		assertThat(ZmqErrorReply.from(reply.toMessage())).contains(reply);
	}

	@Test
	void readsWhatOthersWrite() {
		ZmqMessage message = ZmqMessage.ofText("ZMQ-COMM-ERROR",
				"{ \"detail\" : 1, \"message\" : \"a\\nb\\/\\u00e4\", \"code\": \"x\" }");
		assertThat(ZmqErrorReply.from(message)).contains(new ZmqErrorReply("x", "a\nb/ä"));
	}

	@Test
	void otherRepliesAreNone() {
		assertThat(ZmqErrorReply.from(ZmqMessage.ofText("ZMQ-COMM-ERROR"))).isEmpty();
		assertThat(ZmqErrorReply.from(ZmqMessage.ofText("hello", "{}"))).isEmpty();
		assertThat(ZmqErrorReply.from(ZmqMessage.ofText("ZMQ-COMM-ERROR", "nonsense")))
			.contains(new ZmqErrorReply("", ""));
	}

	@Test
	void aLongTextDoesNotExhaustTheStack() {
		String text = "\\\"x".repeat(200_000);
		ZmqErrorReply reply = new ZmqErrorReply("c", text);
		assertThat(ZmqErrorReply.from(reply.toMessage())).contains(reply);
	}

}
