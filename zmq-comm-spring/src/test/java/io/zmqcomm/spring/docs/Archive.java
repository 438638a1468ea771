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

package io.zmqcomm.spring.docs;

import org.springframework.stereotype.Component;

import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class Archive {

	private final ZmqListenerRegistry listeners;

	Archive(ZmqListenerRegistry listeners) {
		this.listeners = listeners;
	}

	void whileFull(Runnable cleanUp) {
		ZmqInboundEndpoint audit = this.listeners.getListener("audit");
		audit.pause();
		try {
			cleanUp.run();
		}
		finally {
			audit.resume();
		}
	}

}
