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

/**
 * Names of the beans that {@link EnableZmq} defines or looks for.
 */
public final class ZmqBeanNames {

	/** The {@link ZmqListenerAnnotationBeanPostProcessor}. */
	public static final String LISTENER_ANNOTATION_PROCESSOR = "io.zmqcomm.spring.internalZmqListenerAnnotationProcessor";

	/** What adds the beans that the application does not define itself. */
	public static final String INFRASTRUCTURE_REGISTRAR = "io.zmqcomm.spring.internalZmqInfrastructureRegistrar";

	/** What makes the adapters of sockets with a channel. */
	public static final String CHANNEL_ADAPTERS = "io.zmqcomm.spring.internalZmqChannelAdapters";

	/** The {@link io.zmqcomm.spring.listener.ZmqListenerRegistry}. */
	public static final String LISTENER_REGISTRY = "zmqListenerRegistry";

	/**
	 * The {@link io.zmqcomm.spring.listener.ZmqListenerDefaults}, unless the application
	 * has them.
	 */
	public static final String LISTENER_DEFAULTS = "zmqListenerDefaults";

	/**
	 * The {@link io.zmqcomm.spring.config.ZmqSockets}, unless the application has one.
	 */
	public static final String SOCKETS = "zmqSockets";

	/**
	 * The {@link io.zmqcomm.spring.template.ZmqTemplate}, unless the application has
	 * {@link io.zmqcomm.spring.template.ZmqOperations}.
	 */
	public static final String TEMPLATE = "zmqTemplate";

	/**
	 * A {@link org.springframework.messaging.converter.MessageConverter} of the
	 * application that replaces the JSON converter; octets and text need none.
	 */
	public static final String MESSAGE_CONVERTER = "zmqMessageConverter";

	private ZmqBeanNames() {
	}

}
