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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.test.FakeCommunicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Listeners of beans that are not simply there from the start: of a scope, or created
 * later, perhaps in vain.
 */
class ListenerBeanTests {

	@ParameterizedTest
	@ValueSource(classes = { OfAScope.class, OfPrototypes.class })
	void aScopedBeanIsCalledThroughItsProxy(Class<?> config) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			context.register(Config.class, config);
			context.refresh();
			FakeCommunicator zmq = context.getBean(FakeCommunicator.class);
			assertThat(zmq.socket("scoped").deliver("x").texts()).containsExactly(List.of("x"));
			assertThat(zmq.socket("theScoped.other").deliver("y").texts()).containsExactly(List.of("y"));
			assertThat(context.getBean(ZmqListenerRegistry.class).getIds()).containsExactlyInAnyOrder("scoped",
					"theScoped.other");
			assertThat(zmq.sockets("theScoped.other")).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "theUnbindable", "theConflicting", "theWrong" })
	void aBeanThatCannotListenLeavesNothingBehind(String name) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class,
				Later.class)) {
			List<String> sockets = context.getBean(ZmqSockets.class).names();
			String[] singletons = context.getBeanFactory().getSingletonNames();
			String first = failure(context, name);
			assertThat(failure(context, name)).isEqualTo(first);
			assertThat(context.getBean(ZmqSockets.class).names()).isEqualTo(sockets);
			assertThat(context.getBean(ZmqListenerRegistry.class).getIds()).containsExactly("reader");
			assertThat(context.getBeanFactory().getSingletonNames()).containsExactlyInAnyOrder(singletons);
			assertThat(context.getBean(FakeCommunicator.class).sockets()).hasSize(1);
		}
	}

	@Test
	void aBeanThatIsCreatedLaterListens() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class,
				Later.class)) {
			context.getBean("theFine");
			FakeCommunicator zmq = context.getBean(FakeCommunicator.class);
			assertThat(zmq.socket("fine").deliver("x").texts()).containsExactly(List.of("x"));
		}
	}

	private static String failure(AnnotationConfigApplicationContext context, String name) {
		StringBuilder message = new StringBuilder();
		assertThatException().isThrownBy(() -> context.getBean(name))
			.satisfies((ex) -> message.append(ex.getMessage()));
		return message.toString();
	}

	static class Echo {

		@ZmqReply(id = "scoped", bind = "tcp://127.0.0.1:*")
		String echo(String text) {
			return text;
		}

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		String other(String text) {
			return text;
		}

	}

	static class Fine {

		@ZmqReply(id = "fine", bind = "tcp://127.0.0.1:*")
		String echo(String text) {
			return text;
		}

	}

	static class Unbindable extends Fine {

		@ZmqPull(id = "unbindable", bind = "tcp://taken:1")
		void listen(String text) {
		}

	}

	static class Conflicting extends Fine {

		@ZmqPull(id = "conflicting", socket = "orders")
		void listen(String text) {
		}

	}

	static class Wrong extends Fine {

		@ZmqPull(id = "wrong", bind = "tcp://127.0.0.1:*", dispatch = "none")
		void listen(String text) {
		}

	}

	static class Reader {

		@ZmqPull(id = "reader", socket = "orders")
		void listen(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfAScope {

		@Bean
		@Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Echo theScoped() {
			return new Echo();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPrototypes {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Echo theScoped() {
			return new Echo();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Later {

		@Bean
		ZmqSocketDefinition orders() {
			return ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("tcp://127.0.0.1:*");
		}

		@Bean
		Reader theReader() {
			return new Reader();
		}

		@Bean
		@Lazy
		Fine theFine() {
			return new Fine();
		}

		@Bean
		@Lazy
		Unbindable theUnbindable() {
			return new Unbindable();
		}

		@Bean
		@Lazy
		Conflicting theConflicting() {
			return new Conflicting();
		}

		@Bean
		@Lazy
		Wrong theWrong() {
			return new Wrong();
		}

	}

}
