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

package io.zmqcomm.benchmarks.spring;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;
import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

/**
 * Sends requests to {@link LocalReply}, or to any other ROUTER or REP that echoes them,
 * from a DEALER that keeps {@value #WINDOW} of them under way, and prints how many
 * answers came per second.
 */
public final class RemoteReply {

	private static final int WINDOW = 1000;

	private final SecondHalf answers;

	private final ZmqSocket dealer;

	private final ZmqMessage request;

	/** How many the event loop is still to send, one for each answer. */
	private long missing;

	private RemoteReply(ZmqSocket dealer, Arguments arguments, SecondHalf answers, long missing) {
		this.dealer = dealer;
		this.answers = answers;
		this.missing = missing;
		this.request = ZmqMessage.of(new byte[0], new byte[arguments.size()]);
	}

	public static void main(String[] args) {
		Tool.main("remote_reply <connect-to> <message-size> <message-count>", RemoteReply::run, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		SecondHalf answers = new SecondHalf(arguments);
		try (ZmqCommunicator zmq = Tool.communicator(arguments);
				ZmqSocket dealer = zmq.createSocket(SocketType.DEALER,
						(options) -> options.highWaterMark(2 * WINDOW))) {
			long window = Math.min(WINDOW, arguments.count());
			RemoteReply requests = new RemoteReply(dealer, arguments, answers, arguments.count() - window);
			dealer.onMessage(Dispatch.IO_THREAD, requests::take).connect(arguments.endpoint());
			for (long i = 0; i < window; i++) {
				requests.send();
			}
			answers.await();
		}
		answers.report(report);
	}

	private void take(MessageView answer) {
		this.answers.take(answer.frame(answer.frameCount() - 1).readableBytes());
		if (this.missing > 0) {
			this.missing--;
			send();
		}
	}

	private void send() {
		SendOutcome outcome = this.dealer.trySend(this.request);
		if (outcome != SendOutcome.ACCEPTED) {
			throw new IllegalStateException("request not accepted: " + outcome);
		}
	}

}
