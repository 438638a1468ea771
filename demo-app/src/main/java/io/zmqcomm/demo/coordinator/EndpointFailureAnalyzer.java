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

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.zmqcomm.core.ZmqBindException;

/**
 * Names the property of the demo by which an endpoint that cannot be bound is to be
 * changed: the starter's analyzer names the socket's, which the workers do not follow.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class EndpointFailureAnalyzer extends AbstractFailureAnalyzer<ZmqBindException> {

	private static final Map<String, String> PROPERTIES = Map.of("jobs", "demo.job-endpoint", "workers",
			"demo.worker-endpoint", "status", "demo.status-endpoint");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ZmqBindException cause) {
		String property = PROPERTIES.get(cause.socket());
		if (property == null) {
			return null;
		}
		return new FailureAnalysis("%s.%n%nThe endpoint is set by '%s'.".formatted(cause.getMessage(), property),
				"Stop the coordinator or other program that listens there already, or change '%s'.".formatted(property),
				cause);
	}

}
