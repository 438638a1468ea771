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

package io.zmqcomm.core.transport.rdma;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import org.jspecify.annotations.Nullable;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.UcxUtils;
import org.openucx.jucx.ucp.UcpAmData;
import org.openucx.jucx.ucp.UcpAmRecvCallback;
import org.openucx.jucx.ucp.UcpConnectionRequest;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucs.UcsConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.EventLoops;
import io.zmqcomm.core.transport.PolledSource;
import io.zmqcomm.core.transport.ReadScratch;

/**
 * The UCX worker of one event loop. Its progress is part of the loop's turns, and its
 * event descriptor wakes the loop from its sleep: the worker is armed before each sleep,
 * and asked once more after that, so that no wake-up is lost. Event loop only.
 */
final class UcxLoop implements PolledSource, EpollIoHandle {

	private static final Logger logger = LoggerFactory.getLogger(UcxLoop.class);

	/** How long the end waits for endpoints that are closing. */
	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int SPARE_TRANSFERS = 64;

	/** How often UCX may go on before the event loop looks elsewhere. */
	private static final int PROGRESS_PER_TURN = 32;

	private final EventLoops loops;

	private final EventLoop loop;

	private final UcxContext context;

	private final UcpWorker worker;

	private final FileDescriptor events;

	private final IoRegistration registration;

	private final ReadScratch scratch = new ReadScratch();

	/** By the native handle of their endpoint. */
	private final LongObjectMap<RdmaConnection> connections = new LongObjectHashMap<>();

	private final Set<RdmaListener> listeners = new HashSet<>();

	private final Set<Transfer> transfers = new HashSet<>();

	private final Set<Inflow.Fetch> fetches = new HashSet<>();

	private final ArrayDeque<Transfer> spare = new ArrayDeque<>();

	/** Requests to close endpoints. */
	private final List<UcpRequest> closing = new ArrayList<>();

	/** Connections that have something to hand over. */
	private final ArrayDeque<Inflow> ready = new ArrayDeque<>();

	/** Who gathers octets in the buffer that the connections share. */
	private @Nullable Inflow gathering;

	/** How many sends are on the stack. */
	private int sending;

	private boolean closed;

	UcxLoop(EventLoops loops, EventLoop loop, UcxContext context) {
		this.loops = loops;
		this.loop = loop;
		this.context = context;
		this.worker = context.newWorker();
		this.events = new FileDescriptor(this.worker.getEventFD());
		receive(ActiveMessages.HELLO, (connection, header, data) -> connection.hello(header));
		receive(ActiveMessages.DATA, (connection, header, data) -> connection.data(header, data));
		receive(ActiveMessages.CREDIT, (connection, header, data) -> connection.credit(header));
		receive(ActiveMessages.END, (connection, header, data) -> connection.end(header));
		// Edge-triggered, as the descriptor stays readable until the worker is armed.
		this.registration = ((IoEventLoop) loop).register(this).getNow();
		this.registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
		loops.poll(loop, this);
	}

	private void receive(int id, Receiver receiver) {
		UcpAmRecvCallback callback = (headerAddress, headerLength, data, endpoint) -> {
			RdmaConnection connection = (endpoint != null) ? this.connections.get(endpoint.getNativeId()) : null;
			if (connection == null) {
				return UcsConstants.STATUS.UCS_OK;
			}
			try {
				return receiver.received(connection, view(headerAddress, headerLength), data);
			}
			catch (Throwable ex) {
				// Nothing may be thrown through UCX.
				connection.fail(ex);
				return UcsConstants.STATUS.UCS_OK;
			}
		};
		this.worker.setAmRecvHandler(id, callback, UcpConstants.UCP_AM_FLAG_WHOLE_MSG);
	}

	/**
	 * Return memory of UCX.
	 * @param address where
	 * @param length how much
	 * @return valid during the callback
	 */
	static ByteBuffer view(long address, long length) {
		return (length > 0) ? UcxUtils.getByteBufferView(address, length).order(ByteOrder.LITTLE_ENDIAN)
				: ByteBuffer.allocate(0);
	}

	/**
	 * Return the address of memory of ours.
	 * @param buffer direct and in one piece
	 * @param index where in it
	 * @param length how much
	 * @return the address
	 */
	static long address(ByteBuf buffer, int index, int length) {
		return buffer.hasMemoryAddress() ? buffer.memoryAddress() + index
				: UcxUtils.getAddress(buffer.nioBuffer(index, length));
	}

	EventLoop loop() {
		return this.loop;
	}

	UcpWorker worker() {
		return this.worker;
	}

	UcxContext context() {
		return this.context;
	}

	ReadScratch scratch() {
		return this.scratch;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return whether UCX is sending, in which a loop-back transport may deliver already:
	 * nothing is to be handed over then.
	 * @return whether it is
	 */
	boolean isSending() {
		return this.sending > 0;
	}

	/**
	 * Have a connection hand over what it received, soon.
	 * @param inflow its receiving side
	 */
	void ready(Inflow inflow) {
		this.ready.addLast(inflow);
	}

	Transfer transfer() {
		Transfer transfer = this.spare.pollLast();
		return (transfer != null) ? transfer : new Transfer(this);
	}

	void sending(Transfer transfer) {
		this.transfers.add(transfer);
		this.sending++;
	}

	void sent() {
		this.sending--;
	}

	void finished(Transfer transfer) {
		this.transfers.remove(transfer);
		if (this.spare.size() < SPARE_TRANSFERS && !this.closed) {
			this.spare.addLast(transfer);
		}
		else {
			transfer.dispose();
		}
	}

	void fetching(Inflow.Fetch fetch) {
		this.fetches.add(fetch);
	}

	void fetched(Inflow.Fetch fetch) {
		this.fetches.remove(fetch);
	}

	/**
	 * Listen.
	 * @param endpoint ours
	 * @param local its address
	 * @param backlog how many connections may wait to be accepted
	 * @param accepted takes each connection
	 * @return the listener
	 * @throws IOException if that failed
	 */
	RdmaListener listen(Endpoint endpoint, InetSocketAddress local, int backlog, Consumer<Connection> accepted)
			throws IOException {
		RdmaListener listener = new RdmaListener(this, endpoint, local, backlog, accepted);
		this.listeners.add(listener);
		return listener;
	}

	void closed(RdmaListener listener) {
		this.listeners.remove(listener);
	}

	/**
	 * Connect.
	 * @param remote where to
	 * @param name of the other side
	 * @param nanos how long to wait for its answer
	 * @return completes with the connection, once it has answered
	 */
	CompletableFuture<Connection> connect(InetSocketAddress remote, String name, long nanos) {
		RdmaConnection connection = new RdmaConnection(this, name);
		CompletableFuture<Connection> opened = connection.opening(nanos);
		try {
			connection.open(newEndpoint(new UcpEndpointParams().setSocketAddress(remote), connection));
		}
		catch (UcxException ex) {
			connection.notOpened(ex.getMessage());
		}
		return opened;
	}

	/**
	 * Accept a connection.
	 * @param request of a client
	 * @return the connection, on which nothing was received yet
	 * @throws UcxException if the client is gone
	 */
	RdmaConnection accept(UcpConnectionRequest request) {
		RdmaConnection connection = new RdmaConnection(this, RdmaTransport.name(request.getClientAddress()));
		connection.open(newEndpoint(new UcpEndpointParams().setConnectionRequest(request), connection));
		connection.sendHello();
		return connection;
	}

	private UcpEndpoint newEndpoint(UcpEndpointParams params, RdmaConnection connection) {
		UcpEndpoint endpoint = this.worker.newEndpoint(params.setPeerErrorHandlingMode()
			.setErrorHandler((failed, status, text) -> connection.lost(status, text)));
		this.connections.put(endpoint.getNativeId().longValue(), connection);
		return endpoint;
	}

	/**
	 * Close an endpoint without asking its peer.
	 * @param endpoint the endpoint
	 */
	void close(UcpEndpoint endpoint) {
		this.connections.remove(endpoint.getNativeId().longValue());
		UcpRequest request = endpoint.closeNonBlockingForce();
		if (!request.isCompleted()) {
			this.closing.removeIf(UcpRequest::isCompleted);
			this.closing.add(request);
		}
	}

	@Override
	public boolean poll() {
		boolean any = false;
		for (int i = 0; i < PROGRESS_PER_TURN && (progress() > 0 | handOver()); i++) {
			any = true;
		}
		return any;
	}

	private boolean handOver() {
		boolean any = false;
		// Only those of now, as one may ask to come again.
		for (int i = this.ready.size(); i > 0; i--) {
			any = true;
			this.ready.removeFirst().handOver();
		}
		return any;
	}

	/**
	 * Let a connection gather octets until UCX has no more at hand, or another one wants
	 * to.
	 * @param inflow its receiving side
	 */
	void gathering(Inflow inflow) {
		if (this.gathering != inflow) {
			handOverGathered();
			this.gathering = inflow;
		}
	}

	private void handOverGathered() {
		Inflow inflow = this.gathering;
		if (inflow != null) {
			this.gathering = null;
			inflow.handOverGathered();
		}
	}

	private int progress() {
		try {
			int events = this.worker.progress();
			handOverGathered();
			return events;
		}
		catch (Exception ex) {
			throw new IllegalStateException("UCX made no progress", ex);
		}
	}

	@Override
	public boolean prepareToSleep() {
		try {
			this.worker.arm();
		}
		catch (UcxException ex) {
			if (ex.getStatus() == UcsConstants.STATUS.UCS_ERR_BUSY) {
				return false;
			}
			throw ex;
		}
		return progress() == 0 && this.ready.isEmpty();
	}

	@Override
	public FileDescriptor fd() {
		return this.events;
	}

	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		// The loop is awake, and polls.
	}

	/**
	 * End all that is left.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.loops.poll(this.loop, null);
		this.registration.cancel();
		List.copyOf(this.listeners).forEach(RdmaListener::closeNow);
		List.copyOf(this.connections.values()).forEach(RdmaConnection::abort);
		long begin = System.nanoTime();
		while (this.closing.stream().anyMatch((request) -> !request.isCompleted())) {
			if (System.nanoTime() - begin > CLOSE_NANOS) {
				logger.debug("Endpoints of UCX did not close in time");
				break;
			}
			progress();
		}
		this.context.close(this.worker);
		this.transfers.forEach(Transfer::dispose);
		this.spare.forEach(Transfer::dispose);
		this.fetches.forEach(Inflow.Fetch::release);
		this.scratch.release();
	}

	/**
	 * Takes one kind of active message.
	 */
	private interface Receiver {

		int received(RdmaConnection connection, ByteBuffer header, UcpAmData data);

	}

}
