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

package io.zmqcomm.core.transport;

import java.nio.charset.StandardCharsets;

/**
 * A parsed endpoint: {@code tcp://host:port}, {@code ipc://path} or
 * {@code inproc://name}. A bare {@code host:port} takes the configured protocol.
 * {@code *} as host means all interfaces, {@code *} or 0 as port a free one. An
 * {@code ipc} path that begins with {@code @} is a name in Linux's abstract namespace,
 * and {@code ipc://*} is a fresh socket file.
 *
 * @param transport the scheme
 * @param host host name or address without brackets, the {@code ipc} path, or the
 * {@code inproc} name
 * @param port port, 0 for a free one; 0 for {@code ipc} and {@code inproc}
 */
public record Endpoint(String transport, String host, int port) {

	/** Scheme of TCP. */
	public static final String TCP = "tcp";

	/** Scheme of Unix domain sockets. */
	public static final String IPC = "ipc";

	/** Scheme of peers inside the communicator. */
	public static final String INPROC = "inproc";

	private static final int MAX_PORT = 65535;

	private static final int MAX_NAME = 255;

	/** What the kernel's address of a Unix domain socket has room for. */
	private static final int MAX_PATH = 107;

	private static final String FORMS = "scheme://address, such as tcp://host:port, ipc://path or inproc://name,"
			+ " or host:port";

	/**
	 * Parse an endpoint.
	 * @param text what the user wrote
	 * @param protocol what a bare {@code host:port} takes
	 * @return the endpoint
	 * @throws IllegalArgumentException if it is malformed or its transport unknown
	 */
	public static Endpoint parse(String text, String protocol) {
		int scheme = text.indexOf("://");
		if (scheme < 0 && (text.isBlank() || text.indexOf('/') >= 0)) {
			throw malformed(text, FORMS);
		}
		String transport = (scheme < 0) ? protocol : text.substring(0, scheme);
		String address = (scheme < 0) ? text : text.substring(scheme + 3);
		return switch (transport) {
			case INPROC -> parseInproc(text, address);
			case IPC -> parseIpc(text, address);
			case TCP -> parseTcp(text, address);
			default -> throw malformed(text, "one of the schemes tcp, ipc and inproc, in lower case");
		};
	}

	private static Endpoint parseInproc(String text, String name) {
		if (name.isBlank() || name.length() > MAX_NAME) {
			throw malformed(text, "a name of 1 to 255 characters after inproc://");
		}
		return new Endpoint(INPROC, name, 0);
	}

	private static Endpoint parseIpc(String text, String path) {
		int length = path.getBytes(StandardCharsets.UTF_8).length;
		if (path.isEmpty() || path.equals("@") || path.indexOf('\0') >= 0 || length > MAX_PATH) {
			throw malformed(text,
					"a path or @name of at most 107 octets after ipc://, which has %d, or ipc://*".formatted(length));
		}
		return new Endpoint(IPC, path, 0);
	}

	private static Endpoint parseTcp(String text, String address) {
		int colon = address.lastIndexOf(':');
		if (colon < 1) {
			throw malformed(text, "host:port, where * means any");
		}
		String name = address.substring(0, colon);
		if (name.startsWith("[") && name.endsWith("]")) {
			name = name.substring(1, name.length() - 1);
		}
		else if (name.indexOf(':') >= 0) {
			throw malformed(text, "an IPv6 address in brackets");
		}
		if (name.isEmpty() || name.indexOf('/') >= 0 || name.chars().anyMatch(Character::isWhitespace)) {
			throw malformed(text, "a host name or address without blanks and slashes before the port");
		}
		return new Endpoint(TCP, name, parsePort(text, address.substring(colon + 1)));
	}

	private static int parsePort(String text, String port) {
		if (port.equals("*")) {
			return 0;
		}
		boolean digits = port.length() <= 5 && !port.isEmpty() && port.chars().allMatch((c) -> c >= '0' && c <= '9');
		int number = digits ? Integer.parseInt(port) : -1;
		if (number < 0 || number > MAX_PORT) {
			throw malformed(text, "a port of 0 to 65535, or *");
		}
		return number;
	}

	private static IllegalArgumentException malformed(String text, String expected) {
		return new IllegalArgumentException("endpoint '%s' is malformed (expected: %s)".formatted(text, expected));
	}

	public boolean isInproc() {
		return this.transport.equals(INPROC);
	}

	public boolean isAnyHost() {
		return this.host.equals("*");
	}

	/**
	 * Return whether this names one address, as opposed to any or a free one.
	 * @return whether it can be connected to
	 */
	public boolean isConnectable() {
		return !isAnyHost() && (this.port > 0 || !hasPort());
	}

	private boolean hasPort() {
		return !isInproc() && !this.transport.equals(IPC);
	}

	/**
	 * Return this endpoint with the address that was chosen.
	 * @param host address or path that is listened on
	 * @param port the port
	 * @return the endpoint
	 */
	public Endpoint bound(String host, int port) {
		return new Endpoint(this.transport, host, port);
	}

	@Override
	public String toString() {
		if (!hasPort()) {
			return this.transport + "://" + this.host;
		}
		String bracketed = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.transport + "://" + bracketed + ":" + this.port;
	}

}
