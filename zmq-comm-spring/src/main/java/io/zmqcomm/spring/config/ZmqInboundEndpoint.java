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

package io.zmqcomm.spring.config;

import org.springframework.context.SmartLifecycle;

/**
 * What reads a socket for the application: an inbound adapter or gateway, of an annotated
 * method or of a flow. A bean under the listener's id. Any thread.
 */
public interface ZmqInboundEndpoint extends SmartLifecycle {

	/**
	 * Return the name of the socket that is read.
	 * @return the name
	 */
	String getSocketName();

	/**
	 * Stop reading: the peers stay connected and meet back-pressure. Where several
	 * listeners share a SUB, only this one's subscriptions end.
	 */
	void pause();

	/**
	 * Read again after {@link #pause()}.
	 */
	void resume();

	/**
	 * Return whether {@link #pause()} was called and {@link #resume()} was not.
	 * @return whether reading is paused
	 */
	boolean isPaused();

}
