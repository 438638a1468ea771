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

package io.zmqcomm.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The name by which a ROUTER knows one peer: 1 to 255 octets. A value type; two ids with
 * equal octets are equal. Ids that begin with a zero octet are assigned by the ROUTER
 * itself and cannot be chosen by a peer.
 */
public final class RoutingId {

	/** Longest routing id in octets. */
	public static final int MAX_LENGTH = 255;

	private final byte[] octets;

	private RoutingId(byte[] octets) {
		this.octets = octets;
	}

	/**
	 * Create a routing id from octets, which are copied.
	 * @param octets 1 to 255 octets
	 * @return the id
	 */
	public static RoutingId of(byte... octets) {
		if (octets.length == 0 || octets.length > MAX_LENGTH) {
			throw new IllegalArgumentException(
					"routing id of %d octets (expected: 1 to %d)".formatted(octets.length, MAX_LENGTH));
		}
		return new RoutingId(octets.clone());
	}

	/**
	 * Create a routing id from text in UTF-8.
	 * @param text the text
	 * @return the id
	 */
	public static RoutingId of(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return a copy of the octets.
	 * @return the octets
	 */
	public byte[] bytes() {
		return this.octets.clone();
	}

	/**
	 * Return whether the id was assigned by a ROUTER (first octet zero) rather than
	 * announced by the peer.
	 * @return whether it is an automatic id
	 */
	public boolean isAutomatic() {
		return this.octets[0] == 0;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof RoutingId that && Arrays.equals(this.octets, that.octets);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.octets);
	}

	/**
	 * Return the id as text if it is printable ASCII, else in hexadecimal as {@code 0x…}.
	 */
	@Override
	public String toString() {
		for (byte octet : this.octets) {
			if (octet < 0x20 || octet == 0x7F) {
				return "0x" + HexFormat.of().formatHex(this.octets);
			}
		}
		return new String(this.octets, StandardCharsets.US_ASCII);
	}

}
