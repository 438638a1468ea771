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

package io.zmqcomm.spring.engine;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.test.FakeCommunicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs applications in a class loader that has everything of this one but Jackson.
 */
class WithoutJacksonTests {

	private static final String REMEDY = "JSON needs 'spring-boot-starter-jackson' or "
			+ "'tools.jackson.core:jackson-databind' on the class path";

	@ParameterizedTest
	@ValueSource(strings = { "PojoParameter", "PojoMessage", "PojoBatch", "PojoAnswer", "PojoPromise" })
	void aListenerThatNeedsJsonFailsTheStart(String listener) throws Exception {
		assertThat(run(listener)).contains(REMEDY)
			.contains("WithoutJacksonTests$" + listener + ".listen(")
			.contains("WithoutJacksonTests$Tick");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sending", "Converting" })
	void aTemplateSaysWhatIsMissing(String application) throws Exception {
		assertThat(run(application)).contains(REMEDY).contains("WithoutJacksonTests$Tick");
	}

	@Test
	void rawFormsNeedNone() throws Exception {
		assertThat(run("RawForms")).isEqualTo("started");
	}

	private static String run(String name) throws Exception {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("jackson"))
			.map(WithoutJacksonTests::url)
			.toArray(URL[]::new);
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			thread.setContextClassLoader(loader);
			Class<?> application = loader.loadClass(Application.class.getName());
			Class<?> bean = loader.loadClass(WithoutJacksonTests.class.getName() + "$" + name);
			Constructor<?> constructor = application.getDeclaredConstructor(Class.class);
			constructor.setAccessible(true);
			return String.valueOf(((Callable<?>) constructor.newInstance(bean)).call());
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static URL url(String entry) {
		try {
			return new File(entry).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	record Tick(String symbol) {

	}

	static class PojoParameter {

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		String listen(Tick tick) {
			return tick.symbol();
		}

	}

	static class PojoMessage {

		@ZmqPull(bind = "tcp://127.0.0.1:*")
		void listen(Message<Tick> tick) {
		}

	}

	static class PojoBatch {

		@ZmqPull(bind = "tcp://127.0.0.1:*", batch = "true")
		void listen(List<Tick> ticks) {
		}

	}

	static class PojoAnswer {

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		Tick listen(String symbol) {
			return new Tick(symbol);
		}

	}

	static class PojoPromise {

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		CompletableFuture<Tick> listen(String symbol) {
			return CompletableFuture.completedFuture(new Tick(symbol));
		}

	}

	static class Sending {

		Sending(ZmqOperations zmq) {
			zmq.push("jobs", new Tick("EUR"));
		}

	}

	static class Converting {

		Converting(ZmqOperations zmq) {
			zmq.request("self", "hello", Tick.class);
		}

	}

	static class RawForms {

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		List<byte[]> frames(List<byte[]> frames, PeerInfo peer) {
			return frames;
		}

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		Object any(@Payload Object payload, @Headers Map<String, Object> headers) {
			return payload;
		}

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		CompletableFuture<Message<String>> message(Message<byte[]> message) {
			return CompletableFuture.failedFuture(new IllegalStateException());
		}

		@ZmqReply(bind = "tcp://127.0.0.1:*")
		ZmqErrorReply error(ByteBuffer buffer) {
			return new ZmqErrorReply("no", "no");
		}

		@ZmqPull(bind = "tcp://127.0.0.1:*", batch = "true")
		void batch(List<Message<?>> batch) {
		}

		@ZmqPull(bind = "tcp://127.0.0.1:*")
		CompletableFuture<Tick> unused(String text) {
			return CompletableFuture.completedFuture(new Tick(text));
		}

	}

	/**
	 * Starts one of the beans above and tells how that went.
	 */
	static class Application implements Callable<String> {

		private final Class<?> bean;

		Application(Class<?> bean) {
			this.bean = bean;
		}

		@Override
		public String call() {
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
				context.register(Config.class, this.bean);
				context.refresh();
				return "started";
			}
			catch (RuntimeException ex) {
				Throwable cause = ex;
				while (cause.getCause() != null) {
					cause = cause.getCause();
				}
				return String.valueOf(cause.getMessage());
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator zmq() {
			return new FakeCommunicator();
		}

		@Bean
		ZmqSocketDefinition jobs() {
			return ZmqSocketDefinition.of("jobs", SocketType.PUSH).withBind("inproc://jobs");
		}

		@Bean
		ZmqSocketDefinition self() {
			return ZmqSocketDefinition.of("self", SocketType.REQ).withConnect("inproc://echo");
		}

	}

}
