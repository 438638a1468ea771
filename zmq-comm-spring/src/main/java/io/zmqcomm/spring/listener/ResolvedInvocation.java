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

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Calls a method with what argument resolvers make of a message.
 */
final class ResolvedInvocation extends InvocableHandlerMethod implements ListenerInvocation {

	private final List<HandlerMethodArgumentResolver> resolvers;

	private final boolean takesFrames;

	ResolvedInvocation(Object bean, Method method, List<HandlerMethodArgumentResolver> resolvers) {
		super(bean, method);
		this.resolvers = resolvers;
		setMessageMethodArgumentResolvers(new HandlerMethodArgumentResolverComposite().addResolvers(resolvers));
		this.takesFrames = Arrays.stream(getMethodParameters())
			.filter((parameter) -> isPayload(resolver(parameter)))
			.allMatch(ZmqMessageConverter::takesFrames);
	}

	/**
	 * Return whether a resolver gives a parameter the payload.
	 */
	static boolean isPayload(@Nullable HandlerMethodArgumentResolver resolver) {
		return resolver instanceof PayloadMethodArgumentResolver || resolver instanceof MessageMethodArgumentResolver;
	}

	/**
	 * Return who resolves a parameter: the first that supports it.
	 */
	@Nullable HandlerMethodArgumentResolver resolver(MethodParameter parameter) {
		return this.resolvers.stream()
			.filter((resolver) -> resolver.supportsParameter(parameter))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return whether the method takes a tensor, which is at the end of the whole message:
	 * behind a topic or not.
	 */
	boolean takesTensor() {
		return Arrays.stream(getMethodParameters())
			.anyMatch((parameter) -> isTensor(parameter)
					|| isTensor(ResolvableType.forMethodParameter(parameter).as(Message.class).getGeneric()));
	}

	/**
	 * Return whether the method takes a tensor, and nothing else of the payload: then it
	 * can be read where it lies.
	 */
	boolean borrowsTensor() {
		List<MethodParameter> parameters = List.of(getMethodParameters());
		return parameters.stream().anyMatch(ResolvedInvocation::isTensor)
				&& parameters.stream().allMatch((parameter) -> isTensor(parameter) || isBesidePayload(parameter));
	}

	private static boolean isTensor(MethodParameter parameter) {
		return isTensor(ResolvableType.forMethodParameter(parameter));
	}

	private static boolean isTensor(ResolvableType type) {
		return type.resolve() == Tensor.class;
	}

	private boolean isBesidePayload(MethodParameter parameter) {
		HandlerMethodArgumentResolver resolver = resolver(parameter);
		return resolver instanceof HeaderMethodArgumentResolver || resolver instanceof HeadersMethodArgumentResolver
				|| (resolver instanceof FramesArgumentResolver && FramesArgumentResolver.takesSender(parameter));
	}

	@Override
	public @Nullable Object invoke(Message<?> message) throws Throwable {
		@Nullable Object[] arguments;
		try {
			if (!this.takesFrames && message.getPayload() instanceof List<?> frames) {
				// The resolvers would take any list for the one that the method wants
				throw new MessageConversionException(message,
						"Message of %d payload frames (expected: 1)".formatted(frames.size()));
			}
			arguments = getMethodArgumentValues(message);
		}
		catch (MessageConversionException | MethodArgumentResolutionException ex) {
			throw new UnreadableMessageException(ex);
		}
		return doInvoke(arguments);
	}

}
