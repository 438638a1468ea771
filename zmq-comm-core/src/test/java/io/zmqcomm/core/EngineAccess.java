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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;

import io.zmqcomm.core.security.Mechanism;
import io.zmqcomm.core.transport.Transport;

/**
 * Opens what only tests may touch: other transports and mechanisms, the event loops and
 * the memory that is accounted for.
 */
public final class EngineAccess {

	private EngineAccess() {
	}

	public static void transport(ZmqCommunicator.Builder settings, Transport transport) {
		settings.transport = transport;
	}

	public static void mechanism(ZmqCommunicator.Builder settings, Mechanism.Factory mechanisms) {
		settings.mechanisms = mechanisms;
	}

	/** Octets that the communicator's queues hold. */
	public static long memoryUsed(ZmqCommunicator communicator) {
		return ((EngineCommunicator) communicator).budget().used();
	}

	/**
	 * Let each event loop run all that is due, by tasks of their own: a loop that waits
	 * does not notice that a mock ticker was advanced.
	 */
	public static void turnLoops(ZmqCommunicator communicator) throws InterruptedException {
		for (int turn = 0; turn < 3; turn++) {
			for (EventExecutor loop : ((EngineCommunicator) communicator).loops().all()) {
				CountDownLatch ran = new CountDownLatch(1);
				loop.execute(ran::countDown);
				if (!ran.await(30, TimeUnit.SECONDS)) {
					throw new AssertionError("event loop is stuck");
				}
			}
		}
	}

	/** Run a task on one of the communicator's event loops. */
	public static void onLoop(ZmqCommunicator communicator, Runnable task) {
		((EngineCommunicator) communicator).nextLoop().execute(task);
	}

}
