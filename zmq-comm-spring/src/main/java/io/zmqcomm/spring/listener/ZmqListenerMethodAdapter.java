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

import java.lang.reflect.Method;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessagingException;
import reactor.core.publisher.Mono;

import io.zmqcomm.spring.integration.inbound.PendingReply;
import io.zmqcomm.spring.integration.inbound.ZmqRequestMessage;

/**
 * Hands messages to a listener method and a request's answer back, also one that the
 * method promises by a {@link CompletionStage} or a reactive type (its first value).
 * Called on the threads of the endpoint's dispatch.
 */
public class ZmqListenerMethodAdapter implements MessageHandler {

	private static final Logger logger = LoggerFactory.getLogger(ZmqListenerMethodAdapter.class);

	private final String id;

	private final Method method;

	private final ListenerInvocation invocation;

	private final @Nullable ZmqListenerErrorHandler errorHandler;

	ZmqListenerMethodAdapter(String id, Method method, ListenerInvocation invocation,
			@Nullable ZmqListenerErrorHandler errorHandler) {
		this.id = id;
		this.method = method;
		this.invocation = invocation;
		this.errorHandler = errorHandler;
	}

	@Override
	public void handleMessage(Message<?> message) throws MessagingException {
		Object result;
		try {
			result = this.invocation.invoke(message);
		}
		catch (UnreadableMessageException ex) {
			result = recover(message, ex.reason(), true);
		}
		catch (Throwable ex) {
			result = recover(message, ex, false);
		}
		finally {
			// What the method leaves behind must not end the thread that serves the next
			Thread.interrupted();
		}
		if (message instanceof ZmqRequestMessage request) {
			answer(request, result);
		}
		else if (result != null) {
			watch(message, result);
		}
	}

	/**
	 * Let the error handler decide.
	 * @return the substitute for the method's result
	 */
	private @Nullable Object recover(Message<?> message, Throwable failure, boolean sendersFault) {
		ListenerExecutionFailedException exception = new ListenerExecutionFailedException(message,
				"Listener '%s' failed: %s".formatted(this.id, this.method.toGenericString()), failure, sendersFault);
		if (this.errorHandler == null) {
			throw exception;
		}
		try {
			return this.errorHandler.handleError(message, exception);
		}
		catch (ListenerExecutionFailedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ListenerExecutionFailedException(message,
					"The error handler of listener '%s' failed".formatted(this.id), ex);
		}
	}

	private void answer(ZmqRequestMessage request, @Nullable Object result) {
		PendingReply pending = request.pendingReply();
		CompletionStage<?> promised = (result != null) ? promised(result) : null;
		if (promised == null) {
			pending.reply(result);
			return;
		}
		promised.whenComplete((value, failure) -> {
			if (failure == null) {
				pending.reply(value);
				return;
			}
			try {
				pending.reply(recover(request, unwrap(failure), false));
			}
			catch (RuntimeException ex) {
				pending.fail(request, ex);
			}
		});
	}

	/**
	 * A promised result nobody waits for may still fail.
	 */
	private void watch(Message<?> message, Object result) {
		CompletionStage<?> promised = promised(result);
		if (promised != null) {
			promised.whenComplete((value, failure) -> {
				if (failure != null) {
					recoverOrLog(message, unwrap(failure));
				}
			});
		}
	}

	private void recoverOrLog(Message<?> message, Throwable failure) {
		try {
			recover(message, failure, false);
		}
		catch (RuntimeException ex) {
			logger.error(ex.getMessage(), ex);
		}
	}

	private static @Nullable CompletionStage<?> promised(Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result);
		if (adapter == null) {
			return null;
		}
		Publisher<?> publisher = adapter.toPublisher(result);
		return Mono.from(publisher).toFuture();
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return ((failure instanceof CompletionException || failure instanceof ExecutionException) && cause != null)
				? cause : failure;
	}

	@Override
	public String toString() {
		return "listener '%s': %s".formatted(this.id, this.method.toGenericString());
	}

}
