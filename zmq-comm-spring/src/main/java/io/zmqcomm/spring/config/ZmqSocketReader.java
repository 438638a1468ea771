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

package io.zmqcomm.spring.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.ZmqSocket;

/**
 * One listener's claim on a named socket; made by {@link ZmqSockets#reader}. Started and
 * stopped any number of times, one call at a time; the claim stands until
 * {@link #close()}.
 */
public final class ZmqSocketReader implements AutoCloseable {

	private final SharedSocket shared;

	private final String id;

	private final List<String> topics;

	private final byte[][] prefixes;

	private final @Nullable Dispatch dispatch;

	private final @Nullable MessageReceiver receiver;

	ZmqSocketReader(SharedSocket shared, String id, List<String> topics, @Nullable Dispatch dispatch,
			@Nullable MessageReceiver receiver) {
		this.shared = shared;
		this.id = id;
		this.topics = List.copyOf(topics);
		this.prefixes = this.topics.stream()
			.map((topic) -> topic.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		this.dispatch = dispatch;
		this.receiver = receiver;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Begin to read: installs the receiver, subscribes, and opens the socket if it is not
	 * open yet.
	 * @throws io.zmqcomm.core.ZmqBindException if the socket cannot be bound
	 * @throws IllegalStateException if the sockets are stopped
	 */
	public void start() {
		this.shared.attach(this);
	}

	/**
	 * Stop reading and wait until what was read before is handled. Other readers of the
	 * socket go on when this one is stopped.
	 * @param bound how long to wait at most
	 * @return whether all was handled
	 */
	public boolean drain(Duration bound) {
		return this.shared.drain(this, bound);
	}

	/**
	 * Stop reading, without waiting. On a socket that has other readers, only what this
	 * one subscribed to ends.
	 */
	public void pause() {
		this.shared.pause(this);
	}

	/**
	 * Read again after {@link #drain(Duration)} or {@link #pause()}.
	 */
	public void resume() {
		this.shared.resume(this);
	}

	/**
	 * End the reading. The last reader to stop closes the socket, except that a PAIR,
	 * DEALER or XPUB stays open, without being read, for those who send on it. What was
	 * read and not handled is discarded.
	 */
	public void stop() {
		this.shared.detach(this);
	}

	/**
	 * Stop, and let another listener have the socket.
	 */
	@Override
	public void close() {
		this.shared.release(this);
	}

	/**
	 * Return the socket.
	 * @return the socket as it is open now
	 * @throws IllegalStateException if it is not open
	 */
	public ZmqSocket socket() {
		return this.shared.opened();
	}

	List<String> topics() {
		return this.topics;
	}

	@Nullable Dispatch dispatch() {
		return this.dispatch;
	}

	@Nullable MessageReceiver receiver() {
		return this.receiver;
	}

	boolean matches(ByteBuf frame) {
		for (byte[] prefix : this.prefixes) {
			if (startsWith(frame, prefix)) {
				return true;
			}
		}
		return false;
	}

	private static boolean startsWith(ByteBuf frame, byte[] prefix) {
		if (frame.readableBytes() < prefix.length) {
			return false;
		}
		int start = frame.readerIndex();
		for (int i = 0; i < prefix.length; i++) {
			if (frame.getByte(start + i) != prefix[i]) {
				return false;
			}
		}
		return true;
	}

}
