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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Publishes bound TCP ports as properties {@code local.zmq.<name>.port}, where the
 * environment can be changed. Any thread.
 */
final class LocalPorts {

	private static final String SOURCE = "zmq.local.ports";

	private volatile Map<String, Object> properties = new ConcurrentHashMap<>();

	/**
	 * Publish in an environment, beside the ports of others who do.
	 */
	void setEnvironment(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			MutablePropertySources sources = configurable.getPropertySources();
			if (sources.get(SOURCE) instanceof MapPropertySource present) {
				this.properties = present.getSource();
			}
			else {
				sources.addFirst(new MapPropertySource(SOURCE, this.properties));
			}
		}
	}

	/**
	 * Publish the port of the first TCP endpoint, if there is one.
	 * @param name of the socket or the listener
	 * @param endpoints bound ones with their real ports
	 */
	void publish(String name, List<String> endpoints) {
		for (String endpoint : endpoints) {
			int colon = endpoint.lastIndexOf(':');
			if (endpoint.startsWith("tcp://") && colon > "tcp:".length()) {
				this.properties.put("local.zmq." + name + ".port", Integer.valueOf(endpoint.substring(colon + 1)));
				return;
			}
		}
	}

	/**
	 * Return the endpoint to bind the next time: a port that the system chose is kept.
	 * @param endpoint as configured
	 * @param bound as bound
	 * @return the endpoint with the port that it has now
	 */
	static String keepPort(String endpoint, String bound) {
		if (endpoint.endsWith(":*") || endpoint.endsWith(":0")) {
			return endpoint.substring(0, endpoint.length() - 1) + bound.substring(bound.lastIndexOf(':') + 1);
		}
		return endpoint;
	}

}
