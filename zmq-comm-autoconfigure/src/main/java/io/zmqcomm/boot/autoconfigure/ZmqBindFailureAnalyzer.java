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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

import io.zmqcomm.core.ZmqBindException;

/**
 * Says which socket could not be bound, by which property, and what to do.
 */
class ZmqBindFailureAnalyzer extends AbstractFailureAnalyzer<ZmqBindException> {

	private final Environment environment;

	ZmqBindFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ZmqBindException cause) {
		boolean addressInUse = isAddressInUse(rootFailure);
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put(cause.socket(), "the 'bind' of '%s'".formatted(cause.socket()));
		StringBuilder description = new StringBuilder("%s.%n".formatted(cause.getMessage()));
		getSockets().forEach((name, socket) -> {
			boolean concerned = name.equals(cause.socket()) || addressInUse;
			if (concerned && socket.getBind().contains(cause.endpoint())) {
				String property = "'%s.bind'".formatted(ZmqPropertiesMapper.getPrefix(name));
				settings.put(name, property);
				description
					.append("%nSocket '%s' is to be bound to '%s' by %s.".formatted(name, cause.endpoint(), property));
			}
		});
		return new FailureAnalysis(description.toString(), getAction(settings.values(), addressInUse), cause);
	}

	private Map<String, ZmqSocketProperties> getSockets() {
		return Binder.get(this.environment)
			.bind(ZmqPropertiesMapper.SOCKETS, Bindable.mapOf(String.class, ZmqSocketProperties.class))
			.orElse(Map.of());
	}

	private static boolean isAddressInUse(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = cause.getMessage();
			if (message != null && message.contains("already in use")) {
				return true;
			}
		}
		return false;
	}

	private static String getAction(Collection<String> settings, boolean addressInUse) {
		String setting = String.join(" or ", settings);
		if (settings.size() > 1) {
			return "Give each socket an endpoint of its own: change %s.".formatted(setting);
		}
		if (addressInUse) {
			return "Stop the process that listens there already, or change %s; port '*' takes a free one."
				.formatted(setting);
		}
		return "Change %s to an address of this machine that the process may listen on; host '*' takes all of them."
			.formatted(setting);
	}

}
