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

package io.zmqcomm.benchmarks.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What was allocated where, as Flight Recorder samples it. The samples are few where
 * little is allocated, so the shares are estimates; how much a thread allocates in all is
 * told by {@link Allocation}.
 */
final class AllocationSites implements AutoCloseable {

	private static final String EVENT = "jdk.ObjectAllocationSample";

	private static final String OURS = "io.zmqcomm.core";

	private static final int MOST = 12;

	private final Recording recording = new Recording();

	private final boolean on;

	private AllocationSites(boolean on) {
		this.on = on;
	}

	/**
	 * Begin to record.
	 * @param on {@code false} to record and report nothing
	 * @return the recording
	 */
	static AllocationSites record(boolean on) {
		AllocationSites sites = new AllocationSites(on);
		if (on) {
			sites.recording.enable(EVENT).with("throttle", "2000/s").withStackTrace();
			sites.recording.start();
		}
		return sites;
	}

	/**
	 * End the recording and report the sites that allocated most.
	 * @param results takes a row per site
	 */
	void report(Results results) {
		if (!this.on) {
			return;
		}
		this.recording.stop();
		Map<Site, Long> sites = new HashMap<>();
		Map<String, Long> threads = new HashMap<>();
		for (RecordedEvent event : events()) {
			Site site = Site.of(event);
			if (site != null) {
				long weight = event.getLong("weight");
				sites.merge(site, weight, Long::sum);
				threads.merge(site.thread(), weight, Long::sum);
			}
		}
		Results.Table table = results.table("allocation_sites", "thread", "percent of it", "class", "by", "for");
		sites.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
			.limit(MOST)
			.forEach((entry) -> {
				Site site = entry.getKey();
				double percent = 100.0 * entry.getValue() / threads.getOrDefault(site.thread(), 1L);
				table.row(site.thread(), percent, site.type(), site.by(), site.ours());
			});
	}

	private List<RecordedEvent> events() {
		try {
			Path file = Files.createTempFile("allocation", ".jfr");
			try {
				this.recording.dump(file);
				return RecordingFile.readAllEvents(file);
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.recording.close();
	}

	/**
	 * Where something is allocated again and again.
	 *
	 * @param thread name of the thread
	 * @param type class of the object
	 * @param by innermost method
	 * @param ours innermost method of the engine
	 */
	private record Site(String thread, String type, String by, String ours) {

		/** Return the site, or {@code null} if the engine has no part in it. */
		static @Nullable Site of(RecordedEvent event) {
			RecordedStackTrace stack = event.getStackTrace();
			if (stack == null || event.getThread() == null) {
				return null;
			}
			for (RecordedFrame frame : stack.getFrames()) {
				if (frame.getMethod().getType().getName().startsWith(OURS)) {
					return new Site(event.getThread().getJavaName(), simple(event.getClass("objectClass").getName()),
							method(stack.getFrames().get(0)), method(frame));
				}
			}
			return null;
		}

		private static String method(RecordedFrame frame) {
			RecordedMethod method = frame.getMethod();
			return "%s.%s:%d".formatted(simple(method.getType().getName()), method.getName(), frame.getLineNumber());
		}

		/** Without package, and without the number of a lambda. */
		private static String simple(String name) {
			String whole = name.replaceFirst("\\$\\$Lambda.*", "\\$Lambda");
			return whole.substring(whole.lastIndexOf('.') + 1);
		}

	}

}
