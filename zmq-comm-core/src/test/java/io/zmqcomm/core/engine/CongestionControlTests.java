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

package io.zmqcomm.core.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The option {@code congestionControl} with the real kernel.
 */
@EnabledOnOs(OS.LINUX)
class CongestionControlTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final String PROBLEM = "option 'congestionControl': 'nosuch' (expected: an algorithm";

	@Test
	void anAlgorithmOfTheKernelServesBothSides() throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator
			.create((settings) -> settings.socketDefaults((options) -> options.congestionControl("reno")))) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			ZmqSocket push = zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			push.send("over reno");
			assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("over reno");
		}
	}

	@Test
	void anotherFailsTheBind() {
		try (ZmqCommunicator zmq = ZmqCommunicator.create()) {
			ZmqSocket pull = zmq.createSocket(SocketType.PULL, (options) -> options.congestionControl("nosuch"));
			assertThatExceptionOfType(ZmqBindException.class).isThrownBy(() -> pull.bind("tcp://127.0.0.1:*"))
				.withMessageContaining(PROBLEM);
		}
	}

	@Test
	void anotherIsTheReasonWhyThereIsNoConnection() {
		List<String> reasons = new CopyOnWriteArrayList<>();
		try (ZmqCommunicator zmq = ZmqCommunicator.create()) {
			zmq.listen((event) -> {
				if (event instanceof ZmqEvent.ConnectRetried retried) {
					reasons.add(String.valueOf(retried.cause().getMessage()));
				}
			});
			ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind("tcp://127.0.0.1:*");
			zmq.createSocket(SocketType.PUSH, (options) -> options.congestionControl("nosuch"))
				.connect(pull.boundEndpoints().get(0));
			Awaitility.await().atMost(DEADLINE).until(() -> !reasons.isEmpty());
			assertThat(reasons.get(0)).contains(PROBLEM);
			assertThat(pull.peers()).isEmpty();
		}
	}

}
