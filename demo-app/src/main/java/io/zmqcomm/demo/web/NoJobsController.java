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

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import io.zmqcomm.demo.Roles;

/**
 * Sends those who ask a mere monitor for jobs to the coordinator.
 */
@RestController
@Profile("!(" + Roles.COORDINATOR + ")")
class NoJobsController {

	@RequestMapping({ "/jobs", "/jobs/**" })
	void refuse() {
		throw new ResponseStatusException(HttpStatus.NOT_FOUND,
				"This is a monitor, which has no jobs; ask the coordinator, by default at http://127.0.0.1:8080/jobs");
	}

}
