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
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

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
				measure(new End("receiver", receivers), new End("sender", threads(others)));
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

	private void measure(End receiver, End sender) throws InterruptedException {
		receiver.begin();
		sender.begin();
		long begin = System.nanoTime();
		long messages = this.received.get();
		try (AllocationSites sites = AllocationSites.record(this.arguments.sites())) {
			TimeUnit.NANOSECONDS.sleep(this.arguments.time().toNanos());
			receiver.end();
			sender.end();
			messages = this.received.get() - messages;
			double perSecond = messages / ((System.nanoTime() - begin) / 1e9);
			Results.Table table = this.results.table("allocation", "end", "thread", "messages/s", "octets/message");
			receiver.report(table, messages, perSecond);
			sender.report(table, messages, perSecond);
			sites.report(this.results);
		}
	}

	private static Set<Long> threads(Set<Long> without) {
		Set<Long> ids = new TreeSet<>();
		for (long id : THREADS.getAllThreadIds()) {
			ids.add(id);
		}
		ids.removeAll(without);
		return ids;
	}

	/**
	 * The threads of one end.
	 */
	private static final class End {

		private final String name;

		private final long[] threads;

		/** Octets that each thread has allocated: when it began, then since. */
		private long[] octets = new long[0];

		End(String name, Set<Long> threads) {
			this.name = name;
			this.threads = threads.stream().mapToLong(Long::longValue).toArray();
		}

		void begin() {
			this.octets = THREADS.getThreadAllocatedBytes(this.threads);
		}

		void end() {
			long[] now = THREADS.getThreadAllocatedBytes(this.threads);
			Arrays.setAll(this.octets, (i) -> now[i] - this.octets[i]);
		}

		void report(Results.Table table, long messages, double perSecond) {
			for (int i = 0; i < this.threads.length; i++) {
				ThreadInfo thread = THREADS.getThreadInfo(this.threads[i]);
				table.row(this.name, (thread != null) ? thread.getThreadName() : "gone", perSecond,
						(double) this.octets[i] / messages);
			}
			table.row(this.name, "all", perSecond, (double) LongStream.of(this.octets).sum() / messages);
		}

	}

}
