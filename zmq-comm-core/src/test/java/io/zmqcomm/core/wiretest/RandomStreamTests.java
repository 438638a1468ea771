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

package io.zmqcomm.core.wiretest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.test.Octets;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams of random messages and commands, cut at random points, against sockets that
 * stop reading at different marks. A failure names its seed.
 */
class RandomStreamTests extends AbstractWireTests {

	private static final int MESSAGES = 300;

	private static final int[] SMALL = { 1, 4, 8, 201, 257, 4000, 4097, 5001 };

	private static final int[] ALL = { 1, 4, 8, 201, 257, 4000, 4097, 5001, 66000, 300000 };

	@ParameterizedTest(name = "seed {0}, high-water mark {1}, large frames {2}")
	@CsvSource({ "1, 1, false", "2, 2, false", "3, 1000, false", "4, 1, true", "5, 2, true", "6, 7, true",
			"7, 1000, true", "8, 1000, true" })
	@DisplayName("ZMTP-22 ZMTP-25 ZMTP-26 ZMTP-27 a stream arrives as it was sent, however it is cut")
	void arrivesAsSent(long seed, int highWaterMark, boolean large) throws Exception {
		Random random = new Random(seed);
		List<byte[][]> messages = new ArrayList<>();
		byte[] stream = stream(random, large ? ALL : SMALL, messages);
		ZmqSocket pull = bound(SocketType.PULL, (options) -> options.receiveHighWaterMark(highWaterMark));
		RawPeer push = peerOf(pull, "PUSH");
		Thread reader = start("reader", () -> push.expectClosed());
		Thread writer = start("writer", () -> writeCut(push, stream, new Random(seed)));
		for (int i = 0; i < MESSAGES; i++) {
			ZmqMessage message = pull.receive();
			byte[][] frames = messages.get(i);
			assertThat(message.frameCount()).as("frames of message %d", i).isEqualTo(frames.length);
			for (int frame = 0; frame < frames.length; frame++) {
				assertThat(Arrays.equals(message.bytes(frame), frames[frame]))
					.as("message %d, frame %d of %d octets", i, frame, frames[frame].length)
					.isTrue();
			}
			if (random.nextInt(50) == 0) {
				pull.drain(Duration.ZERO);
				pull.resume();
			}
		}
		writer.join(DEADLINE.toMillis());
		assertServes(pull);
		push.close();
		reader.join(DEADLINE.toMillis());
	}

	private static byte[] stream(Random random, int[] sizes, List<byte[][]> messages) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int i = 0; i < MESSAGES; i++) {
			byte[][] frames = new byte[1 + random.nextInt(3)][];
			for (int frame = 0; frame < frames.length; frame++) {
				int bound = sizes[random.nextInt(sizes.length)];
				frames[frame] = Octets.random(random.nextLong(), random.nextInt(bound));
			}
			messages.add(frames);
			stream.writeBytes(Zmtp.message(frames));
			if (random.nextInt(4) == 0) {
				stream.writeBytes(Zmtp.ping(0, new byte[random.nextInt(3)]));
			}
		}
		return stream.toByteArray();
	}

	private static void writeCut(RawPeer peer, byte[] stream, Random random) throws IOException {
		for (int i = 0; i < stream.length;) {
			int length = (random.nextInt(5) == 0) ? 1 + random.nextInt(20) : 1 + random.nextInt(150_000);
			int end = Math.min(stream.length, i + length);
			peer.write(Arrays.copyOfRange(stream, i, end));
			i = end;
		}
	}

	private static Thread start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The peer was closed at the end of the test
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private interface Task {

		void run() throws IOException;

	}

}
