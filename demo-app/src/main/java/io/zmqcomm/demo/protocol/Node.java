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
import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One node of the cluster.
 *
 * @param id id of the node's present life
 * @param name the name that people see
 * @param role what it does
 * @param state whether it is there
 * @param slots how many tasks it takes at a time
 * @param lastHeartbeat when it was last heard
 * @param tasks the tasks that it has
 */
public record Node(String id, String name, Role role, State state, int slots, Instant lastHeartbeat,
		List<RunningTask> tasks) {

	public Node {
		tasks = List.copyOf(tasks);
	}

	/**
	 * Return this node as one that is not heard any more.
	 * @return the lost node
	 */
	public Node lost() {
		return new Node(this.id, this.name, this.role, State.LOST, this.slots, this.lastHeartbeat, this.tasks);
	}

	/**
	 * What a node does.
	 */
	public enum Role {

		/** Takes jobs and hands out their tasks. */
		COORDINATOR,

		/** Runs tasks. */
		WORKER;

		/** Return the role as users see it. */
		@Override
		@JsonValue
		public String toString() {
			return (this == COORDINATOR) ? "coordinator" : "worker";
		}

	}

	/**
	 * Whether a node is there.
	 */
	public enum State {

		/** Sends heartbeats. */
		LIVE("live"),

		/** Takes no more tasks, and is about to stop. */
		STOPPING("stopping"),

		/** Was not heard for too long. */
		LOST("lost");

		private final String text;

		State(String text) {
			this.text = text;
		}

		/** Return the state as users see it. */
		@Override
		@JsonValue
		public String toString() {
			return this.text;
		}

	}

	/**
	 * A task that a worker has.
	 *
	 * @param job the job's id
	 * @param index the task's position in the job
	 * @param command its command, cut if it is long
	 * @param since when the worker was given it
	 */
	public record RunningTask(String job, int index, String command, Instant since) {
	}

}
