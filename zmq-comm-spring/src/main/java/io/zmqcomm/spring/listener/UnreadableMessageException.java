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

import java.io.Serial;

/**
 * A listener method was not called, as a message cannot be read as its arguments; the
 * cause says why. The sender is at fault, not the method.
 */
final class UnreadableMessageException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Throwable reason;

	UnreadableMessageException(Throwable reason) {
		super(reason);
		this.reason = reason;
	}

	Throwable reason() {
		return this.reason;
	}

}
