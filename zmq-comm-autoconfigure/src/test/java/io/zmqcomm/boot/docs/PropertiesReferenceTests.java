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

package io.zmqcomm.boot.docs;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

import io.zmqcomm.boot.autoconfigure.ZmqSocketProperties;
import io.zmqcomm.core.SocketOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/reference/properties.md} against the configuration metadata, and the
 * metadata against the engine.
 */
class PropertiesReferenceTests {

	private static final String PREFIX = "zmq.comm.";

	private static final List<Property> ALL = Property.read("META-INF/spring-configuration-metadata.json");

	private static final List<Property> SOCKET = Property
		.read("META-INF/spring/configuration-metadata/" + ZmqSocketProperties.class.getName() + ".json");

	private static final Set<String> SHARED = SOCKET.stream()
		.map((property) -> PREFIX + property.name())
		.collect(Collectors.toUnmodifiableSet());

	@Test
	void pageIsUpToDate() {
		ReferencePage page = new ReferencePage("properties.md", "Configuration properties",
				"Durations take a unit, such as `500ms` or `5s`; so do sizes, such as `64KB` or `256MB`.");
		page.section("Communicator");
		table(page, (name) -> name.matches("zmq\\.comm\\.(rdma\\.)?[^.]+") && !SHARED.contains(name));
		page.section("Options of all sockets");
		table(page, SHARED::contains);
		page.section("Named sockets");
		page.paragraph("`<name>` is what annotations, the template and flows call the socket. "
				+ "An option without a default of its own is that of all sockets.");
		page.table(List.of("Property", "Description", "Default"),
				SOCKET.stream()
					.map((property) -> property.row(PREFIX + "sockets.<name>.",
							ALL.stream().anyMatch((other) -> other.name().equals(PREFIX + property.name()))
									? "`" + PREFIX + property.name() + "`" : ""))
					.toList());
		page.section("Listeners");
		table(page, (name) -> name.startsWith("zmq.comm.listener."));
		page.section("Actuator");
		table(page, (name) -> name.startsWith("management."));
		page.assertUpToDate();
	}

	private static void table(ReferencePage page, Predicate<String> names) {
		List<List<String>> rows = ALL.stream()
			.filter((property) -> names.test(property.name()))
			.map((property) -> property.row("", ""))
			.toList();
		assertThat(rows).isNotEmpty();
		page.table(List.of("Property", "Description", "Default"), rows);
	}

	@Test
	void everyPropertyIsDescribedAsSpringBootDoes() {
		assertThat(Stream.concat(ALL.stream(), SOCKET.stream())).hasSizeGreaterThan(60).allSatisfy((property) -> {
			assertThat(property.description()).as(property.name()).endsWith(".").doesNotStartWithIgnoringCase("the ");
			if (property.type().equals("java.lang.Boolean")) {
				assertThat(property.description()).as(property.name()).startsWith("Whether ");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("optionsOfAllSockets")
	void defaultOfOptionIsThatOfEngine(Property property) {
		Object engine = engineDefault(property.name().substring(PREFIX.length()));
		if (property.defaultValue() == null) {
			assertThat(engine).isNull();
			return;
		}
		Object documented = property.type().equals(DataSize.class.getName())
				? DataSize.parse(property.defaultValue()).toBytes()
				: ApplicationConversionService.getSharedInstance().convert(property.defaultValue(), engine.getClass());
		assertThat(documented).asString().isEqualTo(engine.toString());
	}

	static Stream<Property> optionsOfAllSockets() {
		return ALL.stream().filter((property) -> SHARED.contains(property.name()));
	}

	private static Object engineDefault(String option) {
		String name = option.equals("high-water-mark") ? "sendHighWaterMark" : option.replace("-", "");
		Method getter = Stream.of(SocketOptions.class.getMethods())
			.filter((method) -> method.getName().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow();
		return ReflectionUtils.invokeMethod(getter, SocketOptions.builder().build());
	}

}
