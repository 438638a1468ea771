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

package io.zmqcomm.benchmarks;

import java.util.concurrent.CompletableFuture;

/**
 * Both tools of a measurement in one process.
 *
 * @param binding runs on the caller's thread; what it finds is the result
 * @param connecting connects to it, on a thread of its own
 */
public record Pair(Tool binding, Tool connecting) implements Tool {

	@Override
	public void run(Arguments arguments, Report report) throws Exception {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.binding.run(arguments, report.whenBound((endpoint) -> {
			Arguments theirs = arguments.with(endpoint, arguments.count());
			Thread thread = new Thread(() -> connect(theirs, end), "connecting");
			thread.setDaemon(true);
			thread.start();
		}));
		end.get();
	}

	private void connect(Arguments arguments, CompletableFuture<Void> end) {
		try {
			this.connecting.run(arguments, Report.silent());
			end.complete(null);
		}
		catch (Exception ex) {
			end.completeExceptionally(ex);
		}
	}

}
