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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;

import io.zmqcomm.core.Dispatch;
import io.zmqcomm.core.MessageReceiver;
import io.zmqcomm.core.MessageView;
import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqBindException;
import io.zmqcomm.core.ZmqReportedException;
import io.zmqcomm.core.ZmqSocket;
import io.zmqcomm.spring.config.ZmqSocketStatus.State;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ZmqSockets}.
 */
class ZmqSocketsTests {

	private static final MessageReceiver IGNORE = (message) -> {
	};

	private final FakeCommunicator communicator = new FakeCommunicator();

	private final ZmqSockets sockets = new ZmqSockets(this.communicator);

	@AfterEach
	void stop() {
		this.sockets.stop();
	}

	@Test
	void anUnknownNameIsAnsweredByTheKnownOnes() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB))
			.add(ZmqSocketDefinition.of("ticks", SocketType.PUB));
		assertThatIllegalArgumentException().isThrownBy(() -> this.sockets.get("fed"))
			.withMessage("There is no socket 'fed' (known: feed, ticks)");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.PULL)))
			.withMessageContaining("'feed' is defined already");
	}

	@Test
	void startOpensWhatOnlySends() {
		this.sockets.add(ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://127.0.0.1:*"))
			.add(ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("tcp://127.0.0.1:*"));
		this.sockets.start();
		assertThat(this.sockets.status("ticks").state()).isEqualTo(State.RUNNING);
		assertThat(this.sockets.status("orders").state()).isEqualTo(State.CREATED);
		assertThat(this.sockets.get("ticks")).isSameAs(this.sockets.get("ticks"));
		assertThat(this.communicator.sockets("ticks")).hasSize(1);
	}

	@Test
	void aRestartBindsTheSamePortAgain() {
		this.sockets.add(ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://127.0.0.1:*"));
		this.sockets.start();
		ZmqSocket before = this.sockets.get("ticks");
		List<String> bound = before.boundEndpoints();
		this.sockets.stop();
		assertThat(before.isClosed()).isTrue();
		assertThat(this.sockets.status("ticks").state()).isEqualTo(State.STOPPED);
		assertThatIllegalStateException().isThrownBy(() -> this.sockets.get("ticks")).withMessageContaining("stopped");
		this.sockets.start();
		assertThat(this.sockets.get("ticks")).isNotSameAs(before);
		assertThat(this.sockets.get("ticks").boundEndpoints()).isEqualTo(bound);
	}

	@Test
	void aFailedBindIsKeptForTheHealthAndTriedAgain() {
		this.sockets.add(ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://taken:1"));
		assertThatExceptionOfType(ZmqBindException.class).isThrownBy(this.sockets::start);
		ZmqSocketStatus status = this.sockets.status("ticks");
		assertThat(status.state()).isEqualTo(State.FAILED);
		assertThat(status.lastError()).hasMessageContaining("tcp://taken:1");
		assertThat(this.communicator.socket("ticks").isClosed()).isTrue();
		assertThatExceptionOfType(ZmqBindException.class).isThrownBy(() -> this.sockets.get("ticks"));
		assertThat(this.communicator.sockets("ticks")).hasSize(2);
	}

	@Test
	void aReceiverIsInPlaceBeforeThePeersAre() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB)
			.withBind("tcp://127.0.0.1:5")
			.withConnect("tcp://feed:6")
			.withTopics("a", "b"));
		this.sockets.reader("feed", "one", List.of(), Dispatch.worker(), IGNORE).start();
		assertThat(this.communicator.socket("feed").calls).containsExactly("onMessage", "subscribe a", "subscribe b",
				"bind tcp://127.0.0.1:5", "connect tcp://feed:6");
	}

	@Test
	void topicsOfTheReaderReplaceThoseOfTheDefinition() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB).withTopics("a"));
		ZmqSocket direct = this.sockets.get("feed");
		this.sockets.reader("feed", "one", List.of("b"), Dispatch.worker(), IGNORE).start();
		assertThat(this.sockets.get("feed")).isSameAs(direct);
		assertThat(this.communicator.socket("feed").calls).containsExactly("subscribe a", "onMessage", "subscribe b",
				"unsubscribe a");
	}

	@Test
	void noTopicsAtAllMeansEverything() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		this.sockets.get("feed");
		assertThat(this.communicator.socket("feed").calls).containsExactly("subscribe ");
	}

	@Test
	void subscribersShareASocketByTopic() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		List<String> seen = new ArrayList<>();
		ZmqSocketReader euro = reader("feed", "euro", List.of("EUR", "EURUSD"), seen);
		ZmqSocketReader all = reader("feed", "all", List.of(), seen);
		euro.start();
		all.start();
		FakeSocket socket = this.communicator.socket("feed");
		socket.deliver("EURUSD", "1");
		socket.deliver("GBP", "2");
		assertThat(seen).containsExactly("euro:EURUSD", "all:EURUSD", "all:GBP");
		seen.clear();
		all.drain(Duration.ZERO);
		all.stop();
		socket.deliver("GBP", "3");
		socket.deliver("EUR", "4");
		assertThat(seen).containsExactly("euro:EUR");
		assertThat(socket.isClosed()).isFalse();
		euro.stop();
		assertThat(socket.isClosed()).isTrue();
	}

	@Test
	void aPausedSubscriberDoesNotKeepTheMessagesFromTheOthers() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		List<String> seen = new ArrayList<>();
		ZmqSocketReader euro = reader("feed", "euro", List.of("EUR"), seen);
		ZmqSocketReader all = reader("feed", "all", List.of(), seen);
		euro.start();
		all.start();
		FakeSocket socket = this.communicator.socket("feed");
		euro.pause();
		assertThat(socket.calls).endsWith("unsubscribe EUR");
		socket.deliver("EUR", "1");
		assertThat(seen).containsExactly("all:EUR");
		euro.resume();
		socket.deliver("EUR", "2");
		assertThat(seen).containsExactly("all:EUR", "all:EUR", "euro:EUR");
		euro.pause();
		euro.stop();
		euro.resume();
		socket.deliver("EUR", "3");
		assertThat(seen).hasSize(4).last().isEqualTo("all:EUR");
	}

	@Test
	void aReaderThatThrowsDoesNotKeepTheMessageFromTheOthers() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		List<String> seen = new ArrayList<>();
		this.sockets.reader("feed", "bad", List.of(), Dispatch.worker(), (message) -> {
			throw new IllegalStateException("bad");
		}).start();
		reader("feed", "good", List.of(), seen).start();
		assertThat(this.communicator.socket("feed").deliver("x").thrown).hasMessage("bad");
		assertThat(seen).containsExactly("good:x");
	}

	@Test
	void aFailureThatWasReportedDoesNotHideAnother() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		for (RuntimeException failure : List.of(new ZmqReportedException("one"), new IllegalStateException("bad"),
				new ZmqReportedException("two"))) {
			this.sockets
				.reader("feed", String.valueOf(failure.getMessage()), List.of(), Dispatch.worker(), (message) -> {
					throw failure;
				})
				.start();
		}
		assertThat(this.communicator.socket("feed").deliver("x").thrown).hasMessage("bad").hasNoSuppressedExceptions();
	}

	@Test
	void oneExceptionOfTwoReadersIsPassedOn() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		IllegalStateException failure = new IllegalStateException("bad");
		for (String id : List.of("one", "two")) {
			this.sockets.reader("feed", id, List.of(), Dispatch.worker(), (message) -> {
				throw failure;
			}).start();
		}
		assertThat(this.communicator.socket("feed").deliver("x").thrown).isSameAs(failure);
	}

	@Test
	void aSubscriberIsDrainedBeforeTheOthersGoOn() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		ZmqSocketReader euro = reader("feed", "euro", List.of("EUR"), new ArrayList<>());
		ZmqSocketReader all = reader("feed", "all", List.of("GBP"), new ArrayList<>());
		euro.start();
		all.start();
		euro.drain(Duration.ZERO);
		euro.stop();
		assertThat(this.communicator.socket("feed").calls).endsWith("drain", "unsubscribe EUR", "resume");
		euro.start();
		euro.drain(Duration.ZERO);
		all.drain(Duration.ZERO);
		euro.stop();
		all.stop();
		assertThat(this.communicator.socket("feed").calls).endsWith("drain", "drain", "unsubscribe EUR", "close");
	}

	@Test
	void aSecondReaderOfAPullIsRefused() {
		this.sockets.add(ZmqSocketDefinition.of("orders", SocketType.PULL));
		this.sockets.reader("orders", "first", List.of(), Dispatch.worker(), IGNORE);
		assertThatExceptionOfType(ZmqSocketConflictException.class)
			.isThrownBy(() -> this.sockets.reader("orders", "second", List.of(), Dispatch.worker(), IGNORE))
			.withMessageContaining("Socket 'orders' (PULL) is read by 'first', so 'second' cannot")
			.satisfies((ex) -> {
				assertThat(ex.getSocket()).isEqualTo("orders");
				assertThat(ex.getReader()).isEqualTo("first");
				assertThat(ex.getOther()).isEqualTo("second");
			});
	}

	@Test
	void aClaimThatIsGivenBackCanBeTakenByAnother() {
		this.sockets.add(ZmqSocketDefinition.of("orders", SocketType.PULL));
		this.sockets.reader("orders", "first", List.of(), Dispatch.worker(), IGNORE).close();
		assertThat(this.sockets.reader("orders", "second", List.of(), Dispatch.worker(), IGNORE).id())
			.isEqualTo("second");
	}

	@Test
	void subscribersOfOneSocketMustAgreeOnTheThreads() {
		this.sockets.add(ZmqSocketDefinition.of("feed", SocketType.SUB));
		this.sockets.reader("feed", "first", List.of(), Dispatch.worker(), IGNORE);
		assertThatExceptionOfType(ZmqSocketConflictException.class)
			.isThrownBy(() -> this.sockets.reader("feed", "second", List.of(), Dispatch.IO_THREAD, IGNORE))
			.withMessageContaining("'first'")
			.withMessageContaining("'second'")
			.withMessageContaining("dispatch, executor or concurrency");
		assertThatExceptionOfType(ZmqSocketConflictException.class)
			.isThrownBy(() -> this.sockets.pollingReader("feed", "third", List.of()))
			.withMessageContaining("batches");
	}

	@Test
	void whatCannotReceiveHasNoReader() {
		this.sockets.add(ZmqSocketDefinition.of("tasks", SocketType.PUSH))
			.add(ZmqSocketDefinition.of("pricer", SocketType.REQ));
		for (String name : List.of("tasks", "pricer")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.sockets.reader(name, "me", List.of(), Dispatch.worker(), IGNORE))
				.withMessageContaining("'me' cannot listen");
		}
	}

	@Test
	void aPairStaysOpenForSendersWhenItsReaderStops() {
		this.sockets.add(ZmqSocketDefinition.of("peer", SocketType.PAIR).withBind("tcp://127.0.0.1:*"));
		ZmqSocketReader reader = this.sockets.reader("peer", "one", List.of(), Dispatch.worker(), IGNORE);
		reader.start();
		ZmqSocket socket = this.sockets.get("peer");
		reader.drain(Duration.ZERO);
		reader.stop();
		assertThat(socket.isClosed()).isFalse();
		reader.start();
		assertThat(this.sockets.get("peer")).isSameAs(socket);
		assertThat(this.communicator.socket("peer").calls).endsWith("drain", "resume");
	}

	@Test
	void theLastReaderToStopClosesAPull() {
		this.sockets.add(ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("tcp://127.0.0.1:*"));
		ZmqSocketReader reader = this.sockets.reader("orders", "one", List.of(), Dispatch.worker(), IGNORE);
		reader.start();
		List<String> bound = this.sockets.get("orders").boundEndpoints();
		reader.drain(Duration.ZERO);
		reader.stop();
		assertThat(this.communicator.socket("orders").isClosed()).isTrue();
		reader.start();
		assertThat(this.sockets.get("orders").boundEndpoints()).isEqualTo(bound);
	}

	@Test
	void portsArePublishedByTheNamesOfSocketAndReader() {
		StandardEnvironment environment = new StandardEnvironment();
		this.sockets.setEnvironment(environment);
		this.sockets.add(ZmqSocketDefinition.of("orders", SocketType.PULL).withBind("tcp://127.0.0.1:*"));
		this.sockets.reader("orders", "one", List.of(), Dispatch.worker(), IGNORE).start();
		String endpoint = this.sockets.get("orders").boundEndpoints().get(0);
		assertThat(endpoint).endsWith(":" + environment.getProperty("local.zmq.orders.port", Integer.class));
		assertThat(environment.getProperty("local.zmq.one.port"))
			.isEqualTo(environment.getProperty("local.zmq.orders.port"));
	}

	@Test
	void portsOfOtherSocketsStayPublished() {
		StandardEnvironment environment = new StandardEnvironment();
		for (String name : List.of("one", "two")) {
			ZmqSockets others = new ZmqSockets(this.communicator);
			others.setEnvironment(environment);
			others.add(ZmqSocketDefinition.of(name, SocketType.PUSH).withBind("tcp://127.0.0.1:*")).get(name);
		}
		assertThat(environment.containsProperty("local.zmq.one.port")).isTrue();
		assertThat(environment.containsProperty("local.zmq.two.port")).isTrue();
	}

	@Test
	void optionsAndNameReachTheSocket() {
		this.sockets
			.add(ZmqSocketDefinition.of("ticks", SocketType.PUB).withOptions((options) -> options.highWaterMark(7)));
		assertThat(this.sockets.get("ticks").options().sendHighWaterMark()).isEqualTo(7);
		assertThat(this.sockets.get("ticks").options().name()).isEqualTo("ticks");
	}

	@Test
	void aRemovedSocketIsClosed() {
		this.sockets.add(ZmqSocketDefinition.of("ticks", SocketType.PUB));
		ZmqSocket socket = this.sockets.get("ticks");
		this.sockets.remove("ticks");
		assertThat(socket.isClosed()).isTrue();
		assertThat(this.sockets.contains("ticks")).isFalse();
	}

	private ZmqSocketReader reader(String socket, String id, List<String> topics, List<String> seen) {
		return this.sockets.reader(socket, id, topics, Dispatch.worker(),
				(MessageView message) -> seen.add(id + ":" + message.copy().text(0)));
	}

}
