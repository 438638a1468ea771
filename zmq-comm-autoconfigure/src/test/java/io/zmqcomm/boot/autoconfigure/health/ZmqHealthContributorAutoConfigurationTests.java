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

package io.zmqcomm.boot.autoconfigure.health;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.zmqcomm.boot.autoconfigure.ZmqAutoConfiguration;
import io.zmqcomm.boot.health.ZmqHealthIndicator;
import io.zmqcomm.spring.config.ZmqSockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ZmqHealthContributorAutoConfiguration}.
 */
class ZmqHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, ZmqAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, ZmqHealthContributorAutoConfiguration.class));

	@Test
	void autoConfiguresBean() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ZmqHealthIndicator.class));
	}

	@Test
	void whenDisabledDoesNotAutoConfigureBean() {
		this.contextRunner.withPropertyValues("management.health.zmq.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(ZmqSockets.class)
				.doesNotHaveBean(ZmqHealthIndicator.class));
	}

	@Test
	void whenThereAreNoSocketsDoesNotAutoConfigureBean() {
		this.contextRunner.withPropertyValues("zmq.comm.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqHealthIndicator.class));
	}

	@Test
	void whenHasUserDefinedBeanDoesNotAutoConfigureBean() {
		ZmqHealthIndicator own = mock(ZmqHealthIndicator.class);
		this.contextRunner.withBean("zmqHealthIndicator", HealthContributor.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean("zmqHealthContributor"));
	}

}
