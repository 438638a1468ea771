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

package io.zmqcomm.core.pattern.pubsub;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.pipe.Cursor;
import io.zmqcomm.core.pipe.Outgoing;
import io.zmqcomm.core.pipe.Pipe;

/**
 * XSUB: subscribes by sending messages {@code 01} or {@code 00} and the topic; other
 * messages go upstream to all publishers. Each subscription is forwarded, of
 * cancellations only the last, as libzmq does; nothing is filtered on receipt.
 */
public final class XSubPattern extends SubPattern {

	public XSubPattern(Setup setup) {
		super(setup);
	}

	@Override
	public void subscribe(byte[] topic) {
		this.outbox.lock();
		try {
			forward(true, topic);
		}
		finally {
			this.outbox.unlock();
		}
	}

	@Override
	protected SendOutcome route(Outgoing message) {
		if (message.frameCount() == 1 && message.bodyBytes() > 0) {
			byte[] frame = message.copyFrame(0);
			if (frame[0] == 0 || frame[0] == 1) {
				forward(frame[0] == 1, java.util.Arrays.copyOfRange(frame, 1, frame.length));
				return SendOutcome.ACCEPTED;
			}
		}
		for (Pipe pipe : pipes()) {
			if (!pipe.isReady() || pipe.isClosing()) {
				continue;
			}
			if (pipe.out().hasRoom(message)) {
				pipe.out().append(message);
			}
			else {
				pipe.out().drop();
			}
		}
		return SendOutcome.ACCEPTED;
	}

	private void forward(boolean subscribe, byte[] topic) {
		if (subscribe) {
			add(topic);
			tellAll(true, topic);
		}
		else if (remove(topic)) {
			tellAll(false, topic);
		}
	}

	@Override
	public boolean waitsOn(SendOutcome outcome) {
		return false;
	}

	@Override
	protected boolean accept(Cursor cursor) {
		return true;
	}

}
