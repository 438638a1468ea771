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

package io.zmqcomm.core;

import io.zmqcomm.core.tensor.Tensor;

/**
 * Answers one request that a REP or a ROUTER received: puts the envelope back and finds
 * the peer. Usable once, from any thread, also after the socket served other requests.
 * Never blocks.
 */
public interface Reply {

	/**
	 * Send the answer.
	 * @param message the answer, without envelope
	 * @return {@code ACCEPTED}; {@code UNROUTABLE} if the peer is gone; {@code FULL} if
	 * its queue is full, and the answer is dropped (REP) or may be tried again (ROUTER);
	 * {@code CLOSED}
	 * @throws IllegalStateException if this request was answered already
	 */
	SendOutcome send(ZmqMessage message);

	/**
	 * Send the answer.
	 * @param frames the answer, without envelope; copied
	 * @return as {@link #send(ZmqMessage)}
	 */
	default SendOutcome send(byte[]... frames) {
		return send(ZmqMessage.of(frames));
	}

	/**
	 * Send the answer.
	 * @param tensor the answer, without envelope; as for {@link ZmqMessage#of(Tensor)}
	 * @return as {@link #send(ZmqMessage)}
	 */
	default SendOutcome send(Tensor tensor) {
		return send(ZmqMessage.of(tensor));
	}

	/**
	 * Return the peer that asked.
	 * @return the peer
	 */
	PeerInfo peer();

}
