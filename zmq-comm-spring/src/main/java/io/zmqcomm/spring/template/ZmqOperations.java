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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.springframework.core.ParameterizedTypeReference;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;

/**
 * Sends and requests on named sockets, from any thread. A payload may be a
 * {@code byte[]}, a {@code String} (UTF-8), a list of {@code byte[]} (one frame each), a
 * {@link io.zmqcomm.core.ZmqMessage}, a {@link io.zmqcomm.core.tensor.Tensor} (sent by
 * reference; not closed, nor to be closed before the method returned or its future
 * completed), a {@link org.springframework.messaging.Message} (its payload counts, and
 * its content type), or anything that the message converter knows.
 * <p>
 * ZeroMQ has no acknowledgements, no redelivery and no persistence:
 * {@link SendOutcome#ACCEPTED} means queued, never delivered. The methods that send block
 * up to the socket's send timeout where its type blocks, and throw
 * {@link io.zmqcomm.core.ZmqException} when interrupted.
 */
public interface ZmqOperations {

	/**
	 * Send {@code [topic][payload]} to all subscribers of a prefix of the topic.
	 * @param socket name of a PUB or XPUB
	 * @param topic the topic
	 * @param payload the payload
	 * @return what became of it
	 */
	SendOutcome publish(String socket, String topic, Object payload);

	/**
	 * Send a payload to one of the pullers.
	 * @param socket name of a PUSH
	 * @param payload the payload
	 * @return what became of it
	 */
	SendOutcome push(String socket, Object payload);

	/**
	 * Send a payload as it is, on a socket of any type that sends, except REQ, whose
	 * replies {@link #request} takes.
	 * @param socket name of the socket
	 * @param payload the payload
	 * @return what became of it
	 */
	SendOutcome send(String socket, Object payload);

	/**
	 * Send a payload to one peer of a ROUTER.
	 * @param socket name of the ROUTER
	 * @param peer the peer
	 * @param payload the payload
	 * @return what became of it
	 */
	SendOutcome sendTo(String socket, RoutingId peer, Object payload);

	/**
	 * Send a request and wait for the answer, up to the communicator's request timeout.
	 * The request goes over the communicator's pool to one of the socket's endpoints,
	 * each in turn; any number of threads may have requests under way.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param <T> type of the answer
	 * @return the answer
	 * @throws ZmqRemoteException if the server answered with an error
	 * @throws io.zmqcomm.core.ZmqTimeoutException if no answer came in time
	 */
	<T> T request(String socket, Object request, Class<T> replyType);

	/**
	 * Send a request and wait for the answer.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param timeout how long to wait at most
	 * @param <T> type of the answer
	 * @return the answer
	 * @throws ZmqRemoteException if the server answered with an error
	 * @throws io.zmqcomm.core.ZmqTimeoutException if no answer came in time
	 */
	<T> T request(String socket, Object request, Class<T> replyType, Duration timeout);

	/**
	 * Send a request and wait for an answer of a generic type, up to the communicator's
	 * request timeout.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param <T> type of the answer
	 * @return the answer
	 * @throws ZmqRemoteException if the server answered with an error
	 * @throws io.zmqcomm.core.ZmqTimeoutException if no answer came in time
	 */
	<T> T request(String socket, Object request, ParameterizedTypeReference<T> replyType);

	/**
	 * Send a request and wait for an answer of a generic type.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param timeout how long to wait at most
	 * @param <T> type of the answer
	 * @return the answer
	 * @throws ZmqRemoteException if the server answered with an error
	 * @throws io.zmqcomm.core.ZmqTimeoutException if no answer came in time
	 */
	<T> T request(String socket, Object request, ParameterizedTypeReference<T> replyType, Duration timeout);

	/**
	 * Send a request without waiting.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param <T> type of the answer
	 * @return completes with the answer, or with what
	 * {@link #request(String, Object, Class)} throws, on a thread that must not be
	 * blocked; cancelling it gives the request up
	 */
	<T> CompletableFuture<T> requestAsync(String socket, Object request, Class<T> replyType);

	/**
	 * Send a request without waiting.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param timeout how long to wait for the answer at most
	 * @param <T> type of the answer
	 * @return as {@link #requestAsync(String, Object, Class)}
	 */
	<T> CompletableFuture<T> requestAsync(String socket, Object request, Class<T> replyType, Duration timeout);

	/**
	 * Send a request for an answer of a generic type without waiting.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param <T> type of the answer
	 * @return as {@link #requestAsync(String, Object, Class)}
	 */
	<T> CompletableFuture<T> requestAsync(String socket, Object request, ParameterizedTypeReference<T> replyType);

	/**
	 * Send a request for an answer of a generic type without waiting.
	 * @param socket name of a REQ
	 * @param request the request
	 * @param replyType what to convert the answer to
	 * @param timeout how long to wait for the answer at most
	 * @param <T> type of the answer
	 * @return as {@link #requestAsync(String, Object, Class)}
	 */
	<T> CompletableFuture<T> requestAsync(String socket, Object request, ParameterizedTypeReference<T> replyType,
			Duration timeout);

}
