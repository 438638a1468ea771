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

package io.zmqcomm.spring.integration.inbound;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.Assert;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReader;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * What an inbound adapter and an inbound gateway have in common: the claim on a socket,
 * and a stop that can run beside those of other endpoints. Start and stop are called
 * under the endpoint's lifecycle lock.
 */
final class SocketListening {

	private static final Logger logger = LoggerFactory.getLogger(SocketListening.class);

	static final int PHASE = Integer.MAX_VALUE - 100;

	private final ZmqSocketReference reference;

	private List<String> topics = List.of();

	private Dispatch dispatch = Dispatch.worker();

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private @Nullable ZmqSockets sockets;

	private @Nullable ZmqSocketReader reader;

	private CompletableFuture<@Nullable Void> stopped = CompletableFuture.completedFuture(null);

	private volatile boolean paused;

	SocketListening(ZmqSocketReference reference) {
		this.reference = reference;
	}

	void setTopics(List<String> topics) {
		this.topics = topics;
	}

	void setDispatch(Dispatch dispatch) {
		this.dispatch = dispatch;
	}

	Dispatch dispatch() {
		return this.dispatch;
	}

	void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	String socketName() {
		return this.reference.name();
	}

	/**
	 * Find the socket.
	 * @return what it was defined by
	 */
	ZmqSocketDefinition resolve(@Nullable BeanFactory beanFactory) {
		ZmqSockets resolved = this.reference.resolve(beanFactory);
		this.sockets = resolved;
		return resolved.definition(socketName());
	}

	/**
	 * Claim the socket.
	 * @param receiver given each message, or {@code null} to take them by hand
	 */
	void claim(String id, @Nullable MessageReceiver receiver) {
		ZmqSockets resolved = this.sockets;
		Assert.state(resolved != null, "resolve comes first");
		this.reader = (receiver != null) ? resolved.reader(socketName(), id, this.topics, this.dispatch, receiver)
				: resolved.pollingReader(socketName(), id, this.topics);
	}

	ZmqSocketReader reader() {
		ZmqSocketReader claimed = this.reader;
		Assert.state(claimed != null, () -> "The listener of socket '%s' is not initialised".formatted(socketName()));
		return claimed;
	}

	/**
	 * Start, after the stop before it has ended.
	 */
	void start(Runnable start) {
		this.stopped.join();
		this.paused = false;
		start.run();
	}

	/**
	 * Stop on a thread of its own, so that listeners that stop together drain together.
	 */
	void stop(Runnable stop, Runnable callback) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("zmq-stop-" + socketName() + "-");
		CompletableFuture<@Nullable Void> stopping = CompletableFuture.runAsync(stop, executor).handle((result, ex) -> {
			if (ex != null) {
				logger.error("The listener of socket '{}' did not stop in order", socketName(), ex);
			}
			return null;
		});
		this.stopped = stopping;
		// Only then, as the callback may start the endpoint again
		stopping.thenRunAsync(callback, executor);
	}

	void pause() {
		this.paused = true;
		reader().pause();
	}

	void resume() {
		this.paused = false;
		reader().resume();
	}

	boolean isPaused() {
		return this.paused;
	}

	void close() {
		ZmqSocketReader claimed = this.reader;
		if (claimed != null) {
			this.reader = null;
			claimed.close();
		}
	}

}
