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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorFormatException;

/**
 * Hands the tensors of a socket's messages to a receiver. A message without one counts as
 * failed; a warning names the peer, at most every ten seconds, so that no peer can flood
 * the log. Who waits for an answer is told what was wrong. Any thread.
 */
final class TensorReceiving implements MessageReceiver {

	private static final Logger logger = LoggerFactory.getLogger(TensorReceiving.class);

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final ZmqSocket socket;

	private final TensorReceiver receiver;

	private final boolean topics;

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	private final AtomicLong withheld = new AtomicLong();

	TensorReceiving(ZmqSocket socket, TensorReceiver receiver) {
		this.socket = socket;
		this.receiver = receiver;
		this.topics = socket.type() != SocketType.ROUTER && socket.type() != SocketType.DEALER;
	}

	@Override
	public void onMessage(MessageView message) throws Exception {
		Tensor tensor;
		try {
			tensor = message.tensor();
		}
		catch (TensorFormatException ex) {
			log(message.peer(), ex);
			if (isAwaited(message)) {
				message.reply().send(ErrorReply.badRequest(ex.getMessage()));
			}
			throw new ZmqReportedException("message without a tensor");
		}
		this.receiver.onTensor(message, tensor, topic(message));
	}

	/**
	 * A REQ is sure to wait for an answer, and who asks a REP for one. What others send
	 * to a ROUTER need not be a request.
	 */
	private boolean isAwaited(MessageView message) {
		return this.socket.type() == SocketType.REP
				|| (this.socket.type() == SocketType.ROUTER && message.peer().socketType() == SocketType.REQ);
	}

	private @Nullable String topic(MessageView message) {
		return (this.topics && message.frameCount() > 2) ? message.frame(0).toString(StandardCharsets.UTF_8) : null;
	}

	private void log(PeerInfo peer, TensorFormatException ex) {
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (now - next < 0 || !this.nextWarning.compareAndSet(next, now + PAUSE_NANOS)) {
			this.withheld.incrementAndGet();
			logger.debug("{}: message from {} refused: {}", this.socket, peer.remoteAddress(), ex.getMessage());
			return;
		}
		long others = this.withheld.getAndSet(0);
		logger.warn("{}: message from {} refused: {}{}", this.socket, peer.remoteAddress(), ex.getMessage(),
				(others > 0) ? " (%d others since the last such warning)".formatted(others) : "");
	}

}
