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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A radix tree over octets: finds all stored prefixes of a topic in one walk down,
 * without recursion, so that a long topic cannot exhaust the stack. Guarded by its user's
 * lock.
 */
final class PrefixTree {

	private static final Node[] NO_NODES = new Node[0];

	private static final byte[] EMPTY = new byte[0];

	private final Node root = new Node(null, EMPTY);

	private int nodes = 1;

	/**
	 * Find a sequence, adding it if it is not there.
	 * @param topic the octets
	 * @return its node
	 */
	Node add(byte[] topic) {
		Node node = this.root;
		int at = 0;
		while (at < topic.length) {
			int found = node.find(topic[at]);
			if (found < 0) {
				Node leaf = new Node(node, Arrays.copyOfRange(topic, at, topic.length));
				insert(node, -(found + 1), leaf);
				return leaf;
			}
			Node child = node.children[found];
			int common = Arrays.mismatch(child.edge, 0, child.edge.length, topic, at, topic.length);
			if (common < 0 || common == child.edge.length) {
				node = child;
				at += child.edge.length;
				continue;
			}
			Node fork = new Node(node, Arrays.copyOf(child.edge, common));
			child.edge = Arrays.copyOfRange(child.edge, common, child.edge.length);
			child.parent = fork;
			fork.children = new Node[] { child };
			node.children[found] = fork;
			this.nodes++;
			node = fork;
			at += common;
		}
		return node;
	}

	private void insert(Node node, int index, Node child) {
		Node[] children = new Node[node.children.length + 1];
		System.arraycopy(node.children, 0, children, 0, index);
		children[index] = child;
		System.arraycopy(node.children, index, children, index + 1, node.children.length - index);
		node.children = children;
		this.nodes++;
	}

	/**
	 * Find a sequence.
	 * @param topic the octets
	 * @return its node, or {@code null} if it is not stored
	 */
	@Nullable Node find(byte[] topic) {
		Node node = this.root;
		int at = 0;
		while (at < topic.length) {
			int found = node.find(topic[at]);
			if (found < 0) {
				return null;
			}
			node = node.children[found];
			int end = at + node.edge.length;
			if (end > topic.length || !Arrays.equals(node.edge, 0, node.edge.length, topic, at, end)) {
				return null;
			}
			at = end;
		}
		return (node.value != null) ? node : null;
	}

	/**
	 * Remove a sequence whose value is {@code null} now, and forks that are needed no
	 * longer.
	 * @param node its node
	 */
	void prune(Node node) {
		Node at = node;
		while (at.value == null && at.parent != null) {
			Node parent = at.parent;
			if (at.children.length == 0) {
				int index = parent.find(at.edge[0]);
				Node[] children = new Node[parent.children.length - 1];
				System.arraycopy(parent.children, 0, children, 0, index);
				System.arraycopy(parent.children, index + 1, children, index, children.length - index);
				parent.children = (children.length == 0) ? NO_NODES : children;
				this.nodes--;
				at = parent;
				continue;
			}
			if (at.children.length == 1) {
				Node child = at.children[0];
				byte[] edge = Arrays.copyOf(at.edge, at.edge.length + child.edge.length);
				System.arraycopy(child.edge, 0, edge, at.edge.length, child.edge.length);
				child.edge = edge;
				child.parent = parent;
				parent.children[parent.find(edge[0])] = child;
				this.nodes--;
			}
			return;
		}
	}

	/**
	 * Visit all stored prefixes of a topic, the shortest first.
	 * @param topic the topic
	 * @param visitor called for each
	 */
	void match(Octets topic, Visitor visitor) {
		Node node = this.root;
		int at = 0;
		int length = topic.length();
		while (true) {
			if (node.value != null) {
				visitor.visit(node.value);
			}
			if (at == length) {
				return;
			}
			int found = node.find(topic.at(at));
			if (found < 0) {
				return;
			}
			node = node.children[found];
			byte[] edge = node.edge;
			if (edge.length > length - at) {
				return;
			}
			for (int i = 1; i < edge.length; i++) {
				if (edge[i] != topic.at(at + i)) {
					return;
				}
			}
			at += edge.length;
		}
	}

	/**
	 * Return the number of nodes, forks and the root included.
	 * @return the size
	 */
	int size() {
		return this.nodes;
	}

	/**
	 * One octet sequence that is stored, or a fork.
	 */
	static final class Node {

		private @Nullable Node parent;

		private byte[] edge;

		/** Sorted by the first octet of their edges. */
		private Node[] children = NO_NODES;

		/** What the user keeps here; {@code null} for a fork. */
		@Nullable Object value;

		Node(@Nullable Node parent, byte[] edge) {
			this.parent = parent;
			this.edge = edge;
		}

		/** Index of the child, or where it would be, as {@code binarySearch} tells. */
		private int find(byte first) {
			int low = 0;
			int high = this.children.length - 1;
			while (low <= high) {
				int middle = (low + high) >>> 1;
				int compared = Byte.compare(this.children[middle].edge[0], first);
				if (compared == 0) {
					return middle;
				}
				if (compared < 0) {
					low = middle + 1;
				}
				else {
					high = middle - 1;
				}
			}
			return -(low + 1);
		}

		/**
		 * Return the whole sequence.
		 * @return the octets from the root to here
		 */
		byte[] topic() {
			int length = 0;
			for (Node node = this; node != null; node = node.parent) {
				length += node.edge.length;
			}
			byte[] topic = new byte[length];
			for (Node node = this; node != null; node = node.parent) {
				length -= node.edge.length;
				System.arraycopy(node.edge, 0, topic, length, node.edge.length);
			}
			return topic;
		}

	}

	/**
	 * Reads the octets of a topic wherever they are.
	 */
	interface Octets {

		int length();

		byte at(int index);

	}

	/**
	 * Called for each stored prefix.
	 */
	interface Visitor {

		/**
		 * Visit a prefix.
		 * @param value what is kept there
		 */
		void visit(Object value);

	}

}
