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

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.openucx.jucx.UcxUtils;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;
import org.openucx.jucx.ucs.UcsConstants;

/**
 * A peer that sends what it likes by UCX, on the thread of its test.
 */
final class RawUcxPeer implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final UcpContext context;

	private final UcpWorker worker;

	private final UcpEndpoint endpoint;

	/** What was sent must stay in memory until it is. */
	private final List<ByteBuffer> sent = new ArrayList<>();

	private boolean greeted;

	private boolean cutOff;

	RawUcxPeer(String endpoint) {
		this.context = new UcpContext(UcxContext.params(true));
		this.worker = this.context.newWorker(new UcpWorkerParams());
		this.worker.setAmRecvHandler(ActiveMessages.HELLO, (header, length, data, from) -> {
			this.greeted = true;
			return UcsConstants.STATUS.UCS_OK;
		}, UcpConstants.UCP_AM_FLAG_WHOLE_MSG);
		for (int id : new int[] { ActiveMessages.DATA, ActiveMessages.CREDIT, ActiveMessages.END }) {
			this.worker.setAmRecvHandler(id, (header, length, data, from) -> UcsConstants.STATUS.UCS_OK,
					UcpConstants.UCP_AM_FLAG_WHOLE_MSG);
		}
		int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
		this.endpoint = this.worker
			.newEndpoint(new UcpEndpointParams().setSocketAddress(new InetSocketAddress("127.0.0.1", port))
				.setPeerErrorHandlingMode()
				.setErrorHandler((failed, status, text) -> this.cutOff = true));
		await(() -> this.greeted, "the other side says hello");
	}

	void hello() {
		hello(512 * 1024);
	}

	void hello(int window) {
		byte[] header = ByteBuffer.allocate(12)
			.order(ByteOrder.LITTLE_ENDIAN)
			.put(new byte[] { 'Z', 'M', 'Q', 'R' })
			.putInt(1)
			.putInt(window)
			.array();
		send(ActiveMessages.HELLO, header, new byte[0]);
	}

	void data(long position, byte[] octets) {
		send(ActiveMessages.DATA, number(position), octets);
	}

	void send(int id, byte[] header, byte[] data) {
		ByteBuffer memory = ByteBuffer.allocateDirect(header.length + data.length);
		memory.put(header).put(data).rewind();
		this.sent.add(memory);
		long address = UcxUtils.getAddress(memory);
		this.endpoint.sendAmNonBlocking(id, address, header.length, address + header.length, data.length,
				UcpConstants.UCP_AM_SEND_FLAG_REPLY | UcpConstants.UCP_AM_SEND_FLAG_EAGER, null);
		progress();
	}

	static byte[] number(long number) {
		return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
	}

	boolean isCutOff() {
		progress();
		return this.cutOff;
	}

	void awaitCutOff() {
		await(() -> this.cutOff, "the other side closes");
	}

	private void await(BooleanSupplier condition, String what) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("not so in time: " + what);
			}
			progress();
			Thread.yield();
		}
	}

	private void progress() {
		try {
			this.worker.progress();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		var closing = this.endpoint.closeNonBlockingForce();
		await(closing::isCompleted, "the endpoint is closed");
		this.worker.close();
		this.context.close();
	}

}
