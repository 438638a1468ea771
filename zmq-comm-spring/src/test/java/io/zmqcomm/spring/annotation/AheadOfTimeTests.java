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
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.zmqcomm.spring.test.FakeCommunicator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with listeners can be processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void listenersAndTheirPayloadsHaveHints() throws Exception {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("io.zmqcomm.spring.annotation", "Application")), files);
		try (GenericApplicationContext context = new AnnotationConfigApplicationContext()) {
			((AnnotationConfigApplicationContext) context).register(Config.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Listeners.class.getDeclaredMethod("listen", Order.class)))
			.accepts(generation.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onType(Order.class)).accepts(generation.getRuntimeHints());
		List<String> sources = files.getGeneratedFiles(Kind.SOURCE).keySet().stream().toList();
		assertThat(sources).anyMatch((name) -> name.contains("ZmqInfrastructureRegistrar"));
	}

	record Order(String id) {

	}

	static class Listeners {

		@ZmqPull(id = "orders", bind = "tcp://127.0.0.1:*")
		void listen(Order order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator communicator() {
			return new FakeCommunicator();
		}

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return new ThreadPoolTaskScheduler();
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

}
