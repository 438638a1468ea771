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

package io.zmqcomm.spring.integration.dsl;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;

/**
 * Adapters and gateways for integration flows. A socket is one of the application's named
 * ones, or is defined with the adapter and then added to them.
 */
public final class Zmq {

	private Zmq() {
	}

	/**
	 * Send what a named socket receives into a flow.
	 * @param communicator the communicator of the socket
	 * @param socket name of the socket
	 * @return the adapter
	 */
	public static ZmqMessageProducerSpec inboundAdapter(ZmqCommunicator communicator, String socket) {
		return new ZmqMessageProducerSpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Send what a new socket receives into a flow.
	 * @param communicator creates the socket
	 * @param socket describes it
	 * @return the adapter
	 */
	public static ZmqMessageProducerSpec inboundAdapter(ZmqCommunicator communicator, ZmqSocketDefinition socket) {
		return new ZmqMessageProducerSpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Answer the requests that a named ROUTER or REP receives by a flow.
	 * @param communicator the communicator of the socket
	 * @param socket name of the socket
	 * @return the gateway
	 */
	public static ZmqInboundGatewaySpec inboundGateway(ZmqCommunicator communicator, String socket) {
		return new ZmqInboundGatewaySpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Answer the requests that a new ROUTER or REP receives by a flow.
	 * @param communicator creates the socket
	 * @param socket describes it
	 * @return the gateway
	 */
	public static ZmqInboundGatewaySpec inboundGateway(ZmqCommunicator communicator, ZmqSocketDefinition socket) {
		return new ZmqInboundGatewaySpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Send a flow's messages on a named socket.
	 * @param communicator the communicator of the socket
	 * @param socket name of the socket
	 * @return the adapter
	 */
	public static ZmqMessageHandlerSpec outboundAdapter(ZmqCommunicator communicator, String socket) {
		return new ZmqMessageHandlerSpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Send a flow's messages on a new socket.
	 * @param communicator creates the socket
	 * @param socket describes it
	 * @return the adapter
	 */
	public static ZmqMessageHandlerSpec outboundAdapter(ZmqCommunicator communicator, ZmqSocketDefinition socket) {
		return new ZmqMessageHandlerSpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Send a flow's messages as requests to the endpoints of a named REQ, and go on with
	 * the answers.
	 * @param communicator the communicator of the socket
	 * @param socket name of the socket
	 * @return the gateway
	 */
	public static ZmqOutboundGatewaySpec outboundGateway(ZmqCommunicator communicator, String socket) {
		return new ZmqOutboundGatewaySpec(ZmqSocketReference.of(communicator, socket));
	}

	/**
	 * Send a flow's messages as requests to the endpoints of a new REQ, and go on with
	 * the answers.
	 * @param communicator sends the requests
	 * @param socket describes the REQ
	 * @return the gateway
	 */
	public static ZmqOutboundGatewaySpec outboundGateway(ZmqCommunicator communicator, ZmqSocketDefinition socket) {
		return new ZmqOutboundGatewaySpec(ZmqSocketReference.of(communicator, socket));
	}

}
