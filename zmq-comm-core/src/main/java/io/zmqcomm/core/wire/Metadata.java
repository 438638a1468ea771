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

package io.zmqcomm.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The properties that a peer announces in its handshake (RFC 37, "Connection Metadata"):
 * an ordered list of names and values, names without regard to case. Immutable; any
 * thread.
 */
public final class Metadata {

	/** Name of the property that holds the type of the peer's socket. */
	public static final String SOCKET_TYPE = "Socket-Type";

	/** Name of the property that holds the peer's routing id. */
	public static final String IDENTITY = "Identity";

	/** How many properties are read at most. */
	public static final int MAX_PROPERTIES = 64;

	/** How many octets all properties together may take. */
	public static final int MAX_LENGTH = 64 * 1024;

	private static final int MAX_NAME_LENGTH = 255;

	private static final int VALUE_LENGTH_OCTETS = 4;

	private final List<Property> properties;

	private Metadata(List<Property> properties) {
		this.properties = List.copyOf(properties);
	}

	/**
	 * Read properties up to the last readable octet.
	 * @param in the properties and nothing else; consumed
	 * @return the metadata
	 * @throws ProtocolException if a length is wrong, a limit is exceeded, a name holds
	 * an illegal octet, or {@code Socket-Type} or {@code Identity} is there twice
	 */
	public static Metadata read(ByteBuf in) {
		if (in.readableBytes() > MAX_LENGTH) {
			throw new ProtocolException(
					"metadata length: %d octets (expected: at most %d)".formatted(in.readableBytes(), MAX_LENGTH));
		}
		List<Property> properties = new ArrayList<>(4);
		while (in.isReadable()) {
			if (properties.size() == MAX_PROPERTIES) {
				throw new ProtocolException(
						"metadata properties: more than %1$d (expected: at most %1$d)".formatted(MAX_PROPERTIES));
			}
			Property property = new Property(readName(in), readValue(in));
			if ((property.isNamed(SOCKET_TYPE) || property.isNamed(IDENTITY))
					&& indexOf(properties, property.name) >= 0) {
				throw new ProtocolException(
						"metadata property: %s a second time (expected: once)".formatted(property.name));
			}
			properties.add(property);
		}
		return new Metadata(properties);
	}

	private static String readName(ByteBuf in) {
		int length = in.readUnsignedByte();
		if (length == 0) {
			throw new ProtocolException("metadata name length: 0 (expected: 1 to %d)".formatted(MAX_NAME_LENGTH));
		}
		if (length > in.readableBytes()) {
			throw new ProtocolException("metadata name length: %d (expected: at most the %d octets that are left)"
				.formatted(length, in.readableBytes()));
		}
		for (int i = 0; i < length; i++) {
			int octet = in.getUnsignedByte(in.readerIndex() + i);
			if (!isNameOctet(octet)) {
				throw new ProtocolException(
						"metadata name octet: 0x%02x (expected: a letter, a digit, '-', '_', '.' or '+')"
							.formatted(octet));
			}
		}
		return in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
	}

	private static byte[] readValue(ByteBuf in) {
		if (in.readableBytes() < VALUE_LENGTH_OCTETS) {
			throw new ProtocolException("metadata value length: %d octets (expected: %d)".formatted(in.readableBytes(),
					VALUE_LENGTH_OCTETS));
		}
		long length = in.readUnsignedInt();
		if (length > in.readableBytes()) {
			throw new ProtocolException("metadata value length: %d (expected: at most the %d octets that are left)"
				.formatted(length, in.readableBytes()));
		}
		byte[] value = new byte[(int) length];
		in.readBytes(value);
		return value;
	}

	/**
	 * Return a builder without properties.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Write all properties.
	 * @param out where to write {@link #encodedLength()} octets
	 */
	public void write(ByteBuf out) {
		for (Property property : this.properties) {
			out.writeByte(property.name.length());
			out.writeCharSequence(property.name, StandardCharsets.US_ASCII);
			out.writeInt(property.value.length);
			out.writeBytes(property.value);
		}
	}

	/**
	 * Return how many octets {@link #write(ByteBuf)} writes.
	 * @return the length in octets
	 */
	public int encodedLength() {
		int length = 0;
		for (Property property : this.properties) {
			length += property.encodedLength();
		}
		return length;
	}

	/**
	 * Return the value of a property.
	 * @param name the name, in any case
	 * @return a copy of the first value of that name, or {@code null} if there is none
	 */
	public byte @Nullable [] get(String name) {
		int index = indexOf(this.properties, name);
		return (index >= 0) ? this.properties.get(index).value.clone() : null;
	}

	/**
	 * Return the value of a property as text.
	 * @param name the name, in any case
	 * @return the first value of that name decoded as UTF-8, or {@code null} if there is
	 * none
	 */
	public @Nullable String text(String name) {
		int index = indexOf(this.properties, name);
		return (index >= 0) ? this.properties.get(index).text() : null;
	}

	/**
	 * Return the properties other than {@code Socket-Type} and {@code Identity}, in
	 * order, names as they were announced. Of several with the same name the first
	 * counts.
	 * @return an unmodifiable map of names to values decoded as UTF-8
	 */
	public Map<String, String> properties() {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < this.properties.size(); i++) {
			Property property = this.properties.get(i);
			if (!property.isNamed(SOCKET_TYPE) && !property.isNamed(IDENTITY)
					&& indexOf(this.properties, property.name) == i) {
				map.put(property.name, property.text());
			}
		}
		return Collections.unmodifiableMap(map);
	}

	private static int indexOf(List<Property> properties, String name) {
		for (int i = 0; i < properties.size(); i++) {
			if (properties.get(i).isNamed(name)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean isNameOctet(int octet) {
		return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9')
				|| octet == '-' || octet == '_' || octet == '.' || octet == '+';
	}

	/**
	 * Collects properties in order; not thread-safe.
	 */
	public static final class Builder {

		private final List<Property> properties = new ArrayList<>(4);

		private int length;

		private Builder() {
		}

		/**
		 * Add a property.
		 * @param name 1 to 255 letters, digits, '-', '_', '.' and '+'
		 * @param value the value; copied
		 * @return this builder
		 */
		public Builder add(String name, byte[] value) {
			if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !name.chars().allMatch(Metadata::isNameOctet)) {
				throw new IllegalArgumentException(
						"property name '%s' (expected: 1 to %d letters, digits, '-', '_', '.' and '+')".formatted(name,
								MAX_NAME_LENGTH));
			}
			if (indexOf(this.properties, name) >= 0) {
				throw new IllegalArgumentException("property '%s' a second time (expected: once)".formatted(name));
			}
			if (this.properties.size() == MAX_PROPERTIES) {
				throw new IllegalArgumentException(
						"property '%s' is one too many (expected: at most %d)".formatted(name, MAX_PROPERTIES));
			}
			if (value.length > MAX_LENGTH - this.length - name.length() - 1 - VALUE_LENGTH_OCTETS) {
				throw new IllegalArgumentException("property '%s' of %d octets (expected: at most %d in all)"
					.formatted(name, value.length, MAX_LENGTH));
			}
			Property property = new Property(name, value.clone());
			this.properties.add(property);
			this.length += property.encodedLength();
			return this;
		}

		/**
		 * Add a property.
		 * @param name as in {@link #add(String, byte[])}
		 * @param text the value, encoded in UTF-8
		 * @return this builder
		 */
		public Builder add(String name, String text) {
			return add(name, text.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Make the metadata.
		 * @return the metadata
		 */
		public Metadata build() {
			return new Metadata(this.properties);
		}

	}

	private static final class Property {

		private final String name;

		private final byte[] value;

		private Property(String name, byte[] value) {
			this.name = name;
			this.value = value;
		}

		private boolean isNamed(String name) {
			return this.name.equalsIgnoreCase(name);
		}

		private String text() {
			return new String(this.value, StandardCharsets.UTF_8);
		}

		private int encodedLength() {
			return 1 + this.name.length() + VALUE_LENGTH_OCTETS + this.value.length;
		}

	}

}
