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

import java.util.concurrent.atomic.AtomicLong;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Arrivals;
import io.zmqcomm.benchmarks.Completion;
import io.zmqcomm.benchmarks.Report;

/**
 * Counts messages on one thread and times the second half of them, while another thread
 * waits for the last. The first half lets the JVM compile what the second runs.
 */
final class SecondHalf {

	private final Arguments half;

	private final long first;

	private final Arrivals arrivals;

	private final AtomicLong taken = new AtomicLong();

	private final Completion last = new Completion(1);

	SecondHalf(Arguments arguments) {
		this.first = arguments.count() / 2;
		this.half = arguments.with(arguments.endpoint(), arguments.count() - this.first);
		this.arrivals = new Arrivals(this.half);
	}

	/**
	 * Take one message; always on the same thread.
	 * @param size octets of the message
	 */
	void take(int size) {
		long before = this.taken.getPlain();
		this.taken.lazySet(before + 1);
		try {
			if (before < this.first) {
				Arrivals.checkSize(size, this.half.size());
			}
			else if (this.arrivals.add(size)) {
				this.last.arrive();
			}
		}
		catch (IllegalStateException ex) {
			this.last.fail(ex);
		}
	}

	void await() throws InterruptedException {
		this.last.await(this.taken::get);
	}

	void report(Report report) {
		report.throughput(this.half, this.arrivals.nanos());
	}

}
