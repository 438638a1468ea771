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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the process running while sockets are read: the engine's threads are daemons, and
 * an application that only listens has no others. Any thread.
 */
final class KeepAlive {

	private final ReentrantLock lock = new ReentrantLock();

	private int readers;

	private @Nullable CountDownLatch end;

	void readerStarted() {
		this.lock.lock();
		try {
			if (this.readers++ == 0) {
				CountDownLatch latch = new CountDownLatch(1);
				this.end = latch;
				Thread thread = new Thread(() -> awaitEnd(latch), "zmq-keep-alive");
				thread.setDaemon(false);
				thread.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void readerStopped() {
		this.lock.lock();
		try {
			if (--this.readers == 0 && this.end != null) {
				this.end.countDown();
				this.end = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void awaitEnd(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			// Somebody wants the process to end
		}
	}

}
