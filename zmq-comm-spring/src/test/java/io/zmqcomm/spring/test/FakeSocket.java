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

package io.zmqcomm.spring.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.Reply;
import io.zmqcomm.core.Retained;
import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.SocketCounters;

/**
 * A socket without a network: records what is done to it, and hands messages to its
 * receiver on the caller's thread.
 */
public final class FakeSocket implements ZmqSocket {

	/** Calls in order, such as {@code bind tcp://*:1}. */
	public final List<String> calls = new CopyOnWriteArrayList<>();

	/** What was sent. */
	public final List<ZmqMessage> sent = new CopyOnWriteArrayList<>();

	/** What sends and replies return. */
	public volatile SendOutcome outcome = SendOutcome.ACCEPTED;

	/** How long the last drain was to wait. */
	public volatile Duration drainBound = Duration.ofDays(-1);

	public volatile SocketCounters counters = SocketCounters.ZERO;

	private static final AtomicInteger NEXT_PORT = new AtomicInteger(40000);

	private final SocketType type;

	private final SocketOptions options;

	private final List<String> bound = new CopyOnWriteArrayList<>();

	private final List<String> connected = new CopyOnWriteArrayList<>();

	private volatile @Nullable MessageReceiver receiver;

	private volatile @Nullable Dispatch dispatch;

	private volatile boolean closed;

	public FakeSocket(SocketType type, SocketOptions options) {
		this.type = type;
		this.options = options;
	}

	/**
	 * Hand a message to the receiver.
	 * @return the token of its reply
	 */
	public FakeReply deliver(String... frames) {
		return deliver(ZmqMessage.ofText(frames));
	}

	/**
	 * Hand a message to the receiver.
	 * @return the token of its reply
	 */
	public FakeReply deliver(ZmqMessage message) {
		FakeReply reply = new FakeReply(this);
		deliver(reply, message);
		return reply;
	}

	/**
	 * Hand a message to the receiver on a thread of its own.
	 * @return the token of its reply
	 */
	public FakeReply deliverElsewhere(String... frames) {
		FakeReply reply = new FakeReply(this);
		new Thread(() -> deliver(reply, ZmqMessage.ofText(frames))).start();
		return reply;
	}

	private void deliver(FakeReply reply, ZmqMessage message) {
		MessageReceiver target = this.receiver;
		if (target == null) {
			throw new IllegalStateException("no receiver");
		}
		try {
			target.onMessage(new View(message, reply));
		}
		catch (Exception ex) {
			reply.thrown = ex;
		}
	}

	/**
	 * Return on which threads the receiver is to run, once there is one.
	 */
	public Dispatch dispatch() {
		Dispatch threads = this.dispatch;
		if (threads == null) {
			throw new IllegalStateException("no receiver");
		}
		return threads;
	}

	@Override
	public SocketType type() {
		return this.type;
	}

	@Override
	public SocketOptions options() {
		return this.options;
	}

	@Override
	public ZmqSocket bind(String... endpoints) {
		for (String endpoint : endpoints) {
			this.calls.add("bind " + endpoint);
			if (endpoint.contains("taken")) {
				throw new ZmqBindException("Cannot bind " + endpoint, this.options.name(), endpoint, null);
			}
			this.bound.add(endpoint.endsWith(":*")
					? endpoint.substring(0, endpoint.length() - 1) + NEXT_PORT.getAndIncrement() : endpoint);
		}
		return this;
	}

	@Override
	public ZmqSocket connect(String... endpoints) {
		for (String endpoint : endpoints) {
			this.calls.add("connect " + endpoint);
			this.connected.add(endpoint);
		}
		return this;
	}

	@Override
	public ZmqSocket connect(String endpoint, Consumer<SocketOptions.Builder> changes) {
		return connect(endpoint);
	}

	@Override
	public ZmqSocket unbind(String endpoint) {
		this.bound.remove(endpoint);
		return this;
	}

	@Override
	public ZmqSocket disconnect(String endpoint) {
		this.connected.remove(endpoint);
		return this;
	}

	@Override
	public List<String> boundEndpoints() {
		return List.copyOf(this.bound);
	}

	@Override
	public List<String> connectedEndpoints() {
		return List.copyOf(this.connected);
	}

	@Override
	public List<PeerInfo> peers() {
		return List.of();
	}

	@Override
	public ZmqSocket subscribe(byte[] topic) {
		this.calls.add("subscribe " + new String(topic, StandardCharsets.UTF_8));
		return this;
	}

	@Override
	public ZmqSocket unsubscribe(byte[] topic) {
		this.calls.add("unsubscribe " + new String(topic, StandardCharsets.UTF_8));
		return this;
	}

	@Override
	public SendOutcome send(byte[] frame) {
		return send(ZmqMessage.of(frame));
	}

	@Override
	public SendOutcome send(ZmqMessage message) {
		this.sent.add(message);
		return this.outcome;
	}

	@Override
	public SendOutcome trySend(ZmqMessage message) {
		return send(message);
	}

	@Override
	public SendOutcome trySend(ByteBuf... frames) {
		throw new UnsupportedOperationException();
	}

	@Override
	public SendOutcome send(ByteBuf... frames) {
		throw new UnsupportedOperationException();
	}

	@Override
	public SendOutcome sendTo(RoutingId peer, ZmqMessage message) {
		this.calls.add("sendTo " + peer);
		return send(message);
	}

	@Override
	public SendOutcome trySendTo(RoutingId peer, ZmqMessage message) {
		return sendTo(peer, message);
	}

	@Override
	public CompletableFuture<SendOutcome> sendAsync(ZmqMessage message) {
		return CompletableFuture.completedFuture(send(message));
	}

	@Override
	public ZmqMessage receive() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<ZmqMessage> receive(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<ZmqMessage> tryReceive() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int poll(MessageReceiver target, int limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ZmqSocket onMessage(Dispatch threads, MessageReceiver target) {
		this.calls.add("onMessage");
		if (this.receiver != null) {
			throw new IllegalStateException("There is a receiver already");
		}
		this.dispatch = threads;
		this.receiver = target;
		return this;
	}

	@Override
	public boolean drain(Duration bound) {
		this.calls.add("drain");
		this.drainBound = bound;
		return true;
	}

	@Override
	public ZmqSocket resume() {
		this.calls.add("resume");
		return this;
	}

	@Override
	public boolean awaitPeers(int count, Duration timeout) {
		return true;
	}

	@Override
	public boolean awaitSubscribers(String topic, int count, Duration timeout) {
		return true;
	}

	@Override
	public SocketCounters counters() {
		return this.counters;
	}

	@Override
	public Map<String, SocketCounters> countersByTransport() {
		return Map.of("tcp", this.counters);
	}

	@Override
	public SocketCounters counters(PeerInfo peer) {
		return SocketCounters.ZERO;
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.calls.add("close");
		this.closed = true;
		this.bound.clear();
	}

	@Override
	public boolean close(Duration linger) {
		close();
		return true;
	}

	@Override
	public CompletableFuture<Boolean> closeAsync() {
		return CompletableFuture.completedFuture(close(Duration.ZERO));
	}

	/**
	 * What a request was answered.
	 */
	public static final class FakeReply implements Reply {

		/** The answers. */
		public final List<ZmqMessage> answers = new CopyOnWriteArrayList<>();

		/** What the receiver threw. */
		public volatile @Nullable Exception thrown;

		private final FakeSocket socket;

		FakeReply(FakeSocket socket) {
			this.socket = socket;
		}

		/**
		 * Return the answers' frames as text.
		 * @return one list for an answer
		 */
		public List<List<String>> texts() {
			List<List<String>> texts = new ArrayList<>();
			for (ZmqMessage answer : this.answers) {
				List<String> frames = new ArrayList<>();
				for (int i = 0; i < answer.frameCount(); i++) {
					frames.add(answer.text(i));
				}
				texts.add(frames);
			}
			return texts;
		}

		@Override
		public SendOutcome send(ZmqMessage message) {
			SendOutcome current = this.socket.outcome;
			if (current.isAccepted()) {
				this.answers.add(message);
			}
			return current;
		}

		@Override
		public PeerInfo peer() {
			return View.PEER;
		}

	}

	/**
	 * A borrowed view that is no longer to be used when the receiver returned.
	 */
	private static final class View implements MessageView {

		static final PeerInfo PEER = new PeerInfo(7, "tcp://127.0.0.1:1", "127.0.0.1:2", null, RoutingId.of("ann"),
				Map.of());

		private final ZmqMessage message;

		private final Reply reply;

		View(ZmqMessage message, Reply reply) {
			this.message = message;
			this.reply = reply;
		}

		@Override
		public int frameCount() {
			return this.message.frameCount();
		}

		@Override
		public ByteBuf frame(int index) {
			// As the engine does: the reader index need not be zero
			byte[] octets = this.message.bytes(index);
			byte[] shifted = new byte[octets.length + 1];
			System.arraycopy(octets, 0, shifted, 1, octets.length);
			return Unpooled.wrappedBuffer(shifted).skipBytes(1);
		}

		@Override
		public PeerInfo peer() {
			return PEER;
		}

		@Override
		public Retained retain() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ZmqMessage copy() {
			return this.message;
		}

		@Override
		public Reply reply() {
			return this.reply;
		}

	}

}
