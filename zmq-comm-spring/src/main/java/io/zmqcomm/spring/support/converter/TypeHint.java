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

import java.lang.reflect.Method;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Tells a message converter a generic type to convert to, where no method has a parameter
 * of that type. Converters know generic types only as method parameters.
 */
public final class TypeHint extends MethodParameter {

	private static final Method ANY = ClassUtils.getMethod(Object.class, "equals", Object.class);

	private final Type type;

	/**
	 * Create a hint.
	 * @param type the type to convert to
	 */
	public TypeHint(Type type) {
		super(ANY, 0);
		this.type = type;
	}

	@Override
	public Class<?> getParameterType() {
		return ResolvableType.forType(this.type).resolve(Object.class);
	}

	@Override
	public Type getGenericParameterType() {
		return this.type;
	}

	@Override
	public Class<?> getNestedParameterType() {
		return getParameterType();
	}

	@Override
	public Type getNestedGenericParameterType() {
		return this.type;
	}

	@Override
	public TypeHint clone() {
		return new TypeHint(this.type);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TypeHint hint && this.type.equals(hint.type);
	}

	@Override
	public int hashCode() {
		return this.type.hashCode();
	}

}
