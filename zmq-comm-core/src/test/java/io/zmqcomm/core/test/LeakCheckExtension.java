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

package io.zmqcomm.core.test;

import java.util.regex.Pattern;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test after which a buffer is still open. Registered for every test of the
 * module by the service file, so a test has nothing to do but to close what it opened
 * before its last {@code @AfterEach} method returns.
 * <p>
 * Where a buffer came from shows
 * {@code -Dio.netty.util.LeakPresenceDetector.trackCreationStack=true}.
 */
public class LeakCheckExtension implements AfterEachCallback {

	private static final Pattern RECEIVER_THREAD = Pattern.compile("zmq-.+#\\d+-\\d+");

	@Override
	public void afterEach(ExtensionContext context) throws InterruptedException {
		awaitReceivers();
		LeakPresenceDetector.check();
	}

	/**
	 * Closing does not wait for a receiver that is at work, and what it was given is open
	 * until it returns.
	 */
	private static void awaitReceivers() throws InterruptedException {
		Thread[] threads = new Thread[Thread.activeCount() + 16];
		int count = Thread.enumerate(threads);
		for (int i = 0; i < count; i++) {
			if (RECEIVER_THREAD.matcher(threads[i].getName()).matches()) {
				threads[i].join(10_000);
			}
		}
	}

}
