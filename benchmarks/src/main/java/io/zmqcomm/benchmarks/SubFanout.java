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

import java.util.ArrayList;
import java.util.List;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;

/**
 * The receiving half of the fan-out measurement: so many SUBs, each with a connection of
 * its own to {@link PubFanout}, take so many messages each. Prints the deliveries per
 * second, from the first of all to the last of all.
 */
public final class SubFanout {

	static final String USAGE = "sub_fanout <connect-to>" + PubFanout.PARAMETERS
			+ " [--receive handler-io|handler] [--hwm <messages>]" + Tool.OPTIONS;

	private SubFanout() {
	}

	public static void main(String[] args) {
		Tool.main(USAGE, SubFanout::run, PubFanout.WARM_UP, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		List<Arrivals> all = new ArrayList<>();
		Completion last = new Completion(arguments.subscribers());
		Dispatch dispatch = arguments.receive("handler-io").equals("handler") ? Dispatch.worker() : Dispatch.IO_THREAD;
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			for (int i = 0; i < arguments.subscribers(); i++) {
				Arrivals arrivals = new Arrivals(arguments);
				all.add(arrivals);
				zmq.createSocket(SocketType.SUB).subscribe("").onMessage(dispatch, last.watch((message) -> {
					if (arrivals.add(message.frame(0).readableBytes())) {
						last.arrive();
					}
				})).connect(arguments.endpoint());
			}
			last.await(() -> zmq.sockets().stream().mapToLong((sub) -> sub.counters().received()).sum());
		}
		report.throughput(arguments, Arrivals.nanos(all));
	}

}
