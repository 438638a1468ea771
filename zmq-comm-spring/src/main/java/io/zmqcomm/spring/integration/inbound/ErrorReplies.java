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

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

import io.zmqcomm.spring.support.converter.ZmqErrorReply;

/**
 * What a peer is told of a failure: its kind, and no text of the exception. A validation
 * failure says what was wrong with the request.
 */
final class ErrorReplies {

	static final ZmqErrorReply FAILED = new ZmqErrorReply(ZmqErrorReply.FAILED, "The request could not be processed");

	static final ZmqErrorReply NO_REPLY = new ZmqErrorReply(ZmqErrorReply.NO_REPLY, "The request has no reply");

	static final ZmqErrorReply TIMEOUT = new ZmqErrorReply(ZmqErrorReply.TIMEOUT,
			"The request was not processed in time");

	static final ZmqErrorReply STOPPED = new ZmqErrorReply(ZmqErrorReply.UNAVAILABLE, "The server is being stopped");

	static final ZmqErrorReply BUSY = new ZmqErrorReply(ZmqErrorReply.UNAVAILABLE,
			"The server has too many requests under way");

	private static final ZmqErrorReply BAD_REQUEST = new ZmqErrorReply(ZmqErrorReply.BAD_REQUEST,
			"The request could not be decoded");

	private ErrorReplies() {
	}

	static ZmqErrorReply of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof FaultAware aware && !aware.isSendersFault()) {
				return FAILED;
			}
			if (cause instanceof MethodArgumentNotValidException invalid) {
				return new ZmqErrorReply(ZmqErrorReply.INVALID, describe(invalid.getBindingResult()));
			}
			if (isUnreadable(cause)) {
				return BAD_REQUEST;
			}
		}
		return FAILED;
	}

	/**
	 * Return what people here are told of a request that was refused.
	 */
	static String reason(Throwable failure) {
		ZmqErrorReply reply = of(failure);
		if (reply.code().equals(ZmqErrorReply.INVALID)) {
			return reply.message();
		}
		Throwable reason = failure;
		while (reason.getCause() != null && !isUnreadable(reason)) {
			reason = reason.getCause();
		}
		return reason.getClass().getSimpleName() + ": " + reason.getMessage();
	}

	private static boolean isUnreadable(Throwable failure) {
		return failure instanceof MessageConversionException || failure instanceof MethodArgumentResolutionException;
	}

	private static String describe(@Nullable BindingResult result) {
		List<ObjectError> errors = (result != null) ? result.getAllErrors() : List.of();
		String description = errors.stream().map(ErrorReplies::describe).sorted().collect(Collectors.joining("; "));
		return description.isEmpty() ? "The request is not valid" : description;
	}

	private static String describe(ObjectError error) {
		String name = (error instanceof FieldError field) ? field.getField() : error.getObjectName();
		return name + " " + ((error.getDefaultMessage() != null) ? error.getDefaultMessage() : "is not valid");
	}

}
