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

/*
 * The performance tools on libzmq. Messages are made and closed one by one, as in
 * libzmq's own tools of these names.
 */

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <zmq.h>

#include "perf.h"

/* Of every tool */
#define OPTIONS " [--io-threads <number>]"

static void *context;

static void need(int ok, const char *what)
{
	if (!ok && zmq_errno() == EAGAIN)
		fail("%s: nothing for %d s", what, PATIENCE_MILLIS / 1000);
	if (!ok)
		fail("%s: %s", what, zmq_strerror(zmq_errno()));
}

static void set(void *socket, int option, int value, const char *name)
{
	need(zmq_setsockopt(socket, option, &value, sizeof value) == 0, name);
}

static void *create(int type, const struct arguments *arguments)
{
	/* Counts for the first socket only */
	need(zmq_ctx_set(context, ZMQ_IO_THREADS, (int) arguments->io_threads) == 0, "ZMQ_IO_THREADS");
	void *socket = zmq_socket(context, type);
	need(socket != NULL, "socket");
	set(socket, ZMQ_RCVHWM, (int) arguments->mark, "ZMQ_RCVHWM");
	set(socket, ZMQ_SNDHWM, (int) arguments->mark, "ZMQ_SNDHWM");
	set(socket, ZMQ_RCVTIMEO, PATIENCE_MILLIS, "ZMQ_RCVTIMEO");
	set(socket, ZMQ_SNDTIMEO, PATIENCE_MILLIS, "ZMQ_SNDTIMEO");
	/* The others have nothing to hand over; a SUB would wait for a publisher that ended to come back */
	int sends_last = type == ZMQ_PUSH || type == ZMQ_REP || type == ZMQ_XPUB;
	set(socket, ZMQ_LINGER, sends_last ? PATIENCE_MILLIS : 0, "ZMQ_LINGER");
	return socket;
}

static void *bind_to(void *socket, const struct arguments *arguments)
{
	char bound[256];
	size_t length = sizeof bound;
	need(zmq_bind(socket, arguments->endpoint) == 0, arguments->endpoint);
	if (port_is_free(arguments->endpoint)) {
		need(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &length) == 0, "ZMQ_LAST_ENDPOINT");
		print_bound(bound);
	}
	return socket;
}

static void *connect_to(void *socket, const struct arguments *arguments)
{
	need(zmq_connect(socket, arguments->endpoint) == 0, arguments->endpoint);
	return socket;
}

static void send_one(void *socket, const struct arguments *arguments)
{
	zmq_msg_t message;
	need(zmq_msg_init_size(&message, (size_t) arguments->size) == 0, "message");
	need(zmq_msg_send(&message, socket, 0) >= 0, "send");
}

/* The context ends when all is handed to the network, or nobody took it for as long as the sockets linger */
static void end(void)
{
	int64_t begin = nanos();
	need(zmq_ctx_term(context) == 0, "end of the context");
	if (nanos() - begin >= PATIENCE_MILLIS * (int64_t) 1000000)
		fail("not all messages could be handed over");
}

static int64_t take_all(void *pull, const struct arguments *arguments)
{
	struct arrivals arrivals = { 0 };
	int last;
	do {
		zmq_msg_t message;
		zmq_msg_init(&message);
		need(zmq_msg_recv(&message, pull, 0) >= 0, "receive");
		last = arrived(&arrivals, zmq_msg_size(&message), arguments);
		zmq_msg_close(&message);
	} while (!last);
	return arrivals.last - arrivals.first;
}

static void local_thr(const struct arguments *arguments)
{
	void *pull = bind_to(create(ZMQ_PULL, arguments), arguments);
	int64_t elapsed = take_all(pull, arguments);
	zmq_close(pull);
	end();
	print_throughput(arguments, elapsed);
}

static void *send_all(void *values)
{
	const struct arguments *arguments = values;
	void *push = connect_to(create(ZMQ_PUSH, arguments), arguments);
	for (long i = 0; i < arguments->count; i++)
		send_one(push, arguments);
	zmq_close(push);
	return NULL;
}

static void remote_thr(const struct arguments *arguments)
{
	send_all((void *) arguments);
	end();
}

static void start(pthread_t *thread, void *(*run)(void *), const struct arguments *arguments)
{
	if (pthread_create(thread, NULL, run, (void *) arguments) != 0)
		fail("no thread could be started");
}

static void inproc_thr(const struct arguments *given)
{
	struct arguments arguments = *given;
	pthread_t sender;
	arguments.endpoint = "inproc://inproc_thr";
	void *pull = bind_to(create(ZMQ_PULL, &arguments), &arguments);
	start(&sender, send_all, &arguments);
	int64_t elapsed = take_all(pull, &arguments);
	pthread_join(sender, NULL);
	zmq_close(pull);
	end();
	print_throughput(&arguments, elapsed);
}

static void local_lat(const struct arguments *arguments)
{
	void *rep = bind_to(create(ZMQ_REP, arguments), arguments);
	zmq_msg_t message;
	zmq_msg_init(&message);
	for (long i = 0; i < arguments->count; i++) {
		need(zmq_msg_recv(&message, rep, 0) >= 0, "receive");
		check_size(zmq_msg_size(&message), arguments);
		need(zmq_msg_send(&message, rep, 0) >= 0, "send");
	}
	zmq_msg_close(&message);
	zmq_close(rep);
	end();
}

static atomic_long asked;

/* Asks until all threads together have asked often enough */
static void *ask(void *values)
{
	const struct arguments *arguments = values;
	void *req = connect_to(create(ZMQ_REQ, arguments), arguments);
	zmq_msg_t message;
	need(zmq_msg_init_size(&message, (size_t) arguments->size) == 0, "message");
	while (atomic_fetch_add(&asked, 1) < arguments->count) {
		need(zmq_msg_send(&message, req, 0) >= 0, "send");
		need(zmq_msg_recv(&message, req, 0) >= 0, "receive");
		check_size(zmq_msg_size(&message), arguments);
	}
	zmq_msg_close(&message);
	zmq_close(req);
	return NULL;
}

static void remote_lat(const struct arguments *arguments)
{
	int64_t begin = nanos();
	ask((void *) arguments);
	int64_t elapsed = nanos() - begin;
	end();
	print_latency(arguments, elapsed);
}

static void req_rep(const struct arguments *arguments)
{
	pthread_t *threads = calloc((size_t) arguments->threads, sizeof *threads);
	if (threads == NULL)
		fail("no memory for %ld threads", arguments->threads);
	int64_t begin = nanos();
	for (long i = 0; i < arguments->threads; i++)
		start(&threads[i], ask, arguments);
	for (long i = 0; i < arguments->threads; i++)
		pthread_join(threads[i], NULL);
	int64_t elapsed = nanos() - begin;
	free(threads);
	end();
	print_requests(arguments, elapsed);
}

static void local_tail(const struct arguments *arguments)
{
	static struct histogram latencies;
	check_stamp(arguments);
	void *pull = bind_to(create(ZMQ_PULL, arguments), arguments);
	for (long i = 0; i < arguments->count; i++) {
		zmq_msg_t message;
		zmq_msg_init(&message);
		need(zmq_msg_recv(&message, pull, 0) >= 0, "receive");
		int64_t now = nanos();
		check_size(zmq_msg_size(&message), arguments);
		if (i >= arguments->count / 10)
			count_value(&latencies, now - read_stamp(zmq_msg_data(&message)));
		zmq_msg_close(&message);
	}
	zmq_close(pull);
	end();
	print_tail(arguments, &latencies);
}

static void remote_tail(const struct arguments *arguments)
{
	check_stamp(arguments);
	void *push = connect_to(create(ZMQ_PUSH, arguments), arguments);
	int64_t begin = nanos();
	for (long i = 0; i < arguments->count; i++) {
		int64_t time = wait_for_turn(begin, i, arguments);
		zmq_msg_t message;
		need(zmq_msg_init_size(&message, (size_t) arguments->size) == 0, "message");
		write_stamp(zmq_msg_data(&message), time);
		need(zmq_msg_send(&message, push, 0) >= 0, "send");
	}
	zmq_close(push);
	end();
}

/* Counts what an XPUB is told of: each subscription and, with VERBOSER, each that ends */
static long subscriptions(void *pub, int flags)
{
	zmq_msg_t message;
	zmq_msg_init(&message);
	long change = 0;
	if (zmq_msg_recv(&message, pub, flags) < 0)
		need(flags == ZMQ_DONTWAIT && zmq_errno() == EAGAIN, "subscription");
	else
		change = (*(char *) zmq_msg_data(&message) == 1) ? 1 : -1;
	zmq_msg_close(&message);
	return change;
}

static void pub_fanout(const struct arguments *arguments)
{
	void *pub = create(ZMQ_XPUB, arguments);
	set(pub, ZMQ_XPUB_VERBOSER, 1, "ZMQ_XPUB_VERBOSER");
	set(pub, ZMQ_XPUB_NODROP, 1, "ZMQ_XPUB_NODROP");
	bind_to(pub, arguments);
	for (long subscribers = 0; subscribers < arguments->subscribers;)
		subscribers += subscriptions(pub, 0);
	for (long i = 1; i < arguments->count; i++)
		send_one(pub, arguments);
	/* Before the last message none has a reason to leave */
	if (subscriptions(pub, ZMQ_DONTWAIT) < 0)
		fail("a subscriber left");
	send_one(pub, arguments);
	zmq_close(pub);
	end();
}

/* Takes all that is there; whether it was the last */
static int drain(void *sub, struct arrivals *arrivals, const struct arguments *arguments)
{
	zmq_msg_t message;
	int last = 0;
	zmq_msg_init(&message);
	while (!last && zmq_msg_recv(&message, sub, ZMQ_DONTWAIT) >= 0)
		last = arrived(arrivals, zmq_msg_size(&message), arguments);
	need(last || zmq_errno() == EAGAIN, "receive");
	zmq_msg_close(&message);
	return last;
}

static void sub_fanout(const struct arguments *arguments)
{
	int count = (int) arguments->subscribers;
	zmq_pollitem_t *items = calloc((size_t) count, sizeof *items);
	struct arrivals *arrivals = calloc((size_t) count, sizeof *arrivals);
	int64_t first = INT64_MAX;
	int64_t last = 0;
	if (items == NULL || arrivals == NULL)
		fail("no memory for %d subscribers", count);
	for (int i = 0; i < count; i++) {
		items[i].socket = create(ZMQ_SUB, arguments);
		items[i].events = ZMQ_POLLIN;
		need(zmq_setsockopt(items[i].socket, ZMQ_SUBSCRIBE, "", 0) == 0, "ZMQ_SUBSCRIBE");
		connect_to(items[i].socket, arguments);
	}
	for (int missing = count; missing > 0;) {
		int ready = zmq_poll(items, count, PATIENCE_MILLIS);
		need(ready >= 0, "poll");
		if (ready == 0)
			fail("receive: nothing for %d s", PATIENCE_MILLIS / 1000);
		for (int i = 0; i < count; i++)
			if (items[i].revents & ZMQ_POLLIN && drain(items[i].socket, &arrivals[i], arguments))
				missing--;
	}
	for (int i = 0; i < count; i++) {
		first = arrivals[i].first < first ? arrivals[i].first : first;
		last = arrivals[i].last > last ? arrivals[i].last : last;
		zmq_close(items[i].socket);
	}
	end();
	free(items);
	free(arrivals);
	print_throughput(arguments, last - first);
}

int main(int argc, char **argv)
{
	static const struct tool tools[] = {
		{ "local_thr", "<bind-to> <message-size> <message-count> [--hwm <messages>]" OPTIONS, local_thr },
		{ "remote_thr", "<connect-to> <message-size> <message-count> [--hwm <messages>]" OPTIONS, remote_thr },
		{ "local_lat", "<bind-to> <message-size> <roundtrip-count>" OPTIONS, local_lat },
		{ "remote_lat", "<connect-to> <message-size> <roundtrip-count>" OPTIONS, remote_lat },
		{ "pub_fanout", "<bind-to> <message-size> <message-count> <subscribers> [--hwm <messages>]" OPTIONS, pub_fanout },
		{ "sub_fanout", "<connect-to> <message-size> <message-count> <subscribers> [--hwm <messages>]" OPTIONS, sub_fanout },
		{ "inproc_thr", "<message-size> <message-count> [--hwm <messages>]" OPTIONS, inproc_thr },
		{ "req_rep", "<connect-to> <message-size> <roundtrip-count> [--threads <number>]" OPTIONS, req_rep },
		{ "local_tail", "<bind-to> <message-size> <message-count> [--hwm <messages>]" OPTIONS, local_tail },
		{ "remote_tail", "<connect-to> <message-size> <message-count> [--rate <messages-per-second>] [--hwm <messages>]"
				OPTIONS, remote_tail },
		{ 0 }
	};
	context = zmq_ctx_new();
	need(context != NULL, "context");
	return perf_main(tools, argc, argv);
}
