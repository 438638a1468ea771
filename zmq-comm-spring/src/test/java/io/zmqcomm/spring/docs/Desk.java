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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.springframework.stereotype.Component;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.template.ZmqRemoteException;

/**
 * An example of {@code docs/reference/spring.md}.
 */
@Component
class Desk {

	private final ZmqOperations zmq;

	Desk(ZmqOperations zmq) {
		this.zmq = zmq;
	}

	boolean publish(Tick tick) {
		SendOutcome outcome = this.zmq.publish("ticks", "EURUSD.spot", tick);
		return outcome.isAccepted();
	}

	Price ask(String symbol) {
		try {
			return this.zmq.request("pricer", new PriceRequest(symbol), Price.class, Duration.ofSeconds(2));
		}
		catch (ZmqRemoteException ex) {
			throw new IllegalStateException("The server says " + ex.getCode(), ex);
		}
	}

	CompletableFuture<Price> askLater(String symbol) {
		return this.zmq.requestAsync("pricer", new PriceRequest(symbol), Price.class);
	}

}
