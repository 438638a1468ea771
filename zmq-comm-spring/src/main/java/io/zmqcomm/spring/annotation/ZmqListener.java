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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method the listener of a socket of any receiving type. Usually one of
 * {@link ZmqSubscriber}, {@link ZmqPull}, {@link ZmqPair} and {@link ZmqReply} says it
 * shorter, or an annotation of your own that is annotated with this one. Needs
 * {@link EnableZmq} or the starter.
 * <p>
 * The method may take the payload (converted to the parameter's type; {@code byte[]},
 * {@code String} and lists of {@code byte[]} as they are), the whole
 * {@link io.zmqcomm.core.ZmqMessage}, a {@link org.springframework.messaging.Message},
 * headers ({@link io.zmqcomm.spring.support.header.ZmqHeaders}) and the sender's
 * {@link io.zmqcomm.core.PeerInfo}. A {@link io.zmqcomm.core.tensor.Tensor} and a single
 * {@link io.zmqcomm.core.MessageView} are borrowed until the method returns, without a
 * copy. All attributes may have placeholders and SpEL expressions, where
 * {@code __listener} is the bean.
 * <p>
 * Only a listener of a ROUTER or REP answers. Any other returns {@code void}, or a future
 * or reactive type whose failure is then handled like an exception; a method that returns
 * anything else fails the start.
 * <p>
 * ZeroMQ has no acknowledgements, no groups, no redelivery and no persistence: when the
 * method throws, its error handler is asked, else the failure is logged, and the next
 * message is served.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ZmqListeners.class)
@MessageMapping
public @interface ZmqListener {

	/**
	 * Name of the socket to read, one of the application's
	 * {@link io.zmqcomm.spring.config.ZmqSockets}. Alias of {@link #socket()}.
	 * @return a name, or empty if {@link #bind()} or {@link #connect()} is given
	 */
	@AliasFor("socket")
	String value() default "";

	/**
	 * Name of the socket to read. Alias of {@link #value()}.
	 * @return a name, or empty if {@link #bind()} or {@link #connect()} is given
	 */
	@AliasFor("value")
	String socket() default "";

	/**
	 * Type of the socket, such as {@code "pull"}; a named socket has its own.
	 * @return the type
	 */
	String type() default "";

	/**
	 * Endpoints at which a socket of the listener's own listens, such as
	 * {@code "tcp://*:5560"}. A bound TCP port is published as
	 * {@code local.zmq.<id>.port}. A comma separates several.
	 * @return endpoints, instead of the name of a socket
	 */
	String[] bind() default {};

	/**
	 * Endpoints to which a socket of the listener's own connects. A comma separates
	 * several.
	 * @return endpoints, instead of the name of a socket
	 */
	String[] connect() default {};

	/**
	 * Prefixes to subscribe to. Those of a named socket's definition by default, and
	 * everything if it has none.
	 * @return prefixes
	 */
	String[] topics() default {};

	/**
	 * Id of the listener: the bean name of its adapter. By default the bean's and the
	 * method's name, with a dot between.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Content type of the messages, such as {@code "application/json"}, as none travels
	 * on the wire.
	 * @return a MIME type, or empty to go by the type of the parameter
	 */
	String consumes() default "";

	/**
	 * How many messages may be handled at a time, 1 by default. More give up their order.
	 * @return a number
	 */
	String concurrency() default "";

	/**
	 * {@code "true"} to take the messages that are there as a {@code List}, without
	 * waiting for more; a number also limits the list's size. The socket then has no
	 * other listener.
	 * @return {@code "true"}, {@code "false"} or a number
	 */
	String batch() default "";

	/**
	 * Where the method is called: {@code "executor"}, the default, on a worker thread;
	 * {@code "io-thread"} on the event loop, where it must never block.
	 * @return the dispatch
	 */
	String dispatch() default "";

	/**
	 * Bean name of the {@link java.util.concurrent.Executor} that calls the method,
	 * instead of threads of the socket's own; or an expression that yields one.
	 * @return a bean name
	 */
	String executor() default "";

	/**
	 * Bean name of the {@link io.zmqcomm.spring.listener.ZmqListenerErrorHandler} that is
	 * asked when the method throws; or an expression that yields one.
	 * @return a bean name
	 */
	String errorHandler() default "";

	/**
	 * Bean name of the {@link org.springframework.messaging.converter.MessageConverter}
	 * for payloads and answers; or an expression that yields one.
	 * @return a bean name
	 */
	String messageConverter() default "";

	/**
	 * Whether the listener starts with the application, {@code "true"} by default.
	 * @return {@code "true"} or {@code "false"}
	 */
	String autoStartup() default "";

}
