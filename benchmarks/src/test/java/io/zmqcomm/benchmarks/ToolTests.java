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

package io.zmqcomm.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The tools, ours and those in C, with each other: what they print, and how they end when
 * the other end is not as it should be.
 */
@Timeout(120)
class ToolTests {

	private static final String ANY_PORT = "tcp://127.0.0.1:*";

	private static final String RATE = "mean throughput: [1-9]\\d* \\[msg/s]";

	private static final String MEGABITS = "mean throughput: \\d+\\.\\d{3} \\[Mb/s]";

	private static final String AVERAGE = "average latency: \\d+\\.\\d{3} \\[us]";

	@ParameterizedTest
	@CsvSource({ "handler, bytes, 64, 3000", "handler-io, direct, 40000, 100", "poll, bytes, 0, 3000",
			"blocking, direct, 1024, 3000", "tensor, tensor, 40000, 100" })
	void measureThroughputInEachWay(String receive, String send, String size, String count) throws Exception {
		try (RunningTool local = start("ours", "local_thr", ANY_PORT, size, count, "--receive", receive);
				RunningTool remote = start("ours", "remote_thr", local.endpoint(), size, count, "--send", send, "--hwm",
						"10")) {
			assertThat(remote.lines()).isEmpty();
			assertLines(local.lines(), "message size: " + size + " \\[B]", "message count: " + count, RATE, MEGABITS);
		}
	}

	@ParameterizedTest
	@CsvSource({ "handler, handler", "blocking, blocking", "handler, blocking" })
	void measureLatencyInEachWay(String answer, String ask) throws Exception {
		try (RunningTool local = start("ours", "local_lat", ANY_PORT, "64", "200", "--receive", answer);
				RunningTool remote = start("ours", "remote_lat", local.endpoint(), "64", "200", "--receive", ask)) {
			assertLines(remote.lines(), "message size: 64 \\[B]", "roundtrip count: 200", AVERAGE);
			assertThat(local.lines()).isEmpty();
		}
	}

	static Object[][] pairs() {
		return new Object[][] { { "ours", "ours" }, { "ours", "libzmq" }, { "libzmq", "ours" },
				{ "libzmq", "libzmq" } };
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void measureThroughput(String binding, String connecting) throws Exception {
		try (RunningTool local = start(binding, "local_thr", ANY_PORT, "100", "3000", "--hwm", "50");
				RunningTool remote = start(connecting, "remote_thr", local.endpoint(), "100", "3000")) {
			assertThat(remote.lines()).isEmpty();
			assertLines(local.lines(), "message size: 100 \\[B]", "message count: 3000", RATE, MEGABITS);
		}
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void measureLatency(String binding, String connecting) throws Exception {
		try (RunningTool local = start(binding, "local_lat", ANY_PORT, "1000", "200");
				RunningTool remote = start(connecting, "remote_lat", local.endpoint(), "1000", "200")) {
			assertLines(remote.lines(), "message size: 1000 \\[B]", "roundtrip count: 200", AVERAGE);
			assertThat(local.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void measureRequestsOfSeveralThreads(String binding, String connecting) throws Exception {
		try (RunningTool local = start(binding, "local_lat", ANY_PORT, "64", "500");
				RunningTool remote = start(connecting, "req_rep", local.endpoint(), "64", "500", "--threads", "3")) {
			assertLines(remote.lines(), "message size: 64 \\[B]", "roundtrip count: 500", RATE, AVERAGE);
			assertThat(local.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void measureFanOut(String binding, String connecting) throws Exception {
		try (RunningTool local = start(binding, "pub_fanout", ANY_PORT, "64", "500", "7", "--hwm", "20", "--io-threads",
				"2");
				RunningTool remote = start(connecting, "sub_fanout", local.endpoint(), "64", "500", "7", "--hwm", "20",
						"--io-threads", "2")) {
			assertLines(remote.lines(), "message size: 64 \\[B]", "message count: 500", RATE, MEGABITS);
			assertThat(local.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void measureLatencyUnderLoadByTheSameClock(String binding, String connecting) throws Exception {
		try (RunningTool local = start(binding, "local_tail", ANY_PORT, "16", "2000");
				RunningTool remote = start(connecting, "remote_tail", local.endpoint(), "16", "2000", "--rate",
						"20000")) {
			assertThat(remote.lines()).isEmpty();
			List<String> lines = local.lines();
			assertLines(lines, "message size: 16 \\[B]", "message count: 2000", "p50 latency: \\d+\\.\\d{3} \\[us]",
					"p99 latency: \\d+\\.\\d{3} \\[us]", "p999 latency: \\d+\\.\\d{3} \\[us]",
					"maximum latency: \\d+\\.\\d{3} \\[us]");
			List<Double> latencies = lines.stream().skip(2).map((line) -> Double.valueOf(line.split(" ")[2])).toList();
			assertThat(latencies).isSorted().allMatch((micros) -> micros > 0 && micros < 120e6);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ours", "libzmq" })
	void measureThroughputInsideAProcess(String engine) throws Exception {
		try (RunningTool both = start(engine, "inproc_thr", "64", "3000")) {
			assertLines(both.lines(), "message size: 64 \\[B]", "message count: 3000", RATE, MEGABITS);
		}
	}

	@Test
	void haveSoManyIoThreadsAsTold() {
		Set<Thread> before = ioThreads();
		Arguments arguments = Arguments.parse(LocalThr.USAGE, ANY_PORT, "64", "1", "--io-threads", "5");
		try (ZmqCommunicator zmq = Tool.communicator(arguments)) {
			for (int i = 0; i < 10; i++) {
				zmq.createSocket(SocketType.PULL).bind(ANY_PORT);
			}
			Set<Thread> threads = ioThreads();
			threads.removeAll(before);
			assertThat(threads).hasSize(5);
		}
	}

	private static Set<Thread> ioThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("zmq-io-"))
			.collect(Collectors.toSet());
	}

	@Test
	void measureAStreamOfTcp() throws Exception {
		try (RunningTool local = start("tcp", "local_thr", ANY_PORT, "300", "3001");
				RunningTool remote = start("tcp", "remote_thr", local.endpoint(), "300", "3001")) {
			assertThat(remote.lines()).isEmpty();
			assertLines(local.lines(), "message size: 300 \\[B]", "message count: 3001", RATE, MEGABITS);
		}
		try (RunningTool local = start("tcp", "local_lat", ANY_PORT, "200000", "20");
				RunningTool remote = start("tcp", "remote_lat", local.endpoint(), "200000", "20")) {
			assertLines(remote.lines(), "message size: 200000 \\[B]", "roundtrip count: 20", AVERAGE);
			assertThat(local.lines()).isEmpty();
		}
	}

	@Test
	void hundredSubscribersOfLibzmqNeedNoMoreFilesThanAProcessMayOpenByDefault() throws Exception {
		String limited = "ulimit -S -n 1024; exec ./perf libzmq \"$@\"";
		try (RunningTool local = RunningTool.process("bash", "-c", limited, "-", "pub_fanout", ANY_PORT, "8", "50",
				"100");
				RunningTool remote = RunningTool.process("bash", "-c", limited, "-", "sub_fanout", local.endpoint(),
						"8", "50", "100")) {
			assertThat(remote.lines()).hasSize(4);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ours, 1 of 1 subscribers left", "libzmq, a subscriber left" })
	void publisherSaysThatASubscriberLeft(String engine, String problem) throws Exception {
		try (RunningTool local = start(engine, "pub_fanout", ANY_PORT, "1000000", "300", "1", "--hwm", "5");
				ZmqCommunicator zmq = ZmqCommunicator.create()) {
			ZmqSocket sub = zmq.createSocket(SocketType.SUB, (options) -> options.highWaterMark(5)).subscribe("");
			sub.connect(local.endpoint());
			sub.receive();
			sub.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(local::lines).withMessageContaining(problem);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ours, local_thr", "libzmq, local_thr", "ours, local_tail", "libzmq, local_tail" })
	void receiverRefusesMessagesOfAnotherSize(String engine, String tool) throws Exception {
		try (RunningTool local = start(engine, tool, ANY_PORT, "64", "10");
				ZmqCommunicator zmq = ZmqCommunicator.create()) {
			zmq.createSocket(SocketType.PUSH).connect(local.endpoint()).send(new byte[63]);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(local::lines)
				.withMessageContaining("message of 63 octets (expected: 64)");
		}
	}

	@Test
	void streamOfTcpThatEndsTooEarlyIsAnError() throws Exception {
		try (RunningTool local = start("tcp", "local_thr", ANY_PORT, "100", "11");
				RunningTool remote = start("tcp", "remote_thr", local.endpoint(), "100", "10")) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(local::lines)
				.withMessageContaining("the connection was closed");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "libzmq local_lat a 1 | 2 arguments", "libzmq local_lat a x 1 | message-size> 'x'",
					"libzmq local_lat a 1 0 | roundtrip-count> '0'",
					"libzmq local_thr a 1 1 --hwm | option '--hwm' has no value",
					"libzmq local_thr a 1 1 --hwm 0 | --hwm '0' (expected: a number of 1 to",
					"libzmq local_thr a 1 1 --receive poll | option '--receive' is unknown",
					"libzmq local_thr a 1 1 --hw 5 | option '--hw' is unknown", "libzmq anything | usage:",
					"libzmq local_lat nowhere 1 1 | nowhere: Invalid argument", "libzmq remote_tail a 7 1 | at least 8",
					"tcp remote_thr a 1 1 | endpoint 'a' (expected: tcp://<host>:<port>)",
					"tcp local_lat tcp://127.0.0.1:* 0 1 | message-size '0'", "tcp pub_fanout a 1 1 1 | usage:" })
	void toolsInCExplainWhatIsWrongWithTheCommandLine(String line, String problem) throws Exception {
		List<String> command = new ArrayList<>(List.of("./perf"));
		command.addAll(List.of(line.split(" ")));
		try (RunningTool tool = RunningTool.process(command.toArray(String[]::new))) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(tool::lines).withMessageContaining(problem);
		}
	}

	@Test
	void toolIsInterruptible() throws Exception {
		try (RunningTool local = start("ours", "local_thr", ANY_PORT, "64", "10")) {
			local.endpoint();
			local.close();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(local::lines)
				.withCauseInstanceOf(InterruptedException.class);
		}
	}

	private static void assertLines(List<String> lines, String... expected) {
		assertThat(lines).hasSize(expected.length);
		for (int i = 0; i < expected.length; i++) {
			assertThat(lines.get(i)).matches(expected[i]);
		}
	}

	private static RunningTool start(String engine, String tool, String... args) throws IOException {
		if (!engine.equals("ours")) {
			List<String> command = new ArrayList<>(List.of("./perf", engine, tool));
			command.addAll(List.of(args));
			return RunningTool.process(command.toArray(String[]::new));
		}
		return switch (tool) {
			case "local_thr" -> RunningTool.start(LocalThr::run, LocalThr.USAGE, args);
			case "remote_thr" -> RunningTool.start(RemoteThr::run, RemoteThr.USAGE, args);
			case "local_lat" -> RunningTool.start(LocalLat::run, LocalLat.USAGE, args);
			case "remote_lat" -> RunningTool.start(RemoteLat::run, RemoteLat.USAGE, args);
			case "inproc_thr" -> RunningTool.start(InprocThr::run, InprocThr.USAGE, args);
			case "req_rep" -> RunningTool.start(ReqRep::run, ReqRep.USAGE, args);
			case "pub_fanout" -> RunningTool.start(PubFanout::run, PubFanout.USAGE, args);
			case "sub_fanout" -> RunningTool.start(SubFanout::run, SubFanout.USAGE, args);
			case "local_tail" -> RunningTool.start(LocalTail::run, LocalTail.USAGE, args);
			case "remote_tail" -> RunningTool.start(RemoteTail::run, RemoteTail.USAGE, args);
			default -> throw new IllegalArgumentException(tool);
		};
	}

}
