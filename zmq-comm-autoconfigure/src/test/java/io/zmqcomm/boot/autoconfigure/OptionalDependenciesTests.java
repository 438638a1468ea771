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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.zmqcomm.boot.autoconfigure.health.ZmqHealthContributorAutoConfiguration;
import io.zmqcomm.boot.autoconfigure.metrics.ZmqMetricsAutoConfiguration;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application starts without the optional dependencies, with the
 * auto-configurations filtered as in an application.
 */
class OptionalDependenciesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class);

	@Test
	void whenAllAreThereConfiguresAll() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class)
			.hasBean("zmqMessageConverter")
			.hasBean("zmqHealthContributor")
			.hasBean("zmqMeterBinder"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.health", "io.micrometer.core", "tools.jackson" })
	void whenOneIsMissingStillStarts(String missing) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class));
	}

	@Test
	void whenAllAreMissingStillStarts() {
		this.contextRunner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "io.micrometer.core", "tools.jackson"))
			.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class)
				.doesNotHaveBean("zmqMessageConverter")
				.doesNotHaveBean("zmqHealthContributor")
				.doesNotHaveBean("zmqMeterBinder"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IntegrationAutoConfiguration.class, JacksonAutoConfiguration.class,
			MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, ZmqAutoConfiguration.class,
			ZmqHealthContributorAutoConfiguration.class, ZmqMetricsAutoConfiguration.class })
	static class Application {

	}

}
