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

#define _DEFAULT_SOURCE

#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "perf.h"

static const struct tool *running;

_Noreturn void fail(const char *format, ...)
{
	va_list values;
	fprintf(stderr, "%s: ", running->name);
	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	fprintf(stderr, "\n");
	/* Not exit, which only one thread may call */
	_Exit(1);
}

_Noreturn static void wrong_option(const char *option, const char *problem)
{
	fail("option '%s' %s\nusage: %s %s", option, problem, running->name, running->parameters);
}

/* Whether a parameter, such as "<message-size>", is of this name or ends in it */
static int named(const char *parameter, size_t length, const char *name)
{
	size_t end = strlen(name);
	return length >= end && strncmp(parameter + length - end, name, end) == 0;
}

static void put(struct arguments *arguments, const char *name, size_t length, const char *value)
{
	long least = 1;
	long most = INT_MAX;
	long *number;
	char *end;
	if (named(name, length, "-to>")) {
		arguments->endpoint = value;
		return;
	}
	if (named(name, length, "-size>")) {
		least = 0;
		number = &arguments->size;
	}
	else if (named(name, length, "-count>")) {
		most = LONG_MAX;
		number = &arguments->count;
	}
	else if (named(name, length, "<subscribers>"))
		number = &arguments->subscribers;
	else if (named(name, length, "--hwm"))
		number = &arguments->mark;
	else if (named(name, length, "--threads"))
		number = &arguments->threads;
	else if (named(name, length, "--io-threads"))
		number = &arguments->io_threads;
	else {
		most = 1000000000;
		number = &arguments->rate;
	}
	errno = 0;
	*number = strtol(value, &end, 10);
	if (errno != 0 || *value == '\0' || *end != '\0' || *number < least || *number > most)
		fail("%.*s '%s' (expected: a number of %ld to %ld)\nusage: %s %s", (int) length, name, value, least, most,
				running->name, running->parameters);
}

static void parse(struct arguments *arguments, int argc, char **argv)
{
	const char *rest = running->parameters;
	int i = 0;
	for (; *rest == '<'; i++) {
		size_t length = strcspn(rest, " ");
		if (i == argc)
			fail("%d arguments\nusage: %s %s", argc, running->name, running->parameters);
		put(arguments, rest, length, argv[i]);
		rest += length + strspn(rest + length, " ");
	}
	for (; i < argc; i += 2) {
		const char *option = strstr(rest, argv[i]);
		size_t length = strlen(argv[i]);
		if (strncmp(argv[i], "--", 2) != 0 || option == NULL || option[-1] != '[' || option[length] != ' ')
			wrong_option(argv[i], "is unknown");
		if (i + 1 == argc)
			wrong_option(argv[i], "has no value");
		put(arguments, option, length, argv[i + 1]);
	}
}

int perf_main(const struct tool *tools, int argc, char **argv)
{
	struct arguments arguments = { .mark = 1000, .subscribers = 1, .threads = 1, .io_threads = 1, .rate = 10000 };
	for (running = tools; running->name != NULL; running++)
		if (argc > 1 && strcmp(argv[1], running->name) == 0) {
			parse(&arguments, argc - 2, argv + 2);
			running->run(&arguments);
			return 0;
		}
	fprintf(stderr, "usage:\n");
	for (running = tools; running->name != NULL; running++)
		fprintf(stderr, "  %s %s\n", running->name, running->parameters);
	return 1;
}

void check_size(size_t octets, const struct arguments *arguments)
{
	if (octets != (size_t) arguments->size)
		fail("message of %zu octets (expected: %ld)", octets, arguments->size);
}

int port_is_free(const char *endpoint)
{
	const char *port = strrchr(endpoint, ':');
	return port != NULL && (strcmp(port, ":*") == 0 || strcmp(port, ":0") == 0);
}

void print_bound(const char *endpoint)
{
	fprintf(stderr, "bound: %s\n", endpoint);
}

int64_t nanos(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

void check_stamp(const struct arguments *arguments)
{
	if (arguments->size < (long) sizeof(int64_t))
		fail("message-size '%ld' (expected: at least %zu, for the time in the message)", arguments->size,
				sizeof(int64_t));
}

int64_t read_stamp(const void *message)
{
	uint64_t stamp;
	memcpy(&stamp, message, sizeof stamp);
	return (int64_t) le64toh(stamp);
}

void write_stamp(void *message, int64_t time)
{
	uint64_t stamp = htole64((uint64_t) time);
	memcpy(message, &stamp, sizeof stamp);
}

int64_t wait_for_turn(int64_t begin, long index, const struct arguments *arguments)
{
	/* A thread that sleeps may wake so much later */
	const int64_t sleep_error = 100000;
	int64_t time = begin + (int64_t) ((double) index * (1e9 / (double) arguments->rate));
	for (int64_t ahead = time - nanos(); ahead > 0; ahead = time - nanos()) {
		struct timespec pause = { (ahead - sleep_error) / 1000000000, (ahead - sleep_error) % 1000000000 };
		if (ahead > sleep_error)
			nanosleep(&pause, NULL);
		else
			sched_yield();
	}
	return time;
}

static double print_rate(double messages, int64_t elapsed)
{
	double rate = messages / ((double) (elapsed < 1000 ? 1000 : elapsed) / 1e9);
	printf("mean throughput: %ld [msg/s]\n", (long) rate);
	return rate;
}

void print_throughput(const struct arguments *arguments, int64_t elapsed)
{
	double rate;
	printf("message size: %ld [B]\n", arguments->size);
	printf("message count: %ld\n", arguments->count);
	rate = print_rate((double) arguments->count * (double) arguments->subscribers, elapsed);
	printf("mean throughput: %.3f [Mb/s]\n", rate * (double) arguments->size * 8 / 1e6);
}

/* One way, so half of a round-trip */
static void print_average(const struct arguments *arguments, int64_t elapsed)
{
	double roundtrip = (double) elapsed / 1e3 * (double) arguments->threads / (double) arguments->count;
	printf("average latency: %.3f [us]\n", roundtrip / 2);
}

void print_latency(const struct arguments *arguments, int64_t elapsed)
{
	printf("message size: %ld [B]\n", arguments->size);
	printf("roundtrip count: %ld\n", arguments->count);
	print_average(arguments, elapsed);
}

void print_requests(const struct arguments *arguments, int64_t elapsed)
{
	printf("message size: %ld [B]\n", arguments->size);
	printf("roundtrip count: %ld\n", arguments->count);
	print_rate((double) arguments->count, elapsed);
	print_average(arguments, elapsed);
}

static void print_quantile(const char *name, double part, const struct histogram *latencies)
{
	long missing = (long) ceil(part * (double) latencies->total);
	int64_t index = 0;
	for (; missing > latencies->counts[index]; index++)
		missing -= latencies->counts[index];
	int64_t shift = index >> HISTOGRAM_BITS > 1 ? (index >> HISTOGRAM_BITS) - 1 : 0;
	int64_t middle = ((index - (shift << HISTOGRAM_BITS)) << shift) + ((int64_t) 1 << shift >> 1);
	if (middle > latencies->maximum)
		middle = latencies->maximum;
	printf("%s latency: %.3f [us]\n", name, (double) middle / 1e3);
}

void print_tail(const struct arguments *arguments, const struct histogram *latencies)
{
	printf("message size: %ld [B]\n", arguments->size);
	printf("message count: %ld\n", arguments->count);
	print_quantile("p50", 0.5, latencies);
	print_quantile("p99", 0.99, latencies);
	print_quantile("p999", 0.999, latencies);
	printf("maximum latency: %.3f [us]\n", (double) latencies->maximum / 1e3);
}
