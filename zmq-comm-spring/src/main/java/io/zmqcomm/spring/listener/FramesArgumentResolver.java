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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * Resolves what belongs to ZeroMQ: a {@link ZmqMessage} is the whole message, a list of
 * {@code byte[]} its payload frames, a {@link Tensor} is in the last two, and
 * {@link PeerInfo} and {@link RoutingId} are its sender. Octets and text are the payload,
 * which may be an empty frame; to Spring that is no payload.
 */
final class FramesArgumentResolver implements HandlerMethodArgumentResolver {

	private static final Set<Class<?>> RAW = Set.of(byte[].class, String.class, ByteBuffer.class, Tensor.class);

	private final ZmqMessageConverter converter;

	FramesArgumentResolver(ZmqMessageConverter converter) {
		this.converter = converter;
	}

	static boolean takesFrames(MethodParameter parameter) {
		return parameter.getParameterAnnotations().length == 0 && parameter.getParameterType() == List.class
				&& ResolvableType.forMethodParameter(parameter).getGeneric().resolve() == byte[].class;
	}

	/**
	 * Return whether a parameter that this supports is the sender of the message.
	 */
	static boolean takesSender(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return type == PeerInfo.class || type == RoutingId.class;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return type == ZmqMessage.class || (takesSender(parameter) && parameter.getParameterAnnotations().length == 0)
				|| (RAW.contains(type) && parameter.getParameterAnnotations().length == 0) || takesFrames(parameter);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Class<?> type = parameter.getParameterType();
		Object payload = message.getPayload();
		if (type == PeerInfo.class) {
			return message.getHeaders().get(ZmqHeaders.PEER);
		}
		if (type == RoutingId.class) {
			return message.getHeaders().get(ZmqHeaders.ROUTING_ID);
		}
		if (type == ZmqMessage.class) {
			return payload;
		}
		if (RAW.contains(type)) {
			return this.converter.fromMessage(message, type, parameter);
		}
		if (payload instanceof ZmqMessage whole) {
			payload = ZmqMessageConverter.payload(whole, message.getHeaders());
		}
		return (payload instanceof List<?>) ? payload : List.of(payload);
	}

}
