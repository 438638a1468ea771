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

package io.zmqcomm.core.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.zmqcomm.core.EngineAccess;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever waits for an endpoint to begin or end may be interrupted: the call returns, the
 * thread stays interrupted, and what was begun comes to its end without it.
 */
class InterruptTests {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final int PORT = 4711;

	private static final String ENDPOINT = "tcp://127.0.0.1:" + PORT;

	private final MemoryTransport memory = new MemoryTransport();

	private final CompletableFuture<Void> bindMayEnd = new CompletableFuture<>();

	private final ZmqCommunicator zmq = communicator(new SlowBind());

	/** Shares the wires, but not the event loops. */
	private final ZmqCommunicator other = communicator(this.memory);

	private static ZmqCommunicator communicator(Transport transport) {
		return ZmqCommunicator.create((settings) -> {
			EngineAccess.transport(settings, transport);
			settings.socketDefaults((options) -> options.linger(Duration.ofHours(1))
				.reconnectInterval(Duration.ofMillis(5))
				.reconnectIntervalMax(Duration.ofMillis(5)));
		});
	}

	@AfterEach
	void close() {
		this.zmq.close(Duration.ZERO);
		this.other.close(Duration.ZERO);
	}

	@Test
	void aBindIsUndone() throws Exception {
		ZmqSocket pull = this.zmq.createSocket(SocketType.PULL).bind("inproc://first");
		Thread binding = Background.run(() -> {
			assertThatExceptionOfType(ZmqBindException.class).isThrownBy(() -> pull.bind("inproc://second", ENDPOINT))
				.withMessageContaining(ENDPOINT)
				.withCauseInstanceOf(InterruptedException.class);
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		});
		// The transport listens before it says so, and says so only when it may.
		Awaitility.await().atMost(DEADLINE).until(() -> this.memory.isListening(PORT));
		binding.interrupt();
		Background.join(binding);
		assertThat(pull.boundEndpoints()).containsExactly("inproc://first");
		this.bindMayEnd.complete(null);
		Awaitility.await().atMost(DEADLINE).until(() -> !this.memory.isListening(PORT));
		pull.bind("inproc://second", ENDPOINT);
		assertThat(pull.boundEndpoints()).containsExactly("inproc://first", "inproc://second", ENDPOINT);
	}

	@Test
	void anUnbindGoesOn() throws Exception {
		this.bindMayEnd.complete(null);
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).bind(ENDPOINT);
		ZmqSocket pull = this.other.createSocket(SocketType.PULL).connect(ENDPOINT);
		assertThat(push.awaitPeers(1, DEADLINE)).isTrue();
		this.memory.lastLink().hold();
		assertThat(push.send("queued")).isEqualTo(SendOutcome.ACCEPTED);
		interrupt(() -> assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> push.unbind(ENDPOINT))
			.withMessageContaining(ENDPOINT)
			.withCauseInstanceOf(InterruptedException.class));
		assertThat(push.boundEndpoints()).isEmpty();
		this.memory.lastLink().release();
		assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("queued");
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().peers() == 0);
		push.bind(ENDPOINT);
	}

	@Test
	void aDisconnectGoesOn() throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(ENDPOINT);
		assertThat(push.send("queued")).isEqualTo(SendOutcome.ACCEPTED);
		interrupt(() -> assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> push.disconnect(ENDPOINT))
			.withMessageContaining(ENDPOINT)
			.withCauseInstanceOf(InterruptedException.class));
		assertThat(push.connectedEndpoints()).isEmpty();
		assertThat(push.trySend(ZmqMessage.ofText("to whom?"))).isEqualTo(SendOutcome.NO_PEER);
		assertQueuedArrives();
		Awaitility.await().atMost(DEADLINE).until(() -> push.counters().peers() == 0);
	}

	@Test
	void aCloseOfASocketGoesOn() throws Exception {
		closeGoesOn((socket) -> assertThat(socket.close(Duration.ofHours(1))).isFalse());
		closeGoesOn(ZmqSocket::close);
	}

	private void closeGoesOn(Consumer<ZmqSocket> close) throws Exception {
		ZmqSocket push = this.zmq.createSocket(SocketType.PUSH).connect(ENDPOINT);
		assertThat(push.send("queued")).isEqualTo(SendOutcome.ACCEPTED);
		interrupt(() -> close.accept(push));
		CompletableFuture<Boolean> closed = push.closeAsync();
		assertThat(closed).isNotDone();
		assertQueuedArrives();
		assertThat(closed.get(60, TimeUnit.SECONDS)).as("all was flushed").isTrue();
	}

	@Test
	void aCloseOfTheCommunicatorGoesOn() throws Exception {
		closeGoesOn(this.zmq, () -> assertThat(this.zmq.close(Duration.ofHours(1))).isFalse());
		ZmqCommunicator third = communicator(this.memory);
		closeGoesOn(third, third::close);
	}

	private void closeGoesOn(ZmqCommunicator communicator, Runnable close) throws Exception {
		ZmqSocket push = communicator.createSocket(SocketType.PUSH).connect(ENDPOINT);
		assertThat(push.send("queued")).isEqualTo(SendOutcome.ACCEPTED);
		interrupt(close::run);
		CompletableFuture<Boolean> closed = communicator.closeAsync();
		assertThat(closed).isNotDone();
		assertQueuedArrives();
		assertThat(closed.get(60, TimeUnit.SECONDS)).as("all was flushed").isTrue();
		assertThat(communicator.sockets()).isEmpty();
	}

	private void assertQueuedArrives() throws Exception {
		ZmqSocket pull = this.other.createSocket(SocketType.PULL).bind(ENDPOINT);
		assertThat(pull.receive(DEADLINE).orElseThrow().text(0)).isEqualTo("queued");
		pull.close();
	}

	/** Interrupt the call when it waits. */
	private static void interrupt(Background.Task call) throws Exception {
		Thread thread = Background.run(() -> {
			call.run();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		});
		Background.awaitBlocked(thread);
		thread.interrupt();
		Background.join(thread);
	}

	private final class SlowBind implements Transport {

		@Override
		public CompletableFuture<Listener> bind(Endpoint endpoint, SocketOptions options, LoopChoice loops,
				Consumer<Connection> accepted) {
			return InterruptTests.this.memory.bind(endpoint, options, loops, accepted)
				.thenCombine(InterruptTests.this.bindMayEnd, (listener, end) -> listener);
		}

		@Override
		public CompletableFuture<Connection> connect(Endpoint endpoint, SocketOptions options, EventLoop loop) {
			return InterruptTests.this.memory.connect(endpoint, options, loop);
		}

	}

}
