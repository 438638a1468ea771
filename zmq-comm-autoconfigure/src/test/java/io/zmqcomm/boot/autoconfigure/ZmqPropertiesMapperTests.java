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

import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

import io.zmqcomm.core.RoutingId;
import io.zmqcomm.core.SocketOptions;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ZmqPropertiesMapper} and {@link SocketOptionsMapper}.
 */
class ZmqPropertiesMapperTests {

	private final Map<String, String> values = new HashMap<>();

	private final MockEnvironment environment = new MockEnvironment();

	private final ZmqCommunicator.Builder builder = mock(ZmqCommunicator.Builder.class, Answers.CALLS_REAL_METHODS);

	@BeforeEach
	void takeDefaults() {
		willReturn(this.builder).given(this.builder).socketDefaults(any());
	}

	private void set(String property, String value) {
		this.values.put(property, value);
	}

	private ZmqPropertiesMapper mapper() {
		ZmqProperties properties = new Binder(new MapConfigurationPropertySource(this.values)).bindOrCreate("zmq.comm",
				ZmqProperties.class);
		return new ZmqPropertiesMapper(properties, this.environment);
	}

	private void setVariable(String value) {
		this.environment.setProperty("MC_RPC_PROTOCOL", value);
	}

	private ZmqCommunicator.Builder builder() {
		return this.builder;
	}

	private void customize() {
		mapper().customizeCommunicator(this.builder);
	}

	@SuppressWarnings("unchecked")
	private SocketOptions defaults() {
		customize();
		ArgumentCaptor<Consumer<SocketOptions.Builder>> defaults = ArgumentCaptor.forClass(Consumer.class);
		verify(this.builder).socketDefaults(defaults.capture());
		return options(defaults.getValue());
	}

	private List<ZmqSocketDefinition> definitions() {
		return mapper().getSocketDefinitions();
	}

	private ZmqSocketDefinition definition() {
		assertThat(definitions()).hasSize(1);
		return definitions().get(0);
	}

	private static SocketOptions options(Consumer<SocketOptions.Builder> changes) {
		SocketOptions.Builder options = SocketOptions.builder();
		changes.accept(options);
		return options.build();
	}

	private void setCommonOptions(String prefix) {
		set(prefix + ".send-timeout", "1s");
		set(prefix + ".receive-timeout", "2s");
		set(prefix + ".high-water-mark", "2");
		set(prefix + ".queue-byte-limit", "3KB");
		set(prefix + ".linger", "4s");
		set(prefix + ".connect-timeout", "5s");
		set(prefix + ".reconnect-interval", "6ms");
		set(prefix + ".reconnect-interval-max", "7s");
		set(prefix + ".handshake-timeout", "8s");
		set(prefix + ".max-frame-size", "9KB");
		set(prefix + ".max-message-size", "10KB");
		set(prefix + ".max-frames", "11");
		set(prefix + ".max-topics", "12");
		set(prefix + ".max-handshakes", "13");
		set(prefix + ".backlog", "14");
		set(prefix + ".send-buffer-size", "15KB");
		set(prefix + ".receive-buffer-size", "16KB");
		set(prefix + ".keep-alive", "false");
		set(prefix + ".congestion-control", "cubic");
		set(prefix + ".ipc-permissions", "rw-rw----");
	}

	private static void assertCommonOptions(SocketOptions options) {
		assertThat(options.sendTimeout()).hasSeconds(1);
		assertThat(options.receiveTimeout()).hasSeconds(2);
		assertThat(options.sendHighWaterMark()).isEqualTo(2);
		assertThat(options.receiveHighWaterMark()).isEqualTo(2);
		assertThat(options.queueByteLimit()).isEqualTo(3 << 10);
		assertThat(options.linger()).hasSeconds(4);
		assertThat(options.connectTimeout()).hasSeconds(5);
		assertThat(options.reconnectInterval()).hasMillis(6);
		assertThat(options.reconnectIntervalMax()).hasSeconds(7);
		assertThat(options.handshakeTimeout()).hasSeconds(8);
		assertThat(options.maxFrameSize()).isEqualTo(9 << 10);
		assertThat(options.maxMessageSize()).isEqualTo(10 << 10);
		assertThat(options.maxFrames()).isEqualTo(11);
		assertThat(options.maxTopics()).isEqualTo(12);
		assertThat(options.maxHandshakes()).isEqualTo(13);
		assertThat(options.backlog()).isEqualTo(14);
		assertThat(options.sendBufferSize()).isEqualTo(15 << 10);
		assertThat(options.receiveBufferSize()).isEqualTo(16 << 10);
		assertThat(options.keepAlive()).isFalse();
		assertThat(options.congestionControl()).isEqualTo("cubic");
		assertThat(options.ipcPermissions()).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
	}

	private static void assertInvalid(String property, Runnable action) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(action::run)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(property))
			.satisfies((ex) -> assertThat(ex.getReason()).containsIgnoringCase("expected"));
	}

	@Nested
	class CommunicatorSettings {

		@Test
		void whenNothingIsSetKeepsDefaultsOfEngine() {
			customize();
			verify(builder()).poolSize(10);
			verify(builder()).requestTimeout(Duration.ofSeconds(30));
			verify(builder()).protocol("tcp");
			verify(builder(), never()).ioThreads(anyInt());
			verify(builder(), never()).memoryLimit(anyLong());
		}

		@Test
		void whenSetMapsEach() {
			set("zmq.comm.pool-size", "3");
			set("zmq.comm.io-threads", "2");
			set("zmq.comm.memory-limit", "32MB");
			set("zmq.comm.request-timeout", "7s");
			customize();
			verify(builder()).poolSize(3);
			verify(builder()).ioThreads(2);
			verify(builder()).memoryLimit(32L << 20);
			verify(builder()).requestTimeout(Duration.ofSeconds(7));
		}

		@ParameterizedTest
		@CsvSource({ "zmq.comm.pool-size, 0", "zmq.comm.io-threads, 0", "zmq.comm.memory-limit, -1B",
				"zmq.comm.request-timeout, 0s", "zmq.comm.high-water-mark, 0", "zmq.comm.linger, -1s",
				"zmq.comm.max-frame-size, 0B", "zmq.comm.receive-buffer-size, -1B" })
		void whenRefusedByEngineNamesProperty(String property, String value) {
			set(property, value);
			assertInvalid(property, ZmqPropertiesMapperTests.this::customize);
		}

	}

	@Nested
	class ListenerSettings {

		@ParameterizedTest
		@CsvSource({ "concurrency, 0", "batch-size, 0", "pending-limit, 0", "reply-timeout, 0s",
				"shutdown-timeout, -1s" })
		void whenRefusedNamesProperty(String property, String value) {
			set("zmq.comm.listener." + property, value);
			assertInvalid("zmq.comm.listener." + property,
					() -> mapper().customizeListeners(new ZmqListenerDefaults()));
		}

	}

	@Nested
	class Protocol {

		@Test
		void whenPropertyIsTcpIsTcp() {
			set("zmq.comm.protocol", "TCP");
			setVariable("rdma");
			customize();
			verify(builder()).protocol("tcp");
		}

		@Test
		void whenOnlyVariableIsSetItCounts() {
			setVariable("tcp");
			customize();
			verify(builder()).protocol("tcp");
		}

		@Test
		void whenPropertyIsUnsupportedNamesProperty() {
			set("zmq.comm.protocol", "rdma");
			assertThatExceptionOfType(UnsupportedProtocolException.class)
				.isThrownBy(ZmqPropertiesMapperTests.this::customize)
				.satisfies((ex) -> assertThat(ex.getSetting()).isEqualTo("zmq.comm.protocol"))
				.satisfies((ex) -> assertThat(ex.getProtocol()).isEqualTo("rdma"));
		}

		@Test
		void whenVariableIsUnsupportedNamesVariable() {
			setVariable("rdma");
			assertThatExceptionOfType(UnsupportedProtocolException.class)
				.isThrownBy(ZmqPropertiesMapperTests.this::customize)
				.satisfies((ex) -> assertThat(ex.getSetting()).isEqualTo("MC_RPC_PROTOCOL"));
		}

	}

	@Nested
	class SocketDefaults {

		@Test
		void whenNothingIsSetKeepsDefaultsOfEngine() {
			assertThat(defaults()).usingRecursiveComparison().isEqualTo(SocketOptions.builder().build());
		}

		@Test
		void whenSetMapsEach() {
			setCommonOptions("zmq.comm");
			assertCommonOptions(defaults());
		}

	}

	@Nested
	class NamedSockets {

		@Test
		void whenNoneIsSetThereAreNone() {
			assertThat(definitions()).isEmpty();
		}

		@Test
		void whenSetMapsEachInOrder() {
			set("zmq.comm.sockets.feed.type", "sub");
			set("zmq.comm.sockets.feed.connect", "tcp://one:5556,tcp://two:5556");
			set("zmq.comm.sockets.feed.topics[0]", "EURUSD.");
			set("zmq.comm.sockets.feed.channel", "quotes");
			ZmqSocketDefinition feed = definition();
			assertThat(feed.name()).isEqualTo("feed");
			assertThat(feed.type()).isEqualTo(SocketType.SUB);
			assertThat(feed.bind()).isEmpty();
			assertThat(feed.connect()).containsExactly("tcp://one:5556", "tcp://two:5556");
			assertThat(feed.topics()).containsExactly("EURUSD.");
			assertThat(feed.channel()).isEqualTo("quotes");
		}

		@Test
		void whenOptionsAreSetMapsEach() {
			String prefix = "zmq.comm.sockets.ticks";
			set(prefix + ".type", "router");
			set(prefix + ".bind", "tcp://*:5557");
			setCommonOptions(prefix);
			set(prefix + ".send-high-water-mark", "21");
			set(prefix + ".routing-id", "me");
			set(prefix + ".immediate", "true");
			set(prefix + ".mandatory", "false");
			set(prefix + ".handover", "false");
			set(prefix + ".no-drop", "true");
			set(prefix + ".relaxed", "true");
			set(prefix + ".correlate", "true");
			set(prefix + ".verbose", "true");
			set(prefix + ".verboser", "true");
			set(prefix + ".spread", "true");
			SocketOptions options = options(definition().options());
			assertThat(options.sendHighWaterMark()).isEqualTo(21);
			assertThat(options.routingId()).isEqualTo(RoutingId.of("me"));
			assertThat(options.immediate()).isTrue();
			assertThat(options.mandatory()).isFalse();
			assertThat(options.handover()).isFalse();
			assertThat(options.noDrop()).isTrue();
			assertThat(options.relaxed()).isTrue();
			assertThat(options.correlate()).isTrue();
			assertThat(options.verbose()).isTrue();
			assertThat(options.verboser()).isTrue();
			assertThat(options.spread()).isTrue();
			set(prefix + ".send-high-water-mark", "2");
			assertCommonOptions(options(definition().options()));
		}

		@ParameterizedTest
		@CsvSource({ "send-high-water-mark, 0", "linger, -1s", "routing-id, ''", "max-frames, 0",
				"ipc-permissions, 660" })
		void whenOptionIsRefusedByEngineNamesProperty(String property, String value) {
			set("zmq.comm.sockets.ticks.type", "pub");
			set("zmq.comm.sockets.ticks.bind", "tcp://*:5557");
			set("zmq.comm.sockets.ticks." + property, value);
			assertInvalid("zmq.comm.sockets.ticks." + property, ZmqPropertiesMapperTests.this::definitions);
		}

		@Test
		void whenTypeIsMissingNamesProperty() {
			set("zmq.comm.sockets.feed.connect", "tcp://one:5556");
			assertInvalid("zmq.comm.sockets.feed.type", ZmqPropertiesMapperTests.this::definitions);
		}

		@Test
		void whenNameIsUnusualNamesProperty() {
			set("zmq.comm.sockets[My.Feed].connect", "tcp://one:5556");
			assertInvalid("zmq.comm.sockets[My.Feed].type", ZmqPropertiesMapperTests.this::definitions);
		}

		@Test
		void whenEndpointIsMissingNamesProperties() {
			set("zmq.comm.sockets.feed.type", "sub");
			assertInvalid("zmq.comm.sockets.feed.bind", ZmqPropertiesMapperTests.this::definitions);
		}

		@ParameterizedTest
		@CsvSource({ "bind, tcp:/one:5556", "bind, udp://one:5556", "bind, rdma://one:5556", "bind, tcp://one:port",
				"bind, one", "connect, tcp://one:70000", "connect, tcp://*:5556", "connect, tcp://one:*" })
		void whenEndpointIsMalformedNamesProperty(String property, String endpoint) {
			set("zmq.comm.sockets.feed.type", "sub");
			set("zmq.comm.sockets.feed." + property, endpoint);
			assertInvalid("zmq.comm.sockets.feed." + property, ZmqPropertiesMapperTests.this::definitions);
		}

		@ParameterizedTest
		@ValueSource(strings = { "tcp://*:*", "tcp://[::1]:5556", "localhost:0", "inproc://feed" })
		void whenEndpointIsWellFormedKeepsIt(String endpoint) {
			set("zmq.comm.sockets.feed.type", "sub");
			set("zmq.comm.sockets.feed.bind", endpoint);
			assertThat(definition().bind()).containsExactly(endpoint);
		}

		@Test
		void whenEndpointOfListIsMalformedNamesElement() {
			set("zmq.comm.sockets.feed.type", "sub");
			set("zmq.comm.sockets.feed.connect[0]", "tcp://one:5556");
			set("zmq.comm.sockets.feed.connect[1]", "two");
			ZmqPropertiesMapperTests.this.environment.setProperty("zmq.comm.sockets.feed.connect[1]", "two");
			assertInvalid("zmq.comm.sockets.feed.connect[1]", ZmqPropertiesMapperTests.this::definitions);
		}

		@Test
		void whenTypeHasNoTopicsNamesProperty() {
			set("zmq.comm.sockets.feed.type", "pull");
			set("zmq.comm.sockets.feed.bind", "tcp://*:*");
			set("zmq.comm.sockets.feed.topics", "a");
			assertInvalid("zmq.comm.sockets.feed.topics", ZmqPropertiesMapperTests.this::definitions);
		}

		@ParameterizedTest
		@ValueSource(strings = { "pair", "dealer" })
		void whenChannelCouldBeForEitherDirectionNamesProperty(String type) {
			set("zmq.comm.sockets.peer.type", type);
			set("zmq.comm.sockets.peer.bind", "tcp://*:*");
			set("zmq.comm.sockets.peer.channel", "both");
			assertInvalid("zmq.comm.sockets.peer.channel", ZmqPropertiesMapperTests.this::definitions);
		}

	}

}
