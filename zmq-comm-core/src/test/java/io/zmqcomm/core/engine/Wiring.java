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

package io.zmqcomm.core.engine;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.ZmqCommunicator;

/**
 * What is below the sockets in a test: a transport and a mechanism.
 */
enum Wiring {

	/** TCP of the kernel. */
	TCP,

	/** TCP of the kernel, every octet transformed. */
	TCP_SCRAMBLED,

	/** Streams in memory. */
	MEMORY,

	/** Streams in memory, every octet transformed. */
	MEMORY_SCRAMBLED,

	/** Streams in memory that deliver one octet at a time. */
	OCTETS,

	/** Streams in memory that deliver one octet at a time, every octet transformed. */
	OCTETS_SCRAMBLED;

	/** Whether large frames take long. */
	boolean isSlow() {
		return this == OCTETS || this == OCTETS_SCRAMBLED;
	}

	void apply(ZmqCommunicator.Builder settings) {
		switch (this) {
			case TCP, TCP_SCRAMBLED -> {
			}
			case MEMORY, MEMORY_SCRAMBLED -> EngineAccess.transport(settings, new MemoryTransport());
			case OCTETS, OCTETS_SCRAMBLED -> EngineAccess.transport(settings, new MemoryTransport(1, 256 * 1024));
		}
		if (name().endsWith("SCRAMBLED")) {
			EngineAccess.mechanism(settings, ScrambleMechanism.FACTORY);
		}
	}

}
