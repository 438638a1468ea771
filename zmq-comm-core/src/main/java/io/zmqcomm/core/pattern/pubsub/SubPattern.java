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

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Pipe;

/**
 * SUB: subscribes at all publishers by prefix, fairly from all. Subscriptions are state,
 * not queued messages: each new connection is told all of them, whatever the high-water
 * mark. Publishers filter; strays are thrown away here (RFC 29).
 */
public class SubPattern extends Pattern {

	/** How often each topic was subscribed to; outbox lock. */
	private final Map<ByteBuffer, Integer> topics = new LinkedHashMap<>();

	private final PrefixTree tree = new PrefixTree();

	private final TopicReader reader = new TopicReader();

	private boolean hit;

	/** Whether the empty topic is among the subscriptions; written in the outbox lock. */
	private volatile boolean everything;

	private final PrefixTree.Visitor note = (value) -> this.hit = true;

	public SubPattern(Setup setup) {
		super(setup);
	}

	@Override
	public void subscribe(byte[] topic) {
		this.outbox.lock();
		try {
			if (add(topic)) {
				tellAll(true, topic);
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	public void unsubscribe(byte[] topic) {
		this.outbox.lock();
		try {
			if (remove(topic)) {
				tellAll(false, topic);
			}
		}
		finally {
			this.outbox.unlock();
		}
	}

	/**
	 * Count a subscription. Outbox lock held.
	 * @param topic the prefix
	 * @return whether it is the first of this topic
	 */
	protected final boolean add(byte[] topic) {
		boolean first = this.topics.merge(ByteBuffer.wrap(topic), 1, Integer::sum) == 1;
		if (first) {
			this.tree.add(topic).value = Boolean.TRUE;
			this.everything |= topic.length == 0;
		}
		return first;
	}

	/**
	 * Take a subscription back. Outbox lock held.
	 * @param topic the prefix
	 * @return whether it was the last of this topic
	 */
	protected final boolean remove(byte[] topic) {
		ByteBuffer key = ByteBuffer.wrap(topic);
		Integer count = this.topics.get(key);
		if (count == null) {
			return false;
		}
		if (count > 1) {
			this.topics.put(key, count - 1);
			return false;
		}
		this.topics.remove(key);
		this.everything &= topic.length > 0;
		PrefixTree.Node node = this.tree.find(topic);
		if (node != null) {
			node.value = null;
			this.tree.prune(node);
		}
		return true;
	}

	/**
	 * Tell all peers. Outbox lock held.
	 * @param subscribe {@code false} to cancel
	 * @param topic the prefix
	 */
	protected final void tellAll(boolean subscribe, byte[] topic) {
		for (Pipe pipe : pipes()) {
			pipe.tell(subscribe, topic);
		}
	}

	@Override
	public void ready(Pipe pipe) {
		for (ByteBuffer topic : this.topics.keySet()) {
			pipe.tell(true, topic.array());
		}
	}

	@Override
	protected boolean accept(Cursor cursor) {
		if (this.everything) {
			return true;
		}
		this.outbox.lock();
		try {
			this.hit = false;
			this.tree.match(this.reader.point(cursor.frame(0)), this.note);
			return this.hit;
		}
		finally {
			this.outbox.unlock();
		}
	}

}
