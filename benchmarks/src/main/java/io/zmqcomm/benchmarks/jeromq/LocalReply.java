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

package io.zmqcomm.benchmarks.jeromq;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Arrivals;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;

/**
 * Answers so many requests of {@code remote_reply} by a ROUTER that sends each back.
 * Prints nothing.
 */
public final class LocalReply {

	private LocalReply() {
	}

	public static void main(String[] args) {
		Tool.main("local_reply <bind-to> <message-size> <message-count>", LocalReply::run, args);
	}

	static void run(Arguments arguments, Report report) {
		try (ZContext zmq = new ZContext(); ZMQ.Socket router = zmq.createSocket(SocketType.ROUTER)) {
			router.setReceiveTimeOut((int) Tool.PATIENCE.toMillis());
			router.setLinger((int) Tool.PATIENCE.toMillis());
			// At its mark a ROUTER drops, and the mark counts answers that were sent a
			// while ago
			router.setSndHWM(0);
			router.bind(arguments.endpoint());
			report.bound(router.getLastEndpoint());
			long count = arguments.count();
			for (long i = 0; i < count; i++) {
				echo(router, arguments.size());
			}
		}
	}

	private static void echo(ZMQ.Socket router, int size) {
		byte[] frame;
		do {
			frame = router.recv();
			if (frame == null) {
				throw new IllegalStateException("no message for %d s".formatted(Tool.PATIENCE.toSeconds()));
			}
			router.send(frame, router.hasReceiveMore() ? ZMQ.SNDMORE : 0);
		}
		while (router.hasReceiveMore());
		Arrivals.checkSize(frame.length, size);
	}

}
