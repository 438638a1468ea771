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

package io.zmqcomm.spring.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.core.monitor.ZmqEvent;

/**
 * Binds the counters of a communicator's sockets to meter registries: see
 * {@link ZmqMeter}. Reads counters that the engine keeps anyway, when a registry asks; a
 * message costs nothing. Sockets may come and go: their meters appear with their first
 * endpoint or peer. Sockets without a name are counted together, by type and transport.
 * Any thread.
 */
public class ZmqMeterBinder implements MeterBinder, AutoCloseable {

	private static final String UNNAMED = "unnamed";

	private final ReentrantLock lock = new ReentrantLock();

	private final ZmqCommunicator communicator;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Map<Tags, SocketSeries> series = new ConcurrentHashMap<>();

	private ZmqCommunicator.@Nullable Subscription subscription;

	/**
	 * Create a binder.
	 * @param communicator whose sockets are measured
	 */
	public ZmqMeterBinder(ZmqCommunicator communicator) {
		this.communicator = communicator;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.lock.lock();
		try {
			this.registries.add(registry);
			this.series.forEach((tags, counts) -> register(registry, tags, counts));
			if (this.subscription == null) {
				this.subscription = this.communicator.listen(this::onEvent);
			}
		}
		finally {
			this.lock.unlock();
		}
		refresh();
	}

	private void onEvent(ZmqEvent event) {
		if (event instanceof ZmqEvent.Bound || event instanceof ZmqEvent.Connected || event instanceof ZmqEvent.Closed
				|| event instanceof ZmqEvent.HandshakeFailed || event instanceof ZmqEvent.EventsLost
				|| (event instanceof ZmqEvent.ConnectRetried retried && !isMeasured(retried.socket()))) {
			refresh();
		}
	}

	/**
	 * A peer that is away may be tried for long, so that not each attempt counts.
	 */
	private boolean isMeasured(String socket) {
		return this.series.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue().isByTransport()
					&& entry.getKey().stream().anyMatch(Tag.of("socket", socket)::equals));
	}

	/**
	 * Take notice of sockets that came or went.
	 */
	private void refresh() {
		this.lock.lock();
		try {
			List<ZmqSocket> present = this.communicator.sockets();
			for (ZmqSocket socket : present) {
				series(socket, null).add(socket);
				socket.countersByTransport().keySet().forEach((transport) -> series(socket, transport).add(socket));
			}
			this.series.values().forEach((counts) -> counts.keepOnly(present));
		}
		finally {
			this.lock.unlock();
		}
	}

	private SocketSeries series(ZmqSocket socket, @Nullable String transport) {
		String name = socket.options().name();
		Tags tags = Tags.of("socket", name.isEmpty() ? UNNAMED : name, "type",
				socket.type().name().toLowerCase(Locale.ROOT));
		tags = (transport != null) ? tags.and("transport", transport) : tags;
		SocketSeries known = this.series.get(tags);
		if (known != null) {
			return known;
		}
		SocketSeries created = new SocketSeries(transport);
		this.series.put(tags, created);
		for (MeterRegistry registry : this.registries) {
			register(registry, tags, created);
		}
		return created;
	}

	private static void register(MeterRegistry registry, Tags tags, SocketSeries counts) {
		for (ZmqMeter meter : ZmqMeter.values()) {
			if (!counts.has(meter)) {
				continue;
			}
			if (meter.isCounter()) {
				FunctionCounter.builder(meter.meterName(), counts, (source) -> source.value(meter))
					.description(meter.description())
					.baseUnit(meter.baseUnit())
					.tags(tags)
					.register(registry);
			}
			else {
				Gauge.builder(meter.meterName(), counts, (source) -> source.value(meter))
					.description(meter.description())
					.baseUnit(meter.baseUnit())
					.tags(tags)
					.register(registry);
			}
		}
	}

	/**
	 * Stop taking notice of new sockets. The meters stay in their registries.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.subscription != null) {
				this.subscription.close();
				this.subscription = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
