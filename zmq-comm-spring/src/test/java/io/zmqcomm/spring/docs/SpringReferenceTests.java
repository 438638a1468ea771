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

package io.zmqcomm.spring.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.messaging.MessageChannel;

import io.zmqcomm.core.ZmqCommunicator;
import io.zmqcomm.core.ZmqMessage;
import io.zmqcomm.core.tensor.Tensor;
import io.zmqcomm.spring.annotation.EnableZmq;
import io.zmqcomm.spring.listener.ZmqListenerRegistry;
import io.zmqcomm.spring.support.converter.ZmqErrorReply;
import io.zmqcomm.spring.template.ZmqOperations;
import io.zmqcomm.spring.test.FakeCommunicator;
import io.zmqcomm.spring.test.FakeSocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The examples of {@code docs/reference/spring.md} are the classes of this package, and
 * do what the page says.
 */
@Timeout(60)
class SpringReferenceTests {

	private static final Path PAGE = Path.of("..", "docs", "reference", "spring.md");

	private static final Path SOURCES = Path.of("src", "test", "java", "io", "zmqcomm", "spring", "docs");

	private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@ParameterizedTest
	@MethodSource("examples")
	void everyExampleIsCompiled(String example) throws IOException {
		try (Stream<Path> files = Files.list(SOURCES)) {
			assertThat(files.map(SpringReferenceTests::code)).anyMatch((code) -> code.contains(example));
		}
	}

	@Test
	void theExamplesWork() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			FakeCommunicator zmq = new FakeCommunicator();
			context.registerBean("zmq", FakeCommunicator.class, () -> zmq);
			context.register(AppConfig.class, Flows.class, Quotes.class, Shop.class, OutOfStock.class, Desk.class,
					Archive.class, Predictor.class);
			context.refresh();
			assertThat(context.getBean(ZmqListenerRegistry.class).getIds()).containsExactlyInAnyOrder("quotes.tick",
					"audit", "bulk", "pricing", "sales", "relayIn", "predictor.update", "model");
			listen(zmq, context.getBean(Quotes.class));
			answer(zmq);
			predict(zmq);
			send(zmq, context.getBean(Desk.class));
			flow(zmq, context.getBean("priceRequests", MessageChannel.class));
			context.getBean(Archive.class).whileFull(() -> assertThat(zmq.socket("audit").calls).endsWith("drain"));
			assertThat(zmq.socket("audit").calls).endsWith("resume");
		}
	}

	@Test
	void theExampleOfInprocWorks() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("zmq", ZmqCommunicator.class, () -> ZmqCommunicator.create());
			context.register(Warehouse.class, EnabledZmq.class);
			context.refresh();
			assertThat(Warehouse.level(context.getBean(ZmqOperations.class), "bolts")).isEqualTo("bolts: 7");
		}
	}

	private static void listen(FakeCommunicator zmq, Quotes quotes) {
		zmq.socket("quotes.tick").deliver("EURUSD.spot", "{\"symbol\":\"EURUSD\",\"price\":3}");
		zmq.socket("audit").deliver("entry");
		assertThat(quotes.log).containsExactly("EURUSD.spot 3", "127.0.0.1:2 entry");
	}

	private static void answer(FakeCommunicator zmq) {
		assertThat(zmq.socket("pricing").deliver("", "{\"symbol\":\"EUR\"}").texts())
			.containsExactly(List.of("{\"symbol\":\"EUR\",\"price\":42}"));
		FakeSocket.FakeReply refused = zmq.socket("sales").deliver("", "{\"symbol\":\"GONE\"}");
		await().until(() -> !refused.answers.isEmpty());
		assertThat(refused.texts())
			.containsExactly(List.of("ZMQ-COMM-ERROR", "{\"code\":\"out-of-stock\",\"message\":\"None left\"}"));
	}

	private static void predict(FakeCommunicator zmq) {
		zmq.socket("predictor.update").deliver(ZmqMessage.of("bias.0", Tensor.of(new float[] { 0.5f }, 1)));
		FakeSocket.FakeReply reply = zmq.socket("model")
			.deliver(ZmqMessage.of("", Tensor.of(new float[] { 1, 2 }, 1, 2)));
		Tensor output = reply.answers.get(0).tensor();
		assertThat(output).hasToString("float32[1, 2]");
		assertThat(output.data().asFloatBuffer().get(1)).isEqualTo(2.5f);
	}

	private static void send(FakeCommunicator zmq, Desk desk) {
		assertThat(desk.publish(new Tick("EURUSD", 1))).isTrue();
		assertThat(zmq.socket("ticks").sent).singleElement()
			.satisfies((message) -> assertThat(message.text(0)).isEqualTo("EURUSD.spot"))
			.satisfies((message) -> assertThat(message.text(1)).isEqualTo("{\"symbol\":\"EURUSD\",\"price\":1}"));
		zmq.server = (endpoint, request) -> ZmqMessage.ofText("{\"symbol\":\"EUR\",\"price\":5}");
		assertThat(desk.ask("EUR")).isEqualTo(new Price("EUR", 5));
		assertThat(desk.askLater("EUR").join()).isEqualTo(new Price("EUR", 5));
		zmq.server = (endpoint, request) -> new ZmqErrorReply("failed", "no").toMessage();
		assertThatIllegalStateException().isThrownBy(() -> desk.ask("EUR")).withMessage("The server says failed");
	}

	private static void flow(FakeCommunicator zmq, MessageChannel priceRequests) {
		zmq.socket("relayed").deliver("GBPUSD.spot", "{\"symbol\":\"GBPUSD\",\"price\":2}");
		zmq.socket("relayed").deliver("GBPUSD.spot", "{\"symbol\":\"GBPUSD\",\"price\":0}");
		assertThat(zmq.socket("ticks").sent).hasSize(2)
			.last()
			.extracting((message) -> message.text(0))
			.isEqualTo("GBPUSD.spot");
		zmq.server = (endpoint, request) -> ZmqMessage.ofText("{\"symbol\":\"EUR\",\"price\":5}");
		assertThat(new MessagingTemplate().convertSendAndReceive(priceRequests, new PriceRequest("EUR"), Price.class))
			.isEqualTo(new Price("EUR", 5));
	}

	static List<String> examples() throws IOException {
		List<String> examples = new ArrayList<>();
		Matcher matcher = EXAMPLE.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			examples.add(normalize(matcher.group(1)));
		}
		return examples;
	}

	private static String code(Path file) {
		try {
			return normalize(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Without indentation and empty lines.
	 */
	private static String normalize(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

	@EnableZmq
	static class EnabledZmq {

	}

}
