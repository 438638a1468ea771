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

import io.zmqcomm.core.ZmqCommunicator;

/**
 * The throughput measurement between two threads of one process: {@link LocalThr} and
 * {@link RemoteThr} over inproc. Prints what libzmq's {@code inproc_thr} prints.
 */
public final class InprocThr {

	static final String USAGE = "inproc_thr <message-size> <message-count> " + LocalThr.RECEIVE + " " + RemoteThr.SEND
			+ " [--hwm <messages>]" + Tool.OPTIONS;

	static final WarmUp WARM_UP = new WarmUp(InprocThr::run, WarmUp.MESSAGE);

	private InprocThr() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, InprocThr::run, WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws Exception {
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			new Pair((ours, result) -> LocalThr.receive(zmq, ours, result), (ours, none) -> RemoteThr.send(zmq, ours))
				.run(arguments.with("inproc://inproc_thr", arguments.count()), report);
		}
	}

}
