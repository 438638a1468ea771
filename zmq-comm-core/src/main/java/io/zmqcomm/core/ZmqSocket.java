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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;

import io.zmqcomm.core.monitor.SocketCounters;
import io.zmqcomm.core.tensor.Tensor;

/**
 * A ZeroMQ socket. Every method may be called from any thread at any time, also during
 * close; a message of several frames is one atomic call. Blocking calls are
 * interruptible, leave the state unchanged when interrupted or timed out, and throw
 * {@link IllegalStateException} when called on an event loop.
 * <p>
 * Those that declare no {@link InterruptedException} return early when interrupted, with
 * the thread's interrupt status set: {@code bind} undoes what it began, {@code unbind},
 * {@code disconnect} and {@code close} go on by themselves, within the linger time.
 * <p>
 * A socket type that cannot do what a method asks (such as {@code receive} on a PUB)
 * throws {@link UnsupportedOperationException}.
 */
public interface ZmqSocket extends AutoCloseable {

	/**
	 * Return the type.
	 * @return the type
	 */
	SocketType type();

	/**
	 * Return the options, frozen at creation.
	 * @return the options
	 */
	SocketOptions options();

	/**
	 * Bind endpoints, such as {@code tcp://127.0.0.1:5555}, {@code tcp://*:*} (any
	 * interface, a free port), {@code ipc:///run/feed}, {@code ipc://@feed} (abstract),
	 * {@code ipc://*} (a fresh socket file) or {@code inproc://name}. Returns once all
	 * are bound; if one fails, those of this call are unbound again.
	 * @param endpoints where to listen
	 * @return this socket
	 * @throws ZmqBindException if an endpoint cannot be bound, or with an
	 * {@link InterruptedException} as cause if interrupted; a port that was about to be
	 * bound then becomes free soon after the return
	 */
	ZmqSocket bind(String... endpoints);

	/**
	 * Connect to endpoints. Returns at once; each endpoint's queue exists from now on and
	 * survives reconnects. On DEALER, SUB, PUB and REQ a second connect to the same
	 * endpoint does nothing.
	 * @param endpoints where peers are bound, now or later
	 * @return this socket
	 */
	ZmqSocket connect(String... endpoints);

	/**
	 * Connect to one endpoint with options that differ from the socket's.
	 * @param endpoint where the peer is bound
	 * @param changes applied to a copy of the socket's options
	 * @return this socket
	 */
	ZmqSocket connect(String endpoint, Consumer<SocketOptions.Builder> changes);

	/**
	 * Stop listening and close the connections that were accepted there, flushing within
	 * the linger time. Returns when the port is free.
	 * @param endpoint as given to {@code bind} or listed by {@link #boundEndpoints()}
	 * @return this socket
	 * @throws IllegalArgumentException if the endpoint is not bound
	 * @throws ZmqException with an {@link InterruptedException} as cause if interrupted;
	 * the port may not be free yet
	 */
	ZmqSocket unbind(String endpoint);

	/**
	 * Close the connection to an endpoint and drop its queue after flushing within the
	 * linger time.
	 * @param endpoint as given to {@code connect}
	 * @return this socket
	 * @throws IllegalArgumentException if the endpoint is not connected
	 * @throws ZmqException with an {@link InterruptedException} as cause if interrupted
	 */
	ZmqSocket disconnect(String endpoint);

	/**
	 * Return the bound endpoints with their real ports.
	 * @return a snapshot
	 */
	List<String> boundEndpoints();

	/**
	 * Return the endpoints given to {@code connect}, whether or not a peer is there now.
	 * @return a snapshot
	 */
	List<String> connectedEndpoints();

	/**
	 * Return the peers whose handshake is done.
	 * @return a snapshot
	 */
	List<PeerInfo> peers();

	/**
	 * Receive the messages whose first frame begins with the topic (SUB, XSUB). Counted:
	 * as many calls of {@link #unsubscribe(String)} end it.
	 * @param topic prefix in UTF-8; empty for everything
	 * @return this socket
	 */
	default ZmqSocket subscribe(String topic) {
		return subscribe(topic.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Receive the messages whose first frame begins with the topic (SUB, XSUB).
	 * @param topic prefix; copied
	 * @return this socket
	 */
	ZmqSocket subscribe(byte[] topic);

	/**
	 * Take one subscription back. A topic that is not subscribed is ignored.
	 * @param topic prefix in UTF-8
	 * @return this socket
	 */
	default ZmqSocket unsubscribe(String topic) {
		return unsubscribe(topic.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Take one subscription back. A topic that is not subscribed is ignored.
	 * @param topic prefix
	 * @return this socket
	 */
	ZmqSocket unsubscribe(byte[] topic);

	/**
	 * Send one frame of UTF-8 text; blocks up to the send timeout.
	 * @param text the text
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	default SendOutcome send(String text) throws InterruptedException {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send one frame; blocks up to the send timeout where the type blocks (PUSH, DEALER,
	 * REQ, PAIR, and ROUTER for a known peer). Such a socket with a single peer for which
	 * more than 4 MiB wait lets it catch up before this returns, for 20 ms at most and
	 * within the send timeout; the message is accepted then, and an interrupt stays
	 * noted. So do the other blocking sends.
	 * @param frame copied before return
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting for room; nothing was
	 * sent
	 */
	SendOutcome send(byte[] frame) throws InterruptedException;

	/**
	 * Send a message; blocks up to the send timeout.
	 * @param message the message; copied before return
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	SendOutcome send(ZmqMessage message) throws InterruptedException;

	/**
	 * Send a tensor; blocks up to the send timeout. For the other ways to send there is
	 * {@link ZmqMessage#of(Tensor)}.
	 * @param tensor as for {@link ZmqMessage#of(Tensor)}
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	default SendOutcome send(Tensor tensor) throws InterruptedException {
		return send(ZmqMessage.of(tensor));
	}

	/**
	 * Send a tensor behind a topic; blocks up to the send timeout.
	 * @param topic the first frame, in UTF-8
	 * @param tensor as for {@link ZmqMessage#of(Tensor)}
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	default SendOutcome send(String topic, Tensor tensor) throws InterruptedException {
		return send(ZmqMessage.of(topic, tensor));
	}

	/**
	 * Send a message without ever blocking; also on an event loop.
	 * @param message the message; copied before return
	 * @return what became of it
	 */
	SendOutcome trySend(ZmqMessage message);

	/**
	 * Send frames without copying the large ones; never blocks. Ownership of the frames
	 * passes to the socket only if the outcome is {@code ACCEPTED}. Direct buffers of 32
	 * KiB or more are sent by reference and must not be changed afterwards.
	 * @param frames the readable octets of each are one frame
	 * @return what became of it
	 */
	SendOutcome trySend(ByteBuf... frames);

	/**
	 * Send frames without copying the large ones; blocks up to the send timeout.
	 * Ownership as for {@link #trySend(ByteBuf...)}.
	 * @param frames the readable octets of each are one frame
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	SendOutcome send(ByteBuf... frames) throws InterruptedException;

	/**
	 * Send a message to one peer of a ROUTER; blocks up to the send timeout while that
	 * peer's queue is full.
	 * @param peer the routing id
	 * @param message the message without the routing id; copied before return
	 * @return what became of it
	 * @throws InterruptedException if interrupted while waiting; nothing was sent
	 */
	SendOutcome sendTo(RoutingId peer, ZmqMessage message) throws InterruptedException;

	/**
	 * Send a message to one peer of a ROUTER without blocking.
	 * @param peer the routing id
	 * @param message the message without the routing id; copied before return
	 * @return what became of it
	 */
	SendOutcome trySendTo(RoutingId peer, ZmqMessage message);

	/**
	 * Send a message when there is room, without blocking the caller. Messages go out in
	 * the order of the calls; their futures complete in no certain order, on the caller's
	 * thread or an event loop.
	 * @param message the message
	 * @return completes with {@code ACCEPTED}, with the outcome that stood at the end of
	 * the send timeout, or with {@code CLOSED}
	 */
	CompletableFuture<SendOutcome> sendAsync(ZmqMessage message);

	/**
	 * Receive a message; blocks up to the receive timeout.
	 * @return the message
	 * @throws ZmqTimeoutException if none came in time
	 * @throws ZmqClosedException if the socket is closed
	 * @throws InterruptedException if interrupted while waiting; no message was taken
	 */
	ZmqMessage receive() throws InterruptedException;

	/**
	 * Receive a message; blocks up to the given time.
	 * @param timeout how long to wait at most
	 * @return the message, or empty if none came in time
	 * @throws ZmqClosedException if the socket is closed
	 * @throws InterruptedException if interrupted while waiting; no message was taken
	 */
	Optional<ZmqMessage> receive(Duration timeout) throws InterruptedException;

	/**
	 * Receive a message that is there already; never blocks. While another thread is
	 * inside {@link #poll}, whose receiver may take its time, the messages are that
	 * thread's, and the result is empty.
	 * @return the message, or empty
	 * @throws ZmqClosedException if the socket is closed
	 */
	Optional<ZmqMessage> tryReceive();

	/**
	 * Hand messages that are there already to the receiver, on the caller's thread. Does
	 * not wait, neither for messages nor for another thread inside this method.
	 * @param receiver called with borrowed views
	 * @param limit how many at most
	 * @return how many were handed over; 0 while another thread is inside
	 */
	int poll(MessageReceiver receiver, int limit);

	/**
	 * Hand every message to the receiver, on one serial worker thread. A socket has at
	 * most one receiver; {@code receive} and {@code poll} are then refused.
	 * @param receiver called with borrowed views
	 * @return this socket
	 */
	default ZmqSocket onMessage(MessageReceiver receiver) {
		return onMessage(Dispatch.worker(), receiver);
	}

	/**
	 * Hand every message to the receiver, on the given threads.
	 * @param dispatch which threads
	 * @param receiver called with borrowed views
	 * @return this socket
	 */
	ZmqSocket onMessage(Dispatch dispatch, MessageReceiver receiver);

	/**
	 * Hand the tensor of every message to the receiver, on one serial worker thread; see
	 * {@link #onMessage(MessageReceiver)}.
	 * @param receiver called with borrowed tensors
	 * @return this socket
	 */
	default ZmqSocket onTensor(TensorReceiver receiver) {
		return onTensor(Dispatch.worker(), receiver);
	}

	/**
	 * Hand the tensor of every message to the receiver, on the given threads. A message
	 * that does not end with a tensor, or with a damaged one, counts as
	 * {@linkplain SocketCounters#failed() failed} and the next is served. A REP, and a
	 * ROUTER to a REQ, answers it with an error that says what was wrong: the frame
	 * {@code ZMQ-COMM-ERROR} and JSON with {@code code} and {@code message}. Where other
	 * messages are to be expected, {@code onMessage} with {@link MessageView#hasTensor()}
	 * takes both.
	 * @param dispatch which threads
	 * @param receiver called with borrowed tensors
	 * @return this socket
	 */
	default ZmqSocket onTensor(Dispatch dispatch, TensorReceiver receiver) {
		return onMessage(dispatch, new TensorReceiving(this, receiver));
	}

	/**
	 * Stop reading from all peers (their senders meet back-pressure) and wait until what
	 * was read before is handled by the receiver. {@link #resume()} ends the pause.
	 * @param bound how long to wait at most
	 * @return whether all was handled
	 * @throws InterruptedException if interrupted while waiting; reading stays stopped
	 */
	boolean drain(Duration bound) throws InterruptedException;

	/**
	 * Read from the peers again after {@link #drain(Duration)}.
	 * @return this socket
	 */
	ZmqSocket resume();

	/**
	 * Wait until so many peers are connected.
	 * @param count how many at least
	 * @param timeout how long to wait at most
	 * @return whether they are there
	 * @throws InterruptedException if interrupted while waiting
	 */
	boolean awaitPeers(int count, Duration timeout) throws InterruptedException;

	/**
	 * Wait until so many peers have a subscription that a message of this topic would
	 * match (PUB, XPUB).
	 * @param topic in UTF-8
	 * @param count how many at least
	 * @param timeout how long to wait at most
	 * @return whether they are there
	 * @throws InterruptedException if interrupted while waiting
	 */
	boolean awaitSubscribers(String topic, int count, Duration timeout) throws InterruptedException;

	/**
	 * Return the counters of the socket since its creation.
	 * @return a snapshot
	 */
	SocketCounters counters();

	/**
	 * Return the counters of each transport, such as {@code tcp} or {@code ipc}, that the
	 * socket has used.
	 * @return a snapshot by scheme
	 */
	Map<String, SocketCounters> countersByTransport();

	/**
	 * Return the counters of one connected peer.
	 * @param peer one of {@link #peers()}
	 * @return a snapshot; all zero if the peer is gone
	 */
	SocketCounters counters(PeerInfo peer);

	/**
	 * Return whether {@code close} was called.
	 * @return whether the socket is closed or closing
	 */
	boolean isClosed();

	/**
	 * Close within the socket's linger time; see {@link #close(Duration)}. On an event
	 * loop, and on a thread that is interrupted, the close is begun and not awaited;
	 * {@link #closeAsync()} tells when it is done.
	 */
	@Override
	void close();

	/**
	 * Stop accepting, hand what is queued to the network for as long as the bound allows,
	 * then close all connections and free all ports. Idempotent.
	 * @param linger how long to flush at most
	 * @return whether all that was queued was handed over; {@code false} also if
	 * interrupted meanwhile, when it goes on by itself
	 */
	boolean close(Duration linger);

	/**
	 * Begin to close, without waiting; also on an event loop.
	 * @return completes when closed, with what {@link #close(Duration)} returns
	 */
	CompletableFuture<Boolean> closeAsync();

}
