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

import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeType;

/**
 * How received messages are presented; immutable.
 *
 * @param payload what the payload is
 * @param contentType the content type to assume, as none travels on the wire, or
 * {@code null}
 * @param topicHeader whether the topic of a SUB message becomes a header
 * @param sharedHeaders whether messages share their headers and so have neither id nor
 * timestamp: much cheaper, and only for a private channel whose subscriber needs neither
 * (message stores, delayers and claim checks do)
 */
public record InboundSettings(InboundPayload payload, @Nullable MimeType contentType, boolean topicHeader,
		boolean sharedHeaders) {

	/** Frames with a topic header, as ordinary messages. */
	public static final InboundSettings DEFAULT = new InboundSettings(InboundPayload.FRAMES, null, true, false);

	/**
	 * Return a copy with another payload.
	 * @param payload what the payload is
	 * @return the copy
	 */
	public InboundSettings withPayload(InboundPayload payload) {
		return new InboundSettings(payload, this.contentType, this.topicHeader, this.sharedHeaders);
	}

	/**
	 * Return a copy with another content type.
	 * @param contentType the content type to assume, or {@code null} for none
	 * @return the copy
	 */
	public InboundSettings withContentType(@Nullable MimeType contentType) {
		return new InboundSettings(this.payload, contentType, this.topicHeader, this.sharedHeaders);
	}

}
