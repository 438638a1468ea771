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

package io.zmqcomm.spring.config;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.ZmqReportedException;

/**
 * The readers that a socket's messages go to at present; immutable.
 */
final class Audience {

	static final Audience NONE = new Audience(new ZmqSocketReader[0], false);

	private final ZmqSocketReader[] readers;

	private final boolean byTopic;

	private final @Nullable MessageReceiver only;

	private Audience(ZmqSocketReader[] readers, boolean byTopic) {
		this.readers = readers;
		this.byTopic = byTopic;
		this.only = (readers.length == 1 && !byTopic) ? readers[0].receiver() : null;
	}

	ZmqSocketReader[] readers() {
		return this.readers;
	}

	boolean contains(ZmqSocketReader reader) {
		return Arrays.asList(this.readers).contains(reader);
	}

	Audience with(ZmqSocketReader reader, boolean shared) {
		ZmqSocketReader[] more = Arrays.copyOf(this.readers, this.readers.length + 1);
		more[this.readers.length] = reader;
		return new Audience(more, this.byTopic || shared);
	}

	Audience without(ZmqSocketReader reader) {
		ZmqSocketReader[] fewer = Arrays.stream(this.readers)
			.filter((candidate) -> candidate != reader)
			.toArray(ZmqSocketReader[]::new);
		return (fewer.length == 0) ? NONE : new Audience(fewer, this.byTopic);
	}

	/**
	 * Hand a message to each reader that wants it. A reader's exception does not keep it
	 * from the others.
	 * @param message borrowed
	 * @throws Exception the first exception that a reader threw and has not reported
	 */
	void dispatch(MessageView message) throws Exception {
		MessageReceiver receiver = this.only;
		if (receiver != null) {
			receiver.onMessage(message);
			return;
		}
		Exception failure = null;
		for (ZmqSocketReader reader : this.readers) {
			receiver = reader.receiver();
			if (receiver == null || (this.byTopic && !reader.matches(message.frame(0)))) {
				continue;
			}
			try {
				receiver.onMessage(message);
			}
			catch (Exception ex) {
				if (failure == null || failure instanceof ZmqReportedException) {
					failure = ex;
				}
				else if (ex != failure && !(ex instanceof ZmqReportedException)) {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
