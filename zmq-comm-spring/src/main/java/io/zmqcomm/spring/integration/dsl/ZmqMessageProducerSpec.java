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

package io.zmqcomm.spring.integration.dsl;

import java.time.Duration;

import org.springframework.integration.dsl.MessageProducerSpec;
import org.springframework.util.MimeType;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.integration.inbound.InboundPayload;
import io.zmqcomm.spring.integration.inbound.InboundSettings;
import io.zmqcomm.spring.integration.inbound.ZmqMessageProducer;

/**
 * Configures a {@link ZmqMessageProducer} in a flow.
 */
public class ZmqMessageProducerSpec extends MessageProducerSpec<ZmqMessageProducerSpec, ZmqMessageProducer> {

	private InboundSettings settings = InboundSettings.DEFAULT;

	protected ZmqMessageProducerSpec(ZmqSocketReference socket) {
		super(new ZmqMessageProducer(socket));
	}

	/**
	 * Subscribe to prefixes (SUB, XSUB), instead of those of the socket's definition.
	 * @param topics the prefixes
	 * @return this spec
	 */
	public ZmqMessageProducerSpec topics(String... topics) {
		this.target.setTopics(topics);
		return this;
	}

	/**
	 * Set on which threads the flow begins, {@link Dispatch#worker()} by default.
	 * @param dispatch the dispatch
	 * @return this spec
	 */
	public ZmqMessageProducerSpec dispatch(Dispatch dispatch) {
		this.target.setDispatch(dispatch);
		return this;
	}

	/**
	 * Set what the payload is, {@link InboundPayload#FRAMES} by default.
	 * @param payload what the payload is
	 * @return this spec
	 */
	public ZmqMessageProducerSpec payload(InboundPayload payload) {
		this.settings = this.settings.withPayload(payload);
		this.target.setInboundSettings(this.settings);
		return this;
	}

	/**
	 * Set the content type to assume; none by default.
	 * @param contentType such as {@code "application/json"}
	 * @return this spec
	 */
	public ZmqMessageProducerSpec consumes(String contentType) {
		this.settings = this.settings.withContentType(MimeType.valueOf(contentType));
		this.target.setInboundSettings(this.settings);
		return this;
	}

	/**
	 * Send lists of the messages that are there already, of this size at most.
	 * @param batchSize at least 1
	 * @return this spec
	 */
	public ZmqMessageProducerSpec batch(int batchSize) {
		this.target.setBatchSize(batchSize);
		return this;
	}

	/**
	 * Set how long a stop waits for what was read before, 20 s by default.
	 * @param shutdownTimeout zero or more
	 * @return this spec
	 */
	public ZmqMessageProducerSpec shutdownTimeout(Duration shutdownTimeout) {
		this.target.setShutdownTimeout(shutdownTimeout);
		return this;
	}

}
