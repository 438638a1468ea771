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

package io.zmqcomm.demo.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.coordinator.Scheduler;
import io.zmqcomm.demo.job.JobReceipt;
import io.zmqcomm.demo.job.JobRequestReader;
import io.zmqcomm.demo.job.JobStatus;

/**
 * Takes jobs and shows them. Only a JSON content type is taken: a web page of another
 * origin cannot send it without being asked for leave, which it does not get.
 */
@RestController
@RequestMapping("/jobs")
@Profile(Roles.COORDINATOR)
class JobController {

	private final JobRequestReader reader;

	private final Scheduler scheduler;

	JobController(JobRequestReader reader, Scheduler scheduler) {
		this.reader = reader;
		this.scheduler = scheduler;
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JobReceipt> submit(InputStream body) throws IOException {
		byte[] request = body.readNBytes(this.reader.maxSize() + 1);
		String id = this.scheduler.submit(this.reader.read(request));
		return ResponseEntity.accepted().location(URI.create("/jobs/" + id)).body(new JobReceipt(id));
	}

	@GetMapping("/{id}")
	JobStatus job(@PathVariable String id) {
		return this.scheduler.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There is no job of this id; if there was one, it was forgotten to make room"));
	}

}
