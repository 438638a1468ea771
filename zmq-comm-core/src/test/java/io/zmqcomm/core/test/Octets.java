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

package io.zmqcomm.core.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * Octets as the specifications write them: hexadecimal pairs, and ASCII text in single
 * quotes, as in {@code 04 0B 09'SUBSCRIBE' 41}.
 */
public final class Octets {

	private Octets() {
	}

	public static byte[] of(String notation) {
		ByteArrayOutputStream octets = new ByteArrayOutputStream();
		int i = 0;
		while (i < notation.length()) {
			char character = notation.charAt(i);
			if (character == '\'') {
				int end = notation.indexOf('\'', i + 1);
				octets.writeBytes(notation.substring(i + 1, end).getBytes(StandardCharsets.US_ASCII));
				i = end + 1;
			}
			else if (character == ' ') {
				i++;
			}
			else {
				octets.write(HexFormat.fromHexDigits(notation, i, i + 2));
				i += 2;
			}
		}
		return octets.toByteArray();
	}

	public static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream octets = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			octets.writeBytes(part);
		}
		return octets.toByteArray();
	}

	public static byte[] repeat(int octet, int count) {
		byte[] octets = new byte[count];
		Arrays.fill(octets, (byte) octet);
		return octets;
	}

	public static byte[] random(long seed, int count) {
		byte[] octets = new byte[count];
		new Random(seed).nextBytes(octets);
		return octets;
	}

}
