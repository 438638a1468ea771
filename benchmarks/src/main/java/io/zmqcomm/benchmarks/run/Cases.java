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

package io.zmqcomm.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

import io.zmqcomm.benchmarks.run.Comparison.Contender;

/**
 * The cases: which tools with which arguments. The numbers of messages come from rates
 * that were measured once, so that each contender takes about as long.
 */
final class Cases {

	/** The case whose rate depends on what libzmq can do. */
	static final String TAIL = "latency_p999";

	/** Every case. */
	static final List<String> ALL = List.of("push_pull", "latency_handler", "latency_blocking", "pub_fanout_10",
			"pub_fanout_100", "req_rep", "req_rep_pooled", TAIL, "listener", "reply", "mixed_ours_to_libzmq",
			"mixed_libzmq_to_ours", "inproc");

	/** The cases of a quick run. */
	static final List<String> QUICK = List.of("push_pull", "latency_handler", "pub_fanout_10", "req_rep");

	private static final String LIBZMQ = "libzmq";

	private static final int SMALL = 64;

	/** From here on tensors are measured too. */
	private static final int TENSOR = 10 * 1024 * 1024;

	private static final List<Integer> SIZES = List.of(SMALL, 1024, 64 * 1024, 1024 * 1024, TENSOR);

	/** From here on ours sends direct buffers by itself. */
	private static final int LARGE = 64 * 1024;

	private static final int POOL = 10;

	private final RunOptions options;

	private final double seconds;

	Cases(RunOptions options) {
		this.options = options;
		this.seconds = options.quick() ? 1 : 2;
	}

	/**
	 * Return what a case compares, other than {@link #TAIL}.
	 * @param name the case
	 * @return one comparison for each size
	 */
	List<Comparison> of(String name) {
		return switch (name) {
			case "push_pull" -> sizes().stream().map(this::pushPull).toList();
			case "mixed_ours_to_libzmq" -> List.of(mixed(name, "libzmq local_thr", "remote_thr"));
			case "mixed_libzmq_to_ours" -> List.of(mixed(name, "local_thr", "libzmq remote_thr"));
			case "latency_handler" -> List.of(latency(name, "handler", 40e3));
			case "latency_blocking" -> List.of(latency(name, "blocking", 15e3));
			case "pub_fanout_10" -> List.of(fanOut(name, 10, 15e6, 4e6));
			case "pub_fanout_100" -> List.of(fanOut(name, 100, 15e6, 4e6));
			case "req_rep" -> List.of(requests(name, 1, 20e3, 8e3));
			case "req_rep_pooled" -> List.of(requests(name, POOL, 35e3, 40e3));
			case "listener" -> List.of(listener(name));
			case "reply" -> List.of(reply(name));
			case "inproc" -> List.of(inproc(name));
			default -> throw new IllegalArgumentException("unknown case '%s'".formatted(name));
		};
	}

	/**
	 * Return the measurement that {@link #TAIL} depends on.
	 * @return libzmq's {@code push_pull}, compared with nothing
	 */
	Comparison libzmqPushPull() {
		return new Comparison("push_pull", size(), Quantity.THROUGHPUT, rounds(5), List.of(),
				List.of(Contender.peer(LIBZMQ, libzmqPushPull(size()))));
	}

	private Comparison pushPull(int size) {
		List<Contender> ours = new ArrayList<>();
		List<Contender> peers = new ArrayList<>();
		ours.add(Contender.ours("", ourPushPull(size, "", "")));
		peers.add(Contender.peer(LIBZMQ, libzmqPushPull(size)));
		if (!this.options.quick()) {
			if (size == SMALL) {
				ours.add(Contender.ours("blocking", ourPushPull(size, "--receive blocking", "")));
			}
			if (size >= LARGE) {
				ours.add(Contender.ours("bytes", ourPushPull(size, "", "--send bytes")));
				if (size >= TENSOR) {
					ours.add(Contender.ours("tensor", ourPushPull(size, "--receive tensor", "--send tensor")));
				}
				peers.add(Contender.peer("tcp", enginePushPull("tcp", count(size, 0.05, 0.25), size)));
			}
			else {
				peers.add(Contender.peer("jeromq", enginePushPull("jeromq", count(size, 0.4, 0.8), size)));
			}
		}
		return new Comparison("push_pull", size, Quantity.THROUGHPUT, rounds(5), ours, peers);
	}

	private Trial ourPushPull(int size, String receive, String send) {
		long count = count(size, 0.04, 0.35);
		String messages = (size < LARGE) ? "%d %d %s".formatted(size, steady(count), warmUp())
				: "%d %d %s".formatted(size, count, briefWarmUp());
		return Trial.printedByBinding("local_thr bind %s %s".formatted(messages, receive),
				"remote_thr connect %s %s".formatted(messages, send), Quantity.THROUGHPUT);
	}

	private Trial libzmqPushPull(int size) {
		return enginePushPull(LIBZMQ, count(size, 0.15, 0.6), size);
	}

	private static Trial enginePushPull(String engine, long count, int size) {
		return Trial.printedByBinding("%s local_thr bind %d %d".formatted(engine, size, count),
				"%s remote_thr connect %d %d".formatted(engine, size, count), Quantity.THROUGHPUT);
	}

	private Comparison mixed(String name, String receiver, String sender) {
		int size = size();
		long count = count(size, 0.15, 0.6);
		Trial mixed = Trial.printedByBinding(mixedTool(receiver, "bind", size, count),
				mixedTool(sender, "connect", size, count), Quantity.THROUGHPUT);
		return comparison(name, Quantity.THROUGHPUT, 5, mixed, LIBZMQ, libzmqPushPull(size));
	}

	private String mixedTool(String tool, String endpoint, int size, long count) {
		String warmUp = tool.startsWith(LIBZMQ) ? "" : warmUp();
		return "%s %s %d %d %s".formatted(tool, endpoint, size, count, warmUp);
	}

	private Comparison latency(String name, String receive, double ourRate) {
		String ours = "%d %d --receive %s %s".formatted(size(), count(ourRate / 2), receive, warmUp());
		String theirs = "%d %d".formatted(size(), count(8e3 / 2));
		return comparison(name, Quantity.LATENCY, 9,
				Trial.printedByConnecting("local_lat bind " + ours, "remote_lat connect " + ours, Quantity.LATENCY),
				LIBZMQ, Trial.printedByConnecting("libzmq local_lat bind " + theirs,
						"libzmq remote_lat connect " + theirs, Quantity.LATENCY));
	}

	/**
	 * Return the comparison of latencies at a fixed rate: our handler on the I/O thread,
	 * as in {@code latency_handler}, and on its worker.
	 * @param rate messages per second
	 * @return the comparison
	 */
	Comparison tail(long rate) {
		String theirs = "%d %d".formatted(size(), (long) (rate * 2 * this.seconds));
		String pace = " --rate " + rate;
		List<Contender> ours = new ArrayList<>();
		ours.add(Contender.ours("", ourTail(theirs, pace, "handler-io")));
		if (!this.options.quick()) {
			ours.add(Contender.ours("worker", ourTail(theirs, pace, "handler")));
		}
		return new Comparison(TAIL, size(), Quantity.LATENCY_P999, rounds(5), ours,
				List.of(Contender.peer(LIBZMQ, Trial.printedByBinding("libzmq local_tail bind " + theirs,
						"libzmq remote_tail connect " + theirs + pace, Quantity.LATENCY_P999))));
	}

	private Trial ourTail(String messages, String pace, String receive) {
		String ours = messages + " " + warmUp();
		return Trial.printedByBinding("local_tail bind %s --receive %s".formatted(ours, receive),
				"remote_tail connect " + ours + pace, Quantity.LATENCY_P999);
	}

	private Comparison fanOut(String name, int subscribers, double ourRate, double theirRate) {
		String ours = "%d %d %d %s".formatted(size(), steady(count(ourRate / subscribers)), subscribers, warmUp());
		String theirs = "%d %d %d".formatted(size(), count(theirRate / subscribers), subscribers);
		return comparison(name, Quantity.THROUGHPUT, 5,
				Trial.printedByConnecting("pub_fanout bind " + ours, "sub_fanout connect " + ours, Quantity.THROUGHPUT),
				LIBZMQ, Trial.printedByConnecting("libzmq pub_fanout bind " + theirs,
						"libzmq sub_fanout connect " + theirs, Quantity.THROUGHPUT));
	}

	private Comparison requests(String name, int threads, double ourRate, double theirRate) {
		String ours = "%d %d ".formatted(size(), count(ourRate));
		String theirs = "%d %d ".formatted(size(), count(theirRate));
		String asking = "--threads %d ".formatted(threads);
		return comparison(name, Quantity.THROUGHPUT, 5,
				Trial.printedByConnecting("local_lat bind " + ours + warmUp(),
						"req_rep connect " + ours + asking + warmUp(), Quantity.THROUGHPUT),
				LIBZMQ, Trial.printedByConnecting("libzmq local_lat bind " + theirs,
						"libzmq req_rep connect " + theirs + asking, Quantity.THROUGHPUT));
	}

	private Comparison listener(String name) {
		return comparison(name, Quantity.THROUGHPUT, 5, listener("listener", 6.5e6), "spring-integration-zeromq",
				listener("spring-integration listener", 25e3));
	}

	private Trial listener(String tool, double rate) {
		String messages = "%d %d".formatted(size(), countOfTwoHalves(rate));
		return Trial.printedByConnecting("pub_fanout bind %s 1 %s".formatted(messages, briefWarmUp()),
				"%s connect %s".formatted(tool, messages), Quantity.THROUGHPUT);
	}

	private Comparison reply(String name) {
		return comparison(name, Quantity.THROUGHPUT, 5, reply("local_reply", 1.1e6), "jeromq",
				reply("jeromq local_reply", 1.1e6));
	}

	private Trial reply(String tool, double rate) {
		String messages = "%d %d".formatted(size(), countOfTwoHalves(rate));
		return Trial.printedByConnecting("%s bind %s".formatted(tool, messages),
				"remote_reply connect %s".formatted(messages), Quantity.THROUGHPUT);
	}

	private Comparison inproc(String name) {
		return comparison(name, Quantity.THROUGHPUT, 5,
				Trial.single("inproc_thr %d %d %s".formatted(size(), count(4e6), warmUp()), Quantity.THROUGHPUT),
				LIBZMQ, Trial.single("libzmq inproc_thr %d %d".formatted(size(), count(6e6)), Quantity.THROUGHPUT));
	}

	private Comparison comparison(String name, Quantity quantity, int rounds, Trial ours, String peer, Trial theirs) {
		return new Comparison(name, size(), quantity, rounds(rounds), List.of(Contender.ours("", ours)),
				List.of(Contender.peer(peer, theirs)));
	}

	private int rounds(int usual) {
		return this.options.rounds().orElse(this.options.quick() ? 3 : usual);
	}

	private List<Integer> sizes() {
		return this.options.size().isPresent() ? List.of(size()) : SIZES;
	}

	private int size() {
		return this.options.size().orElse(SMALL);
	}

	private String warmUp() {
		return "--warm-up " + (this.options.quick() ? 2 : 3);
	}

	/** For large messages, and for the sender of others that warm up themselves. */
	private String briefWarmUp() {
		return "--warm-up " + (this.options.quick() ? 1 : 3);
	}

	/** So many as take the time of a measurement, at some time per message and octet. */
	private long count(int size, double microseconds, double nanosecondsPerOctet) {
		return count(1e6 / (microseconds + size * nanosecondsPerOctet / 1e3));
	}

	private long count(double rate) {
		return Math.max(100, (long) (rate * this.seconds));
	}

	/** Threads that the warm-up had not are compiled for while they run, so longer. */
	private long steady(long count) {
		return this.options.quick() ? count : 3 * count;
	}

	/** The first half of the messages warms up and is not counted, so both are longer. */
	private long countOfTwoHalves(double rate) {
		return 2 * (long) (rate * 1.5 * this.seconds);
	}

}
