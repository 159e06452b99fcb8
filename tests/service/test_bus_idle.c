/* SPDX-License-Identifier: Apache-2.0 */
#include "service/bus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A bus to which nobody listens at first, over events 1 to newest. */
struct idle {
	_Atomic int64_t newest;
	atomic_int asked, formatted;
	struct gw_bus *bus;
};

static enum gw_status load(
	void *context, int64_t after, size_t max, struct gw_frames *out, struct gw_error *err)
{
	struct idle *idle = context;
	enum gw_status st = GW_OK;
	int64_t id;

	for (id = after + 1; id <= idle->newest && out->n < max && !st; id++) {
		gw_buf_printf(&out->bytes, "id: %lld\nevent: report\ndata: {}\n\n", (long long)id);
		st = gw_frames_close(out, id, GW_EVENT_REPORT, err);
		idle->formatted++;
	}
	return st;
}

static enum gw_status find_newest(void *context, int64_t *id, struct gw_error *err)
{
	struct idle *idle = context;

	*id = idle->newest;
	idle->asked++;
	return GW_OK;
}

static int setup(void **state)
{
	struct idle *idle = calloc(1, sizeof *idle);
	struct gw_error err;

	idle->newest = 1000;
	if (gw_bus_create(&idle->bus,
		    &(struct gw_bus_options){.load = load,
			    .newest = find_newest,
			    .context = idle,
			    .begin = 1000,
			    .poll_ms = 5},
		    &err))
		return -1;
	*state = idle;
	return 0;
}

static int teardown(void **state)
{
	struct idle *idle = *state;

	gw_bus_destroy(idle->bus);
	free(idle);
	return 0;
}

/* Lets the bus look at what there is. */
static void happen(struct idle *idle, int64_t n)
{
	int before;

	idle->newest += n;
	before = idle->asked;
	while (idle->asked < before + 2)
		usleep(1000);
}

static void do_nothing(void *context)
{
}

/* The ids of the first and the last event that a listener behind `after` is told, and how many. */
static int64_t listen(struct idle *idle, int64_t after, int64_t wanted, int64_t *first)
{
	const struct gw_listener_options options = {.after = after, .wake = do_nothing};
	struct gw_listener *listener;
	int64_t n = 0, last = 0;
	struct gw_buf out;
	struct gw_error err;
	int patience = 5000;

	*first = 0;
	if (gw_listener_create(&listener, idle->bus, &options, &err))
		fail_msg("%s", err.text);
	if (after < 0)
		idle->newest += wanted;
	gw_buf_init(&out, 1 << 20);
	while (n < wanted && patience--) {
		const char *at;

		gw_buf_clear(&out);
		assert_int_equal(gw_listener_read(listener, &out), GW_OK);
		for (at = out.len ? gw_buf_cstr(&out) : NULL; at && (at = strstr(at, "id: "));
			at += 4) {
			if (!strstr(at, "event: ") || strstr(at, "event: ") > strstr(at, "\n") + 1)
				continue;
			last = atoll(at + 4);
			*first = *first ? *first : last;
			n++;
		}
		usleep(1000);
	}
	assert_int_equal(n, wanted);
	assert_int_equal(last - *first + 1, wanted);
	gw_buf_finish(&out);
	gw_listener_destroy(listener);
	return last;
}

static void nothing_is_formatted_while_nobody_listens(void **state)
{
	struct idle *idle = *state;

	happen(idle, 100000);
	assert_int_equal(idle->formatted, 0);
}

static void who_comes_then_is_told_what_happens_from_then_on(void **state)
{
	struct idle *idle = *state;
	int64_t first;

	happen(idle, 100000);
	assert_int_equal(listen(idle, -1, 700, &first), 101700);
	assert_int_equal(first, 101001);
	assert_true(idle->formatted <= 256 + 700);
}

static void who_comes_back_then_misses_nothing(void **state)
{
	struct idle *idle = *state;
	int64_t first;

	happen(idle, 3000);
	assert_int_equal(listen(idle, 990, 3010, &first), 4000);
	assert_int_equal(first, 991);
	happen(idle, 2000);
	assert_int_equal(listen(idle, 4000, 2000, &first), 6000);
	assert_int_equal(first, 4001);
}

#define idle_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		idle_test(nothing_is_formatted_while_nobody_listens),
		idle_test(who_comes_then_is_told_what_happens_from_then_on),
		idle_test(who_comes_back_then_misses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
