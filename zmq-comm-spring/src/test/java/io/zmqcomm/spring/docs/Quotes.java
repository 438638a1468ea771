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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.support.header.ZmqHeaders;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class Quotes {

	final Queue<String> log = new ConcurrentLinkedQueue<>();

	@ZmqSubscriber(connect = "tcp://feed:5556", topics = "EURUSD.")
	void tick(Tick tick, @Header(ZmqHeaders.TOPIC) String topic) {
		this.log.add(topic + " " + tick.price());
	}

	@ZmqPull(id = "audit", bind = "tcp://*:5560")
	void audit(byte[] entry, PeerInfo sender) {
		this.log.add(sender.remoteAddress() + " " + new String(entry, StandardCharsets.UTF_8));
	}

	@ZmqPull(id = "bulk", bind = "tcp://*:5561", batch = "1000")
	void bulk(List<Tick> ticks) {
		this.log.add(ticks.size() + " ticks");
	}

	@ZmqReply(id = "pricing", bind = "tcp://*:5558", concurrency = "4")
	Price price(PriceRequest request) {
		return new Price(request.symbol(), 42);
	}

}
