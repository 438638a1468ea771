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

package io.zmqcomm.benchmarks.jeromq;

import java.util.Arrays;

import io.zmqcomm.benchmarks.Pair;
import io.zmqcomm.benchmarks.Tool;
import io.zmqcomm.benchmarks.WarmUp;

/**
 * Runs the performance tools on JeroMQ, by name. They print what ours print.
 */
public final class JeroMq {

	private static final String MESSAGES = " <message-size> <message-count>";

	private static final String ROUND_TRIPS = " <message-size> <roundtrip-count>";

	private static final String OPTIONS = " [--hwm <messages>]" + Tool.OPTIONS;

	private static final WarmUp THROUGHPUT = new WarmUp(new Pair(Throughput::local, Throughput::remote),
			WarmUp.MESSAGE);

	private static final WarmUp LATENCY = new WarmUp(new Pair(Latency::local, Latency::remote), WarmUp.ROUND_TRIP);

	private static final WarmUp FANOUT = new WarmUp(new Pair(Fanout::publish, Fanout::subscribe), WarmUp.MESSAGE);

	private JeroMq() {
	}

	public static void main(String[] args) {
		String tool = (args.length > 0) ? args[0] : "";
		String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
		switch (tool) {
			case "local_thr" ->
				Tool.main(tool + " <bind-to>" + MESSAGES + OPTIONS, Throughput::local, THROUGHPUT, rest);
			case "remote_thr" ->
				Tool.main(tool + " <connect-to>" + MESSAGES + OPTIONS, Throughput::remote, THROUGHPUT, rest);
			case "inproc_thr" -> Tool.main(tool + MESSAGES + OPTIONS, Throughput::inproc,
					new WarmUp(Throughput::inproc, WarmUp.MESSAGE), rest);
			case "local_lat" ->
				Tool.main(tool + " <bind-to>" + ROUND_TRIPS + Tool.OPTIONS, Latency::local, LATENCY, rest);
			case "remote_lat" ->
				Tool.main(tool + " <connect-to>" + ROUND_TRIPS + Tool.OPTIONS, Latency::remote, LATENCY, rest);
			case "req_rep" -> Tool.main(tool + " <connect-to>" + ROUND_TRIPS + " [--threads <number>]" + Tool.OPTIONS,
					Latency::requests, new WarmUp(new Pair(Latency::local, Latency::requests), WarmUp.ROUND_TRIP),
					rest);
			case "pub_fanout" ->
				Tool.main(tool + " <bind-to>" + MESSAGES + " <subscribers>" + OPTIONS, Fanout::publish, FANOUT, rest);
			case "sub_fanout" -> Tool.main(tool + " <connect-to>" + MESSAGES + " <subscribers>" + OPTIONS,
					Fanout::subscribe, FANOUT, rest);
			case "local_reply" -> Tool.main(tool + " <bind-to>" + MESSAGES, Reply::local, rest);
			default -> {
				System.err.printf("tool '%s' (expected: local_thr, remote_thr, inproc_thr, local_lat, remote_lat,"
						+ " req_rep, pub_fanout, sub_fanout or local_reply)%n", tool);
				System.exit(1);
			}
		}
	}

}
