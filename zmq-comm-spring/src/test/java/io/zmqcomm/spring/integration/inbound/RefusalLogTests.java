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

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.converter.MessageConversionException;

import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.spring.test.LoggedWarnings;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalLogTests {

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

	private final PeerInfo peer = new PeerInfo(1, "tcp://*:1", "10.0.0.1:7", null, null, Map.of());

	private final RefusalLog log = new RefusalLog("orders", this.clock::get);

	@Test
	void repeatsAreCountedUntilTheNextWarning() {
		try (LoggedWarnings warnings = new LoggedWarnings()) {
			refuse("one");
			refuse("two");
			this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(9999));
			refuse("three");
			assertThat(warnings.events()).hasSize(1);
			this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
			refuse("four");
			assertThat(warnings.events()).extracting(ILoggingEvent::getFormattedMessage)
				.containsExactly("'orders' refused a message from 10.0.0.1:7: MessageConversionException: one",
						"'orders' refused a message from 10.0.0.1:7: MessageConversionException: four (and 2 more before)");
		}
	}

	@Test
	void aMessageCannotWriteLinesOfItsOwn() {
		try (LoggedWarnings warnings = new LoggedWarnings()) {
			refuse("bad\r\n2026-01-01 ERROR fake\u2028" + "x".repeat(10_000));
			assertThat(warnings.events()).singleElement().satisfies((event) -> {
				assertThat(event.getFormattedMessage()).contains("bad 2026-01-01 ERROR fake x").hasSizeLessThan(400);
				assertThat(event.getFormattedMessage()).doesNotContainPattern("[\\p{Cntrl}\u2028]");
			});
		}
	}

	private void refuse(String reason) {
		this.log.refused(this.peer, new IllegalStateException("outer", new MessageConversionException(reason)));
	}

}
