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

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorFormatException;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * Converts between payloads and frames. {@code byte[]}, {@code String} (UTF-8 unless the
 * content type says otherwise), {@link ByteBuffer}, lists of {@code byte[]},
 * {@link Tensor} and {@link ZmqMessage} are taken as they are; everything else is left to
 * another converter, by default JSON if Jackson is on the class path. The type to convert
 * to is the receiver's; it never comes from the wire. Immutable; any thread.
 */
public final class ZmqMessageConverter implements SmartMessageConverter {

	private static final boolean JACKSON = ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper",
			ZmqMessageConverter.class.getClassLoader());

	private static final List<Class<?>> RAW = List.of(byte[].class, String.class, ByteBuffer.class, ZmqMessage.class,
			byte[][].class, List.class, Tensor.class);

	private final @Nullable MessageConverter delegate;

	private ZmqMessageConverter(@Nullable MessageConverter delegate) {
		this.delegate = delegate;
	}

	/**
	 * Create the default: raw forms, and JSON if Jackson is on the class path.
	 * @return the converter
	 */
	public static ZmqMessageConverter create() {
		return new ZmqMessageConverter(JACKSON ? Json.converter() : null);
	}

	/**
	 * Create a converter that leaves what is not raw to others.
	 * @param converters asked in turn; each may look at the content type
	 * @return the converter
	 */
	public static ZmqMessageConverter of(MessageConverter... converters) {
		if (converters.length == 1) {
			return (converters[0] instanceof ZmqMessageConverter converter) ? converter
					: new ZmqMessageConverter(converters[0]);
		}
		return new ZmqMessageConverter(
				(converters.length == 0) ? null : new CompositeMessageConverter(List.of(converters)));
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		Object payload = message.getPayload();
		if (isGiven(payload, targetClass, conversionHint)) {
			return payload;
		}
		if (targetClass == Tensor.class) {
			return tensor(message);
		}
		boolean whole = payload instanceof ZmqMessage;
		if (payload instanceof ZmqMessage frames) {
			payload = payload(frames, message.getHeaders());
		}
		if (isGiven(payload, targetClass, conversionHint)) {
			return payload;
		}
		if (payload instanceof List<?> frames) {
			throw new MessageConversionException(message,
					"Message of %d payload frames cannot become a %s (expected: 1)".formatted(frames.size(),
							targetClass.getName()));
		}
		if (payload instanceof byte[] octets) {
			if (targetClass == String.class) {
				return new String(octets, charset(message.getHeaders()));
			}
			if (targetClass == ByteBuffer.class) {
				return ByteBuffer.wrap(octets);
			}
		}
		if (this.delegate == null) {
			return null;
		}
		return delegate(whole ? new GenericMessage<>(payload, message.getHeaders()) : message, targetClass,
				conversionHint);
	}

	private static @Nullable Tensor tensor(Message<?> message) {
		try {
			if (message.getPayload() instanceof MessageView view) {
				return view.tensor();
			}
			byte[][] frames = severalFrames(message.getPayload());
			byte[] single = singleFrame(message.getPayload());
			if (frames == null && single == null) {
				return null;
			}
			return ZmqMessage.of((frames != null) ? frames : new byte[][] { single }).tensor();
		}
		catch (TensorFormatException ex) {
			throw new MessageConversionException(message, ex.getMessage(), ex);
		}
	}

	private static boolean isGiven(Object payload, Class<?> targetClass, @Nullable Object conversionHint) {
		return targetClass.isInstance(payload) && !(payload instanceof List<?>
				&& conversionHint instanceof MethodParameter parameter && !takesFrames(parameter));
	}

	/**
	 * Return whether a list of frames can be what a parameter takes, which its class
	 * alone does not tell: a list of anything else is one frame to be converted.
	 * @param parameter a parameter that is given the payload or a {@link Message}
	 * @return {@code false} if it takes a collection of something else
	 */
	public static boolean takesFrames(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter.nestedIfOptional());
		if (Message.class.isAssignableFrom(type.resolve(Object.class))) {
			type = type.as(Message.class).getGeneric();
		}
		return type.as(Iterable.class).getGeneric().resolve(Object.class).isAssignableFrom(byte[].class);
	}

	private @Nullable Object delegate(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		MessageConverter converter = this.delegate;
		if (converter instanceof SmartMessageConverter smart) {
			return smart.fromMessage(message, targetClass, conversionHint);
		}
		return (converter != null) ? converter.fromMessage(message, targetClass) : null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		if (payload instanceof byte[] || payload instanceof String) {
			return new GenericMessage<>(payload, (headers != null) ? headers : new MessageHeaders(null));
		}
		MessageConverter converter = this.delegate;
		if (converter instanceof SmartMessageConverter smart) {
			return smart.toMessage(payload, headers, conversionHint);
		}
		return (converter != null) ? converter.toMessage(payload, headers) : null;
	}

	/**
	 * Return the frames of a payload.
	 * @param payload anything that this converter knows
	 * @param topic the frame to begin with, or {@code null} for none
	 * @param headers may name the content type; {@code null} for none
	 * @return the message to send
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	public ZmqMessage toFrames(Object payload, @Nullable String topic, @Nullable MessageHeaders headers) {
		if (payload instanceof Tensor tensor) {
			return (topic != null) ? ZmqMessage.of(topic, tensor) : ZmqMessage.of(tensor);
		}
		byte[] single = singleFrame(payload);
		if (single != null) {
			return (topic != null) ? ZmqMessage.of(topic.getBytes(StandardCharsets.UTF_8), single)
					: ZmqMessage.of(single);
		}
		byte[][] frames = severalFrames(payload);
		if (frames == null) {
			frames = new byte[][] { convert(payload, headers) };
		}
		else if (topic == null && payload instanceof ZmqMessage message) {
			return message;
		}
		return ZmqMessage.of((topic != null) ? prepend(topic.getBytes(StandardCharsets.UTF_8), frames) : frames);
	}

	private static byte @Nullable [] singleFrame(Object payload) {
		if (payload instanceof byte[] octets) {
			return octets;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (payload instanceof ByteBuffer buffer) {
			byte[] octets = new byte[buffer.remaining()];
			buffer.duplicate().get(octets);
			return octets;
		}
		return null;
	}

	private static byte @Nullable [][] severalFrames(Object payload) {
		if (payload instanceof ZmqMessage message) {
			byte[][] frames = new byte[message.frameCount()][];
			for (int i = 0; i < frames.length; i++) {
				frames[i] = message.bytes(i);
			}
			return frames;
		}
		if (payload instanceof byte[][] frames) {
			return frames;
		}
		if (payload instanceof Collection<?> frames && !frames.isEmpty()
				&& frames.stream().allMatch(byte[].class::isInstance)) {
			return frames.toArray(byte[][]::new);
		}
		return null;
	}

	private byte[] convert(Object payload, @Nullable MessageHeaders headers) {
		Message<?> converted = toMessage(payload, headers);
		Object octets = (converted != null) ? converted.getPayload() : null;
		if (octets instanceof byte[] result) {
			return result;
		}
		if (octets instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new MessageConversionException(noConverter(payload.getClass().getName()));
	}

	/**
	 * Return whether payloads of a type may be convertible, as far as that is known from
	 * the type: without another converter only the raw forms are.
	 * @param type the type to convert to or from
	 * @return {@code false} if no payload of the type can be converted
	 */
	public boolean mayConvert(ResolvableType type) {
		if (this.delegate != null) {
			return true;
		}
		Class<?> resolved = type.resolve(Object.class);
		if (Collection.class.isAssignableFrom(resolved)) {
			return type.as(Collection.class).getGeneric().resolve(Object.class).isAssignableFrom(byte[].class);
		}
		return RAW.stream().anyMatch((raw) -> resolved.isAssignableFrom(raw) || raw.isAssignableFrom(resolved));
	}

	/**
	 * Return what to say of a type that nothing converts.
	 * @param type name of the type
	 * @return a sentence, with what is to be added if Jackson is missing
	 */
	public static String noConverter(String type) {
		return "No converter for a payload of type %s%s".formatted(type, JACKSON ? ""
				: ": JSON needs 'spring-boot-starter-jackson' or 'tools.jackson.core:jackson-databind' on the class path");
	}

	private static byte[][] prepend(byte[] first, byte[][] frames) {
		byte[][] all = new byte[frames.length + 1][];
		all[0] = first;
		System.arraycopy(frames, 0, all, 1, frames.length);
		return all;
	}

	/**
	 * Return what a message of that kind would have had as payload: one frame, or a list.
	 * @param message the whole message
	 * @param headers tell by which type of socket it was received
	 * @return a {@code byte[]} or a list of {@code byte[]}
	 */
	public static Object payload(ZmqMessage message, MessageHeaders headers) {
		Object type = headers.get(ZmqHeaders.SOCKET_TYPE);
		return payload(message,
				(type instanceof SocketType socketType) ? Envelope.payloadStart(socketType, message) : 0);
	}

	/**
	 * Return the frames of a message from one on.
	 * @param message the whole message
	 * @param first index of the first frame; may be the number of frames
	 * @return a {@code byte[]}, which is empty if there is none, or a list of
	 * {@code byte[]}
	 */
	public static Object payload(ZmqMessage message, int first) {
		int count = message.frameCount() - first;
		if (count <= 1) {
			return (count == 1) ? message.bytes(first) : new byte[0];
		}
		byte[][] frames = new byte[count][];
		for (int i = 0; i < count; i++) {
			frames[i] = message.bytes(first + i);
		}
		return List.of(frames);
	}

	private static Charset charset(MessageHeaders headers) {
		Object contentType = headers.get(MessageHeaders.CONTENT_TYPE);
		if (contentType == null) {
			return StandardCharsets.UTF_8;
		}
		MimeType type = (contentType instanceof MimeType mimeType) ? mimeType
				: MimeType.valueOf(contentType.toString());
		return (type.getCharset() != null) ? type.getCharset() : StandardCharsets.UTF_8;
	}

	/**
	 * Loaded only if Jackson is there.
	 */
	private static final class Json {

		private Json() {
		}

		static MessageConverter converter() {
			return new JacksonJsonMessageConverter();
		}

	}

}
