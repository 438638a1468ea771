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

package io.zmqcomm.boot.autoconfigure;

import java.io.Serial;

/**
 * The protocol of bare endpoints is not one that there is.
 */
class UnsupportedProtocolException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String setting;

	private final String protocol;

	/**
	 * Create an exception.
	 * @param setting the property or environment variable that names the protocol
	 * @param protocol what it says
	 */
	UnsupportedProtocolException(String setting, String protocol) {
		super("Protocol '%s' of '%s' is not supported (expected: tcp or rdma)".formatted(protocol, setting));
		this.setting = setting;
		this.protocol = protocol;
	}

	String getSetting() {
		return this.setting;
	}

	String getProtocol() {
		return this.protocol;
	}

}
