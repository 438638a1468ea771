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

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ErrorMessage;

import io.zmqcomm.core.Reply;
import io.zmqcomm.core.tensor.Tensor;

/**
 * Takes the one answer of a request, from any thread: as a value, as a failure, or as a
 * message when it serves as reply channel or error channel. Later answers are ignored,
 * for example of a listener that was too slow.
 */
public final class PendingReply implements MessageChannel {

	private final PendingReplies owner;

	private final Reply token;

	private final long deadline;

	private final Thread receiver = Thread.currentThread();

	private final AtomicBoolean answered = new AtomicBoolean();

	private final AtomicBoolean failed = new AtomicBoolean();

	@Nullable PendingReply previous;

	@Nullable PendingReply next;

	PendingReply(PendingReplies owner, Reply token, long deadline) {
		this.owner = owner;
		this.token = token;
		this.deadline = deadline;
	}

	/**
	 * Answer with a value.
	 * @param answer the payload or a {@link Message}; {@code null} is answered as an
	 * error, and a {@link Tensor} is closed
	 */
	public void reply(@Nullable Object answer) {
		if (this.answered.compareAndSet(false, true)) {
			this.owner.answer(this, answer);
		}
		else if (payload(answer) instanceof Tensor tensor) {
			tensor.close();
		}
	}

	static @Nullable Object payload(@Nullable Object answer) {
		return (answer instanceof Message<?> message) ? message.getPayload() : answer;
	}

	/**
	 * Answer with a failure, through the gateway's error channel if it has one and is not
	 * what failed. Logs it otherwise, also one that comes too late to be answered.
	 * @param request the request
	 * @param failure what went wrong
	 */
	public void fail(Message<?> request, Throwable failure) {
		if (!this.answered.get() || !this.failed.get()) {
			this.owner.fail(this, request, failure);
		}
	}

	@Override
	public boolean send(Message<?> message, long timeout) {
		if (message.getPayload() instanceof Throwable failure) {
			Message<?> request = (message instanceof ErrorMessage error) ? error.getOriginalMessage() : null;
			fail((request != null) ? request : message, failure);
		}
		else {
			reply(message);
		}
		return true;
	}

	Reply token() {
		return this.token;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Return whether this is the request's first failure; another is that of an error
	 * channel.
	 */
	boolean failsFirst() {
		return this.failed.compareAndSet(false, true);
	}

	/**
	 * Whether the caller is the thread that took the request, which may then be kept
	 * waiting.
	 */
	boolean onReceiver() {
		return Thread.currentThread() == this.receiver;
	}

	@Override
	public String toString() {
		return "reply to " + this.token.peer().remoteAddress();
	}

}
