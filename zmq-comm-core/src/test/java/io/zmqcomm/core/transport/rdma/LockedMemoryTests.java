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

package io.zmqcomm.core.transport.rdma;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.zmqcomm.core.RdmaUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockedMemory}.
 */
class LockedMemoryTests {

	@Test
	void theSoftLimitCounts() {
		assertThat(LockedMemory.limit(List.of("Limit                     Soft Limit           Hard Limit",
				"Max locked memory         8388608              unlimited            bytes     ",
				"Max file locks            unlimited            unlimited            locks     ")))
			.isEqualTo(8388608);
		assertThat(LockedMemory
			.limit(List.of("Max locked memory         unlimited            unlimited            bytes     ")))
			.isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void tooLowALimitIsToldBeforeMemoryIsRegistered() {
		assertThatExceptionOfType(RdmaUnavailableException.class).isThrownBy(() -> LockedMemory.check(2, 8388608))
			.withMessageContaining("8192 KiB")
			.withMessageContaining("2 event loops")
			.withMessageContaining("ulimit -l unlimited");
		assertThatCode(() -> LockedMemory.check(2, 1L << 30)).doesNotThrowAnyException();
		assertThatCode(() -> LockedMemory.check(64, Long.MAX_VALUE)).doesNotThrowAnyException();
	}

}
