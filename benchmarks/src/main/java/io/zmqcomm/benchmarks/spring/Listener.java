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

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.zmqcomm.benchmarks.Arguments;
import io.zmqcomm.benchmarks.Report;
import io.zmqcomm.benchmarks.Tool;
import io.zmqcomm.spring.annotation.ZmqSubscriber;

/**
 * Messages of a publisher into a {@code @ZmqSubscriber(byte[])} method of a Spring Boot
 * application. The sender is {@code pub_fanout} with one subscriber.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Listener {

	private final SecondHalf messages;

	Listener(SecondHalf messages) {
		this.messages = messages;
	}

	@ZmqSubscriber(connect = "${endpoint}")
	void take(byte[] message) {
		this.messages.take(message.length);
	}

	public static void main(String[] args) {
		Tool.main("listener <connect-to> <message-size> <message-count>", Listener::run, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		SecondHalf messages = new SecondHalf(arguments);
		try (ConfigurableApplicationContext application = Application.start(Listener.class, arguments, messages)) {
			messages.await();
		}
		messages.report(report);
	}

}
