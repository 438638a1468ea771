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

package io.zmqcomm.boot.docs;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.zmqcomm.spring.metrics.ZmqMeter;

/**
 * Holds {@code docs/reference/metrics.md} against the meters.
 */
class MetricsReferenceTests {

	@Test
	void pageIsUpToDate() {
		ReferencePage page = new ReferencePage("metrics.md", "Metrics",
				"With `spring-boot-starter-actuator` the counters of all sockets are bound to the application's meter "
						+ "registries. They are read when a registry asks for them; a message costs nothing.");
		page.paragraph("Each meter has the tags `socket` (the name, or `unnamed`), `type` (such as `pub`) and "
				+ "`transport` (such as `tcp`). Counters do not fall back to zero when a socket is opened again.");
		page.paragraph("Requests of the template and of outbound gateways go over the communicator's pool. Its sockets "
				+ "are counted by the endpoint that they ask, as `request <endpoint>`, not by the name of the `req` "
				+ "socket: several of those may ask one endpoint.");
		page.table(List.of("Meter", "Description", "Kind", "Unit"),
				Arrays.stream(ZmqMeter.values())
					.map((meter) -> List.of("`" + meter.meterName() + "`", meter.description(),
							meter.isCounter() ? "counter" : "gauge", meter.baseUnit()))
					.toList());
		page.assertUpToDate();
	}

}
