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

package io.zmqcomm.demo.coordinator;

import java.time.InstantSource;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.scheduling.annotation.EnableScheduling;
import tools.jackson.databind.json.JsonMapper;

import io.zmqcomm.demo.DemoProperties;
import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.job.JobRejectedException;
import io.zmqcomm.demo.job.JobRejectedException.Reason;
import io.zmqcomm.demo.job.JobRequestReader;
import io.zmqcomm.demo.job.JobStore;
import io.zmqcomm.demo.job.TaskState;
import io.zmqcomm.spring.listener.ZmqListenerErrorHandler;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;

/**
 * The coordinator's parts that know nothing of Spring.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@Profile(Roles.COORDINATOR)
class CoordinatorConfiguration {

	@Bean
	JobRequestReader jobRequestReader(JsonMapper json, DemoProperties properties) {
		return new JobRequestReader(json, properties.limits());
	}

	@Bean
	Journal journal(JsonMapper json, DemoProperties properties) {
		return new Journal(properties.journal(), json, properties.journalSize().toBytes());
	}

	@Bean
	Scheduler scheduler(Journal journal, StatusPublisher events, DemoProperties properties) {
		SchedulerSettings settings = new SchedulerSettings(properties.workerTimeout(), properties.keepLostWorkers(),
				properties.maxWorkers(), properties.maxAttempts());
		JobLedger ledger = new JobLedger(new JobStore(properties.limits()), journal, events, InstantSource.system());
		return new Scheduler(ledger, settings, InstantSource.system(), System::nanoTime);
	}

	// Tells a peer of the job socket what was wrong with its job; the rest is not its
	// concern.
	@Bean
	ZmqListenerErrorHandler jobErrorHandler() {
		return (message, ex) -> {
			if (ex.getCause() instanceof JobRejectedException rejected) {
				return new ZmqErrorReply(rejected.reason().code(), String.valueOf(rejected.getMessage()));
			}
			if (ex.getCause() instanceof MessageConversionException) {
				return new ZmqErrorReply(Reason.INVALID_JSON.code(),
						"The request is not a single frame (expected: one frame of JSON)");
			}
			throw ex;
		};
	}

	@Bean
	MeterBinder taskMeters(Scheduler scheduler) {
		return (registry) -> {
			for (TaskState state : TaskState.values()) {
				Gauge.builder("demo.tasks", () -> scheduler.count(state))
					.tag("state", state.toString())
					.description("Tasks that the coordinator keeps")
					.register(registry);
			}
			Gauge.builder("demo.workers", scheduler::liveWorkers)
				.description("Workers that send heartbeats")
				.register(registry);
		};
	}

}
