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

package io.zmqcomm.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.Assert;
import org.springframework.validation.Validator;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * What annotated listeners have unless the annotation says otherwise, and the inbound
 * adapters and gateways of sockets with a channel. A bean of this type replaces the
 * defaults; to be set before the listeners are created.
 */
public class ZmqListenerDefaults {

	private boolean ioThread;

	private int concurrency = 1;

	private int batchSize = 500;

	private int pendingLimit = 1000;

	private boolean autoStartup = true;

	private Duration replyTimeout = Duration.ofSeconds(30);

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private @Nullable Executor executor;

	private @Nullable Validator validator;

	private @Nullable ZmqListenerErrorHandler errorHandler;

	private ZmqMessageConverter messageConverter = ZmqMessageConverter.create();

	private List<HandlerMethodArgumentResolver> argumentResolvers = List.of();

	/**
	 * Return whether listeners run on the event loop.
	 * @return {@code false} by default
	 */
	public boolean isIoThread() {
		return this.ioThread;
	}

	/**
	 * Set whether listeners run on the event loop, where they must never block.
	 * @param ioThread {@code false} for worker threads
	 */
	public void setIoThread(boolean ioThread) {
		this.ioThread = ioThread;
	}

	/**
	 * Return how many messages of one listener may be handled at a time.
	 * @return 1 by default, which keeps their order
	 */
	public int getConcurrency() {
		return this.concurrency;
	}

	/**
	 * Set how many messages of one listener may be handled at a time.
	 * @param concurrency at least 1
	 */
	public void setConcurrency(int concurrency) {
		this.concurrency = positive("concurrency", concurrency);
	}

	/**
	 * Return on which threads listeners run, as set by the event loop, the executor and
	 * the concurrency.
	 * @return a worker of each socket's own by default
	 */
	public Dispatch getDispatch() {
		return this.ioThread ? Dispatch.IO_THREAD : getWorkers(null, 0);
	}

	/**
	 * Return on which worker threads a listener runs that is not to run on the event
	 * loop.
	 * @param executor where to run, or {@code null} for the default
	 * @param concurrency how many messages at a time, or 0 for the default
	 * @return the dispatch
	 */
	public Dispatch getWorkers(@Nullable Executor executor, int concurrency) {
		Executor target = (executor != null) ? executor : this.executor;
		int workers = (concurrency > 0) ? concurrency : this.concurrency;
		if (target != null) {
			return Dispatch.executor(target, workers);
		}
		return (workers > 1) ? Dispatch.workers(workers) : Dispatch.worker();
	}

	/**
	 * Return how many messages a batch has at most.
	 * @return 500 by default
	 */
	public int getBatchSize() {
		return this.batchSize;
	}

	/**
	 * Set how many messages a batch has at most.
	 * @param batchSize at least 1
	 */
	public void setBatchSize(int batchSize) {
		this.batchSize = positive("batchSize", batchSize);
	}

	/**
	 * Return how many requests of one listener may be waiting for their answers.
	 * @return 1000 by default
	 */
	public int getPendingLimit() {
		return this.pendingLimit;
	}

	/**
	 * Set how many requests of one listener may be waiting for their answers.
	 * @param pendingLimit at least 1
	 */
	public void setPendingLimit(int pendingLimit) {
		this.pendingLimit = positive("pendingLimit", pendingLimit);
	}

	/**
	 * Return whether listeners start with the application.
	 * @return {@code true} by default
	 */
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Set whether listeners start with the application.
	 * @param autoStartup whether they do
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Return how long the answer to a request may take.
	 * @return 30 s by default
	 */
	public Duration getReplyTimeout() {
		return this.replyTimeout;
	}

	/**
	 * Set how long the answer to a request may take; after it an error is answered.
	 * @param replyTimeout more than zero
	 */
	public void setReplyTimeout(Duration replyTimeout) {
		Assert.isTrue(!replyTimeout.isNegative() && !replyTimeout.isZero(),
				() -> "'replyTimeout' %s (expected: more than zero)".formatted(replyTimeout));
		this.replyTimeout = replyTimeout;
	}

	/**
	 * Return how long a stop waits for the messages at hand.
	 * @return 20 s by default
	 */
	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Set how long a stop waits for the messages at hand.
	 * @param shutdownTimeout zero or more
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		Assert.isTrue(!shutdownTimeout.isNegative(),
				() -> "'shutdownTimeout' %s (expected: zero or more)".formatted(shutdownTimeout));
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Return where listeners run.
	 * @return {@code null}, the default, for threads of the sockets' own
	 */
	public @Nullable Executor getExecutor() {
		return this.executor;
	}

	/**
	 * Set where listeners run; each keeps a thread for as long as messages wait.
	 * @param executor {@code null} for threads of the sockets' own
	 */
	public void setExecutor(@Nullable Executor executor) {
		this.executor = executor;
	}

	/**
	 * Return what validates payloads annotated with {@code @Valid} or {@code @Validated}.
	 * @return {@code null}, the default, for no validation
	 */
	public @Nullable Validator getValidator() {
		return this.validator;
	}

	/**
	 * Set what validates payloads annotated with {@code @Valid} or {@code @Validated}.
	 * @param validator {@code null} for no validation
	 */
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
	}

	/**
	 * Return who is asked when a listener throws.
	 * @return {@code null}, the default, for the log
	 */
	public @Nullable ZmqListenerErrorHandler getErrorHandler() {
		return this.errorHandler;
	}

	/**
	 * Set who is asked when a listener throws.
	 * @param errorHandler {@code null} for the log
	 */
	public void setErrorHandler(@Nullable ZmqListenerErrorHandler errorHandler) {
		this.errorHandler = errorHandler;
	}

	/**
	 * Return what converts payloads and answers.
	 * @return octets, text and JSON by default
	 */
	public ZmqMessageConverter getMessageConverter() {
		return this.messageConverter;
	}

	/**
	 * Set what converts payloads and answers.
	 * @param messageConverter the converter; octets and text need none
	 */
	public void setMessageConverter(MessageConverter messageConverter) {
		this.messageConverter = ZmqMessageConverter.of(messageConverter);
	}

	/**
	 * Return what resolves further kinds of method arguments.
	 * @return empty by default
	 */
	public List<HandlerMethodArgumentResolver> getArgumentResolvers() {
		return this.argumentResolvers;
	}

	/**
	 * Set what resolves further kinds of method arguments.
	 * @param argumentResolvers asked before those of the payload
	 */
	public void setArgumentResolvers(List<HandlerMethodArgumentResolver> argumentResolvers) {
		this.argumentResolvers = List.copyOf(argumentResolvers);
	}

	private static int positive(String name, int value) {
		Assert.isTrue(value > 0, () -> "'%s' %d (expected: at least 1)".formatted(name, value));
		return value;
	}

}
