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
 * The performance tools on plain TCP sockets, without any framing: what this machine can
 * do at most. IPv4 only.
 */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "perf.h"

static void need(int ok, const char *what)
{
	if (!ok && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINPROGRESS))
		fail("%s: nothing for %d s", what, PATIENCE_MILLIS / 1000);
	if (!ok)
		fail("%s: %s", what, strerror(errno));
}

static struct sockaddr_in resolve(const struct arguments *arguments)
{
	const char *endpoint = arguments->endpoint;
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found;
	struct sockaddr_in address;
	char host[256];
	char port[6];
	if (arguments->size == 0)
		fail("message-size '0' (expected: at least 1, as a stream has no empty messages)");
	if (sscanf(endpoint, "tcp://%255[^:]:%5[0-9*]", host, port) != 2)
		fail("endpoint '%s' (expected: tcp://<host>:<port>)", endpoint);
	int failed = getaddrinfo(strcmp(host, "*") == 0 ? NULL : host, strcmp(port, "*") == 0 ? "0" : port, &hints, &found);
	if (failed)
		fail("%s: %s", endpoint, gai_strerror(failed));
	memcpy(&address, found->ai_addr, sizeof address);
	freeaddrinfo(found);
	return address;
}

static void set(int fd, int level, int option, const void *value, socklen_t length)
{
	need(setsockopt(fd, level, option, value, length) == 0, "socket option");
}

static int create(void)
{
	const struct timeval patience = { .tv_sec = PATIENCE_MILLIS / 1000 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	need(fd >= 0, "socket");
	set(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	set(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	set(fd, SOL_SOCKET, SO_REUSEADDR, &(int) { 1 }, sizeof(int));
	return fd;
}

/* The one connection that is made to the endpoint; it has the options of the listener */
static int accept_at(const struct arguments *arguments)
{
	struct sockaddr_in address = resolve(arguments);
	socklen_t length = sizeof address;
	int listener = create();
	set(listener, IPPROTO_TCP, TCP_NODELAY, &(int) { 1 }, sizeof(int));
	need(bind(listener, (struct sockaddr *) &address, sizeof address) == 0, arguments->endpoint);
	need(listen(listener, 1) == 0, "listen");
	if (port_is_free(arguments->endpoint)) {
		char bound[64];
		char host[INET_ADDRSTRLEN];
		need(getsockname(listener, (struct sockaddr *) &address, &length) == 0, "getsockname");
		inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
		snprintf(bound, sizeof bound, "tcp://%s:%d", host, ntohs(address.sin_port));
		print_bound(bound);
	}
	int fd = accept(listener, NULL, NULL);
	need(fd >= 0, "accept");
	close(listener);
	return fd;
}

static int connect_to(const struct arguments *arguments)
{
	struct sockaddr_in address = resolve(arguments);
	int fd = create();
	set(fd, IPPROTO_TCP, TCP_NODELAY, &(int) { 1 }, sizeof(int));
	need(connect(fd, (struct sockaddr *) &address, sizeof address) == 0, arguments->endpoint);
	return fd;
}

static long read_some(int fd, char *buffer, size_t size)
{
	ssize_t octets = read(fd, buffer, size);
	need(octets >= 0, "read");
	if (octets == 0)
		fail("read: the connection was closed");
	return octets;
}

static void read_all(int fd, char *buffer, size_t size)
{
	for (size_t done = 0; done < size;)
		done += (size_t) read_some(fd, buffer + done, size - done);
}

static void write_all(int fd, const char *buffer, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t octets = write(fd, buffer + done, size - done);
		need(octets >= 0, "write");
		done += (size_t) octets;
	}
}

static char *allocate(size_t size)
{
	char *buffer = calloc(size, 1);
	if (buffer == NULL)
		fail("no memory for %zu octets", size);
	return buffer;
}

/* Octets of one system call of a stream: of one message, within these bounds */
static long chunk(const struct arguments *arguments)
{
	const long least = 64 << 10;
	const long most = 1 << 20;
	return arguments->size < least ? least : arguments->size > most ? most : arguments->size;
}

static long stream_size(const struct arguments *arguments)
{
	long octets;
	if (__builtin_mul_overflow(arguments->size, arguments->count, &octets))
		fail("%ld messages of %ld octets (expected: fewer than 2^63 octets)", arguments->count, arguments->size);
	return octets;
}

static void local_thr(const struct arguments *arguments)
{
	long missing = stream_size(arguments);
	char *buffer = allocate((size_t) chunk(arguments));
	int fd = accept_at(arguments);
	missing -= read_some(fd, buffer, (size_t) chunk(arguments));
	int64_t begin = nanos();
	while (missing > 0)
		missing -= read_some(fd, buffer, (size_t) chunk(arguments));
	int64_t elapsed = nanos() - begin;
	if (missing < 0)
		fail("%ld octets too many", -missing);
	print_throughput(arguments, elapsed);
	close(fd);
	free(buffer);
}

static void remote_thr(const struct arguments *arguments)
{
	long missing = stream_size(arguments);
	char *buffer = allocate((size_t) chunk(arguments));
	int fd = connect_to(arguments);
	for (; missing > 0; missing -= chunk(arguments))
		write_all(fd, buffer, (size_t) (missing < chunk(arguments) ? missing : chunk(arguments)));
	/* The other end closes when it has read all */
	need(shutdown(fd, SHUT_WR) == 0, "shutdown");
	need(read(fd, buffer, 1) == 0, "end");
	close(fd);
	free(buffer);
}

static void local_lat(const struct arguments *arguments)
{
	size_t size = (size_t) arguments->size;
	char *buffer = allocate(size);
	int fd = accept_at(arguments);
	for (long i = 0; i < arguments->count; i++) {
		read_all(fd, buffer, size);
		write_all(fd, buffer, size);
	}
	close(fd);
	free(buffer);
}

static void remote_lat(const struct arguments *arguments)
{
	size_t size = (size_t) arguments->size;
	char *buffer = allocate(size);
	int64_t begin = nanos();
	int fd = connect_to(arguments);
	for (long i = 0; i < arguments->count; i++) {
		write_all(fd, buffer, size);
		read_all(fd, buffer, size);
	}
	print_latency(arguments, nanos() - begin);
	close(fd);
	free(buffer);
}

int main(int argc, char **argv)
{
	static const struct tool tools[] = {
		{ "local_thr", "<bind-to> <message-size> <message-count>", local_thr },
		{ "remote_thr", "<connect-to> <message-size> <message-count>", remote_thr },
		{ "local_lat", "<bind-to> <message-size> <roundtrip-count>", local_lat },
		{ "remote_lat", "<connect-to> <message-size> <roundtrip-count>", remote_lat },
		{ 0 }
	};
	signal(SIGPIPE, SIG_IGN);
	return perf_main(tools, argc, argv);
}
