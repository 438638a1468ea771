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

package io.zmqcomm.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pattern.pubsub.PubPattern;
import io.zmqcomm.core.pipe.InboundRing;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.MemoryBudget;
import io.zmqcomm.core.pipe.OutboundLog;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Pipe;

/**
 * The subscriptions of a PUB: who gets a message of some topic, and a subscription that
 * comes and goes. What a topic takes in memory is told by {@code scale topics}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class SubscriptionBenchmark {

	/** So many different topics are asked for, more than a processor remembers. */
	private static final int QUESTIONS = 1 << 14;

	@Param({ "1000", "100000" })
	private int topics;

	private final byte[][] known = new byte[QUESTIONS][];

	private final byte[][] unknown = new byte[QUESTIONS][];

	private PubPattern pub;

	private Pipe pipe;

	private int question;

	@Setup
	public void subscribe() {
		MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE);
		Outbox outbox = new Outbox(budget);
		Inbox inbox = new Inbox(budget);
		SocketOptions options = SocketOptions.builder().maxTopics(this.topics + 1).build();
		this.pub = new PubPattern(new Pattern.Setup(SocketType.PUB, options, outbox, inbox));
		this.pipe = new Pipe(1, "tcp://127.0.0.1:1", "tcp", false, new OutboundLog(outbox, 1000, Long.MAX_VALUE),
				new InboundRing(inbox, 1000, Long.MAX_VALUE));
		this.pub.ready(this.pipe);
		for (int i = 0; i < this.topics; i++) {
			this.pub.subscription(this.pipe, true, topic(i, ""));
		}
		Random random = new Random(1);
		for (int i = 0; i < QUESTIONS; i++) {
			int number = random.nextInt(this.topics);
			this.known[i] = topic(number, ".last");
			this.unknown[i] = topic(number + this.topics, ".last");
		}
	}

	/** As a market's quotes have them; no topic is the beginning of another. */
	private static byte[] topic(int number, String suffix) {
		return "quotes.%03d.%07d%s".formatted(number % 200, number, suffix).getBytes(StandardCharsets.US_ASCII);
	}

	private byte[] next(byte[][] questions) {
		this.question = (this.question + 1) & (QUESTIONS - 1);
		return questions[this.question];
	}

	@Benchmark
	public void match() {
		match(this.known, 1);
	}

	@Benchmark
	public void matchNone() {
		match(this.unknown, 0);
	}

	private void match(byte[][] questions, int expected) {
		int subscribers = this.pub.countSubscribers(next(questions));
		if (subscribers != expected) {
			throw new IllegalStateException("%d subscribers (expected: %d)".formatted(subscribers, expected));
		}
	}

	@Benchmark
	public void subscribeAndCancel() {
		byte[] topic = next(this.unknown);
		this.pub.subscription(this.pipe, true, topic);
		this.pub.subscription(this.pipe, false, topic);
	}

}
