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

package io.zmqcomm.spring.template;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.support.converter.TypeHint;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Sends and requests on the sockets of a {@link ZmqSockets}; any thread.
 */
public class ZmqTemplate implements ZmqOperations {

	private final ZmqSockets sockets;

	private final ZmqMessageConverter converter;

	private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

	private @Nullable Duration requestTimeout;

	/**
	 * Create a template with the default converter.
	 * @param sockets the named sockets
	 */
	public ZmqTemplate(ZmqSockets sockets) {
		this(sockets, ZmqMessageConverter.create());
	}

	/**
	 * Create a template.
	 * @param sockets the named sockets
	 * @param converter converts what is neither octets nor text
	 */
	public ZmqTemplate(ZmqSockets sockets, MessageConverter converter) {
		this.sockets = sockets;
		this.converter = ZmqMessageConverter.of(converter);
	}

	/**
	 * Set how long a request without a timeout of its own waits, the communicator's
	 * request timeout by default.
	 * @param requestTimeout more than zero
	 */
	public void setRequestTimeout(Duration requestTimeout) {
		Assert.isTrue(!requestTimeout.isNegative() && !requestTimeout.isZero(),
				() -> "'requestTimeout' %s (expected: more than zero)".formatted(requestTimeout));
		this.requestTimeout = requestTimeout;
	}

	private Duration requestTimeout() {
		Duration own = this.requestTimeout;
		return (own != null) ? own : this.sockets.communicator().requestTimeout();
	}

	@Override
	public SendOutcome publish(String socket, String topic, Object payload) {
		ZmqSocket target = this.sockets.get(socket);
		if (target.type() != SocketType.PUB && target.type() != SocketType.XPUB) {
			throw wrongType("publish", "a PUB or XPUB", socket, target.type());
		}
		return send(socket, target, frames(payload, topic));
	}

	@Override
	public SendOutcome push(String socket, Object payload) {
		ZmqSocket target = this.sockets.get(socket);
		if (target.type() != SocketType.PUSH) {
			throw wrongType("push", "a PUSH", socket, target.type());
		}
		return send(socket, target, frames(payload, null));
	}

	@Override
	public SendOutcome send(String socket, Object payload) {
		ZmqSocket target = this.sockets.get(socket);
		if (target.type() == SocketType.REQ) {
			throw new IllegalArgumentException(
					"'send' would lose the reply, as socket '%s' is a REQ (expected: 'request')".formatted(socket));
		}
		return send(socket, target, frames(payload, null));
	}

	@Override
	public SendOutcome sendTo(String socket, RoutingId peer, Object payload) {
		ZmqSocket target = this.sockets.get(socket);
		try {
			return target.sendTo(peer, frames(payload, null));
		}
		catch (InterruptedException ex) {
			throw interrupted("sending on", socket, ex);
		}
	}

	private static SendOutcome send(String name, ZmqSocket socket, ZmqMessage message) {
		try {
			return socket.send(message);
		}
		catch (InterruptedException ex) {
			throw interrupted("sending on", name, ex);
		}
	}

	@Override
	public <T> T request(String socket, Object request, Class<T> replyType) {
		return request(socket, request, replyType, requestTimeout());
	}

	@Override
	public <T> T request(String socket, Object request, Class<T> replyType, Duration timeout) {
		return convert(exchange(socket, request, timeout), replyType);
	}

	@Override
	public <T> T request(String socket, Object request, ParameterizedTypeReference<T> replyType) {
		return request(socket, request, replyType, requestTimeout());
	}

	@Override
	public <T> T request(String socket, Object request, ParameterizedTypeReference<T> replyType, Duration timeout) {
		return convert(exchange(socket, request, timeout), replyType.getType());
	}

	private ZmqMessage exchange(String socket, Object request, Duration timeout) {
		String endpoint = nextEndpoint(socket);
		try {
			return this.sockets.communicator().request(endpoint, frames(request, null), timeout);
		}
		catch (InterruptedException ex) {
			throw interrupted("requesting from", socket, ex);
		}
	}

	@Override
	public <T> CompletableFuture<T> requestAsync(String socket, Object request, Class<T> replyType) {
		return requestAsync(socket, request, (Type) replyType, requestTimeout());
	}

	@Override
	public <T> CompletableFuture<T> requestAsync(String socket, Object request, Class<T> replyType, Duration timeout) {
		return requestAsync(socket, request, (Type) replyType, timeout);
	}

	@Override
	public <T> CompletableFuture<T> requestAsync(String socket, Object request,
			ParameterizedTypeReference<T> replyType) {
		return requestAsync(socket, request, replyType.getType(), requestTimeout());
	}

	@Override
	public <T> CompletableFuture<T> requestAsync(String socket, Object request, ParameterizedTypeReference<T> replyType,
			Duration timeout) {
		return requestAsync(socket, request, replyType.getType(), timeout);
	}

	private <T> CompletableFuture<T> requestAsync(String socket, Object request, Type replyType, Duration timeout) {
		CompletableFuture<ZmqMessage> reply;
		try {
			reply = this.sockets.communicator().requestAsync(nextEndpoint(socket), frames(request, null), timeout);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<T> result = new CompletableFuture<>();
		reply.whenComplete((message, ex) -> {
			if (ex != null) {
				result.completeExceptionally(ex);
				return;
			}
			try {
				result.complete(convert(message, replyType));
			}
			catch (RuntimeException failure) {
				result.completeExceptionally(failure);
			}
		});
		result.whenComplete((value, ex) -> {
			if (result.isCancelled()) {
				reply.cancel(false);
			}
		});
		return result;
	}

	/**
	 * Each request goes to the next endpoint of the socket.
	 */
	private String nextEndpoint(String socket) {
		ZmqSocketDefinition definition = this.sockets.definition(socket);
		List<String> endpoints = definition.connect();
		if (definition.type() != SocketType.REQ) {
			throw wrongType("request", "a REQ", socket, definition.type());
		}
		if (endpoints.isEmpty()) {
			throw new IllegalStateException("Socket '%s' connects to nothing, so it cannot request".formatted(socket));
		}
		if (endpoints.size() == 1) {
			return endpoints.get(0);
		}
		int turn = this.turns.computeIfAbsent(socket, (name) -> new AtomicInteger()).getAndIncrement();
		return endpoints.get(Math.floorMod(turn, endpoints.size()));
	}

	private ZmqMessage frames(Object payload, @Nullable String topic) {
		if (payload instanceof Message<?> message) {
			return this.converter.toFrames(message.getPayload(), topic, message.getHeaders());
		}
		return this.converter.toFrames(payload, topic, null);
	}

	@SuppressWarnings("unchecked")
	private <T> T convert(ZmqMessage reply, Type replyType) {
		ZmqErrorReply.from(reply).ifPresent((error) -> {
			throw new ZmqRemoteException(error.code(), error.message());
		});
		Message<ZmqMessage> message = new GenericMessage<>(reply, new MessageHeaders(null));
		Class<?> target = ResolvableType.forType(replyType).resolve(Object.class);
		Object converted = this.converter.fromMessage(message, target, new TypeHint(replyType));
		if (converted == null) {
			throw new MessageConversionException(message, ZmqMessageConverter.noConverter(replyType.getTypeName()));
		}
		return (T) converted;
	}

	private static IllegalArgumentException wrongType(String operation, String expected, String socket,
			SocketType type) {
		return new IllegalArgumentException(
				"'%s' needs %s, but socket '%s' is a %s".formatted(operation, expected, socket, type));
	}

	private static ZmqException interrupted(String what, String socket, InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new ZmqException("Interrupted while %s socket '%s'".formatted(what, socket), ex);
	}

}
