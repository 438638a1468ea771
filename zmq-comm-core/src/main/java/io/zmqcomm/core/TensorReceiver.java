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

package io.zmqcomm.core;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.tensor.Tensor;

/**
 * Takes received tensors, one at a time.
 */
@FunctionalInterface
public interface TensorReceiver {

	/**
	 * Take one tensor. An exception is logged and counted, and the next message is
	 * served.
	 * @param message what the tensor came in: tells the {@link MessageView#peer() source}
	 * and takes the {@link MessageView#reply() reply}; borrowed until this method returns
	 * @param tensor lies in the received frame itself; borrowed until this method
	 * returns, {@link Tensor#retain() retain} keeps it
	 * @param topic the first frame if others than the tensor's were sent, else
	 * {@code null}; always {@code null} on ROUTER and DEALER, where they may be an
	 * envelope
	 * @throws Exception if the tensor could not be handled
	 */
	void onTensor(MessageView message, Tensor tensor, @Nullable String topic) throws Exception;

}
