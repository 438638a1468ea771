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

package io.zmqcomm.spring.template;

import java.io.Serial;

import io.zmqcomm.core.ZmqException;

/**
 * The server answered a request with an error.
 */
public class ZmqRemoteException extends ZmqException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String code;

	/**
	 * Create an exception.
	 * @param code the server's code, such as {@code "failed"} or {@code "invalid"}
	 * @param message the server's text, perhaps empty
	 */
	public ZmqRemoteException(String code, String message) {
		super("The server answered with the error '%s'".formatted(code) + (message.isEmpty() ? "" : ": " + message));
		this.code = code;
	}

	/**
	 * Return the server's code; see
	 * {@link io.zmqcomm.spring.support.converter.ZmqErrorReply}.
	 * @return the code
	 */
	public String getCode() {
		return this.code;
	}

}
