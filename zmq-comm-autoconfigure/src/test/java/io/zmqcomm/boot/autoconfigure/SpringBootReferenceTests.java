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

package io.zmqcomm.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mock.env.MockEnvironment;

import io.zmqcomm.spring.listener.ZmqListenerDefaults;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests that the examples in {@code docs/reference/spring-boot.md} work.
 */
class SpringBootReferenceTests {

	private static final Path PAGE = Path.of("..", "docs", "reference", "spring-boot.md");

	private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	@ParameterizedTest
	@MethodSource("examples")
	void everyPropertyOfExampleIsKnownAndAccepted(String yaml) throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("example",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		ZmqProperties properties = new Binder(ConfigurationPropertySources.from(sources))
			.bind("zmq.comm", Bindable.of(ZmqProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
		ZmqPropertiesMapper mapper = new ZmqPropertiesMapper(properties, new MockEnvironment());
		assertThatNoException().isThrownBy(mapper::getSocketDefinitions);
		assertThatNoException().isThrownBy(() -> mapper.customizeListeners(new ZmqListenerDefaults()));
	}

	static List<String> examples() throws IOException {
		List<String> examples = new ArrayList<>();
		Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			examples.add(matcher.group(1));
		}
		return examples;
	}

}
