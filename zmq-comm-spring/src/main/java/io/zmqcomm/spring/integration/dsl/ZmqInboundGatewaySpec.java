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

import org.springframework.integration.dsl.MessagingGatewaySpec;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.MimeType;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.integration.inbound.InboundSettings;
import io.zmqcomm.spring.integration.inbound.ZmqInboundGateway;

/**
 * Configures a {@link ZmqInboundGateway} in a flow.
 */
public class ZmqInboundGatewaySpec extends MessagingGatewaySpec<ZmqInboundGatewaySpec, ZmqInboundGateway> {

	protected ZmqInboundGatewaySpec(ZmqSocketReference socket) {
		super(new ZmqInboundGateway(socket));
	}

	/**
	 * Set on which threads the flow begins, {@link Dispatch#worker()} by default.
	 * @param dispatch the dispatch
	 * @return this spec
	 */
	public ZmqInboundGatewaySpec dispatch(Dispatch dispatch) {
		this.target.setDispatch(dispatch);
		return this;
	}

	/**
	 * Set the content type of requests to assume; none by default.
	 * @param contentType such as {@code "application/json"}
	 * @return this spec
	 */
	public ZmqInboundGatewaySpec consumes(String contentType) {
		this.target.setInboundSettings(InboundSettings.DEFAULT.withContentType(MimeType.valueOf(contentType)));
		return this;
	}

	/**
	 * Set what makes frames of answers; octets, text and JSON by default.
	 * @param converter the converter
	 * @return this spec
	 */
	public ZmqInboundGatewaySpec messageConverter(MessageConverter converter) {
		this.target.setMessageConverter(converter);
		return this;
	}

	/**
	 * Set how many requests may be waiting for their answers, 1000 by default.
	 * @param pendingLimit at least 1
	 * @return this spec
	 */
	public ZmqInboundGatewaySpec pendingLimit(int pendingLimit) {
		this.target.setPendingLimit(pendingLimit);
		return this;
	}

	/**
	 * Set how long a stop waits for the open requests, 20 s by default.
	 * @param shutdownTimeout zero or more
	 * @return this spec
	 */
	public ZmqInboundGatewaySpec shutdownTimeout(Duration shutdownTimeout) {
		this.target.setShutdownTimeout(shutdownTimeout);
		return this;
	}

}
