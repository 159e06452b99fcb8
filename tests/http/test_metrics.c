/* SPDX-License-Identifier: Apache-2.0 */
#include "http/metrics.h"

#include "base/buf.h"
#include "service/writer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUM_ROUTES 2

static const struct gw_metrics_route routes[NUM_ROUTES] = {
	{"GET", "/healthz"}, {"POST", "/v1/locate"}};

static int setup(void **state)
{
	struct gw_metrics *metrics;

	if (gw_metrics_create(&metrics, routes, NUM_ROUTES, NULL))
		return -1;
	*state = metrics;
	return 0;
}

static int teardown(void **state)
{
	gw_metrics_destroy(*state);
	return 0;
}

/* Fails unless a line of the text is wanted, alone. */
static void expect_line(const struct gw_metrics *metrics, const struct gw_writer_figures *writer,
	const char *wanted)
{
	struct gw_buf out;
	char line[256];

	gw_buf_init(&out, 1 << 20);
	gw_buf_puts(&out, "\n");
	gw_metrics_write(metrics, writer, &out);
	assert_true(gw_buf_ok(&out));
	snprintf(line, sizeof line, "\n%s\n", wanted);
	if (!strstr(gw_buf_cstr(&out), line))
		fail_msg("no line \"%s\" in\n%s", wanted, out.data);
	gw_buf_finish(&out);
}

static void requests_are_counted_by_route_and_status(void **state)
{
	gw_metrics_request(*state, 0, 200, 10, 100);
	gw_metrics_request(*state, 0, 304, 0, 100);
	gw_metrics_request(*state, 0, 204, 5, 100);
	gw_metrics_request(*state, NUM_ROUTES, 404, 90, 100);
	gw_metrics_request(*state, SIZE_MAX, 405, 10, 100);
	expect_line(*state, NULL,
		"gridward_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 2");
	expect_line(*state, NULL,
		"gridward_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"3xx\"} 1");
	expect_line(*state, NULL,
		"gridward_http_requests_total{method=\"\",route=\"none\",status=\"4xx\"} 2");
	expect_line(*state, NULL,
		"gridward_http_sent_bytes_total{method=\"GET\",route=\"/healthz\"} 15");
	expect_line(*state, NULL, "gridward_http_sent_bytes_total{method=\"\",route=\"none\"} 100");
}

#define SECONDS	     "gridward_http_request_duration_seconds"
#define LOCATE	     "{method=\"POST\",route=\"/v1/locate\"}"
#define LOCATE_LE(x) "_bucket{method=\"POST\",route=\"/v1/locate\",le=\"" x "\"} "

static void a_time_lies_in_the_bucket_whose_bound_it_does_not_pass(void **state)
{
	gw_metrics_request(*state, 1, 200, 0, 500);
	gw_metrics_request(*state, 1, 200, 0, 501);
	gw_metrics_request(*state, 1, 200, 0, 10000000);
	gw_metrics_request(*state, 1, 200, 0, 10000001);
	gw_metrics_request(*state, 1, 200, 0, 0); /* a stream */
	expect_line(*state, NULL, SECONDS LOCATE_LE("0.0005") "1");
	expect_line(*state, NULL, SECONDS LOCATE_LE("0.001") "2");
	expect_line(*state, NULL, SECONDS LOCATE_LE("5") "2");
	expect_line(*state, NULL, SECONDS LOCATE_LE("10") "3");
	expect_line(*state, NULL, SECONDS LOCATE_LE("+Inf") "4");
	expect_line(*state, NULL, SECONDS "_count" LOCATE " 4");
	expect_line(*state, NULL, SECONDS "_sum" LOCATE " 20.001002");
}

static void values_go_up_and_down(void **state)
{
	gw_metrics_add(*state, GW_METRIC_STREAMS_OPEN, 3);
	gw_metrics_add(*state, GW_METRIC_STREAMS_OPEN, -1);
	gw_metrics_set(*state, GW_METRIC_CACHE_BYTES, 12345678901);
	gw_metrics_add(*state, GW_METRIC_TILE_HITS, 7);
	assert_int_equal(gw_metrics_get(*state, GW_METRIC_STREAMS_OPEN), 2);
	expect_line(*state, NULL, "gridward_event_clients 2");
	expect_line(*state, NULL, "gridward_tile_cache_bytes 12345678901");
	expect_line(*state, NULL, "gridward_tiles_total{from=\"cache\"} 7");
	expect_line(*state, NULL, "gridward_tiles_total{from=\"drawing\"} 0");
}

/* Whoever adds a metric gives it a name: 1,000 and its number show as values. */
static void every_metric_is_told(void **state)
{
	struct gw_buf out;
	char value[32];
	int i;

	for (i = 0; i < GW_METRICS; i++)
		gw_metrics_set(*state, (enum gw_metric)i, 1000 + i);
	gw_buf_init(&out, 1 << 20);
	gw_metrics_write(*state, NULL, &out);
	for (i = 0; i < GW_METRICS; i++) {
		snprintf(value, sizeof value, " %d\n", 1000 + i);
		if (!strstr(gw_buf_cstr(&out), value))
			fail_msg("metric %d has no name", i);
	}
	gw_buf_finish(&out);
}

static void the_writers_batches_are_a_histogram(void **state)
{
	const struct gw_writer_figures writer = {
		.writes = 5000, .failed = 4, .commits = 6, .queued = 9, .sizes = {3, 2, [15] = 1}};

	expect_line(*state, &writer, "gridward_writer_batch_writes_bucket{le=\"1\"} 3");
	expect_line(*state, &writer, "gridward_writer_batch_writes_bucket{le=\"2\"} 5");
	expect_line(*state, &writer, "gridward_writer_batch_writes_bucket{le=\"16384\"} 5");
	expect_line(*state, &writer, "gridward_writer_batch_writes_bucket{le=\"+Inf\"} 6");
	expect_line(*state, &writer, "gridward_writer_batch_writes_sum 5000");
	expect_line(*state, &writer, "gridward_writer_batch_writes_count 6");
	expect_line(*state, &writer, "gridward_writer_failed_total 4");
	expect_line(*state, &writer, "gridward_writer_queue_depth 9");
}

static void the_process_tells_of_itself(void **state)
{
	expect_line(*state, NULL, "gridward_build_info{version=\"" GW_VERSION "\"} 1");
	expect_line(*state, NULL, "# TYPE process_resident_memory_bytes gauge");
}

#define TIMES 20000

static void *make_requests(void *metrics)
{
	int i;

	for (i = 0; i < TIMES; i++) {
		gw_metrics_request(metrics, 1, 200, 3, 700);
		gw_metrics_add(metrics, GW_METRIC_TILE_HITS, 1);
	}
	return NULL;
}

static void nothing_is_lost_when_many_count_at_once(void **state)
{
	pthread_t threads[4];
	int i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_requests, *state), 0);
	for (i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	expect_line(*state, NULL, SECONDS "_count" LOCATE " 80000");
	expect_line(*state, NULL, SECONDS "_sum" LOCATE " 56.000000");
	expect_line(*state, NULL, "gridward_tiles_total{from=\"cache\"} 80000");
}

static void nobody_need_count(void **state)
{
	gw_metrics_request(NULL, 0, 200, 0, 1);
	gw_metrics_add(NULL, GW_METRIC_TILE_HITS, 1);
	gw_metrics_set(NULL, GW_METRIC_TILE_HITS, 1);
	assert_int_equal(gw_metrics_get(NULL, GW_METRIC_TILE_HITS), 0);
	gw_metrics_destroy(NULL);
}

#define with_metrics(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_metrics(requests_are_counted_by_route_and_status),
		with_metrics(a_time_lies_in_the_bucket_whose_bound_it_does_not_pass),
		with_metrics(values_go_up_and_down),
		with_metrics(every_metric_is_told),
		with_metrics(the_writers_batches_are_a_histogram),
		with_metrics(the_process_tells_of_itself),
		with_metrics(nothing_is_lost_when_many_count_at_once),
		cmocka_unit_test(nobody_need_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
