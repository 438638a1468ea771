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

package io.zmqcomm.demo;

import java.nio.file.Path;
import java.time.Duration;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/**
 * Tests for {@link DemoProperties} and {@code application.yaml}.
 */
class DemoPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withUserConfiguration(PropertiesConfiguration.class);

	@Test
	void hasTheDocumentedDefaults() {
		this.runner.run((context) -> {
			DemoProperties properties = context.getBean(DemoProperties.class);
			Assertions.assertThat(properties.jobEndpoint()).isEqualTo("tcp://127.0.0.1:5550");
			Assertions.assertThat(properties.workerEndpoint()).isEqualTo("127.0.0.1:5551");
			Assertions.assertThat(properties.statusEndpoint()).isEqualTo("127.0.0.1:5552");
			Assertions.assertThat(properties.journal()).isEqualTo(Path.of("data/demo.journal"));
			Assertions.assertThat(properties.allowedHosts()).containsExactly("localhost", "127.0.0.1", "[::1]");
			Assertions.assertThat(properties.limits().timeout()).isEqualTo(Duration.ofSeconds(60));
			Assertions.assertThat(properties.worker().outputLimit()).isEqualTo(DataSize.ofKilobytes(64));
			Assertions.assertThat(properties.worker().count()).isEqualTo(2);
			Assertions.assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
		});
	}

	@Test
	void aWorkerProcessIsOneWorkerWithoutHttp() {
		this.runner.withPropertyValues("spring.profiles.active=worker").run((context) -> {
			Assertions.assertThat(context.getBean(DemoProperties.class).worker().count()).isEqualTo(1);
			Assertions.assertThat(context.getBean(DemoProperties.class).worker().name()).isNull();
			Assertions.assertThat(context.getEnvironment().getProperty("spring.main.web-application-type"))
				.isEqualTo("none");
			Assertions.assertThat(context.getEnvironment().containsProperty("zmq.comm.sockets.jobs.bind")).isFalse();
			Assertions.assertThat(context.getEnvironment().containsProperty("zmq.comm.sockets.status-feed.connect"))
				.isFalse();
		});
	}

	@Test
	void aProfileOfAnotherKindChoosesNoRole() {
		this.runner.withPropertyValues("spring.profiles.active=production").run((context) -> {
			Assertions.assertThat(context.getBean(DemoProperties.class).worker().count()).isEqualTo(2);
			Assertions.assertThat(context.getEnvironment().containsProperty("zmq.comm.sockets.jobs.bind")).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo.job-endpoint=127.0.0.1:5550", "demo.job-endpoint=rdma://127.0.0.1:5550",
			"demo.job-endpoint=tcp://localhost", "demo.worker-endpoint=", "demo.worker-endpoint=localhost",
			"demo.status-endpoint=localhost:status", "demo.limits.request-size=0", "demo.worker-timeout=1s",
			"demo.heartbeat-interval=0s", "demo.max-attempts=0", "demo.limits.commands=0", "demo.limits.timeout=-1s",
			"demo.worker.slots=0", "demo.worker.output-limit=2MB" })
	void refusesWhatCannotWork(String property) {
		String name = property.substring(0, property.indexOf('='));
		this.runner.withPropertyValues(property)
			.run((context) -> Assertions.assertThat(context.getStartupFailure())
				.isNotNull()
				.hasStackTraceContaining(name.equals("demo.heartbeat-interval") ? "heartbeatInterval"
						: name.substring("demo.".length())));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(DemoProperties.class)
	static class PropertiesConfiguration {

	}

}
