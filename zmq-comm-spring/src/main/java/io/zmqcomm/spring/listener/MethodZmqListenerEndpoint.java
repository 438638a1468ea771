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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.channel.FixedSubscriberChannel;
import org.springframework.integration.endpoint.AbstractEndpoint;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.Assert;
import org.springframework.util.MimeType;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.integration.inbound.InboundPayload;
import io.zmqcomm.spring.integration.inbound.InboundSettings;
import io.zmqcomm.spring.integration.inbound.ZmqInboundGateway;
import io.zmqcomm.spring.integration.inbound.ZmqMessageProducer;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * A method that listens to a socket: describes it, and makes the adapter or gateway that
 * calls it. Not thread-safe; used while the application starts.
 */
public class MethodZmqListenerEndpoint {

	private final String id;

	private final Object bean;

	private final Method method;

	private final ZmqSocketReference socket;

	private final SocketType type;

	private final ZmqListenerDefaults defaults;

	private List<String> topics = List.of();

	private Dispatch dispatch = Dispatch.worker();

	private boolean batch;

	private int batchSize;

	private boolean autoStartup;

	private @Nullable MimeType consumes;

	private @Nullable ZmqListenerErrorHandler errorHandler;

	private ZmqMessageConverter messageConverter;

	private @Nullable ListenerConsumer consumer;

	/**
	 * Create an endpoint.
	 * @param id the id, which becomes the bean name of the adapter
	 * @param bean the bean with the method
	 * @param method the method, invocable on the bean
	 * @param socket the socket to read
	 * @param type the type of the socket
	 * @param defaults what is not set here
	 */
	public MethodZmqListenerEndpoint(String id, Object bean, Method method, ZmqSocketReference socket, SocketType type,
			ZmqListenerDefaults defaults) {
		this.id = id;
		this.bean = bean;
		this.method = method;
		this.socket = socket;
		this.type = type;
		this.defaults = defaults;
		this.autoStartup = defaults.isAutoStartup();
		this.errorHandler = defaults.getErrorHandler();
		this.messageConverter = defaults.getMessageConverter();
		this.batchSize = defaults.getBatchSize();
	}

	/**
	 * Return the id.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Set the prefixes to subscribe to.
	 * @param topics empty for those of the socket
	 */
	public void setTopics(List<String> topics) {
		this.topics = topics;
	}

	/**
	 * Set on which threads the method is called.
	 * @param dispatch the dispatch
	 */
	public void setDispatch(Dispatch dispatch) {
		this.dispatch = dispatch;
	}

	/**
	 * Set whether the method takes a list of the messages that are there.
	 * @param batch whether it does
	 */
	public void setBatch(boolean batch) {
		this.batch = batch;
	}

	/**
	 * Set how many messages such a list has at most.
	 * @param batchSize at least 1
	 */
	public void setBatchSize(int batchSize) {
		this.batchSize = batchSize;
	}

	/**
	 * Set whether the adapter starts with the application.
	 * @param autoStartup whether it does
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Set the content type to assume.
	 * @param consumes {@code null} for none
	 */
	public void setConsumes(@Nullable MimeType consumes) {
		this.consumes = consumes;
	}

	/**
	 * Set who is asked when the method throws.
	 * @param errorHandler {@code null} for the error channel or the log
	 */
	public void setErrorHandler(@Nullable ZmqListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
	}

	/**
	 * Set what converts payloads and answers.
	 * @param messageConverter the converter
	 */
	public void setMessageConverter(ZmqMessageConverter messageConverter) {
		this.messageConverter = messageConverter;
	}

	/**
	 * Return whether the method answers requests.
	 * @return whether the socket is a ROUTER or a REP
	 */
	public boolean isReplying() {
		return this.type == SocketType.ROUTER || this.type == SocketType.REP;
	}

	/**
	 * Make the adapter or gateway; it is to be initialised as a bean.
	 * @param beanFactory resolves expressions in annotations of the method's arguments
	 * @return a {@link ZmqMessageProducer} or a {@link ZmqInboundGateway}
	 */
	public AbstractEndpoint createAdapter(BeanFactory beanFactory) {
		if (this.batch && isReplying()) {
			throw new IllegalStateException("'batch' of the listener %s (expected: false, as '%s' answers requests)"
				.formatted(this.method.toGenericString(), this.id));
		}
		DirectInvocation direct = this.batch ? null
				: DirectInvocation.of(this.bean, this.method, this.messageConverter);
		ListenerInvocation invocation = (direct != null) ? direct : invocation(beanFactory);
		ConversionCheck conversion = new ConversionCheck(this.id, this.method, this.messageConverter);
		conversion.arguments(invocation);
		if (isReplying()) {
			conversion.answer(AopUtils.getTargetClass(this.bean));
		}
		ZmqListenerMethodAdapter adapter = new ZmqListenerMethodAdapter(this.id, this.method, invocation,
				this.errorHandler);
		InboundSettings settings = settings(direct, invocation);
		FixedSubscriberChannel channel = new FixedSubscriberChannel(adapter);
		channel.setBeanName(this.id + ".channel");
		this.consumer = new ListenerConsumer(this.id + ".listener", channel, adapter);
		return isReplying() ? gateway(channel, settings) : producer(channel, settings);
	}

	/**
	 * Return what shows the method in the graph of Spring Integration.
	 * @return the consumer behind the adapter
	 * @throws IllegalStateException if no adapter was created yet
	 */
	public ListenerConsumer getConsumer() {
		Assert.state(this.consumer != null, "The adapter comes first");
		return this.consumer;
	}

	private ListenerInvocation invocation(BeanFactory beanFactory) {
		if (this.batch) {
			return new BatchInvocation(this.id, this.bean, this.method, this.messageConverter);
		}
		ArgumentResolvers factory = new ArgumentResolvers();
		factory.setBeanFactory(beanFactory);
		factory.setMessageConverter(this.messageConverter);
		List<HandlerMethodArgumentResolver> resolvers = new ArrayList<>(this.defaults.getArgumentResolvers());
		resolvers.add(new FramesArgumentResolver(this.messageConverter));
		factory.setCustomArgumentResolvers(resolvers);
		if (this.defaults.getValidator() != null) {
			factory.setValidator(this.defaults.getValidator());
		}
		return new ResolvedInvocation(this.bean, this.method, factory.initArgumentResolvers());
	}

	/**
	 * A method that is given the {@link Message} may pass it on, so it gets one with an
	 * id.
	 */
	private InboundSettings settings(@Nullable DirectInvocation direct, ListenerInvocation invocation) {
		List<Class<?>> parameters = Arrays.asList(this.method.getParameterTypes());
		InboundPayload payload = InboundPayload.FRAMES;
		boolean topicHeader = true;
		if (direct != null) {
			payload = direct.payload();
			topicHeader = direct.seesHeaders();
		}
		else if (parameters.contains(ZmqMessage.class)
				|| (invocation instanceof BatchInvocation batched && batched.takesWhole())) {
			payload = InboundPayload.MESSAGE;
		}
		else if (invocation instanceof ResolvedInvocation resolved && resolved.takesTensor()) {
			payload = resolved.borrowsTensor() ? InboundPayload.VIEW : InboundPayload.MESSAGE;
		}
		boolean shared = isReplying() || !(parameters.contains(Message.class) || this.batch);
		return new InboundSettings(payload, this.consumes, topicHeader, shared);
	}

	private ZmqMessageProducer producer(FixedSubscriberChannel channel, InboundSettings settings) {
		ZmqMessageProducer producer = new ZmqMessageProducer(this.socket);
		producer.setTopics(this.topics.toArray(String[]::new));
		producer.setDispatch(this.dispatch);
		producer.setInboundSettings(settings);
		producer.setBatchSize(this.batch ? this.batchSize : 0);
		producer.setShutdownTimeout(this.defaults.getShutdownTimeout());
		producer.setAutoStartup(this.autoStartup);
		producer.setOutputChannel(channel);
		return producer;
	}

	private ZmqInboundGateway gateway(FixedSubscriberChannel channel, InboundSettings settings) {
		ZmqInboundGateway gateway = new ZmqInboundGateway(this.socket);
		gateway.setDispatch(this.dispatch);
		gateway.setInboundSettings(settings);
		gateway.setMessageConverter(this.messageConverter);
		gateway.setReplyTimeout(this.defaults.getReplyTimeout().toMillis());
		gateway.setPendingLimit(this.defaults.getPendingLimit());
		gateway.setShutdownTimeout(this.defaults.getShutdownTimeout());
		gateway.setAutoStartup(this.autoStartup);
		gateway.setRequestChannel(channel);
		return gateway;
	}

	@Override
	public String toString() {
		return "listener '%s': %s".formatted(this.id, this.method.toGenericString());
	}

	/**
	 * Spring's resolvers of a message handler method's arguments, in their order.
	 */
	private static final class ArgumentResolvers extends DefaultMessageHandlerMethodFactory {

		@Override
		protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
			return super.initArgumentResolvers();
		}

	}

}
