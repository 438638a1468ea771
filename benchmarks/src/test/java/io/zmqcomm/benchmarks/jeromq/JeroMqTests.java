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

package io.zmqcomm.benchmarks.jeromq;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.benchmarks.RunningTool;
import io.zmqcomm.benchmarks.Tool;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tools on JeroMQ with each other.
 */
@Timeout(120)
class JeroMqTests {

	private static final String ANY_PORT = "tcp://127.0.0.1:*";

	private static final String MESSAGES = "tool <bind-to> <message-size> <message-count> <subscribers> [--hwm <messages>]";

	private static final String REQUESTS = "tool <bind-to> <message-size> <roundtrip-count> [--threads <number>]";

	@Test
	void measureThroughput() throws Exception {
		try (RunningTool local = RunningTool.start(Throughput::local, MESSAGES, ANY_PORT, "64", "3000", "1", "--hwm",
				"50");
				RunningTool remote = RunningTool.start(Throughput::remote, MESSAGES, local.endpoint(), "64", "3000",
						"1")) {
			assertThat(remote.lines()).isEmpty();
			assertThat(local.lines()).hasSize(4).contains("message count: 3000");
		}
	}

	@Test
	void measureThroughputInsideAProcess() throws Exception {
		try (RunningTool both = RunningTool.start(Throughput::inproc, MESSAGES, "unused", "64", "3000", "1")) {
			assertThat(both.lines()).hasSize(4).contains("message count: 3000");
		}
	}

	@Test
	void measureFanOut() throws Exception {
		try (RunningTool local = RunningTool.start(Fanout::publish, MESSAGES, ANY_PORT, "64", "500", "7", "--hwm",
				"20");
				RunningTool remote = RunningTool.start(Fanout::subscribe, MESSAGES, local.endpoint(), "64", "500", "7",
						"--hwm", "20")) {
			assertThat(remote.lines()).hasSize(4).contains("message count: 500");
			assertThat(local.lines()).isEmpty();
		}
	}

	@Test
	void replySendsRequestsBackInTheirEnvelope() throws Exception {
		try (RunningTool local = RunningTool.start(Reply::local, REQUESTS, ANY_PORT, "64", "3");
				ZmqCommunicator zmq = ZmqCommunicator.create();
				ZmqSocket dealer = zmq.createSocket(SocketType.DEALER).connect(local.endpoint())) {
			for (int i = 0; i < 3; i++) {
				String name = "request " + i;
				dealer.send(ZmqMessage.of(name.getBytes(StandardCharsets.UTF_8), new byte[0], new byte[64]));
				ZmqMessage answer = dealer.receive();
				assertThat(answer.frameCount()).isEqualTo(3);
				assertThat(answer.text(0)).isEqualTo(name);
				assertThat(answer.bytes(2)).hasSize(64);
			}
			assertThat(local.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1", "3" })
	void measureLatencyAndRequests(String threads) throws Exception {
		Tool asking = threads.equals("1") ? Latency::remote : Latency::requests;
		try (RunningTool local = RunningTool.start(Latency::local, REQUESTS, ANY_PORT, "64", "300");
				RunningTool remote = RunningTool.start(asking, REQUESTS, local.endpoint(), "64", "300", "--threads",
						threads)) {
			assertThat(remote.lines()).contains("roundtrip count: 300");
			assertThat(local.lines()).isEmpty();
		}
	}

}
