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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.integration.inbound.RefusalLog;
import io.zmqcomm.spring.support.converter.TypeHint;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * Calls a method whose one parameter is a list with the messages of a batch. A message
 * that cannot be converted is logged and left out, so that it does not take the others
 * along.
 */
final class BatchInvocation implements ListenerInvocation {

	private final Object bean;

	private final Method method;

	private final ResolvableType element;

	private final TypeHint hint;

	private final ZmqMessageConverter converter;

	private final RefusalLog refusals;

	BatchInvocation(String id, Object bean, Method method, ZmqMessageConverter converter) {
		Assert.state(method.getParameterCount() == 1 && method.getParameterTypes()[0] == List.class,
				() -> "'batch' of the listener %s (expected: one parameter, a List)"
					.formatted(method.toGenericString()));
		this.bean = bean;
		this.method = method;
		this.element = ResolvableType.forMethodParameter(new MethodParameter(method, 0)).getGeneric();
		this.hint = new TypeHint(this.element.getType());
		this.converter = converter;
		this.refusals = new RefusalLog(id);
		ReflectionUtils.makeAccessible(method);
	}

	/**
	 * Return whether the method wants whole messages, or the tensors at their ends.
	 */
	boolean takesWhole() {
		return this.element.resolve() == ZmqMessage.class || this.element.resolve() == Tensor.class;
	}

	ResolvableType element() {
		return this.element;
	}

	@Override
	public @Nullable Object invoke(Message<?> message) throws Throwable {
		List<Object> arguments = new ArrayList<>();
		for (Object item : (List<?>) message.getPayload()) {
			Message<?> single = (Message<?>) item;
			try {
				arguments.add(argument(single));
			}
			catch (MessageConversionException ex) {
				this.refusals.refused(single.getHeaders().get(ZmqHeaders.PEER, PeerInfo.class), ex);
			}
		}
		if (arguments.isEmpty()) {
			return null;
		}
		try {
			return this.method.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private Object argument(Message<?> message) {
		Class<?> type = this.element.resolve(Object.class);
		if (type == Message.class) {
			return message;
		}
		Object converted = this.converter.fromMessage(message, type, this.hint);
		if (converted == null) {
			throw new MessageConversionException(message, ZmqMessageConverter.noConverter(this.element.toString()));
		}
		return converted;
	}

}
