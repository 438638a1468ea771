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
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.integration.channel.FixedSubscriberChannel;
import org.springframework.integration.gateway.MessagingGatewaySupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.PeerInfo;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.spring.config.ZmqInboundEndpoint;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSocketReference;
import io.zmqcomm.spring.support.converter.ZmqMessageConverter;

/**
 * Inbound gateway: sends the requests that a ROUTER or REP receives to the request
 * channel and answers each exactly once. The answer is what arrives at the message's
 * reply channel, from any thread; nothing is blocked while it is awaited, so a flow that
 * hands over to another thread serves requests side by side, up to the limit of pending
 * requests.
 * <p>
 * A request that cannot be read, whose flow throws, that gives no answer within the reply
 * timeout (30 s by default), or that is still open when the gateway stops, is answered by
 * a {@link io.zmqcomm.spring.support.converter.ZmqErrorReply}. With an error channel, its
 * flow answers in place of a flow that threw.
 * <p>
 * Starts late and stops early (phase {@code Integer.MAX_VALUE - 100}): a stop ends the
 * reading, then waits for the open requests, within the shutdown timeout.
 */
public class ZmqInboundGateway extends MessagingGatewaySupport implements ZmqInboundEndpoint {

	private final SocketListening listening;

	private InboundSettings settings = InboundSettings.DEFAULT;

	private ZmqMessageConverter converter = ZmqMessageConverter.create();

	private Duration replyTimeout = Duration.ofSeconds(30);

	private int pendingLimit = 1000;

	private @Nullable MessageFactory messages;

	private @Nullable PendingReplies replies;

	private @Nullable RefusalLog refusals;

	private @Nullable ScheduledFuture<?> expiry;

	private @Nullable MessageChannel channel;

	private boolean privateChannel;

	/**
	 * Create a gateway.
	 * @param socket the ROUTER or REP to read
	 */
	public ZmqInboundGateway(ZmqSocketReference socket) {
		this.listening = new SocketListening(socket);
		setPhase(SocketListening.PHASE);
	}

	/**
	 * Set on which threads requests are sent to the channel, {@link Dispatch#worker()} by
	 * default.
	 * @param dispatch the dispatch
	 */
	public void setDispatch(Dispatch dispatch) {
		this.listening.setDispatch(dispatch);
	}

	/**
	 * Set how requests are presented, {@link InboundSettings#DEFAULT} by default.
	 * @param settings the settings
	 */
	public void setInboundSettings(InboundSettings settings) {
		this.settings = settings;
	}

	/**
	 * Set what makes frames of answers; octets, text and JSON by default.
	 * @param converter the converter
	 */
	public void setMessageConverter(MessageConverter converter) {
		this.converter = ZmqMessageConverter.of(converter);
	}

	/**
	 * Set how long an answer may take, 30 s by default. It is watched in steps of a tenth
	 * of it, a second at most.
	 * @param replyTimeout in milliseconds, more than zero
	 */
	@Override
	public void setReplyTimeout(long replyTimeout) {
		Assert.isTrue(replyTimeout > 0, () -> "'replyTimeout' %d (expected: more than 0)".formatted(replyTimeout));
		super.setReplyTimeout(replyTimeout);
		this.replyTimeout = Duration.ofMillis(replyTimeout);
	}

	/**
	 * Set how many requests may be waiting for their answers, 1000 by default. At the
	 * limit no more are read; on an event loop they are answered as errors.
	 * @param pendingLimit at least 1
	 */
	public void setPendingLimit(int pendingLimit) {
		Assert.isTrue(pendingLimit > 0, () -> "'pendingLimit' %d (expected: at least 1)".formatted(pendingLimit));
		this.pendingLimit = pendingLimit;
	}

	/**
	 * Set how long a stop waits for the open requests, 20 s by default.
	 * @param shutdownTimeout zero or more
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.listening.setShutdownTimeout(shutdownTimeout);
	}

	@Override
	public String getComponentType() {
		return "zmq:inbound-gateway";
	}

	@Override
	public String getSocketName() {
		return this.listening.socketName();
	}

	@Override
	protected void onInit() {
		super.onInit();
		ZmqSocketDefinition socket = this.listening.resolve(getBeanFactory());
		Assert.isTrue(socket.type() == SocketType.ROUTER || socket.type() == SocketType.REP,
				() -> "Socket '%s' is a %s (expected: a ROUTER or REP)".formatted(socket.name(), socket.type()));
		this.messages = new MessageFactory(socket.name(), socket.type(), this.settings);
		this.replies = new PendingReplies(new PendingReplies.Settings(socket.name(), this.replyTimeout.toNanos(),
				this.pendingLimit, !this.listening.dispatch().isIoThread(), socket.type() == SocketType.ROUTER,
				this.converter, getTaskScheduler()), this::handleFailure);
		String id = (getComponentName() != null) ? getComponentName() : socket.name();
		this.refusals = new RefusalLog(id);
		this.listening.claim(id, this::receive);
	}

	@Override
	protected void doStart() {
		MessageChannel requests = getRequestChannel();
		Assert.state(requests != null, () -> "'%s' has no request channel".formatted(getComponentName()));
		this.channel = requests;
		this.privateChannel = requests instanceof FixedSubscriberChannel && this.settings.sharedHeaders();
		Duration step = min(this.replyTimeout.dividedBy(10).plusMillis(1), Duration.ofSeconds(1));
		this.listening.start(() -> {
			registerReplyMessageCorrelatorIfNecessary();
			super.doStart();
			replies().accept();
			this.listening.reader().start();
			this.expiry = getTaskScheduler().scheduleWithFixedDelay(replies()::expire, step);
		});
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@Override
	protected void doStop() {
		drainAndStop();
		super.doStop();
	}

	@Override
	protected void doStop(Runnable callback) {
		this.listening.stop(this::doStop, callback);
	}

	/**
	 * Answers come before the close, whose linger time then hands them to the network.
	 */
	private void drainAndStop() {
		long end = System.nanoTime() + this.listening.shutdownTimeout().toNanos();
		this.listening.reader().drain(this.listening.shutdownTimeout());
		replies().awaitEmpty(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		int open = replies().reject();
		if (open > 0) {
			logger.warn(() -> "'%s' stops with %d requests under way, after %s".formatted(getComponentName(), open,
					this.listening.shutdownTimeout()));
		}
		ScheduledFuture<?> watching = this.expiry;
		if (watching != null) {
			watching.cancel(false);
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

	private PendingReplies replies() {
		PendingReplies current = this.replies;
		Assert.state(current != null, "The gateway is not initialised");
		return current;
	}

	private RefusalLog refusals() {
		RefusalLog current = this.refusals;
		Assert.state(current != null, "The gateway is not initialised");
		return current;
	}

	private void receive(MessageView view) {
		PendingReply pending = replies().open(view.reply());
		MessageFactory factory = this.messages;
		MessageChannel requests = this.channel;
		if (pending == null || factory == null || requests == null) {
			return;
		}
		Message<?> request = request(factory.payload(view), factory.headers(view), pending);
		try {
			requests.send(request);
		}
		catch (Exception ex) {
			if (!tellErrorChannel(pending, request, ex) && !answer(pending, ex)) {
				throw new ZmqReportedException("'%s' failed on a request".formatted(getComponentName()));
			}
		}
	}

	private Message<?> request(Object payload, MessageHeaders headers, PendingReply pending) {
		if (this.privateChannel) {
			return new ZmqRequestMessage(payload, headers, pending);
		}
		Map<String, Object> all = ZmqRequestMessage.headersOf(headers, pending);
		return new GenericMessage<>(payload, all);
	}

	private void handleFailure(PendingReply pending, Message<?> request, Throwable failure) {
		if (!tellErrorChannel(pending, request, failure)) {
			answer(pending, failure);
		}
	}

	/**
	 * Log a failure and answer it.
	 * @return whether it was the client's
	 */
	private boolean answer(PendingReply pending, Throwable failure) {
		PeerInfo client = pending.token().peer();
		boolean refused = RefusalLog.isSendersFault(failure);
		if (refused) {
			refusals().refused(client, failure);
		}
		else {
			logger.error(failure,
					() -> "'%s' failed on a request from %s".formatted(getComponentName(), client.remoteAddress()));
		}
		pending.reply(ErrorReplies.of(failure));
		return refused;
	}

	private boolean tellErrorChannel(PendingReply pending, Message<?> request, Throwable failure) {
		boolean first = pending.failsFirst();
		MessageChannel errors = getErrorChannel();
		if (errors == null || !first) {
			return false;
		}
		Map<String, Object> headers = Map.of(MessageHeaders.REPLY_CHANNEL, pending, MessageHeaders.ERROR_CHANNEL,
				pending);
		try {
			errors.send(new ErrorMessage(failure, headers, request));
		}
		catch (RuntimeException ex) {
			if (ex == failure) {
				return false;
			}
			ex.addSuppressed(failure);
			logger.error(ex, () -> "The error channel of '%s' failed".formatted(getComponentName()));
			pending.reply(ErrorReplies.of(failure));
		}
		return true;
	}

}
