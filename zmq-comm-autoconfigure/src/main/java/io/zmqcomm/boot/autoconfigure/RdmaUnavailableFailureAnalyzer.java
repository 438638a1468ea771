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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.zmqcomm.core.RdmaUnavailableException;
import io.zmqcomm.core.transport.Endpoint;

/**
 * Says who asked for RDMA, and what to install or to set.
 */
class RdmaUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<RdmaUnavailableException> {

	private final Environment environment;

	RdmaUnavailableFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RdmaUnavailableException cause) {
		String setting = getSetting();
		return new FailureAnalysis(
				"RDMA was asked for by %s and is not available: %s.".formatted(describe(setting), cause.problem()),
				"To use RDMA: %s.%n%sTo do without: %s.".formatted(cause.remedy(),
						cause.isSoftwareAnAnswer() ? getSoftwareAction() : "", getTcpAction(setting)),
				cause);
	}

	/**
	 * Return the setting that makes RDMA the protocol of bare endpoints. With it RDMA has
	 * to be there from the start, whatever the endpoints are.
	 * @return its name, or {@code null} if an endpoint asks for RDMA itself
	 */
	private @Nullable String getSetting() {
		for (String setting : List.of(ZmqPropertiesMapper.PROTOCOL_PROPERTY, ZmqPropertiesMapper.PROTOCOL_VARIABLE)) {
			String protocol = this.environment.getProperty(setting);
			if (StringUtils.hasText(protocol)) {
				return Endpoint.RDMA.equalsIgnoreCase(protocol.trim()) ? setting : null;
			}
		}
		return null;
	}

	private static String describe(@Nullable String setting) {
		if (setting == null) {
			return "an rdma:// endpoint";
		}
		return (setting.equals(ZmqPropertiesMapper.PROTOCOL_VARIABLE) ? "the environment variable '%s'" : "'%s'")
			.formatted(setting);
	}

	private static String getSoftwareAction() {
		return "For development and tests without a device, on both sides: set '%s' to 'true'.%n"
			.formatted(ZmqPropertiesMapper.ALLOW_SOFTWARE_PROPERTY);
	}

	private static String getTcpAction(@Nullable String setting) {
		if (setting == null) {
			return "give the endpoint as tcp://";
		}
		String action = "set '%s' to 'tcp'".formatted(ZmqPropertiesMapper.PROTOCOL_PROPERTY);
		return setting.equals(ZmqPropertiesMapper.PROTOCOL_VARIABLE)
				? "remove the environment variable '%s', or %s, which outranks it".formatted(setting, action) : action;
	}

}
