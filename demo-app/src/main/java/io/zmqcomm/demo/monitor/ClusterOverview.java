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

package io.zmqcomm.demo.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.demo.protocol.Node;
import io.zmqcomm.demo.protocol.TaskEvent;

/**
 * What the monitor shows.
 *
 * @param asOf when the coordinator described the cluster last, by its clock; {@code null}
 * if it was never heard
 * @param nodes the nodes; empty if the coordinator was never heard
 * @param tasks number of tasks by state
 * @param recent the latest changes of tasks, newest first
 */
public record ClusterOverview(@Nullable Instant asOf, List<Node> nodes, Map<TaskState, Integer> tasks,
		List<TaskEvent> recent) {
}
