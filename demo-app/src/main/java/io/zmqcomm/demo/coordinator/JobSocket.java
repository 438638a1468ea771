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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.zmqcomm.demo.Roles;
import io.zmqcomm.demo.job.JobReceipt;
import io.zmqcomm.demo.job.JobRequestReader;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.config.ZmqSockets;

/**
 * Takes jobs from any REQ or DEALER peer.
 */
@Component
@Profile(Roles.COORDINATOR)
class JobSocket {

	private static final String SOCKET = "jobs";

	private static final Logger logger = LoggerFactory.getLogger(JobSocket.class);

	private final JobRequestReader reader;

	private final Scheduler scheduler;

	private final ZmqSockets sockets;

	JobSocket(JobRequestReader reader, Scheduler scheduler, ZmqSockets sockets) {
		this.reader = reader;
		this.scheduler = scheduler;
		this.sockets = sockets;
	}

	@EventListener
	void announce(ApplicationReadyEvent ready) {
		logger.info("Jobs are taken by HTTP at port {} and by ZeroMQ at {}",
				ready.getApplicationContext().getEnvironment().getProperty("local.server.port"),
				String.join(", ", this.sockets.get(SOCKET).boundEndpoints()));
	}

	/**
	 * Accept a job. Takes the octets rather than a decoded object, so that a wrong
	 * request is refused here as it is by HTTP.
	 * @param request the job in JSON
	 * @return the job's id
	 */
	@ZmqReply(socket = SOCKET, errorHandler = "jobErrorHandler")
	JobReceipt submit(byte[] request) {
		return new JobReceipt(this.scheduler.submit(this.reader.read(request)));
	}

}
