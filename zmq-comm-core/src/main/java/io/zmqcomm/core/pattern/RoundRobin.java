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

package io.zmqcomm.core.pattern;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * Gives each message to the next peer that has room. Guarded by the outbox lock.
 */
public final class RoundRobin {

	private final List<Pipe> pipes;

	private final boolean immediate;

	private int next;

	private @Nullable Pipe last;

	/**
	 * Create a round.
	 * @param pipes the living list of pipes
	 * @param immediate whether only connected peers take part
	 */
	public RoundRobin(List<Pipe> pipes, boolean immediate) {
		this.pipes = pipes;
		this.immediate = immediate;
	}

	/**
	 * Append the message to the next pipe with room.
	 * @param message borrowed
	 * @return {@code ACCEPTED}, {@code FULL} or {@code NO_PEER}
	 */
	public SendOutcome route(Outgoing message) {
		SendOutcome outcome = SendOutcome.NO_PEER;
		int count = this.pipes.size();
		for (int i = 0; i < count; i++) {
			if (this.next >= count) {
				this.next = 0;
			}
			Pipe pipe = this.pipes.get(this.next++);
			if (isEligible(pipe)) {
				if (pipe.out().hasRoom(message)) {
					pipe.out().append(message);
					this.last = pipe;
					return SendOutcome.ACCEPTED;
				}
				outcome = SendOutcome.FULL;
			}
		}
		return outcome;
	}

	private boolean isEligible(Pipe pipe) {
		return !pipe.isClosing() && (pipe.isReady() || (pipe.isConnecting() && !this.immediate));
	}

	/**
	 * Return the pipe that took the last message.
	 * @return the pipe, or {@code null} before the first message
	 */
	public @Nullable Pipe last() {
		return this.last;
	}

}
