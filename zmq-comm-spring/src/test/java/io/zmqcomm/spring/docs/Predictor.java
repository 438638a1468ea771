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

package io.zmqcomm.spring.docs;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class Predictor {

	private volatile float bias;

	@ZmqSubscriber(connect = "tcp://trainer:5556", topics = "bias.")
	void update(Tensor weights, @Header(ZmqHeaders.TOPIC) String topic) {
		this.bias = weights.data().asFloatBuffer().get(0);
	}

	@ZmqReply(id = "model", bind = "tcp://*:5563")
	Tensor infer(Tensor input) {
		float[] output = new float[input.elementCount()];
		input.data().asFloatBuffer().get(output);
		for (int i = 0; i < output.length; i++) {
			output[i] += this.bias;
		}
		return Tensor.of(output, input.shape());
	}

}
