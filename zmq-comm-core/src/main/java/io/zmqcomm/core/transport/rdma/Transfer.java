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

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.openucx.jucx.UcxCallback;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpRequestParams;
import org.openucx.jucx.ucs.UcsConstants;

/**
 * One active message on its way: keeps its memory until UCX is done with it. Used again
 * and again. Event loop only.
 */
final class Transfer extends UcxCallback {

	private static final UcpRequestParams HOST_MEMORY = new UcpRequestParams()
		.setMemoryType(UcsConstants.MEMORY_TYPE.UCS_MEMORY_TYPE_HOST);

	private final UcxLoop ucx;

	private final ByteBuf header = ActiveMessages.newHeader();

	private final long headerAddress = UcxLoop.address(this.header, 0, ActiveMessages.MAX_HEADER);

	private @Nullable ByteBuf payload;

	private @Nullable Completion completion;

	Transfer(UcxLoop ucx) {
		this.ucx = ucx;
	}

	/**
	 * Return the header to be written before sending.
	 * @return empty
	 */
	ByteBuf header() {
		return this.header.clear();
	}

	/**
	 * Send without data.
	 * @param endpoint where to
	 * @param id kind of the message
	 * @param completion told of the end
	 */
	void send(UcpEndpoint endpoint, int id, Completion completion) {
		send(endpoint, id, null, 0, 0, UcpConstants.UCP_AM_SEND_FLAG_EAGER, completion);
	}

	/**
	 * Send.
	 * @param endpoint where to
	 * @param id kind of the message
	 * @param payload keeps the data in memory; one reference passes
	 * @param address of the data
	 * @param length of the data
	 * @param flags eager or by rendezvous
	 * @param completion told of the end, perhaps before this returns
	 */
	void send(UcpEndpoint endpoint, int id, @Nullable ByteBuf payload, long address, long length, long flags,
			Completion completion) {
		this.payload = payload;
		this.completion = completion;
		this.ucx.sending(this);
		try {
			endpoint.sendAmNonBlocking(id, this.headerAddress, this.header.readableBytes(), address, length,
					flags | UcpConstants.UCP_AM_SEND_FLAG_REPLY, this, HOST_MEMORY);
		}
		catch (UcxException ex) {
			done(ex);
		}
		finally {
			this.ucx.sent();
		}
	}

	@Override
	public void onSuccess(org.openucx.jucx.ucp.@Nullable UcpRequest request) {
		done(null);
	}

	@Override
	public void onError(int status, String text) {
		done(new UcxException(text, status));
	}

	private void done(@Nullable UcxException failure) {
		Completion completion = this.completion;
		if (completion != null) {
			release();
			this.ucx.finished(this);
			completion.completed(failure);
		}
	}

	/**
	 * Let go of the data.
	 */
	void release() {
		this.completion = null;
		if (this.payload != null) {
			this.payload.release();
			this.payload = null;
		}
	}

	/**
	 * Let go of all memory; this is not used again.
	 */
	void dispose() {
		release();
		this.header.release();
	}

	/**
	 * Told of the end of a transfer.
	 */
	interface Completion {

		/**
		 * The memory of the transfer is not used any more. Must not throw.
		 * @param failure why it failed, or {@code null}
		 */
		void completed(@Nullable UcxException failure);

	}

}
