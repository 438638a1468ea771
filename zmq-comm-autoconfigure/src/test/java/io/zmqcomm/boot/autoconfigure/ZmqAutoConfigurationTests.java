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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.validation.Validator;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqClosedException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqTimeoutException;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqBeanNames;
import io.zmqcomm.spring.annotation.ZmqListenerAnnotationBeanPostProcessor;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ZmqAutoConfiguration}.
 */
class ZmqAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, ZmqAutoConfiguration.class));

	@Test
	void whenDisabledDoesNothing() {
		this.contextRunner.withPropertyValues("zmq.comm.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqCommunicator.class)
				.doesNotHaveBean(ZmqSockets.class)
				.doesNotHaveBean(ZmqListenerAnnotationBeanPostProcessor.class));
	}

	@Test
	void whenEngineIsMissingDoesNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ZmqCommunicator.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqAutoConfiguration.class));
	}

	@Test
	void whenSpringModuleIsMissingDoesNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(EnableZmq.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqAutoConfiguration.class));
	}

	@Nested
	class CommunicatorTests {

		@Test
		void autoConfiguresBean() {
			ZmqAutoConfigurationTests.this.contextRunner
				.run((context) -> assertThat(context).hasSingleBean(ZmqCommunicator.class));
		}

		@Test
		void whenHasUserDefinedBeanDoesNotAutoConfigureBean() {
			ZmqCommunicator own = mock(ZmqCommunicator.class);
			ZmqAutoConfigurationTests.this.contextRunner.withBean("own", ZmqCommunicator.class, () -> own)
				.run((context) -> assertThat(context).getBean(ZmqCommunicator.class).isSameAs(own));
		}

		@Test
		void whenHasCustomizersAppliesPropertiesThenThemInOrder() {
			ZmqAutoConfigurationTests.this.contextRunner.withUserConfiguration(CustomizersConfiguration.class)
				.withPropertyValues("zmq.comm.high-water-mark=1")
				.run((context) -> {
					ZmqCommunicator communicator = context.getBean(ZmqCommunicator.class);
					assertThat(communicator.createSocket(SocketType.PUB).options().sendHighWaterMark()).isEqualTo(30);
				});
		}

		@Test
		void whenContextIsClosedIsClosed() {
			ZmqCommunicator[] communicator = new ZmqCommunicator[1];
			ZmqAutoConfigurationTests.this.contextRunner
				.run((context) -> communicator[0] = context.getBean(ZmqCommunicator.class));
			assertThatExceptionOfType(ZmqClosedException.class)
				.isThrownBy(() -> communicator[0].createSocket(SocketType.PUB));
		}

	}

	@Nested
	class SocketsTests {

		private final ApplicationContextRunner contextRunner = ZmqAutoConfigurationTests.this.contextRunner
			.withPropertyValues("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=tcp://127.0.0.1:*");

		@Test
		void autoConfiguresBeanWithSocketsOfProperties() {
			this.contextRunner
				.run((context) -> assertThat(context.getBean(ZmqSockets.class).names()).containsExactly("ticks"));
		}

		@Test
		void publishesPortOfBoundSocket() {
			this.contextRunner.run((context) -> {
				String endpoint = context.getBean(ZmqSockets.class).get("ticks").boundEndpoints().get(0);
				assertThat(endpoint)
					.isEqualTo("tcp://127.0.0.1:" + context.getEnvironment().getProperty("local.zmq.ticks.port"));
			});
		}

		@Test
		void whenHasDefinitionBeansAddsThem() {
			this.contextRunner
				.withBean(ZmqSocketDefinition.class,
						() -> ZmqSocketDefinition.of("feed", SocketType.SUB).withConnect("tcp://127.0.0.1:1"))
				.run((context) -> assertThat(context.getBean(ZmqSockets.class).names()).containsExactly("ticks",
						"feed"));
		}

		@Test
		void whenDefinitionBeanHasNameOfPropertiesFails() {
			this.contextRunner
				.withBean(ZmqSocketDefinition.class, () -> ZmqSocketDefinition.of("ticks", SocketType.SUB))
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("'ticks' is defined already"));
		}

		@Test
		void whenHasUserDefinedBeanDoesNotAutoConfigureBean() {
			this.contextRunner.withUserConfiguration(SocketsConfiguration.class)
				.run((context) -> assertThat(context).getBean(ZmqSockets.class)
					.isSameAs(context.getBean("own", ZmqSockets.class)));
		}

	}

	@Nested
	class TemplateTests {

		@Test
		void autoConfiguresBean() {
			ZmqAutoConfigurationTests.this.contextRunner
				.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class));
		}

		@Test
		void whenRequestTimeoutIsSetRequestsWaitForThatTime() {
			ZmqAutoConfigurationTests.this.contextRunner
				.withPropertyValues("zmq.comm.request-timeout=200ms", "zmq.comm.sockets.pricer.type=req",
						"zmq.comm.sockets.pricer.connect=inproc://nobody", "zmq.comm.sockets.pricer.channel=prices")
				.run((context) -> {
					assertThatExceptionOfType(ZmqTimeoutException.class)
						.isThrownBy(() -> context.getBean(ZmqTemplate.class).request("pricer", "x", String.class))
						.withMessageContaining("PT0.2S");
					MessageChannel prices = context.getBean("prices", MessageChannel.class);
					assertThatExceptionOfType(MessageHandlingException.class)
						.isThrownBy(() -> new MessagingTemplate().convertSendAndReceive(prices, "x", String.class))
						.withRootCauseInstanceOf(ZmqTimeoutException.class);
				});
		}

		@Test
		void whenHasUserDefinedOperationsDoesNotAutoConfigureBean() {
			ZmqOperations own = mock(ZmqOperations.class);
			ZmqAutoConfigurationTests.this.contextRunner.withBean("own", ZmqOperations.class, () -> own)
				.run((context) -> assertThat(context).doesNotHaveBean(ZmqTemplate.class)
					.getBean(ZmqOperations.class)
					.isSameAs(own));
		}

	}

	@Nested
	class MessageConverterTests {

		private final ApplicationContextRunner contextRunner = ZmqAutoConfigurationTests.this.contextRunner
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));

		@Test
		void whenThereIsJsonMapperConvertsWithIt() {
			this.contextRunner.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
				.run((context) -> {
					ZmqMessageConverter converter = context.getBean(ZmqMessageConverter.class);
					assertThat(converter.toFrames(new Tick(1), null, null).text(0)).isEqualTo("{\"last_price\":1}");
					assertThat(context.getBean(ZmqListenerDefaults.class).getMessageConverter()).isSameAs(converter);
				});
		}

		@Test
		void whenThereIsNoJsonMapperDoesNotAutoConfigureBean() {
			ZmqAutoConfigurationTests.this.contextRunner
				.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class)
					.doesNotHaveBean(ZmqBeanNames.MESSAGE_CONVERTER));
		}

		@Test
		void whenJacksonIsMissingDoesNotAutoConfigureBean() {
			this.contextRunner.withClassLoader(new FilteredClassLoader("tools.jackson"))
				.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class)
					.doesNotHaveBean(ZmqBeanNames.MESSAGE_CONVERTER));
		}

		@Test
		void whenHasUserDefinedBeanUsesIt() {
			MessageConverter own = new StringMessageConverter();
			this.contextRunner.withBean(ZmqBeanNames.MESSAGE_CONVERTER, MessageConverter.class, () -> own)
				.run((context) -> assertThat(context).hasSingleBean(ZmqTemplate.class)
					.doesNotHaveBean(ZmqMessageConverter.class));
		}

	}

	@Nested
	class ListenerDefaultsTests {

		@Test
		void whenNothingIsSetKeepsDefaults() {
			ZmqAutoConfigurationTests.this.contextRunner
				.run((context) -> assertThat(context.getBean(ZmqListenerDefaults.class)).usingRecursiveComparison()
					.ignoringFields("messageConverter")
					.isEqualTo(new ZmqListenerDefaults()));
		}

		@Test
		void whenPropertiesAreSetAppliesThem() {
			ZmqAutoConfigurationTests.this.contextRunner
				.withPropertyValues("zmq.comm.listener.dispatch=io-thread", "zmq.comm.listener.concurrency=2",
						"zmq.comm.listener.batch-size=3", "zmq.comm.listener.pending-limit=4",
						"zmq.comm.listener.reply-timeout=5s", "zmq.comm.listener.shutdown-timeout=6s",
						"zmq.comm.listener.auto-startup=false")
				.run((context) -> {
					ZmqListenerDefaults defaults = context.getBean(ZmqListenerDefaults.class);
					assertThat(defaults.isIoThread()).isTrue();
					assertThat(defaults.getConcurrency()).isEqualTo(2);
					assertThat(defaults.getBatchSize()).isEqualTo(3);
					assertThat(defaults.getPendingLimit()).isEqualTo(4);
					assertThat(defaults.getReplyTimeout()).isEqualTo(Duration.ofSeconds(5));
					assertThat(defaults.getShutdownTimeout()).isEqualTo(Duration.ofSeconds(6));
					assertThat(defaults.isAutoStartup()).isFalse();
				});
		}

		@Test
		void whenThereIsValidatorValidatesWithIt() {
			Validator validator = mock(Validator.class);
			ZmqAutoConfigurationTests.this.contextRunner.withBean(Validator.class, () -> validator)
				.run((context) -> assertThat(context.getBean(ZmqListenerDefaults.class).getValidator())
					.isSameAs(validator));
		}

		@Test
		@EnabledForJreRange(min = JRE.JAVA_21)
		void whenVirtualThreadsAreEnabledListensOnThem() {
			ZmqAutoConfigurationTests.this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
				.run((context) -> assertThat(context.getBean(ZmqListenerDefaults.class).getExecutor())
					.isInstanceOf(VirtualThreadTaskExecutor.class));
		}

		@Test
		@EnabledForJreRange(max = JRE.JAVA_20)
		void whenThereAreNoVirtualThreadsListensOnThreadsOfSockets() {
			ZmqAutoConfigurationTests.this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
				.run((context) -> assertThat(context.getBean(ZmqListenerDefaults.class).getExecutor()).isNull());
		}

		@Test
		void whenHasUserDefinedBeanDoesNotAutoConfigureBean() {
			ZmqListenerDefaults own = new ZmqListenerDefaults();
			ZmqAutoConfigurationTests.this.contextRunner.withBean(ZmqListenerDefaults.class, () -> own)
				.run((context) -> assertThat(context).getBean(ZmqListenerDefaults.class).isSameAs(own));
		}

	}

	@Nested
	class EnableZmqTests {

		@Test
		void enablesAnnotatedListeners() {
			ZmqAutoConfigurationTests.this.contextRunner.withUserConfiguration(ListenerConfiguration.class)
				.run((context) -> assertThat(context.getBean(ZmqListenerRegistry.class).getIds())
					.containsExactly("jobs"));
		}

		@Test
		void whenUserEnablesThemItselfDoesNotEnableThemTwice() {
			ZmqAutoConfigurationTests.this.contextRunner
				.withUserConfiguration(ListenerConfiguration.class, EnabledConfiguration.class)
				.run((context) -> {
					assertThat(context).hasSingleBean(ZmqListenerAnnotationBeanPostProcessor.class)
						.hasSingleBean(ZmqSockets.class)
						.hasSingleBean(ZmqTemplate.class)
						.doesNotHaveBean(ZmqAutoConfiguration.EnableZmqConfiguration.class);
					assertThat(context.getBean(ZmqListenerRegistry.class).getIds()).containsExactly("jobs");
				});
		}

		@ParameterizedTest
		@ValueSource(classes = { ListenerConfiguration.class, EnabledConfiguration.class })
		void whenInitializationIsLazyStillListens(Class<?> configuration) {
			ZmqAutoConfigurationTests.this.contextRunner
				.withUserConfiguration(ListenerConfiguration.class, configuration)
				.withInitializer((context) -> context
					.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
				.run((context) -> assertThat(context.getBean(ZmqListenerRegistry.class).getIds())
					.containsExactly("jobs"));
		}

	}

	record Tick(int lastPrice) {

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizersConfiguration {

		@Bean
		@Order(2)
		ZmqCommunicatorBuilderCustomizer second() {
			return (builder) -> builder.socketDefaults((options) -> options.highWaterMark(30));
		}

		@Bean
		@Order(1)
		ZmqCommunicatorBuilderCustomizer first() {
			return (builder) -> builder.socketDefaults((options) -> options.highWaterMark(20));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SocketsConfiguration {

		@Bean
		ZmqSockets own(ZmqCommunicator communicator) {
			return new ZmqSockets(communicator, List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerConfiguration {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		@ZmqPull(id = "jobs", bind = "inproc://jobs")
		void handle(String job) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class EnabledConfiguration {

	}

}
