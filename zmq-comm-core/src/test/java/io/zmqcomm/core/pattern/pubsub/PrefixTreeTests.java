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

package io.zmqcomm.core.pattern.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrefixTree}: against a map of strings that is searched from end to
 * end.
 */
class PrefixTreeTests {

	private final PrefixTree tree = new PrefixTree();

	private final TreeMap<String, Object> model = new TreeMap<>();

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 26, 256 })
	void behavesLikeTheModel(int alphabet) {
		Random random = new Random(alphabet);
		for (int step = 0; step < 20_000; step++) {
			String topic = topic(random, alphabet, 8);
			if (random.nextInt(100) < 45) {
				add(topic);
			}
			else {
				remove(topic);
			}
			String query = topic(random, alphabet, 12);
			assertThat(matches(query)).isEqualTo(modelMatches(query));
			PrefixTree.Node found = this.tree.find(octets(query));
			assertThat((found != null) ? found.value : null).isEqualTo(this.model.get(query));
		}
		for (String topic : List.copyOf(this.model.keySet())) {
			remove(topic);
		}
		assertThat(this.tree.size()).isEqualTo(1);
	}

	@Test
	void aForkIsMergedWhenItIsNeededNoLonger() {
		add("abc");
		add("abd");
		assertThat(this.tree.size()).isEqualTo(4);
		remove("abd");
		assertThat(this.tree.size()).isEqualTo(2);
		assertThat(matches("abcd")).containsExactly(this.model.get("abc"));
	}

	@Test
	void nodesStayValidWhileOthersComeAndGo() {
		PrefixTree.Node node = this.tree.add(octets("abcdef"));
		node.value = "kept";
		add("abc");
		add("abcdefgh");
		add("");
		assertThat(this.tree.find(octets("abcdef"))).isSameAs(node);
		assertThat(node.topic()).isEqualTo(octets("abcdef"));
		remove("abc");
		remove("abcdefgh");
		remove("");
		assertThat(this.tree.find(octets("abcdef"))).isSameAs(node);
		assertThat(node.topic()).isEqualTo(octets("abcdef"));
	}

	@Test
	void veryLongTopicsNeedNoStack() {
		String topic = "";
		for (int i = 0; i < 5_000; i++) {
			topic += (char) ('a' + i % 26);
			add(topic);
		}
		assertThat(matches(topic)).hasSize(5_000);
		assertThat(this.tree.find(octets(topic))).isNotNull();
	}

	private void add(String topic) {
		PrefixTree.Node node = this.tree.add(octets(topic));
		if (node.value == null) {
			node.value = topic;
		}
		assertThat(node.value).isEqualTo(topic);
		assertThat(node.topic()).isEqualTo(octets(topic));
		this.model.put(topic, topic);
	}

	private void remove(String topic) {
		PrefixTree.Node node = this.tree.find(octets(topic));
		assertThat(node != null).isEqualTo(this.model.remove(topic) != null);
		if (node != null) {
			node.value = null;
			this.tree.prune(node);
		}
	}

	private List<Object> matches(String topic) {
		List<Object> found = new ArrayList<>();
		this.tree.match(new TopicReader().point(octets(topic)), found::add);
		return found;
	}

	private List<Object> modelMatches(String topic) {
		List<Object> found = new ArrayList<>();
		this.model.forEach((prefix, value) -> {
			if (topic.startsWith(prefix)) {
				found.add(value);
			}
		});
		return found;
	}

	private static String topic(Random random, int alphabet, int longest) {
		StringBuilder topic = new StringBuilder();
		for (int length = random.nextInt(longest + 1); length > 0; length--) {
			topic.append((char) random.nextInt(alphabet));
		}
		return topic.toString();
	}

	private static byte[] octets(String topic) {
		return topic.getBytes(StandardCharsets.ISO_8859_1);
	}

}
