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

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import io.zmqcomm.demo.job.TaskId;
import io.zmqcomm.demo.job.TaskResult;

/**
 * What a worker tells the coordinator: one frame of JSON from its DEALER to the
 * coordinator's ROUTER. Every message names the worker, so the connection may change.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = WorkerMessage.Heartbeat.class, name = "heartbeat"),
		@JsonSubTypes.Type(value = WorkerMessage.Result.class, name = "result"),
		@JsonSubTypes.Type(value = WorkerMessage.Goodbye.class, name = "goodbye") })
public sealed interface WorkerMessage {

	/**
	 * Return the id of the worker's present life.
	 * @return the id
	 */
	String worker();

	/**
	 * The worker lives. The first one registers it, also with a coordinator that was
	 * restarted.
	 *
	 * @param worker id of the worker's present life, never used again
	 * @param name the name that people see
	 * @param slots how many tasks it takes at a time, 0 when it is about to stop
	 * @param tasks the tasks that it has, running or with a result that is not
	 * acknowledged
	 */
	record Heartbeat(String worker, String name, int slots, List<TaskId> tasks) implements WorkerMessage {

		public Heartbeat {
			Objects.requireNonNull(worker, "worker");
			Objects.requireNonNull(name, "name");
			if (slots < 0) {
				throw new IllegalArgumentException("'slots' %d (expected: 0 or more)".formatted(slots));
			}
			tasks = List.copyOf(tasks);
		}

	}

	/**
	 * A task has ended. Sent again until it is acknowledged.
	 *
	 * @param worker the worker's id
	 * @param name the worker's name
	 * @param task the task
	 * @param result its result
	 */
	record Result(String worker, String name, TaskId task, TaskResult result) implements WorkerMessage {

		public Result {
			Objects.requireNonNull(worker, "worker");
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(task, "task");
			Objects.requireNonNull(result, "result");
		}

	}

	/**
	 * The worker stops, and hands back what it has not finished.
	 *
	 * @param worker the worker's id
	 */
	record Goodbye(String worker) implements WorkerMessage {

		public Goodbye {
			Objects.requireNonNull(worker, "worker");
		}

	}

}
