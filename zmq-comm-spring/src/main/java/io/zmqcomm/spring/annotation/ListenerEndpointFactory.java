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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.MethodZmqListenerEndpoint;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerErrorHandler;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Makes the endpoint of one annotation on one method: resolves its attributes and refuses
 * what does not fit together.
 */
final class ListenerEndpointFactory {

	private final ConfigurableBeanFactory beanFactory;

	private final ZmqSockets sockets;

	private final ZmqListenerDefaults defaults;

	ListenerEndpointFactory(ConfigurableBeanFactory beanFactory, ZmqSockets sockets, ZmqListenerDefaults defaults) {
		this.beanFactory = beanFactory;
		this.sockets = sockets;
		this.defaults = defaults;
	}

	/**
	 * Make an endpoint.
	 * @param defaultId the id if the annotation has none
	 */
	MethodZmqListenerEndpoint create(Object bean, Method method, ZmqListener listener, String defaultId) {
		AttributeResolver resolver = new AttributeResolver(this.beanFactory, bean, method);
		String id = resolver.text("id", listener.id());
		id = id.isEmpty() ? defaultId : id;
		if (this.beanFactory.containsBean(id)) {
			throw resolver.invalid("id", id, "another id, as this is the name of another bean");
		}
		ZmqSocketDefinition socket = socket(resolver, listener, id);
		checkReturnType(bean, method, socket);
		MethodZmqListenerEndpoint endpoint = new MethodZmqListenerEndpoint(id, bean, method,
				ZmqSocketReference.of(this.sockets, socket.name()), socket.type(), this.defaults);
		endpoint.setTopics(topics(resolver, listener, socket));
		endpoint.setDispatch(dispatch(resolver, listener));
		endpoint.setAutoStartup(resolver.flag("autoStartup", listener.autoStartup(), this.defaults.isAutoStartup()));
		batch(resolver, listener, endpoint);
		endpoint.setConsumes(consumes(resolver, listener));
		ZmqListenerErrorHandler errorHandler = resolver.bean("errorHandler", listener.errorHandler(),
				ZmqListenerErrorHandler.class);
		if (errorHandler != null) {
			endpoint.setErrorHandler(errorHandler);
		}
		MessageConverter converter = resolver.bean("messageConverter", listener.messageConverter(),
				MessageConverter.class);
		if (converter != null) {
			endpoint.setMessageConverter(ZmqMessageConverter.of(converter));
		}
		if (!this.sockets.contains(socket.name())) {
			this.sockets.add(socket);
		}
		return endpoint;
	}

	/**
	 * Only a ROUTER and a REP answer, so a value of another listener would be lost. A
	 * promise is welcome, as its failure is handled.
	 */
	private static void checkReturnType(Object bean, Method method, ZmqSocketDefinition socket) {
		Class<?> type = ResolvableType.forMethodReturnType(method, AopUtils.getTargetClass(bean)).resolve(Object.class);
		boolean answers = kind(socket.type()) == SocketType.ROUTER;
		if (answers || type == void.class || type == Void.class || CompletionStage.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null
				|| KotlinDetector.isSuspendingFunction(method)) {
			return;
		}
		throw new IllegalStateException(("The listener %s returns a %s, which would be lost, as socket '%s' is a %s "
				+ "(expected: void or a future; ZmqOperations sends what is to be sent)")
			.formatted(method.toGenericString(), type.getTypeName(), socket.name(), socket.type()));
	}

	/**
	 * Return the names of all sockets, also of those that were made for endpoints.
	 */
	List<String> socketNames() {
		return this.sockets.names();
	}

	/**
	 * Forget a socket that was made for an endpoint.
	 */
	void removeSocket(String name) {
		this.sockets.remove(name);
	}

	private ZmqSocketDefinition socket(AttributeResolver resolver, ZmqListener listener, String id) {
		String name = resolver.text("socket", listener.socket());
		String[] bind = resolver.endpoints("bind", listener.bind(), true);
		String[] connect = resolver.endpoints("connect", listener.connect(), false);
		boolean addressed = bind.length > 0 || connect.length > 0;
		if (name.isEmpty() == !addressed) {
			throw resolver.invalid("socket", name,
					"the name of a socket, or an address in 'bind' or 'connect', and not both");
		}
		SocketType type = type(resolver, listener);
		if (!name.isEmpty()) {
			if (!this.sockets.contains(name)) {
				throw resolver.invalid("socket", name, "the name of a socket, one of " + this.sockets.names());
			}
			ZmqSocketDefinition named = this.sockets.definition(name);
			if (!isReadable(named.type())) {
				throw resolver.invalid("socket", name, "one that listeners can read, but it is a " + named.type());
			}
			if (type != null && kind(type) != kind(named.type())) {
				throw resolver.invalid("socket", name, "a " + type + ", but it is a " + named.type());
			}
			return named;
		}
		if (type == null || !isReadable(type)) {
			throw resolver.invalid("type", listener.type(),
					"the type of a socket that listeners can read, as 'bind' or 'connect' is given");
		}
		if (this.sockets.contains(id)) {
			throw resolver.invalid("id", id, "another id, as a socket has this name; 'socket' refers to it");
		}
		ZmqSocketDefinition own = ZmqSocketDefinition.of(id, type).withBind(bind).withConnect(connect);
		return own;
	}

	private @Nullable SocketType type(AttributeResolver resolver, ZmqListener listener) {
		String type = resolver.text("type", listener.type());
		try {
			return type.isEmpty() ? null : SocketType.of(type);
		}
		catch (IllegalArgumentException ex) {
			throw resolver.invalid("type", type, "one of " + Arrays.toString(SocketType.values()), ex);
		}
	}

	/**
	 * A REQ receives only answers.
	 */
	private static boolean isReadable(SocketType type) {
		return type.canReceive() && type != SocketType.REQ;
	}

	/**
	 * Types that one annotation serves alike.
	 */
	private static SocketType kind(SocketType type) {
		return switch (type) {
			case REP -> SocketType.ROUTER;
			case XSUB -> SocketType.SUB;
			default -> type;
		};
	}

	private static List<String> topics(AttributeResolver resolver, ZmqListener listener, ZmqSocketDefinition socket) {
		List<String> topics = resolver.texts("topics", listener.topics());
		if (!topics.isEmpty() && kind(socket.type()) != SocketType.SUB) {
			throw resolver.invalid("topics", topics, "none, as the socket is a " + socket.type());
		}
		return topics;
	}

	private Dispatch dispatch(AttributeResolver resolver, ZmqListener listener) {
		String dispatch = resolver.text("dispatch", listener.dispatch());
		Executor executor = resolver.bean("executor", listener.executor(), Executor.class);
		int concurrency = resolver.number("concurrency", listener.concurrency(), 0);
		boolean workers = executor != null || concurrency > 0;
		return switch (dispatch) {
			case "" -> workers ? this.defaults.getWorkers(executor, concurrency) : this.defaults.getDispatch();
			case "executor" -> this.defaults.getWorkers(executor, concurrency);
			case "io-thread" -> {
				if (executor != null || concurrency > 1) {
					throw resolver.invalid("dispatch", dispatch, "executor, as 'executor' or 'concurrency' is given");
				}
				yield Dispatch.IO_THREAD;
			}
			default -> throw resolver.invalid("dispatch", dispatch, "executor or io-thread");
		};
	}

	private static @Nullable MimeType consumes(AttributeResolver resolver, ZmqListener listener) {
		String consumes = resolver.text("consumes", listener.consumes());
		try {
			return consumes.isEmpty() ? null : MimeType.valueOf(consumes);
		}
		catch (InvalidMimeTypeException ex) {
			throw resolver.invalid("consumes", consumes, "a MIME type such as application/json", ex);
		}
	}

	private static void batch(AttributeResolver resolver, ZmqListener listener, MethodZmqListenerEndpoint endpoint) {
		String batch = resolver.text("batch", listener.batch());
		if (batch.matches("\\d+")) {
			endpoint.setBatch(true);
			endpoint.setBatchSize(resolver.number("batch", batch, 1));
		}
		else if (batch.isEmpty() || batch.equals("true") || batch.equals("false")) {
			endpoint.setBatch(Boolean.parseBoolean(batch));
		}
		else {
			throw resolver.invalid("batch", batch, "true, false or a number, at least 1");
		}
	}

}
