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

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

import io.zmqcomm.core.SocketType;

/**
 * JeroMQ in this process. Each socket has a context of its own: where sockets come and go
 * in one context, JeroMQ 0.6.0 now and then never reads from a new connection, also from
 * its own kind.
 */
final class JeromqStack implements ForeignStack {

	@Override
	public Socket socket(SocketType type, String... options) {
		ZContext context = new ZContext();
		context.setLinger(0);
		ZMQ.Socket socket = context.createSocket(org.zeromq.SocketType.valueOf(type.name()));
		for (String option : options) {
			if (!option.startsWith("IDENTITY=")) {
				throw new IllegalArgumentException(option);
			}
			socket.setIdentity(option.substring("IDENTITY=".length()).getBytes(ZMQ.CHARSET));
		}
		return new JeromqSocket(context, socket);
	}

	@Override
	public void close() {
	}

	private record JeromqSocket(ZContext context, ZMQ.Socket socket) implements Socket {

		@Override
		public String bind(String endpoint) {
			this.socket.bind(endpoint);
			return this.socket.getLastEndpoint();
		}

		@Override
		public void connect(String endpoint) {
			this.socket.connect(endpoint);
		}

		@Override
		public void subscribe(String topic) {
			if (this.socket.getSocketType() == org.zeromq.SocketType.XSUB) {
				this.socket.send("\1" + topic);
			}
			else {
				this.socket.subscribe(topic);
			}
		}

		@Override
		public void send(List<Payload> frames) {
			ZMsg message = new ZMsg();
			frames.forEach((frame) -> message.add(frame.octets()));
			message.send(this.socket);
		}

		@Override
		public Optional<List<Payload.Digest>> receive(Duration timeout) {
			this.socket.setReceiveTimeOut((int) timeout.toMillis());
			return Optional.ofNullable(ZMsg.recvMsg(this.socket))
				.map((message) -> message.stream().map((frame) -> Payload.Digest.of(frame.getData())).toList());
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
