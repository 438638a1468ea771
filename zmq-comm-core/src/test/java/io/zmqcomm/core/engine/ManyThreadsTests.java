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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads on the same sockets: nothing is lost, nothing comes twice, and each
 * receiver sees the messages of a sender rise as far as they came through one pipe.
 */
class ManyThreadsTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int SENDERS = 8;

	private static final int RECEIVERS = 4;

	private static final int EACH = 4_000;

	private final ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings
		.socketDefaults((options) -> options.sendTimeout(DEADLINE).receiveTimeout(DEADLINE).highWaterMark(100)));

	private final AtomicIntegerArray seen = new AtomicIntegerArray(SENDERS * EACH);

	private final AtomicInteger received = new AtomicInteger();

	@AfterEach
	void close() {
		this.zmq.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://one-to-one" })
	void eightSendersOnOnePushAndFourReceiversOnOnePull(String endpoint) throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
		run(repeat(push, SENDERS), repeat(pull, RECEIVERS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://one-to-many-" })
	void eightSendersOnOnePushToFourPulls(String endpoint) throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH);
		List<ZmqSocket> pulls = new ArrayList<>();
		for (int i = 0; i < RECEIVERS; i++) {
			pulls
				.add(this.zmq.createSocket(SocketType.PULL).bind(endpoint.startsWith("tcp") ? endpoint : endpoint + i));
			push.connect(pulls.get(i).boundEndpoints().get(0));
		}
		run(repeat(push, SENDERS), pulls);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://many-to-one" })
	void eightPushesToOnePullWithFourReceivers(String endpoint) throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint);
		List<ZmqSocket> pushes = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			pushes.add(this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0)));
		}
		run(pushes, repeat(pull, RECEIVERS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://spread" })
	void eightSendersOnABoundPushThatSpreadsOverTheEventLoops(String endpoint) throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH, (options) -> options.spread(true)).bind(endpoint);
		List<ZmqSocket> pulls = new ArrayList<>();
		for (int i = 0; i < RECEIVERS; i++) {
			pulls.add(this.zmq.createSocket(SocketType.PULL, (options) -> options.spread(true))
				.connect(push.boundEndpoints().get(0)));
		}
		run(repeat(push, SENDERS), pulls);
	}

	private static List<ZmqSocket> repeat(ZmqSocket socket, int times) {
		return java.util.Collections.nCopies(times, socket);
	}

	/** One thread for each element; frames of a message tell whether it is whole. */
	private void run(List<ZmqSocket> pushes, List<ZmqSocket> pulls) throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (int s = 0; s < SENDERS; s++) {
			int sender = s;
			threads.add(Background.run(() -> {
				for (int i = 0; i < EACH; i++) {
					assertThat(pushes.get(sender).send(message(sender, i))).isEqualTo(SendOutcome.ACCEPTED);
				}
			}));
		}
		for (int r = 0; r < pulls.size(); r++) {
			ZmqSocket pull = pulls.get(r);
			threads.add(Background.run(() -> receive(pull)));
		}
		Background.join(threads.toArray(new Thread[0]));
		for (int i = 0; i < SENDERS * EACH; i++) {
			assertThat(this.seen.get(i)).as("message %d of sender %d", i % EACH, i / EACH).isEqualTo(1);
		}
		Awaitility.await()
			.atMost(DEADLINE)
			.until(() -> pushes.stream().distinct().allMatch((push) -> push.counters().queued() == 0));
		long sent = pushes.stream().distinct().mapToLong((push) -> push.counters().sent()).sum();
		assertThat(sent).isEqualTo(SENDERS * EACH);
		long got = pulls.stream().distinct().mapToLong((pull) -> pull.counters().received()).sum();
		assertThat(got).isEqualTo(SENDERS * EACH);
	}

	private void receive(ZmqSocket pull) throws InterruptedException {
		Map<Long, int[]> last = new HashMap<>();
		while (this.received.get() < SENDERS * EACH) {
			ZmqMessage message = pull.receive(Duration.ofMillis(50)).orElse(null);
			if (message == null) {
				continue;
			}
			this.received.incrementAndGet();
			int sender = Integer.parseInt(message.text(0));
			int number = Integer.parseInt(message.text(1));
			assertThat(message.frameCount()).isEqualTo(3 + number % 3);
			for (int i = 2; i < message.frameCount(); i++) {
				assertThat(message.text(i)).isEqualTo(sender + "/" + number + "/" + i);
			}
			this.seen.incrementAndGet(sender * EACH + number);
			int[] before = last.computeIfAbsent(message.peer().id(), (id) -> new int[SENDERS]);
			assertThat(number + 1).as("rising").isGreaterThan(before[sender]);
			before[sender] = number + 1;
		}
	}

	private static ZmqMessage message(int sender, int number) {
		String[] frames = new String[3 + number % 3];
		frames[0] = "" + sender;
		frames[1] = "" + number;
		for (int i = 2; i < frames.length; i++) {
			frames[i] = sender + "/" + number + "/" + i;
		}
		return ZmqMessage.ofText(frames);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://fair" })
	void peersAreTakenInTurnOneMessageEach(String endpoint) throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind(endpoint);
		int peers = 5;
		for (int p = 0; p < peers; p++) {
			ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(pull.boundEndpoints().get(0));
			for (int i = 0; i < 50; i++) {
				push.send("" + p);
			}
		}
		Awaitility.await().atMost(DEADLINE).until(() -> pull.counters().pending() == peers * 50);
		for (int round = 0; round < 50; round++) {
			List<String> turn = new ArrayList<>();
			for (int p = 0; p < peers; p++) {
				turn.add(pull.receive().text(0));
			}
			assertThat(turn).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:*", "inproc://round-" })
	void aPushTakesItsPeersInTurn(String endpoint) throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH);
		List<ZmqSocket> pulls = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			pulls
				.add(this.zmq.createSocket(SocketType.PULL).bind(endpoint.startsWith("tcp") ? endpoint : endpoint + i));
			push.connect(pulls.get(i).boundEndpoints().get(0));
		}
		for (int i = 0; i < 90; i++) {
			push.send("" + i);
		}
		for (int i = 0; i < 90; i++) {
			assertThat(pulls.get(i % 3).receive().text(0)).isEqualTo("" + i);
		}
	}

}
