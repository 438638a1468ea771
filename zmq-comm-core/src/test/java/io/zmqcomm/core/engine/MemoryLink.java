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

package io.zmqcomm.core.engine;

import java.io.IOException;

/**
 * Two joined ends of a {@link MemoryTransport}, in a test's hands. Any thread.
 */
final class MemoryLink {

	private final MemoryWire fromConnecting;

	private final MemoryWire fromBinding;

	private final MemoryConnection connecting;

	private final MemoryConnection binding;

	MemoryLink(MemoryWire fromConnecting, MemoryWire fromBinding, MemoryConnection connecting,
			MemoryConnection binding) {
		this.fromConnecting = fromConnecting;
		this.fromBinding = fromBinding;
		this.connecting = connecting;
		this.binding = binding;
	}

	/** What the connecting side has written. */
	MemoryWire fromConnecting() {
		return this.fromConnecting;
	}

	/** What the binding side has written. */
	MemoryWire fromBinding() {
		return this.fromBinding;
	}

	/** Hold writes of both sides back, as if nobody took octets from the network. */
	void hold() {
		this.fromConnecting.hold(true);
		this.fromBinding.hold(true);
	}

	/** Let writes pass again. */
	void release() {
		this.fromConnecting.hold(false);
		this.fromBinding.hold(false);
		this.connecting.wakeUp();
		this.binding.wakeUp();
	}

	/** Break the link now; octets that were taken in arrive before. */
	void cut() {
		this.connecting.cut(new IOException("connection reset by peer"));
		this.binding.cut(new IOException("connection reset by peer"));
	}

}
