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

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.transport.EventLoops;

/**
 * The sending methods of a socket: what is large is copied before any lock is taken. Any
 * thread.
 */
final class SendSide {

	private final SocketOptions options;

	private final Pattern pattern;

	private final AsyncSends asyncSends;

	SendSide(SocketOptions options, Pattern pattern, AsyncSends asyncSends) {
		this.options = options;
		this.pattern = pattern;
		this.asyncSends = asyncSends;
	}

	SendOutcome send(byte[] frame) throws InterruptedException {
		return send(Outgoing.of(frame));
	}

	SendOutcome send(ZmqMessage message) throws InterruptedException {
		return send(Outgoing.of(message));
	}

	private SendOutcome send(Outgoing message) throws InterruptedException {
		EventLoops.checkBlockingAllowed("send");
		message.prepare(ByteBufAllocator.DEFAULT);
		try {
			return this.pattern.send(message, EngineSocket.nanos(this.options.sendTimeout()));
		}
		finally {
			message.release();
		}
	}

	SendOutcome trySend(ZmqMessage message) {
		Outgoing outgoing = Outgoing.of(message);
		outgoing.prepare(ByteBufAllocator.DEFAULT);
		try {
			return this.pattern.trySend(outgoing);
		}
		finally {
			outgoing.release();
		}
	}

	SendOutcome trySend(ByteBuf... frames) {
		Outgoing message = Outgoing.of(frames);
		message.prepare(ByteBufAllocator.DEFAULT);
		try {
			return passed(this.pattern.trySend(message), frames);
		}
		finally {
			message.release();
		}
	}

	SendOutcome send(ByteBuf... frames) throws InterruptedException {
		return passed(send(Outgoing.of(frames)), frames);
	}

	/**
	 * The queues hold their own references, so the caller's end when ownership passes.
	 */
	private static SendOutcome passed(SendOutcome outcome, ByteBuf[] frames) {
		if (outcome.isAccepted()) {
			for (ByteBuf frame : frames) {
				frame.release();
			}
		}
		return outcome;
	}

	SendOutcome sendTo(RoutingId peer, ZmqMessage message) throws InterruptedException {
		EventLoops.checkBlockingAllowed("sendTo");
		Outgoing outgoing = Outgoing.of(message);
		outgoing.prepare(ByteBufAllocator.DEFAULT);
		try {
			return this.pattern.sendTo(peer, outgoing, EngineSocket.nanos(this.options.sendTimeout()));
		}
		finally {
			outgoing.release();
		}
	}

	SendOutcome trySendTo(RoutingId peer, ZmqMessage message) {
		Outgoing outgoing = Outgoing.of(message);
		outgoing.prepare(ByteBufAllocator.DEFAULT);
		try {
			return this.pattern.trySendTo(peer, outgoing);
		}
		finally {
			outgoing.release();
		}
	}

	CompletableFuture<SendOutcome> sendAsync(ZmqMessage message) {
		return this.asyncSends.send(message, EngineSocket.nanos(this.options.sendTimeout()));
	}

}
