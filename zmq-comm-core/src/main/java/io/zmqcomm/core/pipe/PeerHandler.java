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

package io.zmqcomm.core.pipe;

import org.jspecify.annotations.Nullable;

/**
 * What a pattern is told of its peers. Methods say which thread and lock they are called
 * with.
 */
public interface PeerHandler {

	/**
	 * A pipe exists from now on: at {@code connect}, or when a peer of a bound endpoint
	 * has finished its handshake. Outbox lock held.
	 * @param pipe the pipe
	 */
	void attach(Pipe pipe);

	/**
	 * A peer is connected to a pipe that is attached. Outbox lock held.
	 * @param pipe the pipe; its peer is set
	 * @throws io.zmqcomm.core.ZmqException to refuse the peer
	 */
	void ready(Pipe pipe);

	/**
	 * The peer of a pipe is gone; the pipe stays. Outbox lock held.
	 * @param pipe the pipe
	 */
	void unready(Pipe pipe);

	/**
	 * A pipe is gone for good. Outbox lock held.
	 * @param pipe the pipe
	 */
	void detach(Pipe pipe);

	/**
	 * Return how many messages the pipe may deliver now. The pipe's producer only.
	 * @param pipe the pipe
	 * @return zero at the high-water mark
	 */
	int room(Pipe pipe);

	/**
	 * Take messages that were read. The pipe's producer only.
	 * @param pipe the pipe
	 * @param batch whole messages, and perhaps the beginning of one
	 * @return the batch that holds the beginning of a message; {@code null} if there is
	 * none
	 */
	@Nullable InboundBatch deliver(Pipe pipe, InboundBatch batch);

	/**
	 * Take a subscription of the peer. The pipe's producer only, no lock.
	 * @param pipe the pipe
	 * @param subscribe {@code false} for a cancellation
	 * @param topic the prefix
	 * @throws io.zmqcomm.core.ZmqException if the peer has too many
	 */
	void subscription(Pipe pipe, boolean subscribe, byte[] topic);

}
