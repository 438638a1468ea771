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

package io.zmqcomm.demo.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * The coordinator cannot start with its journal.
 */
public class JournalException extends RuntimeException {

	private final String remedy;

	/**
	 * Create the exception.
	 * @param message what is wrong with which file
	 * @param remedy what the user can do
	 * @param cause the cause, if there is one
	 */
	public JournalException(String message, String remedy, @Nullable Throwable cause) {
		super(message, cause);
		this.remedy = remedy;
	}

	/**
	 * Return what the user can do.
	 * @return a sentence or two
	 */
	public String remedy() {
		return this.remedy;
	}

}
