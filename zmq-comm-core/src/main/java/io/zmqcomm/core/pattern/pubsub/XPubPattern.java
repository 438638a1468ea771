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

import io.netty.buffer.ByteBuf;

import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * XPUB: a PUB that hands its subscriptions to the application, as messages {@code 01} or
 * {@code 00} and the topic: the first and the last of each topic, or all with the options
 * {@code verbose} and {@code verboser}; and whatever else peers send upstream. What an
 * application leaves unread is bounded by the limit of topics per peer; beyond it notices
 * are thrown away and counted.
 */
public final class XPubPattern extends PubPattern {

	public XPubPattern(Setup setup) {
		super(setup);
	}

	@Override
	public void checkReceive() {
		// Unlike a PUB, it can.
	}

	@Override
	protected void subscribed(Pipe pipe, byte[] topic, boolean first) {
		if (first || this.options.verbose() || this.options.verboser()) {
			notice(pipe, (byte) 1, topic);
		}
	}

	@Override
	void cancelled(Pipe pipe, PrefixTree.Node node, boolean last) {
		if (last || this.options.verboser()) {
			notice(pipe, (byte) 0, node.topic());
		}
	}

	private void notice(Pipe pipe, byte kind, byte[] topic) {
		byte[] notice = new byte[topic.length + 1];
		notice[0] = kind;
		System.arraycopy(topic, 0, notice, 1, topic.length);
		offer(pipe, Outgoing.of(notice));
	}

	@Override
	protected void upstream(Pipe pipe, ByteBuf[] frames) {
		if (pipe.in().room() > 0) {
			offer(pipe, Outgoing.of(frames));
		}
		else {
			countDiscarded(1);
		}
	}

	private void offer(Pipe pipe, Outgoing message) {
		if (pipe.in().pending() < this.options.maxTopics() && pipe.in().hasRoomFor(message.bodyBytes())) {
			pipe.in().publish(message);
		}
		else {
			countDiscarded(1);
		}
	}

}
