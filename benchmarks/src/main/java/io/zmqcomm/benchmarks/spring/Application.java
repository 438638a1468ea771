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

package io.zmqcomm.benchmarks.spring;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.zmqcomm.benchmarks.Arguments;

/**
 * A Spring Boot application whose settings are as they come, but for the property
 * {@code endpoint} and a bean that counts.
 */
final class Application {

	private Application() {
	}

	static ConfigurableApplicationContext start(Class<?> configuration, Arguments arguments, SecondHalf messages) {
		ApplicationContextInitializer<GenericApplicationContext> counting = (context) -> context
			.registerBean(SecondHalf.class, () -> messages);
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(Map.of("endpoint", arguments.endpoint()))
			.initializers(counting)
			.run();
	}

}
