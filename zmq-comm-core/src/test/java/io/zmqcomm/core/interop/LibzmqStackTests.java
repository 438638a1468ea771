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

package io.zmqcomm.core.interop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The tests against libzmq fail where it is missing; they are never skipped.
 */
@Timeout(60)
class LibzmqStackTests {

	@Test
	void namesThePackageIfPyzmqIsMissing() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> LibzmqStack.start("/usr/bin/python3", "-I", "-S"))
			.withMessageContaining("install the Debian package python3-zmq")
			.withMessageContaining("No module named 'zmq'");
	}

	@Test
	void namesThePackageIfPythonIsMissing() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> LibzmqStack.start("/usr/bin/no-such-python"))
			.withMessageContaining("install the Debian package python3-zmq");
	}

}
