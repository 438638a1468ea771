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

import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqBeanNames;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for ZeroMQ: the communicator, the
 * named sockets of {@link ZmqProperties}, the template, and annotated listeners.
 */
@AutoConfiguration(after = IntegrationAutoConfiguration.class,
		afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass({ ZmqCommunicator.class, EnableZmq.class })
@ConditionalOnBooleanProperty(name = "zmq.comm.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ZmqProperties.class)
public final class ZmqAutoConfiguration {

	private final ZmqPropertiesMapper mapper;

	ZmqAutoConfiguration(ZmqProperties properties, Environment environment) {
		this.mapper = new ZmqPropertiesMapper(properties, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqCommunicator zmqCommunicator(ObjectProvider<ZmqCommunicatorBuilderCustomizer> customizers) {
		return ZmqCommunicator.create((builder) -> {
			this.mapper.customizeCommunicator(builder);
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		});
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqSockets zmqSockets(ZmqCommunicator communicator, ObjectProvider<ZmqSocketDefinition> definitions) {
		return new ZmqSockets(communicator,
				Stream.concat(this.mapper.getSocketDefinitions().stream(), definitions.orderedStream()).toList());
	}

	@Bean
	@ConditionalOnMissingBean(ZmqOperations.class)
	ZmqTemplate zmqTemplate(ZmqSockets sockets,
			@Qualifier(ZmqBeanNames.MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter) {
		return new ZmqTemplate(sockets, converter.getIfAvailable(ZmqMessageConverter::create));
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqListenerDefaults zmqListenerDefaults(ObjectProvider<Validator> validator,
			@Qualifier(ZmqBeanNames.MESSAGE_CONVERTER) ObjectProvider<MessageConverter> converter) {
		ZmqListenerDefaults defaults = new ZmqListenerDefaults();
		this.mapper.customizeListeners(defaults);
		defaults.setValidator(validator.getIfUnique());
		converter.ifAvailable(defaults::setMessageConverter);
		return defaults;
	}

	@Bean
	static LazyInitializationExcludeFilter zmqListenerLazyInitializationExcludeFilter() {
		return new ZmqListenerLazyInitializationExcludeFilter();
	}

	/**
	 * JSON with the application's own mapper.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnSingleCandidate(JsonMapper.class)
	static class JsonConverterConfiguration {

		@Bean(ZmqBeanNames.MESSAGE_CONVERTER)
		@ConditionalOnMissingBean(name = ZmqBeanNames.MESSAGE_CONVERTER)
		ZmqMessageConverter zmqMessageConverter(JsonMapper mapper) {
			return ZmqMessageConverter.of(new JacksonJsonMessageConverter(mapper));
		}

	}

	/**
	 * What {@link EnableZmq} does, unless the application uses it itself.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	@ConditionalOnMissingBean(name = ZmqBeanNames.LISTENER_ANNOTATION_PROCESSOR)
	static class EnableZmqConfiguration {

	}

}
