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

package io.zmqcomm.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

import io.zmqcomm.core.SocketType;

/**
 * One named socket: {@code zmq.comm.sockets.<name>}.
 */
@ConfigurationPropertiesSource
public class ZmqSocketProperties extends ZmqSocketOptionsProperties {

	/**
	 * Type of the socket: pair, pub, sub, xpub, xsub, push, pull, req, rep, dealer or
	 * router.
	 */
	private @Nullable SocketType type;

	/**
	 * Endpoints to listen on, such as "tcp://*:5557". Port "*" takes a free one.
	 */
	private List<String> bind = new ArrayList<>();

	/**
	 * Endpoints to connect to, such as "tcp://feed:5556".
	 */
	private List<String> connect = new ArrayList<>();

	/**
	 * Prefixes of the messages to receive (sub, xsub). Everything, if there are none.
	 */
	private List<String> topics = new ArrayList<>();

	/**
	 * Name of the message channel that the socket is joined to: a sending type consumes
	 * from it, a receiving type produces to it, a requesting or replying type is a
	 * gateway on it. Created if absent.
	 */
	private @Nullable String channel;

	/**
	 * Number of messages queued at most for one peer. Default is the high-water mark.
	 */
	private @Nullable Integer sendHighWaterMark;

	/**
	 * Number of messages read ahead at most from one peer. Default is the high-water
	 * mark.
	 */
	private @Nullable Integer receiveHighWaterMark;

	/**
	 * Routing id that the socket announces (req, dealer, router).
	 */
	private @Nullable String routingId;

	/**
	 * Whether to queue messages only for peers whose handshake is done, and to drop the
	 * queue of a broken connection.
	 */
	private boolean immediate;

	/**
	 * Whether to report peers that are unknown or full (router). If not, their messages
	 * are dropped and counted.
	 */
	private boolean mandatory = true;

	/**
	 * Whether to give a routing id to the newest peer that announces it (router). If not,
	 * the newcomer is refused.
	 */
	private boolean handover = true;

	/**
	 * Whether to refuse a message that a subscriber has no room for (pub, xpub). If not,
	 * it is dropped for that subscriber.
	 */
	private boolean noDrop;

	/**
	 * Whether to allow the next request before the reply to the last one, which is then
	 * forgotten (req).
	 */
	private boolean relaxed;

	/**
	 * Whether to number requests, so that a late reply is not taken for the current one
	 * (req).
	 */
	private boolean correlate;

	/**
	 * Whether to pass up each subscription, not only the first of a topic (xpub).
	 */
	private boolean verbose;

	/**
	 * Whether to pass up each subscription and each cancellation (xpub).
	 */
	private boolean verboser;

	/**
	 * Whether to spread the connections of the socket over all I/O threads.
	 */
	private boolean spread;

	public @Nullable SocketType getType() {
		return this.type;
	}

	public void setType(@Nullable SocketType type) {
		this.type = type;
	}

	public List<String> getBind() {
		return this.bind;
	}

	public void setBind(List<String> bind) {
		this.bind = bind;
	}

	public List<String> getConnect() {
		return this.connect;
	}

	public void setConnect(List<String> connect) {
		this.connect = connect;
	}

	public List<String> getTopics() {
		return this.topics;
	}

	public void setTopics(List<String> topics) {
		this.topics = topics;
	}

	public @Nullable String getChannel() {
		return this.channel;
	}

	public void setChannel(@Nullable String channel) {
		this.channel = channel;
	}

	public @Nullable Integer getSendHighWaterMark() {
		return this.sendHighWaterMark;
	}

	public void setSendHighWaterMark(@Nullable Integer sendHighWaterMark) {
		this.sendHighWaterMark = sendHighWaterMark;
	}

	public @Nullable Integer getReceiveHighWaterMark() {
		return this.receiveHighWaterMark;
	}

	public void setReceiveHighWaterMark(@Nullable Integer receiveHighWaterMark) {
		this.receiveHighWaterMark = receiveHighWaterMark;
	}

	public @Nullable String getRoutingId() {
		return this.routingId;
	}

	public void setRoutingId(@Nullable String routingId) {
		this.routingId = routingId;
	}

	public boolean isImmediate() {
		return this.immediate;
	}

	public void setImmediate(boolean immediate) {
		this.immediate = immediate;
	}

	public boolean isMandatory() {
		return this.mandatory;
	}

	public void setMandatory(boolean mandatory) {
		this.mandatory = mandatory;
	}

	public boolean isHandover() {
		return this.handover;
	}

	public void setHandover(boolean handover) {
		this.handover = handover;
	}

	public boolean isNoDrop() {
		return this.noDrop;
	}

	public void setNoDrop(boolean noDrop) {
		this.noDrop = noDrop;
	}

	public boolean isRelaxed() {
		return this.relaxed;
	}

	public void setRelaxed(boolean relaxed) {
		this.relaxed = relaxed;
	}

	public boolean isCorrelate() {
		return this.correlate;
	}

	public void setCorrelate(boolean correlate) {
		this.correlate = correlate;
	}

	public boolean isVerbose() {
		return this.verbose;
	}

	public void setVerbose(boolean verbose) {
		this.verbose = verbose;
	}

	public boolean isVerboser() {
		return this.verboser;
	}

	public void setVerboser(boolean verboser) {
		this.verboser = verboser;
	}

	public boolean isSpread() {
		return this.spread;
	}

	public void setSpread(boolean spread) {
		this.spread = spread;
	}

}
