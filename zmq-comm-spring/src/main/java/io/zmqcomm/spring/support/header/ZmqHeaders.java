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

package io.zmqcomm.spring.support.header;

/**
 * Names of message headers. None of them travels on the wire: a ZeroMQ message has frames
 * and nothing beside.
 */
public final class ZmqHeaders {

	private static final String PREFIX = "zmq_";

	/**
	 * Topic as text: the first frame of a received SUB message; on a PUB what is sent as
	 * first frame.
	 */
	public static final String TOPIC = PREFIX + "topic";

	/**
	 * The {@link io.zmqcomm.core.PeerInfo} of the peer that sent the message.
	 */
	public static final String PEER = PREFIX + "peer";

	/**
	 * The {@link io.zmqcomm.core.RoutingId} of the peer: present on messages received by
	 * a ROUTER, and by other types if the peer announced one; the receiver of a message
	 * sent by a ROUTER.
	 */
	public static final String ROUTING_ID = PREFIX + "routingId";

	/**
	 * Our endpoint that the message came through, such as {@code tcp://127.0.0.1:5555}.
	 */
	public static final String ENDPOINT = PREFIX + "endpoint";

	/**
	 * Name of the socket that received the message.
	 */
	public static final String SOCKET = PREFIX + "socket";

	/**
	 * The {@link io.zmqcomm.core.SocketType} of the socket that received the message.
	 */
	public static final String SOCKET_TYPE = PREFIX + "socketType";

	private ZmqHeaders() {
	}

}
