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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.zmqcomm.core.RdmaUnavailableException;

/**
 * The memory that this process may pin for a network device. UCX is not asked before this
 * has been, as it ends the process where it cannot pin.
 */
final class LockedMemory {

	/** What a worker of UCX pins for one device, and room for the frames under way. */
	private static final long PER_WORKER = 104L << 20;

	private static final long MEBIBYTE = 1L << 20;

	private LockedMemory() {
	}

	/**
	 * Check that another worker may pin what it needs.
	 * @param workers how many there are, with the new one
	 * @throws RdmaUnavailableException if the limit is too low
	 */
	static void check(int workers) {
		try {
			check(workers, limit(Files.readAllLines(Path.of("/proc/self/limits"))));
		}
		catch (IOException ex) {
			throw new RdmaUnavailableException("the limit of locked memory cannot be read from /proc/self/limits",
					"mount /proc", ex);
		}
	}

	static void check(int workers, long limit) {
		long needed = PER_WORKER * workers;
		if (limit < needed) {
			throw new RdmaUnavailableException(
					"this process may lock %d KiB of memory, and %d event loops with RDMA need %d MiB"
						.formatted(limit / 1024, workers, needed / MEBIBYTE),
					"raise the limit: 'ulimit -l unlimited' in a shell, 'LimitMEMLOCK=infinity' in a systemd unit,"
							+ " '--ulimit memlock=-1' for a container",
					null);
		}
	}

	/**
	 * Return the soft limit.
	 * @param limits the lines of {@code /proc/self/limits}
	 * @return octets
	 */
	static long limit(List<String> limits) {
		String name = "Max locked memory";
		String line = limits.stream().filter((text) -> text.startsWith(name)).findFirst().orElse(name + " unlimited");
		String soft = line.substring(name.length()).trim().split("\\s+")[0];
		return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
	}

}
