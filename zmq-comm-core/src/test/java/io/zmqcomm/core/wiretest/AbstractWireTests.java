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

package io.zmqcomm.core.wiretest;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.test.RawListener;
import io.zmqcomm.core.test.RawPeer;
import io.zmqcomm.core.test.Zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A communicator, its events, and raw peers that are closed after each test. Every test
 * proves at its end that the socket still serves a good peer.
 */
abstract class AbstractWireTests {

	static final Duration DEADLINE = RawPeer.DEADLINE;

	private static final long MEGABYTE = 1 << 20;

	private final Queue<ZmqEvent> events = new ConcurrentLinkedQueue<>();

	private final List<Closeable> opened = new ArrayList<>();

	private ZmqCommunicator zmq;

	private int served;

	@BeforeEach
	void createCommunicator() {
		this.zmq = ZmqCommunicator.create((settings) -> settings.ioThreads(1)
			.socketDefaults((options) -> options.receiveTimeout(DEADLINE)
				.sendTimeout(DEADLINE)
				.reconnectInterval(Duration.ofMillis(20))
				.reconnectIntervalMax(Duration.ofMillis(100))));
		this.zmq.listen(this.events::add);
	}

	@AfterEach
	void closeAll() throws IOException {
		for (Closeable closeable : this.opened) {
			closeable.close();
		}
		this.zmq.close(Duration.ZERO);
	}

	ZmqSocket bound(SocketType type) {
		return bound(type, (options) -> {
		});
	}

	ZmqSocket bound(SocketType type, Consumer<SocketOptions.Builder> options) {
		return this.zmq.createSocket(type, options).bind("tcp://127.0.0.1:*");
	}

	ZmqSocket connected(SocketType type, RawListener listener) {
		return this.zmq.createSocket(type).connect(listener.endpoint());
	}

	ZmqSocket created(SocketType type, Consumer<SocketOptions.Builder> options) {
		return this.zmq.createSocket(type, options);
	}

	RawListener listen() throws IOException {
		RawListener listener = new RawListener();
		this.opened.add(listener);
		return listener;
	}

	/** Wait for a connection to the listener. */
	RawPeer accept(RawListener listener) throws IOException {
		RawPeer peer = listener.accept();
		this.opened.add(peer);
		return peer;
	}

	/** Connect to a bound socket; nothing is sent. */
	RawPeer peerOf(ZmqSocket socket) throws IOException {
		RawPeer peer = RawPeer.connect(socket.boundEndpoints().get(0));
		this.opened.add(peer);
		return peer;
	}

	/** Connect to a bound socket and finish the handshake. */
	RawPeer peerOf(ZmqSocket socket, String socketType) throws IOException {
		return peerOf(socket).handshake(socketType);
	}

	/** Prove that a PULL delivers the message of a new peer, and no message before it. */
	void assertServes(ZmqSocket pull) throws Exception {
		String text = "served " + this.served++;
		try (RawPeer push = RawPeer.connect(pull.boundEndpoints().get(0))) {
			push.handshake("PUSH").write(Zmtp.message(text));
			assertThat(pull.receive().text(0)).isEqualTo(text);
		}
	}

	/**
	 * Prove that a connecting PULL comes again and delivers, and no message before it.
	 */
	void assertServes(ZmqSocket pull, RawListener listener) throws Exception {
		String text = "served " + this.served++;
		accept(listener).handshake("PUSH").write(Zmtp.message(text));
		assertThat(pull.receive().text(0)).isEqualTo(text);
	}

	<E extends ZmqEvent> E awaitEvent(Class<E> type) {
		return awaitEvent(type, (event) -> true);
	}

	<E extends ZmqEvent> E awaitEvent(Class<E> type, Predicate<E> condition) {
		await().atMost(DEADLINE)
			.pollInterval(Duration.ofMillis(5))
			.alias(type.getSimpleName() + " among " + this.events)
			.until(() -> events(type).stream().anyMatch(condition));
		return events(type).stream().filter(condition).findFirst().orElseThrow();
	}

	<E extends ZmqEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/** Wait for a failed handshake whose cause says the given text. */
	void awaitHandshakeFailed(String text) {
		awaitEvent(ZmqEvent.HandshakeFailed.class, (event) -> says(event.cause(), text));
	}

	/** Wait for the end of a connection whose cause says the given text. */
	void awaitDisconnected(String text) {
		awaitEvent(ZmqEvent.Disconnected.class, (event) -> event.cause() != null && says(event.cause(), text));
	}

	private static boolean says(Throwable cause, String text) {
		for (Throwable current = cause; current != null; current = current.getCause()) {
			if (String.valueOf(current.getMessage()).contains(text)) {
				return true;
			}
		}
		return false;
	}

	/** Megabytes in use on the heap and beside it. */
	static long usedMegabytes() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		long direct = Math.max(PlatformDependent.usedDirectMemory(), 0);
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			direct += Math.max(pool.getMemoryUsed(), 0);
		}
		return (runtime.totalMemory() - runtime.freeMemory() + direct) / MEGABYTE;
	}

}
