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

package io.zmqcomm.benchmarks.integration;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.zeromq.inbound.ZeroMqMessageProducer;
import org.springframework.messaging.MessageChannel;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * Messages of a publisher into a handler method behind a {@link ZeroMqMessageProducer},
 * all settings as they come; counted and printed as by our {@code listener}: the first
 * half lets the JVM compile what the second runs.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
public class Listener {

	private static final long PATIENCE_SECONDS = 60;

	private final int size;

	private final long count;

	private final AtomicLong taken = new AtomicLong();

	private final CountDownLatch last = new CountDownLatch(1);

	private volatile long halfNanos;

	private volatile long lastNanos;

	Listener(@Value("${message-size}") int size, @Value("${message-count}") long count) {
		this.size = size;
		this.count = count;
	}

	@Bean
	static ZContext zmq() {
		return new ZContext();
	}

	@Bean
	static MessageChannel messages() {
		return new DirectChannel();
	}

	@Bean
	static ZeroMqMessageProducer producer(ZContext zmq, MessageChannel messages,
			@Value("${connect-to}") String endpoint) {
		ZeroMqMessageProducer producer = new ZeroMqMessageProducer(zmq, SocketType.SUB);
		producer.setConnectUrl(endpoint);
		producer.setOutputChannel(messages);
		return producer;
	}

	@ServiceActivator(inputChannel = "messages")
	void take(byte[] message) {
		if (message.length != this.size) {
			throw new IllegalStateException("message of %d octets (expected: %d)".formatted(message.length, this.size));
		}
		long number = this.taken.incrementAndGet();
		if (number == this.count / 2) {
			this.halfNanos = System.nanoTime();
		}
		if (number == this.count) {
			this.lastNanos = System.nanoTime();
			this.last.countDown();
		}
	}

	private void await() throws InterruptedException {
		long before = -1;
		while (!this.last.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			long now = this.taken.get();
			if (now == before) {
				throw new IllegalStateException("no message for %d s, after %d".formatted(PATIENCE_SECONDS, now));
			}
			before = now;
		}
	}

	private void print() {
		long counted = this.count - this.count / 2;
		double throughput = counted / ((this.lastNanos - this.halfNanos) / 1e9);
		System.out.printf(Locale.ROOT, "message size: %d [B]%n", this.size);
		System.out.printf(Locale.ROOT, "message count: %d%n", counted);
		System.out.printf(Locale.ROOT, "mean throughput: %d [msg/s]%n", (long) throughput);
		System.out.printf(Locale.ROOT, "mean throughput: %.3f [Mb/s]%n", throughput * this.size * 8 / 1e6);
	}

	public static void main(String[] args) throws InterruptedException {
		if (args.length != 3 || !args[1].matches("\\d{1,9}") || !args[2].matches("[1-9]\\d{0,17}")) {
			System.err.println("listener: '%s' (expected: an endpoint, octets of a message, how many messages)"
				.formatted(String.join(" ", args)));
			System.err.println("usage: listener <connect-to> <message-size> <message-count>");
			System.exit(1);
		}
		Logger.getLogger("").setLevel(Level.WARNING);
		System.setProperty("connect-to", args[0]);
		System.setProperty("message-size", args[1]);
		System.setProperty("message-count", args[2]);
		try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext(Listener.class)) {
			Listener listener = application.getBean(Listener.class);
			listener.await();
			listener.print();
		}
		// The producer leaves the thread of its scheduler behind, which is no daemon
		System.exit(0);
	}

}
