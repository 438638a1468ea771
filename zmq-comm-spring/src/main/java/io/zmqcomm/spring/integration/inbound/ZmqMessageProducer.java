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

package io.zmqcomm.spring.integration.inbound;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.channel.FixedSubscriberChannel;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;

/**
 * Inbound channel adapter: sends what a socket receives to the output channel, by default
 * on one serial worker thread of the socket. When the channel's subscriber is slow,
 * reading stops and the peers meet back-pressure.
 * <p>
 * Several adapters may read one SUB, each for its topics; any other socket has one
 * reader, and the second fails to initialise. If sending fails, the error channel is
 * given the failure; without one it is logged and counted by the engine, and the next
 * message is served. There is no redelivery.
 * <p>
 * Starts late and stops early (phase {@code Integer.MAX_VALUE - 100}): a stop ends the
 * reading, then waits for what was read before, within the shutdown timeout.
 */
public class ZmqMessageProducer extends MessageProducerSupport implements ZmqInboundEndpoint {

	private final SocketListening listening;

	private InboundSettings settings = InboundSettings.DEFAULT;

	private int batchSize;

	private @Nullable Executor batchExecutor;

	private @Nullable MessageFactory messages;

	private @Nullable BatchReading batches;

	private @Nullable MessageChannel privateChannel;

	private @Nullable RefusalLog refusals;

	/**
	 * Create an adapter.
	 * @param socket the socket to read
	 */
	public ZmqMessageProducer(ZmqSocketReference socket) {
		this.listening = new SocketListening(socket);
		setPhase(SocketListening.PHASE);
	}

	/**
	 * Set the prefixes to subscribe to (SUB, XSUB); those of the socket's definition by
	 * default.
	 * @param topics the prefixes
	 */
	public void setTopics(String... topics) {
		this.listening.setTopics(List.of(topics));
	}

	/**
	 * Set on which threads messages are sent to the channel, {@link Dispatch#worker()} by
	 * default. Adapters that share a SUB must agree.
	 * @param dispatch the dispatch
	 */
	public void setDispatch(Dispatch dispatch) {
		this.listening.setDispatch(dispatch);
	}

	/**
	 * Set how messages are presented, {@link InboundSettings#DEFAULT} by default.
	 * @param settings the settings
	 */
	public void setInboundSettings(InboundSettings settings) {
		this.settings = settings;
	}

	/**
	 * Send messages in batches: the payload is then a list of messages, those that are
	 * there already; nothing is waited for. 0, the default, sends each by itself. A
	 * socket read in batches has one reader, on a thread of its own.
	 * @param batchSize the size of a batch at most
	 */
	public void setBatchSize(int batchSize) {
		Assert.isTrue(batchSize >= 0, () -> "'batchSize' %d (expected: 0 or more)".formatted(batchSize));
		this.batchSize = batchSize;
	}

	/**
	 * Set how long a stop waits for what was read before, 20 s by default.
	 * @param shutdownTimeout zero or more
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.listening.setShutdownTimeout(shutdownTimeout);
	}

	@Override
	public String getComponentType() {
		return "zmq:inbound-channel-adapter";
	}

	@Override
	public String getSocketName() {
		return this.listening.socketName();
	}

	@Override
	protected void onInit() {
		super.onInit();
		ZmqSocketDefinition socket = this.listening.resolve(getBeanFactory());
		this.messages = new MessageFactory(socket.name(), socket.type(), this.settings);
		String id = (getComponentName() != null) ? getComponentName() : socket.name();
		this.refusals = new RefusalLog(id);
		if (this.batchSize == 0) {
			this.listening.claim(id, this::receive);
		}
		else {
			Assert.isTrue(this.settings.payload() != InboundPayload.VIEW, "A batch cannot hold borrowed views");
			this.batchExecutor = this.listening.dispatch().executor();
			this.listening.claim(id, null);
			this.batches = new BatchReading(id, this.batchSize, this.batchExecutor, this.messages, this::sendBatch);
		}
	}

	@Override
	protected void doStart() {
		super.doStart();
		MessageChannel channel = getRequiredOutputChannel();
		this.privateChannel = (channel instanceof FixedSubscriberChannel && this.settings.sharedHeaders()) ? channel
				: null;
		this.listening.start(() -> {
			this.listening.reader().start();
			if (this.batches != null) {
				this.batches.start(this.listening.reader().socket());
			}
		});
	}

	@Override
	protected void doStop() {
		drainAndStop();
	}

	@Override
	protected void doStop(Runnable callback) {
		this.listening.stop(this::drainAndStop, callback);
	}

	private void drainAndStop() {
		if (!this.listening.reader().drain(this.listening.shutdownTimeout())) {
			logger.warn(() -> "'%s' stops before all messages that were read are handled, after %s"
				.formatted(getComponentName(), this.listening.shutdownTimeout()));
		}
		if (this.batches != null) {
			this.batches.stop(this.listening.shutdownTimeout());
		}
		this.listening.reader().stop();
	}

	@Override
	public void pause() {
		this.listening.pause();
	}

	@Override
	public void resume() {
		this.listening.resume();
	}

	@Override
	public boolean isPaused() {
		return this.listening.isPaused();
	}

	@Override
	public void destroy() {
		super.destroy();
		this.listening.close();
	}

	private void receive(MessageView view) {
		MessageFactory factory = this.messages;
		RefusalLog log = this.refusals;
		if (factory == null || log == null) {
			return;
		}
		try {
			send(factory.message(view));
		}
		catch (RuntimeException ex) {
			if (!RefusalLog.isSendersFault(ex)) {
				throw ex;
			}
			log.refused(view.peer(), ex);
			throw new ZmqReportedException("'%s' refused a message".formatted(getComponentName()));
		}
	}

	private void sendBatch(List<Message<?>> batch) {
		send(new GenericMessage<>(batch));
	}

	/**
	 * Between this adapter and a listener method lies a private channel, which needs none
	 * of what ordinary channels are given on each message.
	 */
	private void send(Message<?> message) {
		MessageChannel channel = this.privateChannel;
		if (channel == null) {
			sendMessage(message);
			return;
		}
		try {
			channel.send(message);
		}
		catch (RuntimeException ex) {
			if (!sendErrorMessageIfNecessary(message, ex)) {
				throw ex;
			}
		}
	}

}
