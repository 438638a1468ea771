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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one connected peer; a snapshot, safe on any thread.
 *
 * @param id number of this peer's pipe, unique within its socket
 * @param endpoint our bound or connected endpoint through which it is joined
 * @param remoteAddress the address of the other side, as text
 * @param socketType the type that the peer announced, {@code null} if it announced none
 * @param routingId the id under which a ROUTER reaches the peer; on other types the id
 * that the peer announced, or {@code null}
 * @param properties the metadata that the peer announced, without {@code Socket-Type} and
 * {@code Identity}, values as UTF-8
 */
public record PeerInfo(long id, String endpoint, String remoteAddress, @Nullable SocketType socketType,
		@Nullable RoutingId routingId, Map<String, String> properties) {

	public PeerInfo {
		properties = Map.copyOf(properties);
	}

}
