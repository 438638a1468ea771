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

/**
 * Says which protocols there are.
 */
class UnsupportedProtocolFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedProtocolException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedProtocolException cause) {
		return new FailureAnalysis(getDescription(cause), getAction(cause.getSetting()), cause);
	}

	private String getDescription(UnsupportedProtocolException cause) {
		return "'%s' is '%s', but there is no such protocol.".formatted(cause.getSetting(), cause.getProtocol());
	}

	private String getAction(String setting) {
		if (setting.equals(ZmqPropertiesMapper.PROTOCOL_PROPERTY)) {
			return "Set '%s' to 'tcp' or 'rdma', or remove it.".formatted(setting);
		}
		return "Set '%s' to 'tcp' or 'rdma', or remove the environment variable '%s'."
			.formatted(ZmqPropertiesMapper.PROTOCOL_PROPERTY, setting);
	}

}
