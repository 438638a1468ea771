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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.spring.support.converter.TypeHint;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.support.header.ZmqHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ZmqMessageConverter}.
 */
class ZmqMessageConverterTests {

	private final ZmqMessageConverter converter = ZmqMessageConverter.create();

	@Test
	void rawFormsAreOneFrame() {
		for (Object payload : List.of("hällo", octets("hällo"), ByteBuffer.wrap(octets("hällo")))) {
			ZmqMessage message = this.converter.toFrames(payload, null, null);
			assertThat(message.frameCount()).isEqualTo(1);
			assertThat(message.text(0)).isEqualTo("hällo");
		}
	}

	@Test
	void theTopicIsTheFirstFrame() {
		assertThat(texts(this.converter.toFrames("x", "topic", null))).containsExactly("topic", "x");
		assertThat(texts(this.converter.toFrames(ZmqMessage.ofText("a", "b"), "topic", null))).containsExactly("topic",
				"a", "b");
		assertThat(texts(this.converter.toFrames(List.of(octets("a"), octets("b")), null, null))).containsExactly("a",
				"b");
	}

	@Test
	void objectsBecomeJson() {
		assertThat(texts(this.converter.toFrames(new Tick("EURUSD", 2), null, null)))
			.containsExactly("{\"symbol\":\"EURUSD\",\"price\":2}");
		assertThat(texts(this.converter.toFrames(Map.of("a", 1), "t", null))).containsExactly("t", "{\"a\":1}");
		assertThat(texts(this.converter.toFrames(List.of("a"), null, null))).containsExactly("[\"a\"]");
	}

	@Test
	void theTypeIsTheReceivers() {
		assertThat(from("{\"symbol\":\"x\",\"price\":1}", Tick.class)).isEqualTo(new Tick("x", 1));
		assertThat(from("{\"symbol\":\"x\",\"price\":1}", String.class)).isEqualTo("{\"symbol\":\"x\",\"price\":1}");
		assertThat(from("42", Integer.class)).isEqualTo(42);
		assertThat(from("abc", ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(octets("abc")));
	}

	@Test
	void genericTypesAreKnownByAHint() {
		TypeHint hint = new TypeHint(new ParameterizedTypeReference<List<Tick>>() {
		}.getType());
		assertThat(this.converter.fromMessage(new GenericMessage<>(octets("[{\"symbol\":\"x\",\"price\":1}]")),
				List.class, hint))
			.isEqualTo(List.of(new Tick("x", 1)));
	}

	@Test
	void theContentTypeNamesTheCharset() {
		GenericMessage<byte[]> message = new GenericMessage<>("ä".getBytes(StandardCharsets.ISO_8859_1),
				Map.of(MessageHeaders.CONTENT_TYPE, "text/plain;charset=iso-8859-1"));
		assertThat(this.converter.fromMessage(message, String.class)).isEqualTo("ä");
	}

	@Test
	void aContentTypeThatNoConverterKnowsIsNotGuessed() {
		GenericMessage<byte[]> message = new GenericMessage<>(octets("{}"),
				Map.of(MessageHeaders.CONTENT_TYPE, "application/cbor"));
		assertThat(this.converter.fromMessage(message, Tick.class)).isNull();
	}

	@Test
	void aWholeMessageIsConvertedWithoutItsTopic() {
		GenericMessage<ZmqMessage> message = new GenericMessage<>(
				ZmqMessage.ofText("t", "{\"symbol\":\"x\",\"price\":1}"),
				Map.of(ZmqHeaders.SOCKET_TYPE, SocketType.SUB));
		assertThat(this.converter.fromMessage(message, Tick.class)).isEqualTo(new Tick("x", 1));
		assertThat(this.converter.fromMessage(message, ZmqMessage.class)).isSameAs(message.getPayload());
	}

	@Test
	void severalFramesAreNotOnePayload() {
		GenericMessage<?> message = new GenericMessage<>(List.of(octets("a"), octets("b")));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.converter.fromMessage(message, String.class))
			.withMessageContaining("2 payload frames");
	}

	@Test
	void withoutAConverterObjectsAreRefused() {
		ZmqMessageConverter raw = ZmqMessageConverter.of(new ByteArrayMessageConverter());
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> raw.toFrames(new Tick("x", 1), null, null))
			.withMessageContaining(Tick.class.getName());
	}

	private Object from(String text, Class<?> type) {
		return this.converter.fromMessage(new GenericMessage<>(octets(text)), type);
	}

	private static byte[] octets(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<String> texts(ZmqMessage message) {
		return IntStream.range(0, message.frameCount()).mapToObj(message::text).toList();
	}

	record Tick(String symbol, int price) {

	}

}
