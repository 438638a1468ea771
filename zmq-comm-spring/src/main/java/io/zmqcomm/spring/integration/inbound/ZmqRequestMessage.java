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

package io.zmqcomm.spring.integration.inbound;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * A request on its way to a listener: knows its answer's way back. The reply channel
 * becomes a header only when headers are asked for.
 */
public final class ZmqRequestMessage implements Message<Object> {

	private final Object payload;

	private final MessageHeaders shared;

	private final PendingReply pendingReply;

	private volatile @Nullable MessageHeaders headers;

	ZmqRequestMessage(Object payload, MessageHeaders shared, PendingReply pendingReply) {
		this.payload = payload;
		this.shared = shared;
		this.pendingReply = pendingReply;
	}

	/**
	 * Return what takes the answer.
	 * @return takes one answer, from any thread
	 */
	public PendingReply pendingReply() {
		return this.pendingReply;
	}

	@Override
	public Object getPayload() {
		return this.payload;
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders current = this.headers;
		if (current == null) {
			current = new MessageHeaders(headersOf(this.shared, this.pendingReply));
			this.headers = current;
		}
		return current;
	}

	static Map<String, Object> headersOf(MessageHeaders shared, PendingReply pendingReply) {
		Map<String, Object> all = new HashMap<>(shared);
		all.put(MessageHeaders.REPLY_CHANNEL, pendingReply);
		all.put(MessageHeaders.ERROR_CHANNEL, pendingReply);
		return all;
	}

	@Override
	public String toString() {
		return "ZmqRequestMessage " + this.shared;
	}

}
