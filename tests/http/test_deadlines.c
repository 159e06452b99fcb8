/* SPDX-License-Identifier: Apache-2.0 */
#include "http/deadlines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define SOON_MS	  5000 /* by when what is overdue is surely cut */
#define A_LOOK_MS 800 /* in which the watcher looks at least once */

struct line {
	struct gw_deadlines *deadlines;
	int ends[2];
};

static int set_up(void **state)
{
	static struct line line;
	struct gw_error err;

	assert_int_equal(gw_deadlines_create(&line.deadlines, &err), GW_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, line.ends), 0);
	*state = &line;
	return 0;
}

static int tear_down(void **state)
{
	struct line *line = *state;

	gw_deadlines_destroy(line->deadlines);
	close(line->ends[0]);
	close(line->ends[1]);
	return 0;
}

/* Whether the other end sees the line cut within the time. */
static bool is_cut(const struct line *line, int milliseconds)
{
	struct pollfd other = {.fd = line->ends[1], .events = POLLIN};

	return poll(&other, 1, milliseconds) == 1;
}

static void a_line_past_its_time_is_cut(void **state)
{
	struct line *line = *state;
	struct gw_deadline *deadline = gw_deadlines_add(line->deadlines, line->ends[0], 0);

	assert_true(is_cut(line, SOON_MS));
	gw_deadline_remove(deadline);
}

static void a_time_that_is_moved_on_does_not_come(void **state)
{
	struct line *line = *state;
	struct gw_deadline *deadline = gw_deadlines_add(line->deadlines, line->ends[0], 1000);

	assert_false(is_cut(line, A_LOOK_MS));
	gw_deadline_set(deadline, GW_DEADLINE_NEVER);
	assert_false(is_cut(line, A_LOOK_MS));
	gw_deadline_set(deadline, 0);
	assert_true(is_cut(line, SOON_MS));
	gw_deadline_remove(deadline);
}

static void what_was_removed_is_left_alone(void **state)
{
	struct line *line = *state;
	struct gw_deadline *first = gw_deadlines_add(line->deadlines, line->ends[0], 1000);
	struct gw_deadline *middle = gw_deadlines_add(line->deadlines, line->ends[0], 1000);
	struct gw_deadline *last = gw_deadlines_add(line->deadlines, line->ends[0], 1000);

	gw_deadline_set(middle, GW_DEADLINE_NEVER);
	gw_deadline_remove(middle);
	gw_deadline_remove(last);
	gw_deadline_remove(first);
	gw_deadline_remove(NULL);
	gw_deadline_set(NULL, 1);
	assert_false(is_cut(line, A_LOOK_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_past_its_time_is_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_time_that_is_moved_on_does_not_come, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_removed_is_left_alone, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
