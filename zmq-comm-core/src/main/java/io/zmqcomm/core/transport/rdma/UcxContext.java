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

package io.zmqcomm.core.transport.rdma;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.openucx.jucx.NativeLibs;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpConstants;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpParams;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;
import org.openucx.jucx.ucs.UcsConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zmqcomm.core.RdmaUnavailableException;

/**
 * UCX as this communicator uses it: over RDMA devices only, unless software lanes are
 * allowed by name. Any thread.
 */
final class UcxContext {

	private static final Logger logger = LoggerFactory.getLogger(UcxContext.class);

	/** Room for the headers of UCX and ours before the octets. */
	private static final int SLOT_HEADERS = 512;

	private static final Path DEVICES = Path.of("/sys/class/infiniband");

	/** Of all contexts, as the limit of locked memory is the process's. */
	private static final AtomicInteger allWorkers = new AtomicInteger();

	/** One worker begins or ends at a time, whatever event loop it is of. */
	private static final ReentrantLock lifecycle = new ReentrantLock();

	private final UcpContext context;

	private final boolean hasDevice;

	private final boolean allowsSoftware;

	private UcxContext(UcpContext context, boolean hasDevice, boolean allowsSoftware) {
		this.context = context;
		this.hasDevice = hasDevice;
		this.allowsSoftware = allowsSoftware;
	}

	/**
	 * Load UCX.
	 * @param allowSoftware whether its TCP and shared-memory lanes may be used
	 * @return the context
	 * @throws RdmaUnavailableException if something is missing
	 */
	static UcxContext create(boolean allowSoftware) {
		loadLibraries();
		boolean hasDevice = hasDevice();
		if (!hasDevice && !allowSoftware) {
			throw RdmaUnavailableException.noDevice("there is no RDMA device in " + DEVICES,
					"load the driver of the device");
		}
		if (hasDevice) {
			LockedMemory.check(allWorkers.get() + 1);
		}
		try {
			UcxContext context = new UcxContext(new UcpContext(params(allowSoftware)), hasDevice, allowSoftware);
			logger.info("RDMA by UCX, {}",
					allowSoftware ? "software lanes allowed" : "over the devices in " + DEVICES + " only");
			return context;
		}
		catch (UcxException ex) {
			throw new RdmaUnavailableException("UCX does not start: " + ex.getMessage(),
					"see what 'ucx_info -d' lists, and whether this user may open /dev/infiniband", ex);
		}
	}

	/**
	 * Both sides need the same, as UCX cannot agree on lanes otherwise.
	 */
	static UcpParams params(boolean allowSoftware) {
		UcpParams params = new UcpParams().requestAmFeature()
			.requestWakeupFeature()
			.setMtWorkersShared(true)
			.setConfig("CM_REUSEADDR", "y");
		if (allowSoftware) {
			// Else UCX leaves shared memory out where errors are to be told,
			params.setConfig("MM_ERROR_HANDLING", "y");
			// and carries what is large by TCP beside it.
			params.setConfig("MAX_EAGER_LANES", "1").setConfig("RNDV_SCHEME", "get_zcopy");
			// A slot of shared memory takes what is sent eagerly in one piece.
			params.setConfig("MM_SEG_SIZE", String.valueOf(ActiveMessages.MAX_EAGER + SLOT_HEADERS))
				.setConfig("MM_RX_BUFS_GROW", "64");
		}
		else {
			params.setConfig("TLS", "rc,self");
		}
		return params;
	}

	/**
	 * Load the native libraries, and JUCX's constants here and now: event loops that do
	 * so at the same time wait for each other for ever, as those classes initialize each
	 * other.
	 */
	private static void loadLibraries() {
		try {
			NativeLibs.load();
			for (Class<?> constants : List.of(UcsConstants.class, UcsConstants.STATUS.class,
					UcsConstants.MEMORY_TYPE.class, UcsConstants.ThreadMode.class, UcpConstants.class)) {
				Class.forName(constants.getName(), true, constants.getClassLoader());
			}
		}
		catch (UnsatisfiedLinkError ex) {
			throw new RdmaUnavailableException("UCX cannot be loaded: " + ex.getMessage(),
					"install UCX, on Debian and Ubuntu the package libucx0", ex);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean hasDevice() {
		try (DirectoryStream<Path> devices = Files.newDirectoryStream(DEVICES)) {
			return devices.iterator().hasNext();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Create a worker.
	 * @return the worker
	 * @throws RdmaUnavailableException if too little memory may be locked for it
	 */
	UcpWorker newWorker() {
		int count = allWorkers.incrementAndGet();
		lifecycle.lock();
		try {
			if (this.hasDevice) {
				LockedMemory.check(count);
			}
			return this.context.newWorker(new UcpWorkerParams().requestWakeupRX().requestWakeupTX());
		}
		catch (RuntimeException ex) {
			allWorkers.decrementAndGet();
			throw ex;
		}
		finally {
			lifecycle.unlock();
		}
	}

	/**
	 * Return whether connections may be those of TCP.
	 * @return whether software lanes are allowed
	 */
	boolean allowsSoftware() {
		return this.allowsSoftware;
	}

	/**
	 * Close a worker before its context.
	 * @param worker the worker
	 */
	void close(UcpWorker worker) {
		lifecycle.lock();
		try {
			worker.close();
		}
		finally {
			lifecycle.unlock();
		}
		allWorkers.decrementAndGet();
	}

	/**
	 * Close, after all workers.
	 */
	void close() {
		this.context.close();
	}

}
