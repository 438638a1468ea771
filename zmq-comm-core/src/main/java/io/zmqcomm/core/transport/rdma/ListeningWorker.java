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

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpListener;
import org.openucx.jucx.ucp.UcpListenerParams;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucs.UcsConstants;

/**
 * A worker that only listens, for one endpoint, where UCX's connection manager is that of
 * TCP. A client that is connected and has not said who it is stays with the listener's
 * worker and refers to the listener, also when that is gone (UCX 1.13.1,
 * {@code uct_tcp_sockcm_ep_t.listener}): so the worker is closed with its listener, and
 * such clients with it. Connections live on the worker of the event loop. Event loop
 * only.
 */
final class ListeningWorker implements EpollIoHandle {

	private final UcxContext context;

	private final UcpWorker worker;

	private final UcpListener listener;

	private final FileDescriptor events;

	private final IoRegistration registration;

	private boolean closed;

	ListeningWorker(UcxContext context, EventLoop loop, UcpListenerParams params) {
		this.context = context;
		this.worker = context.newWorker();
		try {
			this.listener = this.worker.newListener(params);
		}
		catch (UcxException ex) {
			context.close(this.worker);
			throw ex;
		}
		this.events = new FileDescriptor(this.worker.getEventFD());
		this.registration = ((IoEventLoop) loop).register(this).getNow();
		this.registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
		progress();
	}

	UcpListener listener() {
		return this.listener;
	}

	/** Make progress until there is nothing to do and an event would wake the loop. */
	private void progress() {
		try {
			do {
				while (this.worker.progress() > 0) {
					continue;
				}
			}
			while (!isArmed());
		}
		catch (Exception ex) {
			throw new IllegalStateException("UCX made no progress", ex);
		}
	}

	private boolean isArmed() {
		try {
			this.worker.arm();
			return true;
		}
		catch (UcxException ex) {
			if (ex.getStatus() == UcsConstants.STATUS.UCS_ERR_BUSY) {
				return false;
			}
			throw ex;
		}
	}

	@Override
	public FileDescriptor fd() {
		return this.events;
	}

	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		if (!this.closed) {
			progress();
		}
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.registration.cancel();
			this.listener.close();
			this.context.close(this.worker);
		}
	}

}
