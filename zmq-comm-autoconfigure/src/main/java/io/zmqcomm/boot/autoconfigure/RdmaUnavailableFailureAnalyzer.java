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

package io.zmqcomm.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.zmqcomm.core.RdmaUnavailableException;

/**
 * Says what to install or to set for RDMA.
 */
class RdmaUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<RdmaUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RdmaUnavailableException cause) {
		return new FailureAnalysis("RDMA was asked for and is not available: %s.".formatted(cause.problem()),
				"To use RDMA: %s.%nTo do without: set '%s' to 'tcp', and give rdma:// endpoints as tcp://."
					.formatted(cause.remedy(), ZmqPropertiesMapper.PROTOCOL_PROPERTY),
				cause);
	}

}
