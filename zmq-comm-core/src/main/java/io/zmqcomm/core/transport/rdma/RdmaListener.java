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
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpConnectionRequest;
import org.openucx.jucx.ucp.UcpListener;
import org.openucx.jucx.ucp.UcpListenerParams;
import org.openucx.jucx.ucs.UcsConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.transport.Connection;
import io.zmqcomm.core.transport.Endpoint;
import io.zmqcomm.core.transport.Transport;

/**
 * A bound endpoint. Its connections live on its event loop, to which this is confined,
 * {@link #accepting} and {@link #close()} excepted.
 */
final class RdmaListener implements Transport.Listener {

	private static final Logger logger = LoggerFactory.getLogger(RdmaListener.class);

	private final UcxLoop ucx;

	private final int backlog;

	private final Consumer<Connection> accepted;

	private final ArrayDeque<UcpConnectionRequest> requests = new ArrayDeque<>();

	/** Ends to listen, on the worker of the event loop or on one of its own. */
	private final Runnable unlisten;

	private final Endpoint endpoint;

	private boolean accepting = true;

	private boolean closed;

	RdmaListener(UcxLoop ucx, Endpoint endpoint, InetSocketAddress local, int backlog, Consumer<Connection> accepted)
			throws IOException {
		this.ucx = ucx;
		this.backlog = backlog;
		this.accepted = accepted;
		UcpListenerParams params = new UcpListenerParams().setSockAddr(local).setConnectionHandler(this::requested);
		UcpListener listening;
		try {
			if (ucx.context().allowsSoftware()) {
				ListeningWorker worker = new ListeningWorker(ucx.context(), ucx.loop(), params);
				this.unlisten = worker::close;
				listening = worker.listener();
			}
			else {
				listening = ucx.worker().newListener(params);
				this.unlisten = listening::close;
			}
		}
		catch (UcxException ex) {
			if (ex.getStatus() == UcsConstants.STATUS.UCS_ERR_BUSY) {
				throw new BindException("Address already in use");
			}
			throw new IOException("UCX cannot listen: " + ex.getMessage(), ex);
		}
		String host = endpoint.isAnyHost() ? "0.0.0.0" : endpoint.host();
		this.endpoint = endpoint.bound(host, listening.getAddress().getPort());
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	/** Called by UCX, in whose callbacks no endpoint is to be made. */
	private void requested(UcpConnectionRequest request) {
		this.requests.addLast(request);
		this.ucx.loop().execute(this::accept);
	}

	private void accept() {
		if (this.closed) {
			return;
		}
		while (!this.requests.isEmpty() && (this.accepting || this.requests.size() > this.backlog)) {
			if (!this.accepting) {
				this.requests.removeLast().reject();
				continue;
			}
			UcpConnectionRequest request = this.requests.removeFirst();
			try {
				this.accepted.accept(this.ucx.accept(request));
			}
			catch (UcxException ex) {
				logger.debug("A client of {} was gone before it was accepted: {}", this.endpoint, ex.getMessage());
			}
		}
	}

	@Override
	public void accepting(boolean on) {
		this.ucx.loop().execute(() -> {
			this.accepting = on;
			accept();
		});
	}

	@Override
	public CompletableFuture<Void> close() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		try {
			this.ucx.loop().execute(() -> {
				closeNow();
				done.complete(null);
			});
		}
		catch (RejectedExecutionException ex) {
			// The event loop has ended, and closed this.
			done.complete(null);
		}
		return done;
	}

	void closeNow() {
		if (!this.closed) {
			this.closed = true;
			this.requests.forEach(UcpConnectionRequest::reject);
			this.requests.clear();
			this.unlisten.run();
			this.ucx.closed(this);
		}
	}

}
