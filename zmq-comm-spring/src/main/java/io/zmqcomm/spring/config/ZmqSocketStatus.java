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

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SocketType;

/**
 * What is known of one named socket at a moment, for health checks and operators.
 *
 * @param name the name
 * @param type the type
 * @param state where the socket is in its life
 * @param bound the bound endpoints with their real ports
 * @param connected the endpoints connected to, whether or not a peer is there
 * @param peers number of peers connected now
 * @param lastError why the socket could not be opened the last time it was tried, or
 * {@code null} if it could
 */
public record ZmqSocketStatus(String name, SocketType type, State state, List<String> bound, List<String> connected,
		int peers, @Nullable Throwable lastError) {

	/**
	 * Where a socket is in its life.
	 */
	public enum State {

		/** Not opened yet: nothing has used it. */
		CREATED,

		/** Bound and connected. */
		RUNNING,

		/** Could not be bound or connected; the next use tries again. */
		FAILED,

		/** Closed by a stop; a start opens it again. */
		STOPPED

	}

}
