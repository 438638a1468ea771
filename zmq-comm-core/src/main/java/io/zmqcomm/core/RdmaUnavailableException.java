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

	private static final String SOFTWARE = ", or allow UCX's TCP and shared-memory lanes: rdmaAllowSoftware(true),"
			+ " with Spring Boot zmq.comm.rdma.allow-software=true";

	private final String problem;

	private final String remedy;

	private final boolean softwareAnAnswer;

	public RdmaUnavailableException(String problem, String remedy, @Nullable Throwable cause) {
		this(problem, remedy, false, cause);
	}

	private RdmaUnavailableException(String problem, String remedy, boolean softwareAnAnswer,
			@Nullable Throwable cause) {
		super("rdma:// is not available: %s (%s%s)".formatted(problem, remedy, softwareAnAnswer ? SOFTWARE : ""),
				cause);
		this.problem = problem;
		this.remedy = remedy;
		this.softwareAnAnswer = softwareAnAnswer;
	}

	/**
	 * Return the failure that there is no device, where UCX's software lanes might do.
	 * @param problem what is missing
	 * @param remedy how to get a device to work
	 * @return the exception
	 */
	public static RdmaUnavailableException noDevice(String problem, String remedy) {
		return new RdmaUnavailableException(problem, remedy, true, null);
	}

	/**
	 * Return what is missing.
	 * @return the beginning of a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to install or to set in the system.
	 * @return a sentence without its full stop
	 */
	public String remedy() {
		return this.remedy;
	}

	/**
	 * Return whether it would also do to allow UCX's software lanes
	 * ({@link ZmqCommunicator.Builder#rdmaAllowSoftware}).
	 * @return whether a device is all that is missing
	 */
	public boolean isSoftwareAnAnswer() {
		return this.softwareAnAnswer;
	}

}
