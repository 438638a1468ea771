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
import io.zmqcomm.spring.annotation.ZmqReply;

/**
 * Answers so many requests of {@link RemoteReply} by a {@code @ZmqReply} method of a
 * Spring Boot application. Prints nothing.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class LocalReply {

	private final SecondHalf requests;

	LocalReply(SecondHalf requests) {
		this.requests = requests;
	}

	@ZmqReply(id = "echo", bind = "${endpoint}")
	byte[] echo(byte[] request) {
		this.requests.take(request.length);
		return request;
	}

	public static void main(String[] args) {
		Tool.main("local_reply <bind-to> <message-size> <message-count>", LocalReply::run, args);
	}

	static void run(Arguments arguments, Report report) throws InterruptedException {
		SecondHalf requests = new SecondHalf(arguments);
		try (ConfigurableApplicationContext application = Application.start(LocalReply.class, arguments, requests)) {
			String port = application.getEnvironment().getRequiredProperty("local.zmq.echo.port");
			report.bound(arguments.endpoint().replaceFirst("[^:]+$", port));
			requests.await();
		}
	}

}
