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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A property as the configuration metadata describes it.
 *
 * @param name full name, or the name within its group
 * @param type name of the type
 * @param description sentences
 * @param defaultValue text, or {@code null} for none
 */
record Property(String name, String type, String description, @Nullable String defaultValue) {

	/**
	 * Read the properties of one metadata file, in the order of their names.
	 * @param resource on the class path
	 * @return the properties
	 */
	static List<Property> read(String resource) {
		try (InputStream metadata = new ClassPathResource(resource).getInputStream()) {
			List<Property> properties = new ArrayList<>();
			for (JsonNode node : JsonMapper.shared().readTree(metadata).get("properties")) {
				properties.add(new Property(node.get("name").asString(), node.get("type").asString(),
						node.path("description").asString(""),
						node.has("defaultValue") ? node.get("defaultValue").asString() : null));
			}
			return properties;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> row(String prefix, String inherited) {
		String value = (this.defaultValue != null) ? "`" + this.defaultValue + "`" : inherited;
		return List.of("`" + prefix + this.name + "`", this.description.replace("*", "\\*"), value);
	}

}
