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

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Broadcast;
import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.wire.ProtocolException;

/**
 * PUB: to each peer that subscribes to a prefix of the first frame, once; a peer whose
 * queue is full misses the message (RFC 29). Subscriptions are a set per connection.
 */
public class PubPattern extends Pattern {

	/** Longest topic that may be subscribed to, in octets. */
	private static final int TOPIC_MAX = 64 * 1024;

	/** Octets of all topics of one peer at most. */
	private static final long TOPIC_BYTES_MAX = 64L << 20;

	private static final byte SUBSCRIBE = 1;

	private static final byte CANCEL = 0;

	private final PrefixTree tree = new PrefixTree();

	private final TopicReader topic = new TopicReader();

	private final Audience audience = new Audience();

	private final Broadcast broadcast;

	public PubPattern(Setup setup) {
		super(setup);
		this.broadcast = new Broadcast(setup.outbox());
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		match(message.firstFrame());
		if (this.audience.tryBroadcast(message, this.broadcast)) {
			return SendOutcome.ACCEPTED;
		}
		this.broadcast.end();
		boolean noDrop = this.options.noDrop();
		if (noDrop && !this.audience.haveRoom(message)) {
			return SendOutcome.FULL;
		}
		for (int i = 0; i < this.audience.count(); i++) {
			Pipe pipe = this.audience.pipe(i);
			if (pipe.isClosing()) {
				continue;
			}
			// With noDrop all were asked, and what one takes is not held against the
			// next.
			if (noDrop || pipe.out().hasRoom(message)) {
				pipe.out().append(message);
			}
			else {
				pipe.out().drop();
			}
		}
		return SendOutcome.ACCEPTED;
	}

	private void match(Object topic) {
		this.audience.clear();
		this.tree.match(this.topic.point(topic), this.audience);
	}

	@Override
	public int countSubscribers(byte[] topic) {
		match(topic);
		int open = 0;
		for (int i = 0; i < this.audience.count(); i++) {
			open += this.audience.pipe(i).isClosing() ? 0 : 1;
		}
		return open;
	}

	@Override
	public void checkReceive() {
		throw new UnsupportedOperationException("%s cannot receive".formatted(socketName()));
	}

	@Override
	public void ready(Pipe pipe) {
		pipe.state(new Topics());
	}

	@Override
	public void unready(Pipe pipe) {
		Topics topics = (Topics) pipe.state();
		if (topics != null) {
			pipe.state(null);
			for (PrefixTree.Node node : topics.nodes) {
				leave(pipe, node);
			}
		}
	}

	private void leave(Pipe pipe, PrefixTree.Node node) {
		Audience.Subscribers subscribers = (Audience.Subscribers) Objects.requireNonNull(node.value);
		subscribers.remove(pipe);
		boolean last = subscribers.isEmpty();
		cancelled(pipe, node, last);
		if (last) {
			node.value = null;
			this.tree.prune(node);
		}
	}

	@Override
	public void subscription(Pipe pipe, boolean subscribe, byte[] topic) {
		this.outbox.lock();
		try {
			Topics topics = (Topics) pipe.state();
			if (topics == null) {
				return;
			}
			if (subscribe) {
				subscribe(pipe, topics, topic);
			}
			else {
				cancel(pipe, topics, topic);
			}
			this.outbox.signalChange();
		}
		finally {
			this.outbox.unlock();
		}
	}

	private void subscribe(Pipe pipe, Topics topics, byte[] topic) {
		checkLimits(topics, topic);
		PrefixTree.Node node = this.tree.add(topic);
		Audience.Subscribers subscribers = (Audience.Subscribers) node.value;
		boolean first = subscribers == null;
		if (subscribers == null) {
			subscribers = new Audience.Subscribers();
			node.value = subscribers;
		}
		boolean added = topics.nodes.add(node);
		if (added) {
			topics.bytes += topic.length;
			subscribers.add(pipe);
		}
		subscribed(pipe, topic, first);
	}

	private void checkLimits(Topics topics, byte[] topic) {
		if (topic.length > TOPIC_MAX) {
			throw new ProtocolException(
					"subscription of %d octets (expected: at most %d)".formatted(topic.length, TOPIC_MAX));
		}
		if (topics.nodes.size() >= this.options.maxTopics() && !topics.nodes.contains(this.tree.find(topic))) {
			throw new ProtocolException(
					"subscriptions of one peer: more than %d (expected: at most that, option 'maxTopics')"
						.formatted(this.options.maxTopics()));
		}
		if (topics.bytes + topic.length > TOPIC_BYTES_MAX) {
			throw new ProtocolException("subscriptions of one peer: more than %d octets in all (expected: less)"
				.formatted(TOPIC_BYTES_MAX));
		}
	}

	private void cancel(Pipe pipe, Topics topics, byte[] topic) {
		PrefixTree.Node node = this.tree.find(topic);
		if (node != null && topics.nodes.remove(node)) {
			topics.bytes -= topic.length;
			leave(pipe, node);
		}
	}

	/**
	 * A peer subscribed. Outbox lock held.
	 * @param pipe its pipe
	 * @param topic the prefix
	 * @param first whether nobody else subscribes to it
	 */
	protected void subscribed(Pipe pipe, byte[] topic, boolean first) {
	}

	/**
	 * A subscription ended, by the peer or with its connection. Outbox lock held.
	 * @param pipe the peer's pipe
	 * @param node knows the prefix
	 * @param last whether nobody else subscribes to it
	 */
	void cancelled(Pipe pipe, PrefixTree.Node node, boolean last) {
	}

	/** Subscriptions are never held back; other messages wait nowhere. */
	@Override
	public int room(Pipe pipe) {
		return Integer.MAX_VALUE;
	}

	/** Peers before ZMTP 3.1 subscribe by messages. */
	@Override
	public @Nullable InboundBatch deliver(Pipe pipe, InboundBatch batch) {
		if (batch.messages() == 0) {
			return batch;
		}
		try {
			batch.forEachMessage((frames) -> takeUpstream(pipe, frames));
		}
		catch (ProtocolException ex) {
			pipe.fail(ex);
		}
		return batch.discardMessages();
	}

	private void takeUpstream(Pipe pipe, ByteBuf[] frames) {
		byte[] topic = (frames.length == 1) ? subscriptionTopic(frames[0]) : null;
		if (topic != null) {
			subscription(pipe, frames[0].getByte(0) == SUBSCRIBE, topic);
		}
		else {
			upstream(pipe, frames);
		}
	}

	private static byte @Nullable [] subscriptionTopic(ByteBuf frame) {
		int length = frame.readableBytes();
		if (length == 0 || (frame.getByte(0) != SUBSCRIBE && frame.getByte(0) != CANCEL)) {
			return null;
		}
		byte[] topic = new byte[length - 1];
		frame.getBytes(1, topic);
		return topic;
	}

	/**
	 * A peer sent a message that is no subscription.
	 * @param pipe its pipe
	 * @param frames borrowed
	 */
	protected void upstream(Pipe pipe, ByteBuf[] frames) {
		countDiscarded(1);
	}

	@Override
	public boolean waitsOn(SendOutcome outcome) {
		return this.options.noDrop() && outcome == SendOutcome.FULL;
	}

	/**
	 * The subscriptions of one connection.
	 */
	private static final class Topics {

		final Set<PrefixTree.Node> nodes = new HashSet<>();

		long bytes;

	}

}
