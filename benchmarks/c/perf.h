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
 * What the performance tools in C share whatever they measure: command line, clock and
 * the lines of the result.
 */

#ifndef PERF_H
#define PERF_H

#include <stddef.h>
#include <stdint.h>

/* How long the other end may be silent before a tool gives up */
#define PATIENCE_MILLIS 60000

struct arguments {
	const char *endpoint;
	long size;
	long count;
	long subscribers;
	long mark;
	long threads;
	long io_threads;
	long rate;
};

struct tool {
	const char *name;
	/* As users are told: values in angle brackets in this order, then [--option <number>] */
	const char *parameters;
	void (*run)(const struct arguments *arguments);
};

/* Runs the tool that the command line names; the tools end with one without a name. Returns the exit status */
int perf_main(const struct tool *tools, int argc, char **argv);

/* Ends the process with status 1 and "<tool>: <message>" */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

void check_size(size_t octets, const struct arguments *arguments);

/* Whether the operating system chooses the port of an endpoint */
int port_is_free(const char *endpoint);

void print_bound(const char *endpoint);

/* Of CLOCK_MONOTONIC */
int64_t nanos(void);

/* One thread at a time counts its messages and times the first and the last */
struct arrivals {
	long received;
	int64_t first;
	int64_t last;
};

/* Whether the message of so many octets is the last */
static inline int arrived(struct arrivals *arrivals, size_t octets, const struct arguments *arguments)
{
	if (octets != (size_t) arguments->size)
		check_size(octets, arguments);
	if (++arrivals->received == 1)
		arrivals->first = nanos();
	if (arrivals->received < arguments->count)
		return 0;
	arrivals->last = nanos();
	return 1;
}

/* Counts values in buckets that are less than 1 % wide: a power of two has 128, and values below it have one each */
#define HISTOGRAM_BITS 7

struct histogram {
	long counts[(64 - HISTOGRAM_BITS) << HISTOGRAM_BITS];
	long total;
	int64_t maximum;
};

static inline void count_value(struct histogram *histogram, int64_t value)
{
	if (value < 0)
		value = 0;
	int shift = 63 - HISTOGRAM_BITS - __builtin_clzll((uint64_t) value | 1 << HISTOGRAM_BITS);
	histogram->counts[((int64_t) shift << HISTOGRAM_BITS) + (value >> shift)]++;
	histogram->total++;
	if (value > histogram->maximum)
		histogram->maximum = value;
}

/* Messages of a measurement of latency under load begin with their time */
void check_stamp(const struct arguments *arguments);
int64_t read_stamp(const void *message);
void write_stamp(void *message, int64_t time);

/* When the message of this index is due; waits for it */
int64_t wait_for_turn(int64_t begin, long index, const struct arguments *arguments);

void print_throughput(const struct arguments *arguments, int64_t elapsed);
void print_latency(const struct arguments *arguments, int64_t elapsed);
void print_requests(const struct arguments *arguments, int64_t elapsed);
void print_tail(const struct arguments *arguments, const struct histogram *latencies);

#endif
