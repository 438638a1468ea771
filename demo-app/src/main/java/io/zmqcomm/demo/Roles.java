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

package io.zmqcomm.demo;

/**
 * The roles of a process, as profile expressions. The profiles {@code coordinator},
 * {@code worker} and {@code monitor} choose roles; without any of them a process has all.
 */
public final class Roles {

	/** Takes jobs, by HTTP and by the job socket, and hands out their tasks. */
	public static final String COORDINATOR = "coordinator | !(worker | monitor)";

	/** Runs tasks. */
	public static final String WORKER = "worker | !(coordinator | monitor)";

	/**
	 * Shows the cluster; every process does so that has HTTP, which a mere worker has
	 * not.
	 */
	public static final String MONITOR = "coordinator | monitor | !worker";

	private Roles() {
	}

}
