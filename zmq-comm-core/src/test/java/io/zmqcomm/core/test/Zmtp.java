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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Octets of ZMTP 3.x, made without any code of the engine, so that a mistake there is not
 * made here as well.
 */
public final class Zmtp {

	public static final int MORE = 1;

	public static final int LONG = 2;

	public static final int COMMAND = 4;

	public static final int GREETING_LENGTH = 64;

	private Zmtp() {
	}

	public static byte[] greeting() {
		return greeting(3, 1, "NULL");
	}

	public static byte[] greeting(int major, int minor, String mechanism) {
		byte[] greeting = new byte[GREETING_LENGTH];
		greeting[0] = (byte) 0xFF;
		greeting[8] = 1;
		greeting[9] = 0x7F;
		greeting[10] = (byte) major;
		greeting[11] = (byte) minor;
		byte[] name = ascii(mechanism);
		System.arraycopy(name, 0, greeting, 12, name.length);
		return greeting;
	}

	/** A header with the announced length, and the octets that shall follow it. */
	public static byte[] header(int flags, long length) {
		if ((flags & LONG) == 0) {
			return new byte[] { (byte) flags, (byte) length };
		}
		return ByteBuffer.allocate(9).put((byte) flags).putLong(length).array();
	}

	public static byte[] frame(int flags, byte[] body) {
		return Octets.concat(header((body.length > 255) ? flags | LONG : flags, body.length), body);
	}

	public static byte[] message(byte[]... frames) {
		byte[] message = new byte[0];
		for (int i = 0; i < frames.length; i++) {
			message = Octets.concat(message, frame((i < frames.length - 1) ? MORE : 0, frames[i]));
		}
		return message;
	}

	public static byte[] message(String... frames) {
		byte[][] octets = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			octets[i] = ascii(frames[i]);
		}
		return message(octets);
	}

	public static byte[] command(String name, byte[]... data) {
		return frame(COMMAND, Octets.concat(new byte[] { (byte) name.length() }, ascii(name), Octets.concat(data)));
	}

	public static byte[] ready(String socketType, byte[]... properties) {
		return command("READY", property("Socket-Type", socketType), Octets.concat(properties));
	}

	public static byte[] property(String name, String value) {
		return property(name, ascii(value));
	}

	public static byte[] property(String name, byte[] value) {
		return Octets.concat(new byte[] { (byte) name.length() }, ascii(name),
				ByteBuffer.allocate(4).putInt(value.length).array(), value);
	}

	public static byte[] subscribe(String topic) {
		return command("SUBSCRIBE", ascii(topic));
	}

	public static byte[] ping(int ttl, byte[] context) {
		return command("PING", new byte[] { (byte) (ttl >> 8), (byte) ttl }, context);
	}

	public static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
