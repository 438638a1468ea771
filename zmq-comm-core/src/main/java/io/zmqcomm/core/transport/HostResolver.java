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

package io.zmqcomm.core.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.NetUtil;

/**
 * Resolves the host of an endpoint, anew each time and off the event loops; the addresses
 * of a name are tried in turn. Any thread.
 */
public final class HostResolver {

	private final Executor executor;

	private final AtomicInteger attempts = new AtomicInteger();

	/**
	 * Create the resolver.
	 * @param executor where names are resolved, which blocks
	 */
	public HostResolver(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Resolve.
	 * @param endpoint has a host, which is not {@code *}
	 * @return completes with the address and the endpoint's port
	 */
	public CompletableFuture<InetSocketAddress> resolve(Endpoint endpoint) {
		String host = endpoint.host();
		if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
			InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
			return CompletableFuture.completedFuture(new InetSocketAddress(address, endpoint.port()));
		}
		return CompletableFuture.supplyAsync(() -> {
			try {
				InetAddress[] addresses = InetAddress.getAllByName(host);
				InetAddress address = addresses[Math.floorMod(this.attempts.getAndIncrement(), addresses.length)];
				return new InetSocketAddress(address, endpoint.port());
			}
			catch (UnknownHostException ex) {
				throw new IllegalArgumentException("host '%s' of %s is unknown".formatted(host, endpoint), ex);
			}
		}, this.executor);
	}

}
