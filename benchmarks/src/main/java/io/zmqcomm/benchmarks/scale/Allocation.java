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

package io.zmqcomm.benchmarks.scale;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

/**
 * Octets that the threads of either end allocate on the heap per message, while a PUSH
 * sends to a PULL as fast as it can. Both ends are in this process, each with event loops
 * of its own, so that every thread belongs to one of them.
 */
final class Allocation {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final ScaleArguments arguments;

	private final Results results;

	private final AtomicLong received = new AtomicLong();

	Allocation(ScaleArguments arguments, Results results) {
		this.arguments = arguments;
		this.results = results;
	}

	/**
	 * Measure and report: a row per thread, and one for each end.
	 * @throws InterruptedException if interrupted
	 */
	void measure() throws InterruptedException {
		Set<Long> others = threads(Set.of());
		try (ZmqCommunicator receiving = ZmqCommunicator.create((settings) -> settings.ioThreads(1));
				ZmqCommunicator sending = ZmqCommunicator.create((settings) -> settings.ioThreads(1));
				ZmqSocket pull = receiving.createSocket(SocketType.PULL);
				ZmqSocket push = sending.createSocket(SocketType.PUSH,
						(options) -> options.sendTimeout(PATIENCE).linger(Duration.ZERO))) {
			pull.onMessage((message) -> take(message.frame(0).readableBytes()));
			pull.bind("tcp://127.0.0.1:*");
			Set<Long> receivers = threads(others);
			others.addAll(receivers);
			push.connect(pull.boundEndpoints().get(0));
			try (Sender sender = Sender.start(push, this.arguments.size())) {
				TimeUnit.NANOSECONDS.sleep(this.arguments.warmUp().toNanos());
				Map<String, Set<Long>> ends = new LinkedHashMap<>();
				ends.put("receiver", receivers);
				ends.put("sender", threads(others));
				measure(ends);
			}
		}
	}

	private void take(int size) {
		if (size != this.arguments.size()) {
			throw new IllegalStateException("message of %d octets".formatted(size));
		}
		// One writer
		this.received.lazySet(this.received.getPlain() + 1);
	}

	private void measure(Map<String, Set<Long>> ends) throws InterruptedException {
		Map<Long, Long> before = allocated(ends);
		long begin = System.nanoTime();
		long messages = this.received.get();
		try (AllocationSites sites = AllocationSites.record(this.arguments.sites())) {
			TimeUnit.NANOSECONDS.sleep(this.arguments.time().toNanos());
			messages = this.received.get() - messages;
			double seconds = (System.nanoTime() - begin) / 1e9;
			Map<Long, Long> after = allocated(ends);
			Results.Table table = this.results.table("allocation", "end", "thread", "messages/s", "octets/message");
			for (Map.Entry<String, Set<Long>> end : ends.entrySet()) {
				long sum = 0;
				for (long id : end.getValue()) {
					long octets = after.get(id) - before.get(id);
					sum += octets;
					table.row(end.getKey(), name(id), messages / seconds, (double) octets / messages);
				}
				table.row(end.getKey(), "all", messages / seconds, (double) sum / messages);
			}
			sites.report(this.results);
		}
	}

	private static Map<Long, Long> allocated(Map<String, Set<Long>> ends) {
		Map<Long, Long> octets = new LinkedHashMap<>();
		for (Set<Long> ids : ends.values()) {
			for (long id : ids) {
				octets.put(id, THREADS.getThreadAllocatedBytes(id));
			}
		}
		return octets;
	}

	private static String name(long id) {
		ThreadInfo thread = THREADS.getThreadInfo(id);
		return (thread != null) ? thread.getThreadName() : "gone";
	}

	private static Set<Long> threads(Set<Long> without) {
		Set<Long> ids = new TreeSet<>();
		for (long id : THREADS.getAllThreadIds()) {
			ids.add(id);
		}
		ids.removeAll(without);
		return ids;
	}

}
