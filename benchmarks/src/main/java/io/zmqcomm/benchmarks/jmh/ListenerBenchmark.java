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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import io.zmqcomm.benchmarks.scale.RawPeer;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.wire.Frames;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqSubscriber;

/**
 * The whole way of a message of 64 octets, time for each: from the octets that a bare
 * connection of another publisher writes, over loopback, into a listener method.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class ListenerBenchmark {

	private static final int SIZE = 64;

	private static final int MESSAGES = 100_000;

	private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong received = new AtomicLong();

	private final ByteBuf octets = Unpooled.directBuffer(MESSAGES * Frames.frameLength(SIZE));

	@Param({ "executor", "io-thread" })
	private String dispatch = "executor";

	private AnnotationConfigApplicationContext context;

	private RawPeer publisher;

	@Setup
	public void start() throws IOException {
		for (int i = 0; i < MESSAGES; i++) {
			Frames.writeHeader(this.octets, 0, SIZE);
			this.octets.writeZero(SIZE);
		}
		this.context = new AnnotationConfigApplicationContext();
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark", Map.of("benchmark.dispatch", this.dispatch)));
		this.context.registerBean(AtomicLong.class, () -> this.received);
		this.context.register(Application.class, Listener.class);
		this.context.refresh();
		int port = this.context.getEnvironment().getRequiredProperty("local.zmq.benchmark.port", Integer.class);
		this.publisher = RawPeer.connect(new InetSocketAddress("127.0.0.1", port), SocketType.PUB);
		// The subscription
		this.publisher.readFrame();
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public long listener() throws IOException {
		long last = this.received.get() + MESSAGES;
		this.publisher.write(this.octets.duplicate());
		long begin = System.nanoTime();
		while (this.received.get() < last) {
			if (System.nanoTime() - begin > PATIENCE_NANOS) {
				throw new IllegalStateException("%d messages are missing".formatted(last - this.received.get()));
			}
			Thread.yield();
		}
		return last;
	}

	@TearDown
	public void stop() throws IOException {
		this.publisher.close();
		this.context.close();
	}

	/**
	 * The application, without Spring Boot.
	 */
	@Configuration
	@EnableZmq
	static class Application {

		@Bean
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

	}

	/**
	 * Counts.
	 */
	static class Listener {

		private final AtomicLong received;

		Listener(AtomicLong received) {
			this.received = received;
		}

		@ZmqSubscriber(id = "benchmark", bind = "tcp://127.0.0.1:*", dispatch = "${benchmark.dispatch}")
		void take(byte[] payload) {
			if (payload.length != SIZE) {
				throw new IllegalStateException("%d octets (expected: %d)".formatted(payload.length, SIZE));
			}
			// One writer
			this.received.lazySet(this.received.getPlain() + 1);
		}

	}

}
