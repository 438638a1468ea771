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

package io.zmqcomm.spring.listener;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

import io.zmqcomm.spring.config.ZmqInboundEndpoint;

/**
 * A view of what reads sockets in the application: the beans of annotated methods, of
 * flows and of configured channels, by their ids. Any thread.
 */
public class ZmqListenerRegistry {

	private final ListableBeanFactory beanFactory;

	/**
	 * Create a view.
	 * @param beanFactory holds the listeners
	 */
	public ZmqListenerRegistry(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return a listener.
	 * @param id the id, which is its bean name
	 * @return the listener, to be started, stopped, paused or resumed
	 * @throws IllegalArgumentException if there is none; the message lists those that
	 * there are
	 */
	public ZmqInboundEndpoint getListener(String id) {
		try {
			return this.beanFactory.getBean(id, ZmqInboundEndpoint.class);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new IllegalArgumentException("There is no listener '%s' (known: %s)".formatted(id, getIds()), ex);
		}
	}

	/**
	 * Return the ids of all listeners.
	 * @return a snapshot
	 */
	public Set<String> getIds() {
		return listeners().keySet();
	}

	/**
	 * Return all listeners.
	 * @return a snapshot
	 */
	public Collection<ZmqInboundEndpoint> getListeners() {
		return listeners().values();
	}

	private Map<String, ZmqInboundEndpoint> listeners() {
		return this.beanFactory.getBeansOfType(ZmqInboundEndpoint.class, false, false);
	}

}
