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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import io.zmqcomm.demo.job.JobLimits;

/**
 * Settings of the demo.
 *
 * @param jobEndpoint where the coordinator takes jobs by ZeroMQ; always TCP, as any REQ
 * peer should reach it
 * @param workerEndpoint where workers meet the coordinator; a bare host and port, so that
 * the configured protocol moves it
 * @param statusEndpoint where the coordinator publishes status; a bare host and port
 * @param journal file that keeps jobs and results over a restart of the coordinator
 * @param journalSize size above which the journal is rewritten without what was forgotten
 * @param heartbeatInterval time between two heartbeats, of workers and of the coordinator
 * @param workerTimeout silence after which a node counts as lost
 * @param keepLostWorkers how long a lost worker is still shown
 * @param maxWorkers most workers known at a time
 * @param maxAttempts how many workers may be lost with a task before it is given up
 * @param allowedHosts hosts that the Host header of an HTTP request may name, without
 * port; "*" allows any
 * @param limits how much is accepted and kept
 * @param worker settings of the workers in this process
 */
@ConfigurationProperties("demo")
@Validated
public record DemoProperties(
		@NotBlank @Pattern(regexp = "tcp://.+:(\\d{1,5}|\\*)", message = "must be tcp://host:port") String jobEndpoint,
		@NotBlank @Pattern(regexp = ENDPOINT, message = "must be host:port") String workerEndpoint,
		@NotBlank @Pattern(regexp = ENDPOINT, message = "must be host:port") String statusEndpoint,
		@DefaultValue("data/demo.journal") Path journal, @DefaultValue("64MB") DataSize journalSize,
		@DefaultValue("1s") @DurationMin(millis = 10) Duration heartbeatInterval,
		@DefaultValue("5s") @DurationMin(millis = 20) Duration workerTimeout,
		@DefaultValue("10m") Duration keepLostWorkers, @DefaultValue("1000") @Min(1) int maxWorkers,
		@DefaultValue("3") @Min(1) int maxAttempts, @NotEmpty List<String> allowedHosts,
		@DefaultValue @Valid JobLimits limits, @DefaultValue @Valid Worker worker) {

	private static final String ENDPOINT = "ipc://.+|.+:(\\d{1,5}|\\*)";

	public DemoProperties {
		if (workerTimeout.compareTo(heartbeatInterval.multipliedBy(2)) < 0) {
			throw new IllegalArgumentException(
					"'demo.worker-timeout' %s (expected: at least twice 'demo.heartbeat-interval', which is %s)"
						.formatted(workerTimeout, heartbeatInterval));
		}
	}

	/**
	 * Settings of the workers in this process.
	 *
	 * @param name name that people see; numbered if there are several. Host and process
	 * by default
	 * @param count number of workers in this process
	 * @param slots number of tasks that one worker runs at a time
	 * @param outputLimit how much of a command's output is kept
	 * @param stopTimeout how long a stopping worker lets its commands run on before it
	 * kills them and hands their tasks back
	 */
	public record Worker(@Nullable String name, @DefaultValue("1") @Min(1) @Max(100) int count,
			@DefaultValue("1") @Min(1) @Max(1000) int slots, @DefaultValue("64KB") DataSize outputLimit,
			@DefaultValue("5s") Duration stopTimeout) {

		private static final DataSize MAX_OUTPUT = DataSize.ofMegabytes(1);

		public Worker {
			if (outputLimit.isNegative() || outputLimit.compareTo(MAX_OUTPUT) > 0) {
				throw new IllegalArgumentException(
						"'demo.worker.output-limit' %s (expected: 0 to %s)".formatted(outputLimit, MAX_OUTPUT));
			}
		}

	}

}
