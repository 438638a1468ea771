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

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeType;

import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.spring.support.converter.Envelope;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * Makes Spring messages of received ones. The headers of a peer, and of a peer's short
 * topic, are made once and shared by its messages, so that a message costs its payload
 * and one object. Immutable but for the cache, whose entries are; any thread.
 */
final class MessageFactory {

	private static final int SLOTS = 64;

	private static final int LONGEST_CACHED_TOPIC = 64;

	private static final byte[] NO_TOPIC = {};

	private static final byte[] NOTHING = {};

	private final AtomicReferenceArray<@Nullable Entry> cache = new AtomicReferenceArray<>(SLOTS);

	private final String socket;

	private final SocketType type;

	private final boolean topics;

	private final InboundSettings settings;

	MessageFactory(String socket, SocketType type, InboundSettings settings) {
		this.socket = socket;
		this.type = type;
		this.topics = Envelope.isTopic(type);
		this.settings = settings;
	}

	/**
	 * Return the message for a channel.
	 */
	Message<?> message(MessageView view) {
		return message(payload(view), headers(view));
	}

	/**
	 * Return the message for a channel; of a batch.
	 */
	Message<?> message(ZmqMessage received) {
		MessageHeaders headers = headers(received.peer(), this.topics ? received.bytes(0) : null);
		return message(
				(this.settings.payload() == InboundPayload.FRAMES)
						? ZmqMessageConverter.payload(received, Envelope.payloadStart(this.type, received)) : received,
				headers);
	}

	private Message<?> message(Object payload, MessageHeaders headers) {
		if (this.settings.sharedHeaders()) {
			return new GenericMessage<>(payload, headers);
		}
		Map<String, Object> copied = headers;
		return new GenericMessage<>(payload, copied);
	}

	Object payload(MessageView view) {
		return switch (this.settings.payload()) {
			case VIEW -> view;
			case MESSAGE -> view.copy();
			case FRAMES -> frames(view);
		};
	}

	private Object frames(MessageView view) {
		int first = Envelope.payloadStart(this.type, view);
		int count = view.frameCount() - first;
		if (count <= 1) {
			return (count == 1) ? ByteBufUtil.getBytes(view.frame(first)) : NOTHING;
		}
		byte[][] frames = new byte[count][];
		for (int i = 0; i < count; i++) {
			frames[i] = ByteBufUtil.getBytes(view.frame(first + i));
		}
		return List.of(frames);
	}

	MessageHeaders headers(MessageView view) {
		PeerInfo peer = view.peer();
		if (!this.topics || !this.settings.topicHeader()) {
			return headers(peer, null);
		}
		ByteBuf topic = view.frame(0);
		int length = topic.readableBytes();
		if (length > LONGEST_CACHED_TOPIC) {
			return create(peer, ByteBufUtil.getBytes(topic));
		}
		int slot = slot(peer, topic, length);
		Entry entry = this.cache.get(slot);
		if (entry == null || !entry.matches(peer, topic, length)) {
			byte[] octets = ByteBufUtil.getBytes(topic);
			entry = new Entry(peer.id(), octets, create(peer, octets));
			this.cache.set(slot, entry);
		}
		return entry.headers;
	}

	private MessageHeaders headers(PeerInfo peer, byte @Nullable [] topic) {
		if (topic != null && this.settings.topicHeader()) {
			return create(peer, topic);
		}
		int slot = slot(peer);
		Entry entry = this.cache.get(slot);
		if (entry == null || entry.peer != peer.id() || entry.topic != NO_TOPIC) {
			entry = new Entry(peer.id(), NO_TOPIC, create(peer, null));
			this.cache.set(slot, entry);
		}
		return entry.headers;
	}

	private static int slot(PeerInfo peer, ByteBuf topic, int length) {
		int hash = (int) peer.id();
		int start = topic.readerIndex();
		for (int i = 0; i < length; i++) {
			hash = 31 * hash + topic.getByte(start + i);
		}
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

	private static int slot(PeerInfo peer) {
		return (int) peer.id() & (SLOTS - 1);
	}

	private MessageHeaders create(PeerInfo peer, byte @Nullable [] topic) {
		Map<String, Object> headers = new HashMap<>();
		headers.put(ZmqHeaders.SOCKET, this.socket);
		headers.put(ZmqHeaders.SOCKET_TYPE, this.type);
		headers.put(ZmqHeaders.PEER, peer);
		headers.put(ZmqHeaders.ENDPOINT, peer.endpoint());
		if (peer.routingId() != null) {
			headers.put(ZmqHeaders.ROUTING_ID, peer.routingId());
		}
		if (topic != null) {
			headers.put(ZmqHeaders.TOPIC, new String(topic, StandardCharsets.UTF_8));
		}
		MimeType contentType = this.settings.contentType();
		if (contentType != null) {
			headers.put(MessageHeaders.CONTENT_TYPE, contentType);
		}
		return new SharedHeaders(headers);
	}

	/**
	 * Headers without id and timestamp, which would be one per message.
	 */
	@SuppressWarnings("serial")
	private static final class SharedHeaders extends MessageHeaders {

		SharedHeaders(Map<String, Object> headers) {
			super(headers, ID_VALUE_NONE, -1L);
		}

	}

	/**
	 * The headers of one peer, or of one topic of a peer.
	 */
	private static final class Entry {

		private final long peer;

		private final byte[] topic;

		private final MessageHeaders headers;

		Entry(long peer, byte[] topic, MessageHeaders headers) {
			this.peer = peer;
			this.topic = topic;
			this.headers = headers;
		}

		boolean matches(PeerInfo other, ByteBuf frame, int length) {
			if (other.id() != this.peer || length != this.topic.length || this.topic == NO_TOPIC) {
				return false;
			}
			int start = frame.readerIndex();
			for (int i = 0; i < length; i++) {
				if (frame.getByte(start + i) != this.topic[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
