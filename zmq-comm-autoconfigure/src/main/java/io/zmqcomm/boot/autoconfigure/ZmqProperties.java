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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the communicator, its listeners and its named sockets.
 */
@ConfigurationProperties("zmq.comm")
public class ZmqProperties extends ZmqSocketOptionsProperties {

	/**
	 * Protocol of endpoints that are a bare "host:port": tcp or rdma. Without it the
	 * environment variable MC_RPC_PROTOCOL counts, else tcp.
	 */
	private @Nullable String protocol;

	/**
	 * Number of connections kept for each target of requests.
	 */
	private int poolSize = 10;

	/**
	 * Number of I/O threads. Default is one per processor, four at most.
	 */
	private @Nullable Integer ioThreads;

	/**
	 * Size of all queues and unfinished messages together at most. Default is a quarter
	 * of the direct memory.
	 */
	private @Nullable DataSize memoryLimit;

	/**
	 * Time that a request waits for its reply.
	 */
	private Duration requestTimeout = Duration.ofSeconds(30);

	private final Rdma rdma = new Rdma();

	private final Listener listener = new Listener();

	/**
	 * Named sockets.
	 */
	private Map<String, ZmqSocketProperties> sockets = new LinkedHashMap<>();

	public @Nullable String getProtocol() {
		return this.protocol;
	}

	public void setProtocol(@Nullable String protocol) {
		this.protocol = protocol;
	}

	public int getPoolSize() {
		return this.poolSize;
	}

	public void setPoolSize(int poolSize) {
		this.poolSize = poolSize;
	}

	public @Nullable Integer getIoThreads() {
		return this.ioThreads;
	}

	public void setIoThreads(@Nullable Integer ioThreads) {
		this.ioThreads = ioThreads;
	}

	public @Nullable DataSize getMemoryLimit() {
		return this.memoryLimit;
	}

	public void setMemoryLimit(@Nullable DataSize memoryLimit) {
		this.memoryLimit = memoryLimit;
	}

	public Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	public void setRequestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	public Rdma getRdma() {
		return this.rdma;
	}

	public Listener getListener() {
		return this.listener;
	}

	public Map<String, ZmqSocketProperties> getSockets() {
		return this.sockets;
	}

	public void setSockets(Map<String, ZmqSocketProperties> sockets) {
		this.sockets = sockets;
	}

	/**
	 * RDMA by UCX.
	 */
	public static class Rdma {

		/**
		 * Whether "rdma://" endpoints may use UCX's TCP and shared-memory lanes, as on a
		 * machine without RDMA device.
		 */
		private boolean allowSoftware;

		public boolean isAllowSoftware() {
			return this.allowSoftware;
		}

		public void setAllowSoftware(boolean allowSoftware) {
			this.allowSoftware = allowSoftware;
		}

	}

	/**
	 * What annotated listeners have in common.
	 */
	public static class Listener {

		/**
		 * Thread that calls a listener: a worker, or the I/O thread that reads the
		 * message and that must never be blocked.
		 */
		private Dispatch dispatch = Dispatch.EXECUTOR;

		/**
		 * Number of messages that one listener handles at a time. Above 1 they lose their
		 * order.
		 */
		private int concurrency = 1;

		/**
		 * Number of messages at most that a listener of batches is given at a time.
		 */
		private int batchSize = 500;

		/**
		 * Number of requests of one listener that may be waiting for their answers.
		 */
		private int pendingLimit = 1000;

		/**
		 * Time after which a request that a listener has not answered is answered with an
		 * error.
		 */
		private Duration replyTimeout = Duration.ofSeconds(30);

		/**
		 * Time that a stop waits for the messages at hand to be handled.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Whether to start listeners with the application.
		 */
		private boolean autoStartup = true;

		public Dispatch getDispatch() {
			return this.dispatch;
		}

		public void setDispatch(Dispatch dispatch) {
			this.dispatch = dispatch;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public int getBatchSize() {
			return this.batchSize;
		}

		public void setBatchSize(int batchSize) {
			this.batchSize = batchSize;
		}

		public int getPendingLimit() {
			return this.pendingLimit;
		}

		public void setPendingLimit(int pendingLimit) {
			this.pendingLimit = pendingLimit;
		}

		public Duration getReplyTimeout() {
			return this.replyTimeout;
		}

		public void setReplyTimeout(Duration replyTimeout) {
			this.replyTimeout = replyTimeout;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		public boolean isAutoStartup() {
			return this.autoStartup;
		}

		public void setAutoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
		}

		/**
		 * Threads that call listeners.
		 */
		public enum Dispatch {

			/**
			 * A worker of the listener's own, or the configured executor.
			 */
			EXECUTOR,

			/**
			 * The I/O thread that reads the message. The listener must never block.
			 */
			IO_THREAD

		}

	}

}
