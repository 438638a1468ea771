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

package io.zmqcomm.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import io.zmqcomm.core.RdmaUnavailableException;
import io.zmqcomm.spring.annotation.ZmqReply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for what an application that cannot start tells its user.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	/** JUCX is an optional dependency, which an application adds itself. */
	@Test
	void whenRdmaOfPropertyIsNotAvailableSaysWhatToAdd(CapturedOutput output) {
		start("zmq.comm.protocol=RDMA", "MC_RPC_PROTOCOL=rdma");
		assertThat(output)
			.contains("RDMA was asked for by 'zmq.comm.protocol' and is not available: the class path has no JUCX.")
			.contains("To use RDMA: add the dependency org.openucx:jucx")
			.contains("To do without: set 'zmq.comm.protocol' to 'tcp'.")
			.doesNotContain("allow-software");
	}

	@Test
	void whenRdmaOfVariableIsNotAvailableNamesTheVariable(CapturedOutput output) {
		start("MC_RPC_PROTOCOL=rdma");
		assertThat(output)
			.contains("RDMA was asked for by the environment variable 'MC_RPC_PROTOCOL' and is not available: "
					+ "the class path has no JUCX.")
			.contains("To use RDMA: add the dependency org.openucx:jucx")
			.contains("To do without: remove the environment variable 'MC_RPC_PROTOCOL', or set 'zmq.comm.protocol' "
					+ "to 'tcp', which outranks it.");
	}

	@Test
	void whenRdmaIsNotAvailableForAnEndpointSaysWhatToAdd(CapturedOutput output) {
		start("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=rdma://127.0.0.1:*",
				"zmq.comm.protocol=tcp", "MC_RPC_PROTOCOL=rdma");
		assertThat(output)
			.contains("RDMA was asked for by an rdma:// endpoint and is not available: the class path has no JUCX.")
			.contains("To do without: give the endpoint as tcp://.");
	}

	@Test
	void whenOnlyTheDeviceIsMissingOffersTheProperty() {
		FailureAnalysis analysis = new RdmaUnavailableFailureAnalyzer(new MockEnvironment())
			.analyze(RdmaUnavailableException.noDevice("there is no device", "load its driver"));
		assertThat(analysis).isNotNull()
			.extracting(FailureAnalysis::getAction, InstanceOfAssertFactories.STRING)
			.isEqualToNormalizingNewlines(
					"""
							To use RDMA: load its driver.
							For development and tests without a device, on both sides: set 'zmq.comm.rdma.allow-software' to 'true'.
							To do without: give the endpoint as tcp://.""");
	}

	@Test
	void whenProtocolOfVariableIsUnknownNamesTheVariable(CapturedOutput output) {
		start("MC_RPC_PROTOCOL=carrier-pigeon");
		assertThat(output).contains("'MC_RPC_PROTOCOL' is 'carrier-pigeon', but there is no such protocol.")
			.contains(
					"Set 'zmq.comm.protocol' to 'tcp' or 'rdma', or remove the environment variable 'MC_RPC_PROTOCOL'.");
	}

	@Test
	void whenProtocolIsUnknownSaysSo(CapturedOutput output) {
		start("zmq.comm.protocol=carrier-pigeon");
		assertThat(output).contains("'zmq.comm.protocol' is 'carrier-pigeon', but there is no such protocol.")
			.contains("Set 'zmq.comm.protocol' to 'tcp' or 'rdma', or remove it.");
	}

	@Test
	void whenTypeIsUnknownNamesPropertyAndValidValues(CapturedOutput output) {
		start("zmq.comm.sockets.feed.type=subscribe", "zmq.comm.sockets.feed.connect=tcp://127.0.0.1:5556");
		assertThat(output).contains("Property: zmq.comm.sockets.feed.type")
			.contains("Value: \"subscribe\"")
			.contains("The following values are valid")
			.contains("XPUB");
	}

	@Test
	void whenTypeIsMissingNamesPropertyAndValidValues(CapturedOutput output) {
		start("zmq.comm.sockets.feed.connect=tcp://127.0.0.1:5556");
		assertThat(output).contains("'zmq.comm.sockets.feed.type'").contains("Expected one of req, rep, dealer");
	}

	@Test
	void whenEndpointIsMalformedNamesPropertyAndExpectation(CapturedOutput output) {
		start("zmq.comm.sockets.feed.type=sub", "zmq.comm.sockets.feed.connect[0]=tcp:/127.0.0.1:5556");
		assertThat(output)
			.contains("Invalid value 'tcp:/127.0.0.1:5556' for configuration property "
					+ "'zmq.comm.sockets.feed.connect[0]'")
			.contains("expected: ");
	}

	@Test
	void whenAddressIsInUseNamesSocketAndProperty(CapturedOutput output) throws IOException {
		try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String endpoint = "tcp://127.0.0.1:" + occupied.getLocalPort();
			start("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=" + endpoint);
			assertThat(output)
				.contains("Socket 'ticks' is to be bound to '%s' by 'zmq.comm.sockets.ticks.bind'.".formatted(endpoint))
				.contains("Address already in use")
				.contains("Stop the process that listens there already, or change 'zmq.comm.sockets.ticks.bind'; "
						+ "port '*' takes a free one.");
		}
	}

	@Test
	void whenTwoSocketsBindOneEndpointNamesBoth(CapturedOutput output) throws IOException {
		String endpoint;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			endpoint = "tcp://127.0.0.1:" + free.getLocalPort();
		}
		start("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=" + endpoint,
				"zmq.comm.sockets.tasks.type=push", "zmq.comm.sockets.tasks.bind=" + endpoint);
		assertThat(output).contains("Give each socket an endpoint of its own: change ")
			.contains("'zmq.comm.sockets.ticks.bind'")
			.contains("'zmq.comm.sockets.tasks.bind'");
	}

	@Test
	void whenAddressOfListenerIsInUseNamesListener(CapturedOutput output) throws IOException {
		try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			start(ListeningApplication.class, "echo.endpoint=tcp://127.0.0.1:" + occupied.getLocalPort());
			assertThat(output).contains("echo cannot bind")
				.contains("Stop the process that listens there already, or change the 'bind' of 'echo'; "
						+ "port '*' takes a free one.");
		}
	}

	@Test
	void whenListenerBindsEndpointOfSocketNamesBoth(CapturedOutput output) throws IOException {
		String endpoint;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			endpoint = "tcp://127.0.0.1:" + free.getLocalPort();
		}
		start(ListeningApplication.class, "echo.endpoint=" + endpoint, "zmq.comm.sockets.ticks.type=pub",
				"zmq.comm.sockets.ticks.bind=" + endpoint);
		assertThat(output).contains("Socket 'ticks' is to be bound to '%s'".formatted(endpoint))
			.contains("Give each socket an endpoint of its own: change the 'bind' of 'echo' or "
					+ "'zmq.comm.sockets.ticks.bind'.");
	}

	@Test
	void whenAddressIsNotOfThisMachineNamesOnlyTheSocketThatFailed(CapturedOutput output) {
		start("zmq.comm.sockets.ticks.type=pub", "zmq.comm.sockets.ticks.bind=tcp://192.0.2.1:*",
				"zmq.comm.sockets.tasks.type=push", "zmq.comm.sockets.tasks.bind=tcp://192.0.2.1:*");
		assertThat(output).contains("to an address of this machine that the process may listen on")
			.doesNotContain("Give each socket");
		assertThat(output.toString().contains("Change 'zmq.comm.sockets.ticks.bind'"))
			.isNotEqualTo(output.toString().contains("Change 'zmq.comm.sockets.tasks.bind'"));
	}

	private static void start(String... properties) {
		start(Application.class, properties);
	}

	private static void start(Class<?> type, String... properties) {
		SpringApplication application = new SpringApplicationBuilder(type).web(WebApplicationType.NONE)
			.properties(properties)
			.build();
		assertThatException().isThrownBy(() -> application.run().close());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ListeningApplication {

		@ZmqReply(id = "echo", bind = "${echo.endpoint}")
		byte[] echo(byte[] body) {
			return body;
		}

	}

}
