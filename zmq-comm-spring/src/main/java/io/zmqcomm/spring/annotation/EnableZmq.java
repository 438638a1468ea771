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
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Makes methods with {@link ZmqListener} and its kin listeners, in an application without
 * Spring Boot; on a {@code @Configuration} class. Needs one bean, an
 * {@link io.zmqcomm.core.ZmqCommunicator}:
 *
 * <pre class="code">
 * &#064;Configuration
 * &#064;EnableZmq
 * class AppConfig {
 *
 *     &#064;Bean
 *     ZmqCommunicator zmq() {
 *         return ZmqCommunicator.create();
 *     }
 *
 *     &#064;Bean
 *     ZmqSocketDefinition ticks() {
 *         return ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://*:5557");
 *     }
 *
 * }
 * </pre>
 *
 * Named sockets are beans of {@link io.zmqcomm.spring.config.ZmqSocketDefinition}, or one
 * {@link io.zmqcomm.spring.config.ZmqSockets} bean. Beans of
 * {@link io.zmqcomm.spring.listener.ZmqListenerDefaults},
 * {@link io.zmqcomm.spring.template.ZmqOperations} and the names in {@link ZmqBeanNames}
 * replace what is defined otherwise.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(ZmqBootstrapConfiguration.class)
public @interface EnableZmq {

}
