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

package io.zmqcomm.benchmarks.rdma;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;

/**
 * Two processes exchange messages over two {@code rdma://} endpoints and check all of
 * them: PUSH and PULL with a checksum in front of each message, a tensor of 10 MiB with a
 * checksum, and REQ and REP. Software lanes are not allowed. Ends with a status other
 * than 0 if anything is wrong.
 */
public final class VerbsCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int SMALL = 10_000;

	private static final int COLUMNS = 1024;

	private static final int ROWS = (10 << 20) / COLUMNS / Float.BYTES;

	private static final int ROUND_TRIPS = 500;

	private VerbsCheck() {
	}

	/**
	 * Run.
	 * @param args {@code send} or {@code receive}, the endpoint of PULL and that of REP
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		try (ZmqCommunicator zmq = ZmqCommunicator.create((settings) -> settings.ioThreads(1))) {
			if (args[0].equals("receive")) {
				receive(zmq, args[1], args[2]);
			}
			else {
				send(zmq, args[1], args[2]);
			}
		}
		System.out.println(args[0] + ": all messages are right");
	}

	private static void receive(ZmqCommunicator zmq, String tasks, String questions) throws InterruptedException {
		ZmqSocket pull = zmq.createSocket(SocketType.PULL).bind(tasks);
		ZmqSocket rep = zmq.createSocket(SocketType.REP).bind(questions);
		for (int i = 0; i < SMALL; i++) {
			check(pull, i % 200);
		}
		System.out.println("receive: %d messages of PUSH and PULL".formatted(SMALL));
		Tensor tensor = take(pull).tensor();
		expect(tensor.hasChecksum() && tensor.dtype() == TensorDtype.FLOAT32, "another tensor: " + tensor);
		expect(Arrays.equals(tensor.shape(), new long[] { ROWS, COLUMNS }), "another tensor: " + tensor);
		expect(tensor.data().equals(weights()), "the tensor's data is wrong");
		System.out.println("receive: %s, %d octets".formatted(tensor, tensor.byteCount()));
		for (int i = 0; i < ROUND_TRIPS; i++) {
			ZmqMessage question = take(rep);
			question.reply().send(question);
		}
		// Until the other side has had the last reply, and is gone.
		for (long end = System.nanoTime() + PATIENCE.toNanos(); !rep.peers().isEmpty();) {
			expect(System.nanoTime() < end, "the other side does not end");
			Thread.sleep(10);
		}
	}

	private static void check(ZmqSocket pull, int length) throws InterruptedException {
		ZmqMessage message = take(pull);
		expect(message.frameCount() == 2, "%d frames".formatted(message.frameCount()));
		byte[] octets = message.bytes(1);
		expect(octets.length == length, "%d octets instead of %d".formatted(octets.length, length));
		expect(ByteBuffer.wrap(message.bytes(0)).getLong() == checksum(octets), "the checksum is wrong");
	}

	private static void send(ZmqCommunicator zmq, String tasks, String questions) throws InterruptedException {
		ZmqSocket push = zmq.createSocket(SocketType.PUSH, (options) -> options.sendTimeout(PATIENCE)).connect(tasks);
		for (int i = 0; i < SMALL; i++) {
			push(push, i % 200);
		}
		Tensor tensor = Tensor.of(TensorDtype.FLOAT32, weights(), ROWS, COLUMNS).withChecksum();
		expect(push.send(tensor) == SendOutcome.ACCEPTED, "the tensor was not sent");
		ZmqSocket req = zmq.createSocket(SocketType.REQ, (options) -> options.sendTimeout(PATIENCE)).connect(questions);
		for (int i = 0; i < ROUND_TRIPS; i++) {
			expect(req.send("question " + i) == SendOutcome.ACCEPTED, "a question was not sent");
			expect(take(req).text(0).equals("question " + i), "the answer is not to the question");
		}
		System.out.println("send: %d round-trips of REQ and REP".formatted(ROUND_TRIPS));
		expect(zmq.close(PATIENCE), "not all was handed over");
	}

	private static void push(ZmqSocket push, int length) throws InterruptedException {
		byte[] octets = new byte[length];
		new Random(length).nextBytes(octets);
		byte[] checksum = ByteBuffer.allocate(Long.BYTES).putLong(checksum(octets)).array();
		expect(push.send(ZmqMessage.of(checksum, octets)) == SendOutcome.ACCEPTED, "a message was not sent");
	}

	/** Direct memory, which is sent by reference. */
	private static ByteBuffer weights() {
		ByteBuffer data = ByteBuffer.allocateDirect(ROWS * COLUMNS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (int i = 0; i < ROWS * COLUMNS; i++) {
			data.putFloat(i * Float.BYTES, i);
		}
		return data;
	}

	private static long checksum(byte[] octets) {
		CRC32C checksum = new CRC32C();
		checksum.update(octets);
		return checksum.getValue();
	}

	private static ZmqMessage take(ZmqSocket socket) throws InterruptedException {
		return socket.receive(PATIENCE).orElseThrow(() -> new IllegalStateException("no message for a minute"));
	}

	private static void expect(boolean condition, String otherwise) {
		if (!condition) {
			throw new IllegalStateException(otherwise);
		}
	}

}
