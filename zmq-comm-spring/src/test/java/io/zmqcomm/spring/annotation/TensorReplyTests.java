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

package io.zmqcomm.spring.annotation;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.SendOutcome;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.core.tensor.TensorDtype;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket.FakeReply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tensor that a method promises is closed, whatever becomes of it.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(60)
class TensorReplyTests {

	@Autowired
	FakeCommunicator zmq;

	@Autowired
	Servers servers;

	@Autowired
	ZmqListenerRegistry registry;

	private final ByteBuf memory = ByteBufAllocator.DEFAULT.directBuffer(4).writeInt(7);

	private final Tensor tensor = Tensor.owning(TensorDtype.INT32, ByteOrder.BIG_ENDIAN, this.memory);

	@Test
	void whenItWasSent() {
		FakeReply reply = this.zmq.socket("waiting").deliver("x");
		this.servers.promised().complete(this.tensor);
		assertThat(reply.answers).hasSize(1);
		assertThat(this.memory.refCnt()).isZero();
	}

	@Test
	void whenItHadToWaitForRoom() {
		FakeReply reply = this.zmq.socket("waiting").deliver("x");
		this.zmq.socket("waiting").outcome = SendOutcome.FULL;
		CompletableFuture<Tensor> promised = this.servers.promised();
		CompletableFuture.runAsync(() -> promised.complete(this.tensor)).join();
		assertThat(reply.answers).isEmpty();
		assertThat(this.memory.refCnt()).as("its copy waits").isZero();
		this.zmq.socket("waiting").outcome = SendOutcome.ACCEPTED;
		Awaitility.await().until(() -> reply.answers.size() == 1);
		assertThat(reply.answers.get(0).bytes(1)).containsExactly(0, 0, 0, 7);
	}

	@Test
	void whenItCameTooLate() {
		FakeReply reply = this.zmq.socket("stopping").deliver("x");
		CompletableFuture<Tensor> promised = this.servers.promised();
		this.registry.getListener("stopping").stop();
		assertThat(reply.texts()).singleElement().asString().contains("unavailable");
		promised.complete(this.tensor);
		assertThat(reply.answers).hasSize(1);
		assertThat(this.memory.refCnt()).isZero();
	}

	static class Servers {

		private volatile CompletableFuture<Tensor> future = new CompletableFuture<>();

		CompletableFuture<Tensor> promised() {
			return this.future;
		}

		@ZmqReply(id = "waiting", bind = "tcp://127.0.0.1:*")
		CompletableFuture<Tensor> waiting(String text) {
			this.future = new CompletableFuture<>();
			return this.future;
		}

		@ZmqReply(id = "stopping", bind = "tcp://127.0.0.1:*")
		CompletableFuture<Tensor> stopping(String text) {
			return waiting(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableZmq
	static class Config {

		@Bean
		FakeCommunicator zmq() {
			return new FakeCommunicator();
		}

		@Bean
		ZmqListenerDefaults zmqListenerDefaults() {
			ZmqListenerDefaults defaults = new ZmqListenerDefaults();
			defaults.setShutdownTimeout(Duration.ZERO);
			return defaults;
		}

		@Bean
		Servers servers() {
			return new Servers();
		}

	}

}
