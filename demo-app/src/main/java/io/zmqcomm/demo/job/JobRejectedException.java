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

package io.zmqcomm.demo.job;

import org.jspecify.annotations.Nullable;

/**
 * A job was not accepted. The message is meant for the client.
 */
public class JobRejectedException extends RuntimeException {

	private final Reason reason;

	/**
	 * Create the exception.
	 * @param reason what kind of refusal it is
	 * @param message tells the client what was wrong
	 */
	public JobRejectedException(Reason reason, String message) {
		this(reason, message, null);
	}

	/**
	 * Create the exception.
	 * @param reason what kind of refusal it is
	 * @param message tells the client what was wrong
	 * @param cause not shown to the client
	 */
	public JobRejectedException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return what kind of refusal it is.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Why a job was not accepted; the code is the same at both doors.
	 */
	public enum Reason {

		/**
		 * The body is not one JSON document.
		 */
		INVALID_JSON("bad-request", 400),

		/**
		 * The JSON does not describe a job.
		 */
		INVALID_JOB("invalid", 400),

		/**
		 * The body, the number of commands or a command is above its limit.
		 */
		TOO_LARGE("too-large", 413),

		/**
		 * There are as many unfinished tasks as may be kept.
		 */
		BUSY("unavailable", 503),

		/**
		 * The job could not be recorded, so it will not be run.
		 */
		JOURNAL("unavailable", 503);

		private final String code;

		private final int httpStatus;

		Reason(String code, int httpStatus) {
			this.code = code;
			this.httpStatus = httpStatus;
		}

		/**
		 * Return the code that clients see.
		 * @return the code
		 */
		public String code() {
			return this.code;
		}

		/**
		 * Return the status with which HTTP answers.
		 * @return the status
		 */
		public int httpStatus() {
			return this.httpStatus;
		}

	}

}
