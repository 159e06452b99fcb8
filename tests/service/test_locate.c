/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/pieces.h"
#include "service/locate.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define OUT_MAX ((size_t)1 << 24)
#define SIDE	10000000

/* The district "West, old" with the cell W, a degree wide, and on its east the cell "E,\"2\"". */
static struct gw_division *two_cells(void)
{
	const struct gw_unit items[] = {
		{.code = "D", .name = "West, old", .parent = GW_NO_UNIT},
		{.code = "W", .parent = 0, .level = 1, .is_cell = true},
		{.code = "E,\"2\"",
			.name = "East",
			.parent = GW_NO_UNIT,
			.level = 1,
			.is_cell = true},
	};
	const struct gw_lonlat west[] = {{0, 0}, {SIDE, 0}, {SIDE, SIDE}, {0, SIDE}};
	const struct gw_lonlat east[] = {{SIDE, 0}, {2 * SIDE, 0}, {2 * SIDE, SIDE}, {SIDE, SIDE}};
	struct gw_division *division = NULL;
	struct gw_units *units = NULL;
	struct gw_rings rings;

	gw_rings_init(&rings);
	assert_int_equal(gw_units_create(&units, items, 3, NULL), GW_OK);
	assert_int_equal(gw_rings_add(&rings, units->items[gw_units_find(units, 1, "W")].first, 0,
				 false, west, 4, NULL, NULL),
		GW_OK);
	assert_int_equal(
		gw_rings_add(&rings, units->items[gw_units_find(units, 1, "E,\"2\"")].first, 0,
			false, east, 4, NULL, NULL),
		GW_OK);
	assert_int_equal(gw_division_create(&division, units, &rings, NULL), GW_OK);
	gw_rings_finish(&rings);
	return division;
}

/* A run of a stream, in small pieces in and through a pipe out. */
struct stream {
	struct gw_locate_options options;
	struct gw_buf out;
	uint64_t bad;
	uint64_t bad_numbers[8];
	size_t num_told;
	struct gw_error err;
	int out_fd;
	pthread_t drain;
};

static void note(void *context, uint64_t number, const char *reason)
{
	struct stream *s = context;

	assert_non_null(reason);
	if (s->num_told < 8)
		s->bad_numbers[s->num_told] = number;
	s->num_told++;
}

static int make_stream(void **state)
{
	struct stream *s = calloc(1, sizeof *s);

	if (!s)
		return -1;
	s->options = (struct gw_locate_options){
		.division = two_cells(), .accuracy = -1, .on_bad = note, .context = s};
	assert_int_equal(gw_crs_create(&s->options.crs, "wgs84", NULL), GW_OK);
	gw_buf_init(&s->out, OUT_MAX);
	*state = s;
	return 0;
}

static int remove_stream(void **state)
{
	struct stream *s = *state;

	gw_crs_destroy(s->options.crs);
	gw_division_destroy((struct gw_division *)s->options.division);
	gw_buf_finish(&s->out);
	free(s);
	return 0;
}

#define in_a_stream(test) cmocka_unit_test_setup_teardown(test, make_stream, remove_stream)

static void *drain(void *context)
{
	struct stream *s = context;
	char bytes[4096];
	ssize_t n;

	while ((n = read(s->out_fd, bytes, sizeof bytes)) > 0)
		gw_buf_append(&s->out, bytes, (size_t)n);
	close(s->out_fd);
	return NULL;
}

typedef enum gw_status locate(int in, int out, const struct gw_locate_options *options,
	uint64_t *bad, struct gw_error *err);

static enum gw_status run(struct stream *s, locate *by, const void *data, size_t len, size_t piece)
{
	struct pieces pieces;
	enum gw_status st;
	int fds[2];

	gw_buf_clear(&s->out);
	s->num_told = 0;
	assert_int_equal(pipe(fds), 0);
	s->out_fd = fds[0];
	assert_int_equal(pthread_create(&s->drain, NULL, drain, s), 0);
	pieces_open(&pieces, data, len, piece);
	st = by(pieces.fd, fds[1], &s->options, &s->bad, &s->err);
	close(fds[1]);
	pieces_close(&pieces);
	pthread_join(s->drain, NULL);
	assert_int_equal(s->bad, s->num_told);
	return st;
}

static void expect_csv(struct stream *s, const char *text, const char *wanted, uint64_t bad)
{
	static const size_t sizes[] = {1, 3, 4096};
	size_t i;

	for (i = 0; i < 3; i++) {
		if (run(s, gw_locate_csv, text, strlen(text), sizes[i]))
			fail_msg("%s", s->err.text);
		if (strcmp(gw_buf_cstr(&s->out), wanted) != 0)
			fail_msg(
				"pieces of %zu: \"%s\", not \"%s\"", sizes[i], s->out.data, wanted);
		assert_int_equal(s->bad, bad);
	}
}

static void rows_are_copied_with_their_cell_and_path_behind_them(void **state)
{
	expect_csv(*state, "id,lon,lat,note\n1,0.5,0.5,\"a, b\"\n2,1.5,0.5,\n3,5,5,x\n",
		"id,lon,lat,note,cell,path\n"
		"1,0.5,0.5,\"a, b\",W,\"West, old \u203a W\"\n"
		"2,1.5,0.5,,\"E,\"\"2\"\"\",East\n"
		"3,5,5,x,,\n",
		0);
}

static void line_ends_and_marks_of_other_systems_do_no_harm(void **state)
{
	expect_csv(*state, "\xef\xbb\xbflon,lat\r\n0.5,0.5\r\n\r\n1.5,0.5",
		"lon,lat,cell,path\n"
		"0.5,0.5,W,\"West, old \u203a W\"\n"
		"1.5,0.5,\"E,\"\"2\"\"\",East\n",
		0);
}

static void rows_without_usable_coordinates_are_outside_and_told_by_line(void **state)
{
	struct stream *s = *state;

	expect_csv(s,
		"name,longitude,latitude\n\"two\nlines\",x,0.5\na,,\nb,0.5,91\nc\nd,0.5,0.5\n"
		"e,nan,0.5\n",
		"name,longitude,latitude,cell,path\n"
		"\"two\nlines\",x,0.5,,\na,,,,\nb,0.5,91,,\nc,,,,\n"
		"d,0.5,0.5,W,\"West, old \u203a W\"\ne,nan,0.5,,\n",
		5);
	assert_int_equal(s->bad_numbers[0], 2);
	assert_int_equal(s->bad_numbers[1], 4);
	assert_int_equal(s->bad_numbers[2], 5);
	assert_int_equal(s->bad_numbers[3], 6);
	assert_int_equal(s->bad_numbers[4], 8);
}

static void columns_may_be_named(void **state)
{
	struct stream *s = *state;

	s->options.lon = "x";
	s->options.lat = "y";
	expect_csv(s, "lon,lat,y,x\n9,9,0.5,1.5\n",
		"lon,lat,y,x,cell,path\n9,9,0.5,1.5,\"E,\"\"2\"\"\",East\n", 0);
}

static void with_an_accuracy_candidates_follow_the_owner_first(void **state)
{
	struct stream *s = *state;

	s->options.accuracy = 20;
	/* A ten-thousandth of a degree is about 11 m. */
	expect_csv(s, "lon,lat\n0.9999,0.5\n0.5,0.5\n2.0001,0.5\n3,0.5\nx,0\n",
		"lon,lat,cell,path,candidates\n"
		"0.9999,0.5,W,\"West, old \u203a W\",\"W;E,\"\"2\"\"\"\n"
		"0.5,0.5,W,\"West, old \u203a W\",W\n"
		"2.0001,0.5,,,\"E,\"\"2\"\"\"\n"
		"3,0.5,,,\n"
		"x,0,,,\n",
		1);
}

static void expect_failure(
	struct stream *s, const char *text, enum gw_status wanted, const char *says)
{
	assert_int_equal(run(s, gw_locate_csv, text, strlen(text), 4096), wanted);
	if (!strstr(s->err.text, says))
		fail_msg("\"%s\" does not say \"%s\"", s->err.text, says);
	assert_int_equal(s->out.len, 0);
}

static void a_header_without_coordinates_is_refused(void **state)
{
	struct stream *s = *state;

	expect_failure(
		s, "id,x,y\n1,2,3\n", GW_ENOTFOUND, "no column \"lon\" in the header id,x,y");
	expect_failure(s, "id,lon,y\n1,2,3\n", GW_ENOTFOUND, "no column \"lat\"");
	expect_failure(s, "", GW_EINVAL, "empty");
	s->options.lon = "longitude";
	expect_failure(s, "lon,lat\n1,2\n", GW_ENOTFOUND, "no column \"longitude\"");
}

static void more_rows_than_a_batch_come_out_in_order(void **state)
{
	struct stream *s = *state;
	struct gw_buf in, wanted;
	int i;

	gw_buf_init(&in, OUT_MAX);
	gw_buf_init(&wanted, OUT_MAX);
	gw_buf_puts(&in, "id,lon,lat\n");
	gw_buf_puts(&wanted, "id,lon,lat,cell,path\n");
	for (i = 0; i < 10000; i++) {
		gw_buf_printf(&in, "%d,%d.5,0.5\n", i, i % 3);
		gw_buf_printf(&wanted, "%d,%d.5,0.5,%s\n", i, i % 3,
			i % 3 == 0	     ? "W,\"West, old \u203a W\""
				: i % 3 == 1 ? "\"E,\"\"2\"\"\",East"
					     : ",");
	}
	assert_int_equal(run(s, gw_locate_csv, in.data, in.len, 1000), GW_OK);
	assert_string_equal(gw_buf_cstr(&s->out), gw_buf_cstr(&wanted));
	gw_buf_finish(&in);
	gw_buf_finish(&wanted);
}

static void pairs_of_doubles_give_a_code_a_line(void **state)
{
	static const double pairs[] = {
		0.5, 0.5, 1.5, 0.5, 5, 5, NAN, 0.5, 0.5, INFINITY, 0.25, 0.75, 200, 0, 1, 0.5};
	static const size_t sizes[] = {1, 5, 16, 100, 4096};
	struct stream *s = *state;
	size_t i;

	for (i = 0; i < 5; i++) {
		assert_int_equal(run(s, gw_locate_f64, pairs, sizeof pairs, sizes[i]), GW_OK);
		assert_string_equal(gw_buf_cstr(&s->out), "W\nE,\"2\"\n\n\n\nW\n\nE,\"2\"\n");
		assert_int_equal(s->bad, 3);
		assert_int_equal(s->bad_numbers[0], 4);
		assert_int_equal(s->bad_numbers[1], 5);
		assert_int_equal(s->bad_numbers[2], 7);
	}
}

static void a_pair_cut_short_is_told_and_gives_no_line(void **state)
{
	static const double pairs[] = {0.5, 0.5, 1.5, 0.5};
	struct stream *s = *state;

	assert_int_equal(run(s, gw_locate_f64, pairs, 25, 3), GW_OK);
	assert_string_equal(gw_buf_cstr(&s->out), "W\n");
	assert_int_equal(s->bad, 1);
	assert_int_equal(s->bad_numbers[0], 2);
	assert_int_equal(run(s, gw_locate_f64, pairs, 0, 3), GW_OK);
	assert_int_equal(s->out.len, 0);
	assert_int_equal(s->bad, 0);
}

static void a_hundred_thousand_pairs_come_out_in_order(void **state)
{
	const size_t n = 100000;
	double *pairs = malloc(2 * n * sizeof *pairs);
	struct stream *s = *state;
	const char *line, *wanted;
	size_t i;

	assert_non_null(pairs);
	for (i = 0; i < n; i++) {
		pairs[2 * i] = (double)(i * 7 % 25) / 10;
		pairs[2 * i + 1] = 0.5;
	}
	assert_int_equal(run(s, gw_locate_f64, pairs, 2 * n * sizeof *pairs, 4093), GW_OK);
	line = gw_buf_cstr(&s->out);
	for (i = 0; i < n; i++) {
		wanted = pairs[2 * i] < 1 ? "W\n" : pairs[2 * i] < 2 ? "E,\"2\"\n" : "\n";
		if (strncmp(line, wanted, strlen(wanted)) != 0)
			fail_msg("point %zu at %g: %.8s", i, pairs[2 * i], line);
		line += strlen(wanted);
	}
	assert_string_equal(line, "");
	free(pairs);
}

static void points_are_read_in_the_declared_crs(void **state)
{
	struct stream *s = *state;

	gw_crs_destroy(s->options.crs);
	assert_int_equal(gw_crs_create(&s->options.crs, "EPSG:3857", NULL), GW_OK);
	/* 0.5 and 1.5 degrees are 55,660 and 166,979 metres on the equator's Mercator. */
	expect_csv(s, "lon,lat\n55660,10\n166979,10\n",
		"lon,lat,cell,path\n"
		"55660,10,W,\"West, old \u203a W\"\n"
		"166979,10,\"E,\"\"2\"\"\",East\n",
		0);
}

static void an_input_that_cannot_be_read_is_an_io_error(void **state)
{
	struct stream *s = *state;

	assert_int_equal(gw_locate_csv(-1, -1, &s->options, &s->bad, &s->err), GW_EIO);
	assert_int_equal(gw_locate_f64(-1, -1, &s->options, &s->bad, &s->err), GW_EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_stream(rows_are_copied_with_their_cell_and_path_behind_them),
		in_a_stream(line_ends_and_marks_of_other_systems_do_no_harm),
		in_a_stream(rows_without_usable_coordinates_are_outside_and_told_by_line),
		in_a_stream(columns_may_be_named),
		in_a_stream(with_an_accuracy_candidates_follow_the_owner_first),
		in_a_stream(a_header_without_coordinates_is_refused),
		in_a_stream(more_rows_than_a_batch_come_out_in_order),
		in_a_stream(pairs_of_doubles_give_a_code_a_line),
		in_a_stream(a_pair_cut_short_is_told_and_gives_no_line),
		in_a_stream(a_hundred_thousand_pairs_come_out_in_order),
		in_a_stream(points_are_read_in_the_declared_crs),
		in_a_stream(an_input_that_cannot_be_read_is_an_io_error),
	};

	return cmocka_run_group_tests_name("service/locate", tests, NULL, NULL);
}
