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

package io.zmqcomm.benchmarks;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * The sending half of the fan-out measurement: binds a PUB, waits until all subscribers
 * of {@link SubFanout} are there and publishes so many messages to them, without dropping
 * any. Prints nothing.
 */
public final class PubFanout {

	static final String PARAMETERS = " <message-size> <message-count> <subscribers>";

	static final String USAGE = "pub_fanout <bind-to>" + PARAMETERS + " [--hwm <messages>]" + Tool.OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(new Pair(PubFanout::run, SubFanout::run), WarmUp.MESSAGE);

	private PubFanout() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, PubFanout::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		try (ZmqCommunicator zmq = Tool.communicator(arguments);
				// libzmq spreads connections by itself, ours only where told
				ZmqSocket pub = zmq.createSocket(SocketType.PUB,
						(options) -> options.noDrop(true).spread(arguments.ioThreads() > 1))) {
			pub.bind(arguments.endpoint());
			report.bound(pub.boundEndpoints().get(0));
			if (!pub.awaitSubscribers("", arguments.subscribers(), Tool.PATIENCE)) {
				throw new IllegalStateException("%d subscribers after %d s (expected: %d)".formatted(pub.peers().size(),
						Tool.PATIENCE.toSeconds(), arguments.subscribers()));
			}
			byte[] message = new byte[arguments.size()];
			long count = arguments.count();
			for (long i = 1; i < count; i++) {
				RemoteThr.check(pub.send(message));
			}
			// Before the last message none has a reason to leave
			if (pub.peers().size() < arguments.subscribers()) {
				throw new IllegalStateException("%d of %d subscribers left"
					.formatted(arguments.subscribers() - pub.peers().size(), arguments.subscribers()));
			}
			RemoteThr.check(pub.send(message));
			RemoteThr.flush(pub);
		}
	}

}
