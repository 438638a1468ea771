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

package io.zmqcomm.spring.annotation;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.util.StringUtils;

import io.zmqcomm.core.transport.Endpoint;

/**
 * Resolves placeholders and expressions in the attributes of one annotation. An error
 * names the attribute and the method.
 */
final class AttributeResolver {

	private final ConfigurableBeanFactory beanFactory;

	private final BeanExpressionContext context;

	private final Method method;

	AttributeResolver(ConfigurableBeanFactory beanFactory, Object listener, Method method) {
		this.beanFactory = beanFactory;
		this.context = new BeanExpressionContext(beanFactory, new ListenerScope(listener));
		this.method = method;
	}

	/**
	 * Resolve an attribute to what its expression yields.
	 */
	@Nullable Object value(String attribute, String value) {
		if (value.isEmpty()) {
			return null;
		}
		try {
			String embedded = this.beanFactory.resolveEmbeddedValue(value);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			return (expressions != null) ? expressions.evaluate(embedded, this.context) : embedded;
		}
		catch (RuntimeException ex) {
			throw invalid(attribute, value, "text, placeholders and expressions that can be resolved", ex);
		}
	}

	/**
	 * Resolve an attribute to text.
	 * @return the text, empty if there is none
	 */
	String text(String attribute, String value) {
		Object resolved = value(attribute, value);
		return (resolved != null) ? resolved.toString().trim() : "";
	}

	/**
	 * Resolve an attribute to texts; an expression may yield a collection or an array.
	 */
	List<String> texts(String attribute, String[] values) {
		List<String> texts = new ArrayList<>();
		for (String value : values) {
			if (value.isEmpty()) {
				texts.add("");
				continue;
			}
			add(texts, value(attribute, value));
		}
		return texts;
	}

	/**
	 * Resolve an attribute to endpoints; a text may hold several, with commas between.
	 * @param any whether any host or port will do
	 */
	String[] endpoints(String attribute, String[] values, boolean any) {
		return texts(attribute, values).stream()
			.flatMap((text) -> StringUtils.commaDelimitedListToSet(text).stream())
			.map(String::trim)
			.filter((endpoint) -> !endpoint.isEmpty())
			.peek((endpoint) -> checkEndpoint(attribute, endpoint, any))
			.toArray(String[]::new);
	}

	private void checkEndpoint(String attribute, String endpoint, boolean any) {
		Endpoint parsed;
		try {
			parsed = Endpoint.parse(endpoint, Endpoint.TCP);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException(
					"'%s' of the listener %s: %s".formatted(attribute, this.method.toGenericString(), ex.getMessage()),
					ex);
		}
		if (!any && !parsed.isInproc() && (parsed.isAnyHost() || parsed.port() == 0)) {
			throw invalid(attribute, endpoint, "the host and port of a peer");
		}
	}

	private static void add(List<String> texts, @Nullable Object resolved) {
		if (resolved instanceof Collection<?> collection) {
			collection.forEach((element) -> add(texts, element));
		}
		else if (resolved != null && resolved.getClass().isArray()) {
			for (int i = 0; i < Array.getLength(resolved); i++) {
				add(texts, Array.get(resolved, i));
			}
		}
		else if (resolved != null) {
			texts.add(resolved.toString());
		}
	}

	boolean flag(String attribute, String value, boolean defaultValue) {
		String text = text(attribute, value);
		return switch (text) {
			case "" -> defaultValue;
			case "true" -> true;
			case "false" -> false;
			default -> throw invalid(attribute, text, "true or false");
		};
	}

	int number(String attribute, String value, int defaultValue) {
		String text = text(attribute, value);
		if (text.isEmpty()) {
			return defaultValue;
		}
		try {
			int number = Integer.parseInt(text);
			if (number > 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Said below
		}
		throw invalid(attribute, text, "a number, at least 1");
	}

	/**
	 * Resolve an attribute to a bean.
	 * @return the bean, or {@code null} if the attribute is empty
	 */
	<T> @Nullable T bean(String attribute, String value, Class<T> type) {
		Object resolved = value(attribute, value);
		if (resolved == null || "".equals(resolved)) {
			return null;
		}
		if (type.isInstance(resolved)) {
			return type.cast(resolved);
		}
		if (resolved instanceof String name) {
			try {
				return this.beanFactory.getBean(name, type);
			}
			catch (NoSuchBeanDefinitionException ex) {
				// No cause: Boot would take that for the whole story, and name no
				// listener.
				throw invalid(attribute, name, "the name of a " + type.getName());
			}
			catch (RuntimeException ex) {
				throw invalid(attribute, name, "the name of a " + type.getName(), ex);
			}
		}
		throw invalid(attribute, resolved, "a " + type.getName() + " or the name of one");
	}

	IllegalStateException invalid(String attribute, Object value, String expected) {
		return invalid(attribute, value, expected, null);
	}

	IllegalStateException invalid(String attribute, Object value, String expected, @Nullable Throwable cause) {
		return new IllegalStateException("'%s' of the listener %s: '%s' (expected: %s)".formatted(attribute,
				this.method.toGenericString(), value, expected), cause);
	}

	/**
	 * Lets expressions refer to the listener's bean as {@code __listener}.
	 *
	 * @param listener the bean
	 */
	private record ListenerScope(Object listener) implements Scope {

		@Override
		public Object get(String name, ObjectFactory<?> objectFactory) {
			throw new UnsupportedOperationException(name);
		}

		@Override
		public @Nullable Object remove(String name) {
			return null;
		}

		@Override
		public void registerDestructionCallback(String name, Runnable callback) {
		}

		@Override
		public @Nullable Object resolveContextualObject(String key) {
			return "__listener".equals(key) ? this.listener : null;
		}

	}

}
