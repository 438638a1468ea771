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

package io.zmqcomm.core.pipe;

/**
 * What a pipe asks of the connection, or of the peer inside this process, that it is
 * joined to. Any thread.
 */
public interface Link {

	/**
	 * Deliver again after the ring was full.
	 */
	void resume();

	/**
	 * Stop or continue to deliver on behalf of the application.
	 * @param on whether to deliver
	 */
	void reading(boolean on);

	/**
	 * Cut the connection because the peer broke a rule of the pattern.
	 * @param cause which rule
	 */
	void fail(Throwable cause);

}
