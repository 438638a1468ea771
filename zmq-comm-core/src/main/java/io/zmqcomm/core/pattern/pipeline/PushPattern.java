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

package io.zmqcomm.core.pattern.pipeline;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pattern.RoundRobin;
import io.zmqcomm.core.pipe.InboundBatch;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * PUSH: to the next peer with room; waits when there is none (RFC 30).
 */
public final class PushPattern extends Pattern {

	private final RoundRobin round;

	public PushPattern(Setup setup) {
		super(setup);
		this.round = new RoundRobin(pipes(), setup.options().immediate());
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		return this.round.route(message);
	}

	@Override
	public void checkReceive() {
		throw new UnsupportedOperationException("%s cannot receive".formatted(socketName()));
	}

	@Override
	public int room(Pipe pipe) {
		return Integer.MAX_VALUE;
	}

	/** A PUSH ignores what its peers send. */
	@Override
	public @Nullable InboundBatch deliver(Pipe pipe, InboundBatch batch) {
		countDiscarded(batch.messages());
		return batch.discardMessages();
	}

}
