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

package io.zmqcomm.spring.listener;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ReflectionUtils;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.integration.inbound.InboundPayload;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Calls a method with a single argument of a common type, without argument resolvers.
 */
final class DirectInvocation implements ListenerInvocation {

	private final MethodHandle target;

	private final Argument argument;

	private final ZmqMessageConverter converter;

	private DirectInvocation(MethodHandle target, Argument argument, ZmqMessageConverter converter) {
		this.target = target;
		this.argument = argument;
		this.converter = converter;
	}

	/**
	 * Return the direct call of a method.
	 * @return the call, or {@code null} if the method is not of a common form
	 */
	static @Nullable DirectInvocation of(Object bean, Method method, ZmqMessageConverter converter) {
		if (method.getParameterCount() != 1 || KotlinDetector.isSuspendingFunction(method)) {
			return null;
		}
		Argument argument = argument(new MethodParameter(method, 0));
		if (argument == null) {
			return null;
		}
		try {
			ReflectionUtils.makeAccessible(method);
			MethodHandle target = MethodHandles.lookup().unreflect(method);
			target = (target.type().parameterCount() == 2) ? target.bindTo(bean) : target;
			return new DirectInvocation(target.asType(MethodType.methodType(Object.class, Object.class)), argument,
					converter);
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

	private static @Nullable Argument argument(MethodParameter parameter) {
		if (parameter.getParameterAnnotations().length > 0 && !isPlainPayload(parameter)) {
			return null;
		}
		Class<?> type = parameter.getParameterType();
		if (type == byte[].class) {
			return Argument.OCTETS;
		}
		if (type == String.class) {
			return Argument.TEXT;
		}
		if (type == ZmqMessage.class) {
			return Argument.WHOLE;
		}
		if (type == MessageView.class) {
			return Argument.VIEW;
		}
		if (type == Tensor.class) {
			return Argument.TENSOR;
		}
		if (type == Message.class) {
			Class<?> payload = ResolvableType.forMethodParameter(parameter).getGeneric().resolve(Object.class);
			return (payload == Object.class) ? Argument.MESSAGE : null;
		}
		return null;
	}

	private static boolean isPlainPayload(MethodParameter parameter) {
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		return parameter.getParameterAnnotations().length == 1 && payload != null && payload.expression().isEmpty()
				&& payload.value().isEmpty() && payload.required();
	}

	/**
	 * Return what the payload of the messages is to be.
	 */
	InboundPayload payload() {
		return switch (this.argument) {
			case WHOLE -> InboundPayload.MESSAGE;
			case VIEW, TENSOR -> InboundPayload.VIEW;
			default -> InboundPayload.FRAMES;
		};
	}

	/**
	 * Return whether the method can see the headers.
	 */
	boolean seesHeaders() {
		return this.argument == Argument.MESSAGE;
	}

	@Override
	public @Nullable Object invoke(Message<?> message) throws Throwable {
		Object payload = message.getPayload();
		Object value = switch (this.argument) {
			case OCTETS -> (payload instanceof byte[]) ? payload : convert(message, byte[].class);
			case TEXT -> (payload instanceof byte[] octets && !hasContentType(message))
					? new String(octets, StandardCharsets.UTF_8) : convert(message, String.class);
			case TENSOR -> convert(message, Tensor.class);
			case WHOLE, VIEW -> payload;
			case MESSAGE -> message;
		};
		return (Object) this.target.invokeExact(value);
	}

	private static boolean hasContentType(Message<?> message) {
		return message.getHeaders().containsKey(org.springframework.messaging.MessageHeaders.CONTENT_TYPE);
	}

	private Object convert(Message<?> message, Class<?> type) throws UnreadableMessageException {
		try {
			Object converted = this.converter.fromMessage(message, type);
			if (converted == null) {
				throw new MessageConversionException(message, ZmqMessageConverter.noConverter(type.getName()));
			}
			return converted;
		}
		catch (MessageConversionException ex) {
			throw new UnreadableMessageException(ex);
		}
	}

	/**
	 * The forms of an argument.
	 */
	private enum Argument {

		OCTETS, TEXT, TENSOR, WHOLE, VIEW, MESSAGE

	}

}
