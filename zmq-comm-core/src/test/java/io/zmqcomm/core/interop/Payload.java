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

package io.zmqcomm.core.interop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

import io.zmqcomm.core.ZmqMessage;

/**
 * One frame to send, in a form that {@code peer.py} can make too: large ones are named by
 * a seed and a size instead of being written out.
 *
 * @param spec the form for {@code peer.py}
 * @param octets the frame
 */
record Payload(String spec, byte[] octets) {

	/** Prime, so that no mistake by a power of two goes unseen. */
	private static final int BLOCK = 65521;

	static Payload of(byte... octets) {
		return new Payload("hex:" + HexFormat.of().formatHex(octets), octets);
	}

	static Payload text(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	static Payload generated(int seed, int size) {
		byte[] octets = new byte[size];
		byte[] block = block(seed);
		for (int i = 0; i < size; i += BLOCK) {
			System.arraycopy(block, 0, octets, i, Math.min(BLOCK, size - i));
		}
		return new Payload("gen:%d:%d".formatted(seed, size), octets);
	}

	private static byte[] block(int seed) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			byte[] block = new byte[2048 * 32];
			for (int i = 0; i < 2048; i++) {
				byte[] part = sha256.digest((seed + ":" + i).getBytes(StandardCharsets.US_ASCII));
				System.arraycopy(part, 0, block, i * 32, 32);
			}
			return block;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static ZmqMessage message(List<Payload> frames) {
		return ZmqMessage.of(frames.stream().map(Payload::octets).toArray(byte[][]::new));
	}

	static List<Digest> digests(List<Payload> frames) {
		return frames.stream().map((frame) -> Digest.of(frame.octets())).toList();
	}

	static List<Digest> digests(ZmqMessage message) {
		return java.util.stream.IntStream.range(0, message.frameCount())
			.mapToObj((index) -> Digest.of(message.bytes(index)))
			.toList();
	}

	/**
	 * What tells two frames apart without having both.
	 *
	 * @param size octets
	 * @param crc CRC-32 of them
	 */
	record Digest(int size, int crc) {

		static Digest of(byte[] octets) {
			CRC32 crc = new CRC32();
			crc.update(octets);
			return new Digest(octets.length, (int) crc.getValue());
		}

		/**
		 * Parse {@code <size>:<crc32>:<octets in hex>}, as reported by {@code peer.py}.
		 */
		static Digest parse(String report) {
			String[] parts = report.split(":", 3);
			return new Digest(Integer.parseInt(parts[0]), Integer.parseUnsignedInt(parts[1], 16));
		}

	}

}
