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

package io.zmqcomm.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.zmqcomm.boot.autoconfigure.ZmqAutoConfiguration;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.metrics.ZmqMeterBinder;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ZmqMetricsAutoConfiguration}.
 */
class ZmqMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, ZmqAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				ZmqMetricsAutoConfiguration.class));

	private final ApplicationContextRunner meteredContextRunner = this.contextRunner
		.withBean(SimpleMeterRegistry.class);

	@Test
	void bindsMetersOfSocketsToRegistry() {
		this.meteredContextRunner
			.withPropertyValues("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=inproc://ticks",
					"zmq.comm.sockets.feed.type=sub", "zmq.comm.sockets.feed.connect=inproc://ticks")
			.run((context) -> {
				context.getBean(ZmqSockets.class).get("feed");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				await().untilAsserted(() -> assertThat(registry.find("zmq.comm.peers")
					.tags("socket", "ticks", "type", "pub", "transport", "inproc")
					.gauge()).isNotNull().satisfies((peers) -> assertThat(peers.value()).isEqualTo(1)));
			});
	}

	@Test
	void whenThereIsNoRegistryDoesNotAutoConfigureBean() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, ZmqAutoConfiguration.class,
					ZmqMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(ZmqSockets.class)
				.doesNotHaveBean(ZmqMeterBinder.class));
	}

	@Test
	void whenThereAreNoSocketsDoesNotAutoConfigureBean() {
		this.meteredContextRunner.withPropertyValues("zmq.comm.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqMeterBinder.class));
	}

	@Test
	void whenMicrometerIsMissingDoesNotAutoConfigureBean() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, ZmqAutoConfiguration.class,
					ZmqMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasSingleBean(ZmqSockets.class).doesNotHaveBean("zmqMeterBinder"));
	}

	@Test
	void whenHasUserDefinedBeanDoesNotAutoConfigureBean() {
		this.meteredContextRunner.withBean("own", ZmqMeterBinder.class, () -> mock(ZmqMeterBinder.class))
			.run((context) -> assertThat(context).hasSingleBean(ZmqMeterBinder.class).hasBean("own"));
	}

	@Test
	void whenBinderOfUserNeedsTemplateThereIsNoCycle() {
		this.meteredContextRunner.withUserConfiguration(TemplateBinder.class)
			.run((context) -> assertThat(context.getBean(TemplateBinder.class).bound).isTrue());
	}

	static class TemplateBinder implements MeterBinder {

		private boolean bound;

		TemplateBinder(ZmqTemplate template) {
		}

		@Override
		public void bindTo(MeterRegistry registry) {
			this.bound = true;
		}

	}

}
