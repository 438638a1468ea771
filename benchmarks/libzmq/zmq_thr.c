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
 * What LocalThr and RemoteThr do, with libzmq: a PULL that binds, counts and times; a
 * PUSH that connects and sends. One message is one zmq_msg_t made and closed, as in
 * libzmq's own tools, and the high-water mark is set on both sides.
 */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

struct arguments {
	const char *tool;
	const char *endpoint;
	size_t size;
	long count;
	int mark;
};

static int usage(const char *problem)
{
	fprintf(stderr, "%s\nusage: zmq_thr local_thr|remote_thr <endpoint> <message-size> <message-count> [--hwm <messages>]\n",
			problem);
	return 0;
}

static int number(const char *text, long least, long *value)
{
	char *end;
	errno = 0;
	*value = strtol(text, &end, 10);
	return errno == 0 && *text != '\0' && *end == '\0' && *value >= least;
}

static int parse(int argc, char **argv, struct arguments *arguments)
{
	long size;
	long mark = 1000;
	if (argc != 5 && argc != 7)
		return usage("4 arguments or 6 are expected");
	if (strcmp(argv[1], "local_thr") != 0 && strcmp(argv[1], "remote_thr") != 0)
		return usage("the tool is local_thr or remote_thr");
	if (!number(argv[3], 0, &size))
		return usage("message-size is not a number of 0 or more");
	if (!number(argv[4], 1, &arguments->count))
		return usage("message-count is not a number of 1 or more");
	if (argc == 7 && (strcmp(argv[5], "--hwm") != 0 || !number(argv[6], 0, &mark)))
		return usage("the only option is --hwm, with a number of 0 or more");
	arguments->tool = argv[1];
	arguments->endpoint = argv[2];
	arguments->size = (size_t) size;
	arguments->mark = (int) mark;
	return 1;
}

static void need(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "%s: %s\n", what, zmq_strerror(zmq_errno()));
		exit(1);
	}
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void take(void *socket, const struct arguments *arguments)
{
	zmq_msg_t message;
	zmq_msg_init(&message);
	need(zmq_msg_recv(&message, socket, 0) >= 0, "receive");
	if (zmq_msg_size(&message) != arguments->size) {
		fprintf(stderr, "message of %zu octets (expected: %zu)\n", zmq_msg_size(&message), arguments->size);
		exit(1);
	}
	zmq_msg_close(&message);
}

static void local_thr(void *context, const struct arguments *arguments)
{
	void *pull = zmq_socket(context, ZMQ_PULL);
	need(pull != NULL, "socket");
	need(zmq_setsockopt(pull, ZMQ_RCVHWM, &arguments->mark, sizeof arguments->mark) == 0, "ZMQ_RCVHWM");
	need(zmq_bind(pull, arguments->endpoint) == 0, arguments->endpoint);
	if (strstr(arguments->endpoint, ":*") != NULL) {
		char bound[256];
		size_t length = sizeof bound;
		need(zmq_getsockopt(pull, ZMQ_LAST_ENDPOINT, bound, &length) == 0, "ZMQ_LAST_ENDPOINT");
		fprintf(stderr, "bound: %s\n", bound);
	}

	take(pull, arguments);
	double first = seconds();
	for (long i = 1; i < arguments->count; i++)
		take(pull, arguments);
	double elapsed = seconds() - first;
	if (elapsed < 1e-6)
		elapsed = 1e-6;

	double throughput = (double) arguments->count / elapsed;
	printf("message size: %zu [B]\n", arguments->size);
	printf("message count: %ld\n", arguments->count);
	printf("mean throughput: %ld [msg/s]\n", (long) throughput);
	printf("mean throughput: %.3f [Mb/s]\n", throughput * (double) arguments->size * 8 / 1e6);
	need(zmq_close(pull) == 0, "close");
}

static void remote_thr(void *context, const struct arguments *arguments)
{
	void *push = zmq_socket(context, ZMQ_PUSH);
	need(push != NULL, "socket");
	need(zmq_setsockopt(push, ZMQ_SNDHWM, &arguments->mark, sizeof arguments->mark) == 0, "ZMQ_SNDHWM");
	need(zmq_connect(push, arguments->endpoint) == 0, arguments->endpoint);
	for (long i = 0; i < arguments->count; i++) {
		zmq_msg_t message;
		need(zmq_msg_init_size(&message, arguments->size) == 0, "message");
		need(zmq_msg_send(&message, push, 0) >= 0, "send");
	}
	/* libzmq lingers for ever unless told otherwise, so the end of the context is the end of the sending */
	need(zmq_close(push) == 0, "close");
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	if (!parse(argc, argv, &arguments))
		return 1;
	void *context = zmq_ctx_new();
	need(context != NULL, "context");
	if (strcmp(arguments.tool, "local_thr") == 0)
		local_thr(context, &arguments);
	else
		remote_thr(context, &arguments);
	need(zmq_ctx_term(context) == 0, "end of the context");
	return 0;
}
