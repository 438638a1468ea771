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

package io.zmqcomm.spring.config;

import java.io.Serial;

/**
 * Two readers want one socket in a way that cannot work, such as two listeners on one
 * PULL.
 */
public class ZmqSocketConflictException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String socket;

	private final String reader;

	private final String other;

	/**
	 * Create an exception.
	 * @param socket name of the socket
	 * @param reader id of the reader that came first
	 * @param other id of the reader that is refused
	 * @param message why, and what to do
	 */
	public ZmqSocketConflictException(String socket, String reader, String other, String message) {
		super(message);
		this.socket = socket;
		this.reader = reader;
		this.other = other;
	}

	/**
	 * Return the name of the socket.
	 * @return the name
	 */
	public String getSocket() {
		return this.socket;
	}

	/**
	 * Return the id of the reader that came first.
	 * @return the id
	 */
	public String getReader() {
		return this.reader;
	}

	/**
	 * Return the id of the reader that is refused.
	 * @return the id
	 */
	public String getOther() {
		return this.other;
	}

}
