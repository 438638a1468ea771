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

package io.zmqcomm.core.pattern.pair;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pattern.RoundRobin;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * PAIR: one peer, both directions; further ones are refused (RFC 31).
 */
public final class PairPattern extends Pattern {

	private final RoundRobin only;

	public PairPattern(Setup setup) {
		super(setup);
		this.only = new RoundRobin(pipes(), setup.options().immediate());
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		return this.only.route(message);
	}

	@Override
	public void attach(Pipe pipe) {
		for (Pipe other : pipes()) {
			if (!other.isClosing()) {
				throw new ZmqException(
						"%s has a peer at %s (expected: one at a time)".formatted(socketName(), other.endpoint()));
			}
		}
		super.attach(pipe);
	}

}
