/* SPDX-License-Identifier: Apache-2.0 */
/* Corners that were once wrong. */
#include "base/buf.h"
#include "base/calendar.h"
#include "base/csv.h"
#include "pieces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static struct gw_zone *zone_of(const char *name)
{
	struct gw_zone *zone = NULL;

	assert_int_equal(gw_zone_create(&zone, name, NULL), GW_OK);
	return zone;
}

/*
 * Havana's clocks go from 01:00 back to 00:00: the day's first second is the first midnight, of
 * 04:00 UTC, not the second. As it is, reports of that hour are of a day that begins after them.
 */
static void a_day_with_two_midnights_begins_with_the_first(void **state)
{
	struct gw_zone *zone = zone_of("America/Havana");

	assert_int_equal(gw_time_date(1762056000, zone), 20251102);
	assert_int_equal(gw_date_begin(20251102, zone), 1762056000);
	gw_zone_destroy(zone);
}

/* strptime() passes over blanks and takes a year of any length: "26" becomes the year 26. */
static void a_year_has_four_digits(void **state)
{
	struct gw_zone *zone = zone_of("UTC");
	gw_time t;

	assert_false(gw_time_parse("26-10-03 09:12", NULL, zone, &t));
	assert_false(gw_time_parse("  2026-10-03   9:5", NULL, zone, &t));
	gw_zone_destroy(zone);
}

/* RFC 3339 wants four digits of the year; GLib's %Y writes "900". */
static void an_early_year_prints_with_four_digits(void **state)
{
	struct gw_zone *zone = zone_of("UTC");
	char text[GW_TIME_TEXT_MAX];

	assert_string_equal(gw_time_format(-33765897600, zone, text), "0900-01-01T00:00:00+00:00");
	gw_zone_destroy(zone);
}

static struct gw_error error_of(const void *text, size_t len)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct gw_error err = {0};
	struct pieces pieces;

	pieces_open(&pieces, text, len, 4096);
	assert_int_equal(gw_csv_reader_create(&reader, pieces.fd, "x.csv", NULL, NULL), GW_OK);
	while (!gw_csv_read(reader, &row, &err) && row)
		;
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
	return err;
}

/* As it is the line where patience ended is named, a million bytes on. */
static void a_quote_left_open_is_named_by_the_line_of_its_row(void **state)
{
	struct gw_error err;
	struct gw_buf text;

	gw_buf_init(&text, (size_t)1 << 24);
	gw_buf_puts(&text, "a,b\n1,2\n3,\"4\n");
	while (text.len < 2 * GW_CSV_ROW_MAX)
		gw_buf_puts(&text, "5,6\n");
	err = error_of(text.data, text.len);
	assert_int_equal(err.code, GW_EINVAL);
	assert_non_null(strstr(err.text, "line 3:"));
	gw_buf_finish(&text);
}

/* Read in small pieces such a row is refused; of a file, read in large ones, it is taken. */
static void a_row_too_long_is_refused_however_it_is_read(void **state)
{
	int fd = memfd_create("long.csv", 0);
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct gw_buf text;

	gw_buf_init(&text, (size_t)1 << 24);
	while (text.len < GW_CSV_ROW_MAX + 100000)
		gw_buf_puts(&text, "0123456789");
	gw_buf_puts(&text, "\n");
	assert_int_equal(write(fd, text.data, text.len), text.len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(gw_csv_reader_create(&reader, fd, "long.csv", NULL, NULL), GW_OK);
	assert_int_equal(gw_csv_read(reader, &row, NULL), GW_EINVAL);
	gw_csv_reader_destroy(reader);
	close(fd);
	gw_buf_finish(&text);
}

static void expect_row(const char *text, const char *first, const char *second)
{
	struct gw_csv_reader *reader;
	const struct gw_csv_row *row;
	struct pieces pieces;

	pieces_open(&pieces, text, strlen(text), 4096);
	assert_int_equal(gw_csv_reader_create(&reader, pieces.fd, "x.csv", NULL, NULL), GW_OK);
	assert_int_equal(gw_csv_read(reader, &row, NULL), GW_OK);
	assert_int_equal(row->n, 2);
	assert_string_equal(row->fields[0], first);
	assert_string_equal(row->fields[1], second);
	gw_csv_reader_destroy(reader);
	pieces_close(&pieces);
}

/* The reader trims tabs of unquoted fields as it does blanks, but the writer quotes blanks only. */
static void a_tab_at_the_end_of_a_field_survives_being_written(void **state)
{
	struct gw_buf out;

	gw_buf_init(&out, 100);
	gw_csv_append(&out, "\ta", 2);
	gw_buf_puts(&out, ",");
	gw_csv_append(&out, "b\t", 2);
	gw_buf_puts(&out, "\n");
	expect_row(gw_buf_cstr(&out), "\ta", "b\t");
	gw_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_with_two_midnights_begins_with_the_first),
		cmocka_unit_test(a_year_has_four_digits),
		cmocka_unit_test(an_early_year_prints_with_four_digits),
		cmocka_unit_test(a_quote_left_open_is_named_by_the_line_of_its_row),
		cmocka_unit_test(a_row_too_long_is_refused_however_it_is_read),
		cmocka_unit_test(a_tab_at_the_end_of_a_field_survives_being_written),
	};

	return cmocka_run_group_tests_name("base, not true yet", tests, NULL, NULL);
}
