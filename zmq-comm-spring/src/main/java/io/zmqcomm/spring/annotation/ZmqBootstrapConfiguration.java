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

package io.zmqcomm.spring.annotation;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.integration.config.EnableIntegration;

import io.zmqcomm.spring.integration.ZmqChannelAdapters;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;

/**
 * The beans behind {@link EnableZmq}.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class ZmqBootstrapConfiguration {

	@Bean(name = ZmqBeanNames.LISTENER_ANNOTATION_PROCESSOR)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ZmqListenerAnnotationBeanPostProcessor zmqListenerAnnotationProcessor() {
		return new ZmqListenerAnnotationBeanPostProcessor();
	}

	@Bean(name = ZmqBeanNames.INFRASTRUCTURE_REGISTRAR)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ZmqInfrastructureRegistrar zmqInfrastructureRegistrar() {
		return new ZmqInfrastructureRegistrar();
	}

	@Bean(name = ZmqBeanNames.CHANNEL_ADAPTERS)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	ZmqChannelAdapters zmqChannelAdapters() {
		return new ZmqChannelAdapters(ZmqBeanNames.MESSAGE_CONVERTER);
	}

	@Bean(name = ZmqBeanNames.LISTENER_REGISTRY)
	ZmqListenerRegistry zmqListenerRegistry(ListableBeanFactory beanFactory) {
		return new ZmqListenerRegistry(beanFactory);
	}

}
