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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.monitor.SocketCounters;
import io.zmqcomm.core.monitor.ZmqEvent;
import io.zmqcomm.core.pattern.Pattern;
import io.zmqcomm.core.pipe.Inbox;
import io.zmqcomm.core.pipe.Outbox;
import io.zmqcomm.core.pipe.Pipe;
import io.zmqcomm.core.session.SocketContext;
import io.zmqcomm.core.session.TransportCounters;
import io.zmqcomm.core.transport.EventLoops;

/**
 * The socket: a pattern between an outbox and an inbox, and the endpoints that fill them
 * with pipes.
 */
final class EngineSocket implements ZmqSocket {

	private final EngineCommunicator communicator;

	private final SocketType type;

	private final SocketOptions options;

	private final String name;

	private final Outbox outbox;

	private final Inbox inbox;

	private final Pattern pattern;

	private final SocketContext context;

	private final EndpointTable endpoints;

	private final AsyncSends asyncSends;

	private final SendSide sending;

	private final ReceiveSide receiving;

	private final AtomicReference<@Nullable CompletableFuture<Boolean>> closing = new AtomicReference<>();

	EngineSocket(EngineCommunicator communicator, SocketType type, SocketOptions options, long number) {
		this.communicator = communicator;
		this.type = type;
		this.options = options;
		this.name = options.name().isEmpty() ? type + "#" + number : options.name();
		this.outbox = new Outbox(communicator.budget());
		this.inbox = new Inbox(communicator.budget());
		Pattern.Setup setup = new Pattern.Setup(type, options, this.outbox, this.inbox);
		this.pattern = Patterns.create(setup);
		EventLoop home = communicator.nextLoop();
		this.context = new SocketContext(this.name, type, this.outbox, this.inbox, this.pattern,
				communicator.mechanisms(), communicator.budget(), communicator.events(), new TransportCounters(), home,
				options.spread() ? communicator.loops().all() : home, new AtomicLong());
		this.endpoints = new EndpointTable(communicator, this.context, options);
		this.asyncSends = new AsyncSends(this.pattern, this.outbox, home);
		this.sending = new SendSide(options, this.pattern, this.asyncSends);
		this.receiving = new ReceiveSide(this.name, setup, this.pattern, home, this.context.connections(),
				this::checkOpen);
	}

	static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE / 4;
		}
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
		EventLoops.checkBlockingAllowed("bind");
		checkOpen();
		this.endpoints.bind(endpoints);
		return this;
	}

	@Override
	public ZmqSocket connect(String... endpoints) {
		for (String endpoint : endpoints) {
			connect(endpoint, (changes) -> {
			});
		}
		return this;
	}

	@Override
	public ZmqSocket connect(String endpoint, Consumer<SocketOptions.Builder> changes) {
		checkOpen();
		SocketOptions.Builder builder = this.options.toBuilder();
		changes.accept(builder);
		this.endpoints.connect(endpoint, builder.build());
		return this;
	}

	@Override
	public ZmqSocket unbind(String endpoint) {
		EventLoops.checkBlockingAllowed("unbind");
		awaitEnd("unbind", endpoint, this.endpoints.unbind(endpoint));
		return this;
	}

	@Override
	public ZmqSocket disconnect(String endpoint) {
		EventLoops.checkBlockingAllowed("disconnect");
		awaitEnd("disconnect", endpoint, this.endpoints.disconnect(endpoint));
		return this;
	}

	private void awaitEnd(String call, String endpoint, CompletableFuture<Boolean> end) {
		try {
			end.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ZmqException(
					"%s: interrupted in '%s' of %s, which goes on by itself".formatted(this.name, call, endpoint), ex);
		}
		catch (ExecutionException ex) {
			throw new ZmqException("%s: '%s' of %s failed".formatted(this.name, call, endpoint), ex.getCause());
		}
	}

	/**
	 * Wait for a close, which goes on by itself if the caller is interrupted.
	 * @param closed completes when closed
	 * @return whether all was flushed; {@code false} if interrupted, which stays set
	 */
	static boolean awaitClosed(CompletableFuture<Boolean> closed) {
		try {
			return closed.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException ex) {
			throw new ZmqException("close failed", ex.getCause());
		}
	}

	@Override
	public List<String> boundEndpoints() {
		return this.endpoints.bound();
	}

	@Override
	public List<String> connectedEndpoints() {
		return this.endpoints.connected();
	}

	@Override
	public List<PeerInfo> peers() {
		this.outbox.lock();
		try {
			List<PeerInfo> peers = new ArrayList<>();
			for (Pipe pipe : this.pattern.pipes()) {
				if (pipe.isReady() && !pipe.isClosing()) {
					peers.add(pipe.peer());
				}
			}
			return peers;
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	public ZmqSocket subscribe(byte[] topic) {
		checkOpen();
		this.pattern.subscribe(topic.clone());
		return this;
	}

	@Override
	public ZmqSocket unsubscribe(byte[] topic) {
		checkOpen();
		this.pattern.unsubscribe(topic.clone());
		return this;
	}

	@Override
	public SendOutcome send(byte[] frame) throws InterruptedException {
		return this.sending.send(frame);
	}

	@Override
	public SendOutcome send(ZmqMessage message) throws InterruptedException {
		return this.sending.send(message);
	}

	@Override
	public SendOutcome send(ByteBuf... frames) throws InterruptedException {
		return this.sending.send(frames);
	}

	@Override
	public SendOutcome trySend(ZmqMessage message) {
		return this.sending.trySend(message);
	}

	@Override
	public SendOutcome trySend(ByteBuf... frames) {
		return this.sending.trySend(frames);
	}

	@Override
	public SendOutcome sendTo(RoutingId peer, ZmqMessage message) throws InterruptedException {
		return this.sending.sendTo(peer, message);
	}

	@Override
	public SendOutcome trySendTo(RoutingId peer, ZmqMessage message) {
		return this.sending.trySendTo(peer, message);
	}

	@Override
	public CompletableFuture<SendOutcome> sendAsync(ZmqMessage message) {
		return this.sending.sendAsync(message);
	}

	@Override
	public ZmqMessage receive() throws InterruptedException {
		return this.receiving.receive();
	}

	@Override
	public Optional<ZmqMessage> receive(Duration timeout) throws InterruptedException {
		return this.receiving.receive(timeout);
	}

	@Override
	public Optional<ZmqMessage> tryReceive() {
		return this.receiving.tryReceive();
	}

	@Override
	public int poll(MessageReceiver receiver, int limit) {
		return this.receiving.poll(receiver, limit);
	}

	@Override
	public ZmqSocket onMessage(Dispatch dispatch, MessageReceiver receiver) {
		this.receiving.onMessage(dispatch, receiver);
		return this;
	}

	@Override
	public boolean drain(Duration bound) throws InterruptedException {
		return this.receiving.drain(bound);
	}

	@Override
	public ZmqSocket resume() {
		this.receiving.reading(true);
		return this;
	}

	@Override
	public boolean awaitPeers(int count, Duration timeout) throws InterruptedException {
		return awaitCount(count, timeout, () -> {
			int ready = 0;
			for (Pipe pipe : this.pattern.pipes()) {
				ready += pipe.isReady() ? 1 : 0;
			}
			return ready;
		});
	}

	@Override
	public boolean awaitSubscribers(String topic, int count, Duration timeout) throws InterruptedException {
		byte[] octets = topic.getBytes(java.nio.charset.StandardCharsets.UTF_8);
		return awaitCount(count, timeout, () -> this.pattern.countSubscribers(octets));
	}

	private boolean awaitCount(int count, Duration timeout, java.util.function.IntSupplier actual)
			throws InterruptedException {
		EventLoops.checkBlockingAllowed("await");
		long left = nanos(timeout);
		this.outbox.lockKeepingBroadcast();
		try {
			while (actual.getAsInt() < count) {
				if (left <= 0 || this.outbox.isClosed()) {
					return false;
				}
				left = this.outbox.awaitChange(left);
			}
			return true;
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	public SocketCounters counters() {
		SocketCounters sum = SocketCounters.ZERO;
		for (SocketCounters counters : countersByTransport().values()) {
			sum = sum.plus(counters);
		}
		return sum.plus(ownCounters(this.inbox.pending() - sum.pending()));
	}

	private SocketCounters ownCounters(long pendingOfGonePeers) {
		return new SocketCounters(0, 0, 0, 0, this.pattern.unroutable(), 0, pendingOfGonePeers,
				this.pattern.discarded() + this.inbox.discarded(), this.receiving.failed(), 0, 0, 0, 0, 0, 0, 0);
	}

	@Override
	public Map<String, SocketCounters> countersByTransport() {
		Map<String, SocketCounters> counters;
		this.outbox.lock();
		try {
			counters = this.context.counters().sum(this.pattern.pipes());
		}
		finally {
			this.outbox.unlock();
		}
		this.endpoints.transports().forEach((transport) -> counters.putIfAbsent(transport, SocketCounters.ZERO));
		return counters;
	}

	@Override
	public SocketCounters counters(PeerInfo peer) {
		this.outbox.lock();
		try {
			for (Pipe pipe : this.pattern.pipes()) {
				if (pipe.id() == peer.id()) {
					return TransportCounters.of(pipe);
				}
			}
			return SocketCounters.ZERO;
		}
		finally {
			this.outbox.unlock();
		}
	}

	private void checkOpen() {
		if (isClosed()) {
			throw new ZmqClosedException("%s is closed".formatted(this.name));
		}
	}

	@Override
	public boolean isClosed() {
		return this.closing.get() != null;
	}

	@Override
	public void close() {
		CompletableFuture<Boolean> closed = closeAsync();
		if (!EventLoops.isEventLoopThread()) {
			awaitClosed(closed);
		}
	}

	@Override
	public boolean close(Duration linger) {
		EventLoops.checkBlockingAllowed("close");
		return awaitClosed(closeAsync(linger));
	}

	@Override
	public CompletableFuture<Boolean> closeAsync() {
		return closeAsync(this.options.linger());
	}

	CompletableFuture<Boolean> closeAsync(Duration linger) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		CompletableFuture<Boolean> earlier = this.closing.compareAndExchange(null, result);
		if (earlier != null) {
			return earlier.copy();
		}
		this.outbox.lock();
		try {
			this.outbox.close();
		}
		finally {
			this.outbox.unlock();
		}
		this.asyncSends.close();
		this.inbox.stopped(true);
		this.inbox.wakeWaiters();
		this.endpoints.close(nanos(linger)).whenComplete((flushed, failure) -> {
			this.inbox.close();
			this.communicator.closed(this);
			boolean all = Boolean.TRUE.equals(flushed);
			this.communicator.events().publish(new ZmqEvent.Closed(this.name, all));
			result.complete(all);
		});
		return result.copy();
	}

	@Override
	public String toString() {
		return "ZmqSocket[%s %s, bound %s, connected %s]".formatted(this.type, this.name, boundEndpoints(),
				connectedEndpoints());
	}

}
