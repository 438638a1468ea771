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

package io.zmqcomm.demo.job;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is accepted and kept.
 *
 * @param requestSize largest body of a job request
 * @param commands most commands of one job
 * @param commandLength longest command, in characters
 * @param timeout time limit of a command if the job names none
 * @param maxTimeout longest time limit that a job may name
 * @param tasks most tasks kept in all jobs; the oldest finished jobs make room
 * @param output most output kept in all jobs; the oldest finished jobs make room
 */
public record JobLimits(@DefaultValue("1MB") DataSize requestSize, @DefaultValue("1000") @Min(1) int commands,
		@DefaultValue("10000") @Min(1) int commandLength, @DefaultValue("60s") @DurationMin(nanos = 1) Duration timeout,
		@DefaultValue("24h") @DurationMin(nanos = 1) Duration maxTimeout, @DefaultValue("10000") @Min(1) int tasks,
		@DefaultValue("128MB") DataSize output) {

	public JobLimits {
		if (requestSize.toBytes() < 1) {
			throw new IllegalArgumentException(
					"'demo.limits.request-size' %s (expected: at least 1B)".formatted(requestSize));
		}
	}

}
