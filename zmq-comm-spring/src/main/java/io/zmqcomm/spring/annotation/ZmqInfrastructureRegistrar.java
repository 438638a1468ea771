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

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.messaging.converter.MessageConverter;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqTemplate;

/**
 * Adds the {@link ZmqSockets}, the {@link ZmqTemplate} and the
 * {@link ZmqListenerDefaults} of an application that defines none, when all its
 * definitions are known.
 */
class ZmqInfrastructureRegistrar implements BeanDefinitionRegistryPostProcessor {

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		ConfigurableListableBeanFactory beanFactory = (ConfigurableListableBeanFactory) registry;
		if (beanFactory.getBeanNamesForType(ZmqSockets.class, true, false).length == 0) {
			registry.registerBeanDefinition(ZmqBeanNames.SOCKETS, definition(Sockets.class));
		}
		if (beanFactory.getBeanNamesForType(ZmqOperations.class, true, false).length == 0) {
			registry.registerBeanDefinition(ZmqBeanNames.TEMPLATE, definition(Template.class));
		}
		if (beanFactory.getBeanNamesForType(ZmqListenerDefaults.class, true, false).length == 0) {
			registry.registerBeanDefinition(ZmqBeanNames.LISTENER_DEFAULTS, definition(ListenerDefaults.class));
		}
	}

	private static RootBeanDefinition definition(Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		return definition;
	}

	private static MessageConverter converter(BeanFactory beanFactory) {
		return beanFactory.containsBean(ZmqBeanNames.MESSAGE_CONVERTER)
				? beanFactory.getBean(ZmqBeanNames.MESSAGE_CONVERTER, MessageConverter.class)
				: ZmqMessageConverter.create();
	}

	/**
	 * The sockets that are defined by beans.
	 */
	static class Sockets extends ZmqSockets {

		Sockets(ZmqCommunicator communicator, ObjectProvider<ZmqSocketDefinition> definitions) {
			super(communicator, definitions.orderedStream().toList());
		}

	}

	/**
	 * The template with the application's converter, if it has one.
	 */
	static class Template extends ZmqTemplate {

		Template(ZmqSockets sockets, BeanFactory beanFactory) {
			super(sockets, converter(beanFactory));
		}

	}

	/**
	 * The defaults of listeners with the application's converter, if it has one.
	 */
	static class ListenerDefaults extends ZmqListenerDefaults {

		ListenerDefaults(BeanFactory beanFactory) {
			setMessageConverter(converter(beanFactory));
		}

	}

}
