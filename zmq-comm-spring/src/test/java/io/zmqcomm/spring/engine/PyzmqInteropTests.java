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

package io.zmqcomm.spring.engine;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import io.zmqcomm.core.SocketType;
import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.annotation.ZmqPair;
import io.zmqcomm.spring.annotation.ZmqPull;
import io.zmqcomm.spring.annotation.ZmqReply;
import io.zmqcomm.spring.annotation.ZmqSubscriber;
import io.zmqcomm.spring.config.ZmqSocketDefinition;
import io.zmqcomm.spring.config.ZmqSockets;
import io.zmqcomm.spring.listener.ZmqListenerDefaults;
import io.zmqcomm.spring.support.header.ZmqHeaders;
import io.zmqcomm.spring.template.ZmqRemoteException;
import io.zmqcomm.spring.template.ZmqTemplate;
import io.zmqcomm.spring.test.PythonPeer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What listeners and the template put on the wire, as libzmq sees it.
 */
@SpringJUnitConfig
@DirtiesContext
@Timeout(180)
@EnabledIf("io.zmqcomm.spring.test.PythonPeer#isAvailable")
class PyzmqInteropTests {

	private static final Duration WAIT = Duration.ofSeconds(30);

	@Autowired
	Environment environment;

	@Autowired
	Listeners listeners;

	@Autowired
	ZmqSockets sockets;

	@Autowired
	ZmqTemplate template;

	@Test
	void aThousandFailingRequestsAreAllAnswered() {
		String printed = PythonPeer.run("""
				req = sock(zmq.REQ)
				req.connect(sys.argv[1])
				seen = {}
				for i in range(1000):
				    req.send(b"bad %d" % i)
				    frames = req.recv_multipart()
				    assert len(frames) == 2 and frames[0] == b"ZMQ-COMM-ERROR", frames
				    error = json.loads(frames[1])
				    assert set(error) == {"code", "message"}, error
				    assert "secret" not in error["message"]
				    seen[error["code"]] = seen.get(error["code"], 0) + 1
				req.send(b"good")
				print(seen, req.recv())
				""", address("failing"));
		assertThat(printed).isEqualTo("{'failed': 1000} b'good'");
	}

	@Test
	void failuresOfEachKindReachTheirReq() {
		String printed = PythonPeer.run("""
				req = sock(zmq.REQ)
				req.connect(sys.argv[1])
				for body in (b"null", b"future", b"never", b"ok"):
				    req.send(body)
				    frames = req.recv_multipart()
				    print(json.loads(frames[1])["code"] if len(frames) == 2 else frames[0].decode())
				""", address("failing"));
		assertThat(printed.lines()).containsExactly("no-reply", "failed", "timeout", "ok");
	}

	@Test
	void requestsOfAPipelinedDealer() {
		String printed = PythonPeer.run("""
				import threading
				dealer = sock(zmq.DEALER)
				dealer.connect(sys.argv[1])
				for i in range(5000):
				    dealer.send_multipart([b"", b"%d" % i])
				for i in range(5000):
				    assert dealer.recv_multipart() == [b"", b"%d" % i], i
				dealer.send_multipart([b"correlation", b"", b"last"])
				print(dealer.recv_multipart())
				""", address("failing"));
		assertThat(printed).isEqualTo("[b'correlation', b'', b'last']");
	}

	@Test
	void aReqAsksTheStrictRep() {
		String printed = PythonPeer.run("""
				req = sock(zmq.REQ)
				req.connect(sys.argv[1])
				req.send_multipart([b"a", b"b"])
				print(req.recv_multipart())
				""", address("strict"));
		assertThat(printed).isEqualTo("[b'b', b'a']");
	}

	@Test
	void topicMessagesArriveInBothForms() {
		PythonPeer.run("""
				pub = sock(zmq.XPUB)
				pub.connect(sys.argv[1])
				topics = {pub.recv(), pub.recv()}
				assert topics == {b"\\x01EUR", b"\\x01GBP"}, topics
				pub.send_multipart([b"EUR.spot", b"1.1"])
				pub.send_string("GBP plain")
				pub.send_multipart([b"JPY", b"not for us"])
				""", address("quotes"));
		Awaitility.await().atMost(WAIT).until(() -> this.listeners.seen.size() >= 2);
		assertThat(this.listeners.seen).containsExactly("EUR.spot=1.1", "GBP plain=GBP plain");
	}

	@Test
	void publishedMessagesAreTopicAndPayload() {
		CompletableFuture<String> peer = CompletableFuture.supplyAsync(() -> PythonPeer.run("""
				sub = sock(zmq.SUB)
				sub.connect(sys.argv[1])
				sub.subscribe("EUR")
				print(sub.recv_multipart())
				""", address("ticks")));
		try {
			assertThat(this.sockets.get("ticks").awaitSubscribers("EUR.spot", 1, WAIT)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.template.publish("ticks", "EUR.spot", new Tick("EUR", 3));
		assertThat(peer).succeedsWithin(WAIT).isEqualTo("[b'EUR.spot', b'{\"symbol\":\"EUR\",\"price\":3}']");
	}

	@Test
	void pushedTasksAndPairs() {
		PythonPeer.run("""
				push = sock(zmq.PUSH)
				push.connect(sys.argv[1])
				for i in range(5000):
				    push.send_json({"symbol": "x", "price": i})
				push.close()
				ctx.term()
				""", address("tasks"));
		Awaitility.await().atMost(WAIT).untilAsserted(() -> assertThat(this.listeners.prices).hasSize(5000));
		assertThat(this.listeners.prices).startsWith(0, 1, 2).endsWith(4998, 4999);
		String printed = PythonPeer.run("""
				pair = sock(zmq.PAIR)
				pair.connect(sys.argv[1])
				pair.send(b"ping")
				print(pair.recv_multipart())
				""", address("peer"));
		assertThat(printed).isEqualTo("[b'pong', b'2']");
	}

	@Test
	void aRepServesTheTemplate() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		String endpoint = "tcp://127.0.0.1:" + port;
		CompletableFuture<String> peer = CompletableFuture.supplyAsync(() -> PythonPeer.run("""
				rep = sock(zmq.REP)
				rep.bind(sys.argv[1])
				print(rep.recv_json())
				rep.send_json({"symbol": "EUR", "price": 9})
				rep.recv()
				rep.send_multipart([b"ZMQ-COMM-ERROR", b'{"code": "sold-out", "message": "none"}'])
				""", endpoint));
		this.sockets.add(ZmqSocketDefinition.of("remote", SocketType.REQ).withConnect(endpoint));
		assertThat(this.template.request("remote", new Tick("EUR", 1), Tick.class)).isEqualTo(new Tick("EUR", 9));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.template.request("remote", new Tick("EUR", 1), Tick.class))
			.withMessage("The server answered with the error 'sold-out': none")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo("sold-out"));
		assertThat(peer).succeedsWithin(WAIT).isEqualTo("{'symbol': 'EUR', 'price': 1}");
	}

	private String address(String name) {
		return "tcp://127.0.0.1:" + this.environment.getRequiredProperty("local.zmq." + name + ".port");
	}

	record Tick(String symbol, int price) {

	}

	static class Listeners {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final Queue<Integer> prices = new ConcurrentLinkedQueue<>();

		@Autowired
		ZmqTemplate template;

		@ZmqReply(id = "failing", bind = "tcp://127.0.0.1:*")
		Object failing(String body) {
			if (body.startsWith("bad")) {
				throw new IllegalArgumentException("secret " + body);
			}
			return switch (body) {
				case "null" -> null;
				case "future" -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
				case "never" -> new CompletableFuture<String>();
				default -> body;
			};
		}

		@ZmqReply(id = "strict", type = "rep", bind = "tcp://127.0.0.1:*")
		List<byte[]> strict(List<byte[]> frames) {
			return List.of(frames.get(1), frames.get(0));
		}

		@ZmqSubscriber(id = "quotes", bind = "tcp://127.0.0.1:*", topics = { "EUR", "GBP" })
		void quote(String payload, @Header(ZmqHeaders.TOPIC) String topic) {
			this.seen.add(topic + "=" + payload);
		}

		@ZmqPull(id = "tasks", bind = "tcp://127.0.0.1:*")
		void task(Tick tick) {
			this.prices.add(tick.price());
		}

		@ZmqPair("peer")
		void pair(String text) {
			this.template.send("peer", List.of("pong".getBytes(), "2".getBytes()));
		}

	}

	@Configuration
	@EnableZmq
	static class Config {

		@Bean(destroyMethod = "close")
		ZmqCommunicator zmq() {
			return ZmqCommunicator.create();
		}

		@Bean
		ZmqSocketDefinition ticks() {
			return ZmqSocketDefinition.of("ticks", SocketType.PUB).withBind("tcp://127.0.0.1:*");
		}

		@Bean
		ZmqSocketDefinition peer() {
			return ZmqSocketDefinition.of("peer", SocketType.PAIR).withBind("tcp://127.0.0.1:*");
		}

		@Bean
		ZmqListenerDefaults defaults() {
			ZmqListenerDefaults defaults = new ZmqListenerDefaults();
			defaults.setReplyTimeout(Duration.ofSeconds(2));
			return defaults;
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

}
