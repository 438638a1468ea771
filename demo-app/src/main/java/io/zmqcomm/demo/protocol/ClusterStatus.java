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

package io.zmqcomm.demo.protocol;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zmqcomm.demo.job.TaskState;

/**
 * The whole cluster at one moment: published under the topic {@value #TOPIC} with every
 * heartbeat of the coordinator, so that a subscriber that comes late or missed some is
 * soon right again.
 *
 * @param at when it was made
 * @param nodes the coordinator and its workers
 * @param tasks number of tasks kept by the coordinator, by state
 */
public record ClusterStatus(Instant at, List<Node> nodes, Map<TaskState, Integer> tasks) {

	/** The topic. */
	public static final String TOPIC = "cluster";

	public ClusterStatus {
		nodes = List.copyOf(nodes);
		tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
	}

}
