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

package io.zmqcomm.core;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * This machine or its configuration cannot serve {@code rdma://} endpoints.
 */
public class RdmaUnavailableException extends ZmqException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	public RdmaUnavailableException(String problem, String remedy, @Nullable Throwable cause) {
		super("rdma:// is not available: %s (%s)".formatted(problem, remedy), cause);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Return what is missing.
	 * @return the beginning of a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to install or to set.
	 * @return a sentence without its full stop
	 */
	public String remedy() {
		return this.remedy;
	}

}
