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
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;

import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Refuses a listener whose payloads or answers nothing could convert, mostly for want of
 * Jackson: each peer would be blamed for its message otherwise.
 */
final class ConversionCheck {

	private final String id;

	private final Method method;

	private final ZmqMessageConverter converter;

	ConversionCheck(String id, Method method, ZmqMessageConverter converter) {
		this.id = id;
		this.method = method;
		this.converter = converter;
	}

	/**
	 * Check what a method is called with.
	 * @throws IllegalStateException if a payload cannot become an argument
	 */
	void arguments(ListenerInvocation invocation) {
		if (invocation instanceof BatchInvocation batch) {
			require("takes", batch.element());
		}
		else if (invocation instanceof ResolvedInvocation resolved) {
			for (MethodParameter parameter : resolved.getMethodParameters()) {
				if (ResolvedInvocation.isPayload(resolved.resolver(parameter))) {
					require("takes", ResolvableType.forMethodParameter(parameter.nestedIfOptional()));
				}
			}
		}
	}

	/**
	 * Check what a method answers.
	 * @throws IllegalStateException if the answer cannot become frames
	 */
	void answer(Class<?> beanType) {
		ResolvableType type = promised(ResolvableType.forMethodReturnType(this.method, beanType));
		if (type != null) {
			require("answers", type);
		}
	}

	/**
	 * Return what a future or reactive type promises, or the type itself.
	 */
	private static @Nullable ResolvableType promised(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		if (CompletionStage.class.isAssignableFrom(resolved)) {
			return type.as(CompletionStage.class).getGeneric();
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(resolved);
		if (adapter == null) {
			return type;
		}
		return adapter.isNoValue() ? null : type.getGeneric();
	}

	private void require(String verb, ResolvableType type) {
		ResolvableType payload = Message.class.isAssignableFrom(type.resolve(Object.class))
				? type.as(Message.class).getGeneric() : type;
		Class<?> resolved = payload.resolve(Object.class);
		if (resolved == void.class || resolved == Void.class || resolved == ZmqErrorReply.class
				|| this.converter.mayConvert(payload)) {
			return;
		}
		throw new IllegalStateException("Listener '%s' %s a %s. %s (or a 'messageConverter'): %s".formatted(this.id,
				verb, payload, ZmqMessageConverter.noConverter(payload.toString()), this.method.toGenericString()));
	}

}
