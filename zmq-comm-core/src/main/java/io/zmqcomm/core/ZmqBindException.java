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
 * An endpoint could not be bound.
 */
public class ZmqBindException extends ZmqException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String socket;

	private final String endpoint;

	public ZmqBindException(String message, String socket, String endpoint, @Nullable Throwable cause) {
		super(message, cause);
		this.socket = socket;
		this.endpoint = endpoint;
	}

	/**
	 * Return the socket.
	 * @return its name
	 */
	public String socket() {
		return this.socket;
	}

	/**
	 * Return the endpoint that could not be bound.
	 * @return as it was given
	 */
	public String endpoint() {
		return this.endpoint;
	}

}
