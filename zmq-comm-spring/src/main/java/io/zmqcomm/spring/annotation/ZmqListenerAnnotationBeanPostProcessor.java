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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.Lifecycle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.integration.endpoint.AbstractEndpoint;
import org.springframework.util.Assert;

import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ListenerConsumer;
import io.zmqcomm.spring.listener.MethodZmqListenerEndpoint;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;

/**
 * Finds methods annotated with {@link ZmqListener}, directly or through another
 * annotation, and registers the adapter of each as a bean under the listener's id, whose
 * lifecycle is then the application context's.
 */
public class ZmqListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, Ordered, BeanFactoryAware, ApplicationContextAware, SmartInitializingSingleton {

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Listener> waiting = new ArrayList<>();

	private @Nullable DefaultListableBeanFactory beanFactory;

	private @Nullable ApplicationContext applicationContext;

	private @Nullable ListenerEndpointFactory endpoints;

	private boolean instantiated;

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (DefaultListableBeanFactory) beanFactory;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof AopInfrastructureBean) && !ScopedProxyUtils.isScopedTarget(beanName)) {
			find(bean, beanName, AopUtils.getTargetClass(bean));
		}
		return bean;
	}

	private void find(Object bean, String beanName, Class<?> type) {
		List<Listener> found = new ArrayList<>();
		methods(type).forEach((method, listeners) -> {
			Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
			listeners.forEach((listener) -> found.add(new Listener(bean, beanName, invocable, listener)));
		});
		if (!found.isEmpty()) {
			found(found);
		}
	}

	private Map<Method, List<ZmqListener>> methods(Class<?> type) {
		if (this.withoutListeners.contains(type) || !AnnotationUtils.isCandidateClass(type, ZmqListener.class)) {
			return Map.of();
		}
		Map<Method, List<ZmqListener>> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<List<ZmqListener>>) ZmqListenerAnnotationBeanPostProcessor::listeners);
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		return methods;
	}

	/**
	 * A scoped bean comes and goes, so its listeners call it through its proxy.
	 */
	private void findScoped() {
		for (String target : beanFactory().getBeanDefinitionNames()) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(target)
					? AutoProxyUtils.determineTargetClass(beanFactory(), target) : null;
			if (type != null && !methods(type).isEmpty()) {
				String name = ScopedProxyUtils.getOriginalBeanName(target);
				find(beanFactory().getBean(name), name, type);
			}
		}
	}

	private static @Nullable List<ZmqListener> listeners(Method method) {
		List<ZmqListener> listeners = MergedAnnotations
			.from(method, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.standardRepeatables())
			.stream(ZmqListener.class)
			.map(MergedAnnotation::synthesize)
			.distinct()
			.toList();
		return listeners.isEmpty() ? null : listeners;
	}

	private void found(List<Listener> listeners) {
		this.lock.lock();
		try {
			if (!this.instantiated) {
				this.waiting.addAll(listeners);
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		register(listeners);
	}

	@Override
	public void afterSingletonsInstantiated() {
		findScoped();
		List<Listener> found;
		this.lock.lock();
		try {
			this.instantiated = true;
			found = List.copyOf(this.waiting);
			this.waiting.clear();
		}
		finally {
			this.lock.unlock();
		}
		register(found);
	}

	private ListenerEndpointFactory endpoints() {
		this.lock.lock();
		try {
			ListenerEndpointFactory current = this.endpoints;
			if (current == null) {
				DefaultListableBeanFactory factory = beanFactory();
				current = new ListenerEndpointFactory(factory, factory.getBean(ZmqSockets.class),
						factory.getBean(ZmqListenerDefaults.class));
				this.endpoints = current;
			}
			return current;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Register all listeners or, if one fails, none: a bean that is created lazily may be
	 * asked for again.
	 */
	private void register(List<Listener> listeners) {
		List<Registration> registered = new ArrayList<>();
		try {
			for (Listener listener : listeners) {
				List<String> sockets = endpoints().socketNames();
				MethodZmqListenerEndpoint endpoint = endpoints().create(listener.bean(), listener.method(),
						listener.annotation(), freeId(listener.beanName() + "." + listener.method().getName()));
				Registration registration = new Registration(endpoint.getId(), !sockets.contains(endpoint.getId()),
						new ArrayList<>());
				registered.add(registration);
				register(endpoint, registration);
			}
		}
		catch (RuntimeException ex) {
			registered.forEach(this::withdraw);
			throw ex;
		}
	}

	private void register(MethodZmqListenerEndpoint endpoint, Registration registration) {
		AbstractEndpoint adapter = endpoint.createAdapter(beanFactory());
		try {
			registerBean(endpoint.getId(), adapter);
		}
		catch (BeansException ex) {
			throw new IllegalStateException(
					"Cannot set up the %s: %s".formatted(endpoint, ex.getMostSpecificCause().getMessage()), ex);
		}
		ListenerConsumer consumer = endpoint.getConsumer();
		registerSingleton(endpoint.getId() + ".channel", consumer.getInputChannel(), registration);
		registerSingleton(consumer.getComponentName(), consumer, registration);
		if (adapter.isAutoStartup() && this.applicationContext instanceof Lifecycle running && running.isRunning()) {
			adapter.start();
		}
	}

	private void registerSingleton(String name, Object singleton, Registration registration) {
		beanFactory().registerSingleton(name, singleton);
		registration.singletons().add(name);
	}

	private void withdraw(Registration registration) {
		registration.singletons().forEach(beanFactory()::destroySingleton);
		if (beanFactory().containsBeanDefinition(registration.id())) {
			beanFactory().removeBeanDefinition(registration.id());
		}
		if (registration.hasSocket()) {
			endpoints().removeSocket(registration.id());
		}
	}

	private String freeId(String id) {
		String free = id;
		for (int i = 1; beanFactory().containsBean(free); i++) {
			free = id + "#" + i;
		}
		return free;
	}

	@SuppressWarnings("unchecked")
	private <T extends AbstractEndpoint> void registerBean(String id, T adapter) {
		RootBeanDefinition definition = new RootBeanDefinition((Class<T>) adapter.getClass(), () -> adapter);
		beanFactory().registerBeanDefinition(id, definition);
		beanFactory().getBean(id);
		if (adapter instanceof SmartInitializingSingleton initializing) {
			initializing.afterSingletonsInstantiated();
		}
	}

	private DefaultListableBeanFactory beanFactory() {
		DefaultListableBeanFactory factory = this.beanFactory;
		Assert.state(factory != null, "The bean factory is not set");
		return factory;
	}

	/**
	 * A method that was found, and one of its annotations.
	 *
	 * @param bean the bean, perhaps a proxy
	 * @param beanName its name
	 * @param method the method, invocable on the bean
	 * @param annotation the annotation
	 */
	private record Listener(Object bean, String beanName, Method method, ZmqListener annotation) {

	}

	/**
	 * What was made for a listener.
	 *
	 * @param id name of the adapter's bean, and of the socket if it has its own
	 * @param hasSocket whether it has
	 * @param singletons names of other beans
	 */
	private record Registration(String id, boolean hasSocket, List<String> singletons) {

	}

}
