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

package io.zmqcomm.spring.integration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;

import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.integration.inbound.ZmqInboundGateway;
import io.zmqcomm.spring.integration.inbound.ZmqMessageProducer;
import io.zmqcomm.spring.integration.outbound.ZmqMessageHandler;
import io.zmqcomm.spring.integration.outbound.ZmqOutboundGateway;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Makes the adapters of named sockets that are configured with a channel: a sending type
 * consumes from the channel, a receiving type produces to it, a REQ and a ROUTER or REP
 * is a gateway on it. The adapter is a bean {@code <socket>.adapter}; a channel that is
 * not defined becomes a {@link DirectChannel}. What receives has the threads, timeouts
 * and start of the {@link ZmqListenerDefaults}, as an annotated listener has.
 */
public class ZmqChannelAdapters implements BeanFactoryAware, SmartInitializingSingleton {

	private final String converterName;

	private @Nullable DefaultListableBeanFactory beanFactory;

	/**
	 * Create the maker.
	 * @param converterName bean name of the message converter, which need not exist
	 */
	public ZmqChannelAdapters(String converterName) {
		this.converterName = converterName;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (DefaultListableBeanFactory) beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		DefaultListableBeanFactory factory = this.beanFactory;
		Assert.state(factory != null, "The bean factory is not set");
		for (ZmqSockets sockets : factory.getBeanProvider(ZmqSockets.class)) {
			for (String name : sockets.names()) {
				ZmqSocketDefinition definition = sockets.definition(name);
				if (definition.channel() != null) {
					make(factory, sockets, definition, channel(factory, definition.channel()));
				}
			}
		}
	}

	private void make(DefaultListableBeanFactory factory, ZmqSockets sockets, ZmqSocketDefinition socket,
			MessageChannel channel) {
		ZmqSocketReference reference = ZmqSocketReference.of(sockets, socket.name());
		switch (socket.type()) {
			case PUB, XPUB, PUSH -> {
				ZmqMessageHandler handler = new ZmqMessageHandler(reference);
				handler.setMessageConverter(converter(factory));
				consume(factory, socket.name(), channel, ZmqMessageHandler.class, handler);
			}
			case REQ -> {
				ZmqOutboundGateway gateway = new ZmqOutboundGateway(reference);
				gateway.setMessageConverter(converter(factory));
				consume(factory, socket.name(), channel, ZmqOutboundGateway.class, gateway);
			}
			case SUB, XSUB, PULL -> {
				ZmqListenerDefaults defaults = factory.getBean(ZmqListenerDefaults.class);
				ZmqMessageProducer producer = new ZmqMessageProducer(reference);
				producer.setDispatch(defaults.getDispatch());
				producer.setShutdownTimeout(defaults.getShutdownTimeout());
				producer.setAutoStartup(defaults.isAutoStartup());
				producer.setOutputChannel(channel);
				register(factory, socket.name() + ".adapter", ZmqMessageProducer.class, producer);
				producer.afterSingletonsInstantiated();
			}
			case ROUTER, REP -> {
				ZmqListenerDefaults defaults = factory.getBean(ZmqListenerDefaults.class);
				ZmqInboundGateway gateway = new ZmqInboundGateway(reference);
				gateway.setDispatch(defaults.getDispatch());
				gateway.setReplyTimeout(defaults.getReplyTimeout().toMillis());
				gateway.setPendingLimit(defaults.getPendingLimit());
				gateway.setShutdownTimeout(defaults.getShutdownTimeout());
				gateway.setAutoStartup(defaults.isAutoStartup());
				gateway.setMessageConverter(defaults.getMessageConverter());
				gateway.setRequestChannel(channel);
				register(factory, socket.name() + ".adapter", ZmqInboundGateway.class, gateway);
			}
			default -> throw new IllegalStateException(("Socket '%s' is a %s, which sends and receives: its channel "
					+ "'%s' could be either (expected: an adapter in a flow)")
				.formatted(socket.name(), socket.type(), socket.channel()));
		}
	}

	private static <H extends MessageHandler> void consume(DefaultListableBeanFactory factory, String socket,
			MessageChannel channel, Class<H> type, H handler) {
		register(factory, socket + ".adapter", type, handler);
		ConsumerEndpointFactoryBean consumer = new ConsumerEndpointFactoryBean();
		consumer.setHandler(handler);
		consumer.setInputChannel(channel);
		register(factory, socket + ".consumer", ConsumerEndpointFactoryBean.class, consumer);
	}

	private static <T> void register(DefaultListableBeanFactory factory, String name, Class<T> type, T bean) {
		factory.registerBeanDefinition(name, new RootBeanDefinition(type, () -> bean));
		factory.getBean(name);
	}

	private static MessageChannel channel(DefaultListableBeanFactory factory, String name) {
		if (!factory.containsBean(name)) {
			register(factory, name, DirectChannel.class, new DirectChannel());
		}
		return factory.getBean(name, MessageChannel.class);
	}

	private MessageConverter converter(BeanFactory factory) {
		return factory.containsBean(this.converterName) ? factory.getBean(this.converterName, MessageConverter.class)
				: ZmqMessageConverter.create();
	}

}
