/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* The C library's clocks are the oracle: they read the same tables by other code. */
static const char *const zones[] = {"America/Chicago", "Asia/Shanghai", "UTC", "Asia/Kathmandu",
	"America/Sao_Paulo", "Africa/Cairo", "Europe/London", "Pacific/Apia"};

#define NUM_ZONES   (sizeof zones / sizeof *zones)
#define DAY	    86400
#define YEAR_1	    INT64_C(-62135596800) /* 0001-01-01T00:00:00Z */
#define YEAR_9999   INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define RANDOM_TIME 100000

static struct gw_zone *zone_of(const char *name)
{
	struct gw_zone *zone = NULL;
	struct gw_error err = {0};

	if (gw_zone_create(&zone, name, &err))
		fail_msg("%s: %s", name, err.text);
	return zone;
}

static void set_oracle(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static struct tm oracle(gw_time t)
{
	time_t seconds = (time_t)t;
	struct tm tm;

	assert_non_null(localtime_r(&seconds, &tm));
	return tm;
}

static gw_date oracle_date(gw_time t)
{
	struct tm tm = oracle(t);

	return 10000 * (tm.tm_year + 1900) + 100 * (tm.tm_mon + 1) + tm.tm_mday;
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static gw_time random_between(uint64_t *state, gw_time lo, gw_time hi)
{
	return lo + (gw_time)(next_random(state) % (uint64_t)(hi - lo));
}

static void expect_time(const char *zone_name, const char *text, const char *format, gw_time wanted)
{
	struct gw_zone *zone = zone_of(zone_name);
	gw_time got = -1;

	if (!gw_time_parse(text, format, zone, &got))
		fail_msg("%s: \"%s\" was refused", zone_name, text);
	if (got != wanted)
		fail_msg("%s: \"%s\" gave %lld, not %lld", zone_name, text, (long long)got,
			(long long)wanted);
	gw_zone_destroy(zone);
}

static void expect_no_time(const char *text, const char *format)
{
	struct gw_zone *zone = zone_of("Asia/Shanghai");
	gw_time got;

	if (gw_time_parse(text, format, zone, &got))
		fail_msg("\"%s\" by %s was taken for %lld", text, format ? format : "ISO 8601",
			(long long)got);
	gw_zone_destroy(zone);
}

/* 1790989920 is 2026-10-03T01:12:00Z. */
static void iso_times_with_an_offset_are_instants_whatever_the_zone(void **state)
{
	static const char *const texts[] = {"2026-10-03T09:12:00+08:00", "2026-10-03T01:12:00Z",
		"2026-10-03 01:12:00Z", "2026-10-02T20:12:00-05:00", "2026-10-03T06:57:00+05:45",
		"2026-10-03T09:12:00.000+08:00", "20261003T091200+0800", "2026-10-03T09:12:00+08",
		"2026-10-03T01:12:00-00:00"};
	size_t i, z;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		for (z = 0; z < NUM_ZONES; z++)
			expect_time(zones[z], texts[i], NULL, 1790989920);
}

static void iso_times_without_an_offset_are_the_zones_own(void **state)
{
	expect_time("Asia/Shanghai", "2026-10-03T09:12:00", NULL, 1790989920);
	expect_time("Asia/Shanghai", "2026-10-03 09:12:00", NULL, 1790989920);
	expect_time("Asia/Shanghai", "2026-10-03 09:12", NULL, 1790989920);
	expect_time("Asia/Shanghai", "2026-10-03T09:12", NULL, 1790989920);
	expect_time("America/Chicago", "2026-10-02 20:12", NULL, 1790989920);
	expect_time("UTC", "2026-10-03T01:12:00", NULL, 1790989920);
	expect_time("Asia/Shanghai", "2026-10-03", NULL, 1790956800);
	expect_time("Asia/Shanghai", "2026-10", NULL, 1790784000);
	expect_time("America/Chicago", "2026-10-03", NULL, 1791003600);
	expect_time("America/Chicago", "2026-10", NULL, 1790830800);
}

static void a_fraction_of_a_second_is_dropped_towards_the_past(void **state)
{
	expect_time("UTC", "2026-10-03T01:12:00.999Z", NULL, 1790989920);
	expect_time("UTC", "1969-12-31T23:59:59.500Z", NULL, -1);
	expect_time("UTC", "1969-12-31T23:59:58.000Z", NULL, -2);
}

static void an_hour_that_the_clock_skips_is_read_as_the_hour_after(void **state)
{
	/* Chicago's clocks go from 02:00 to 03:00 at 2026-03-08T08:00:00Z. */
	expect_time("America/Chicago", "2026-03-08 01:59:59", NULL, 1772956799);
	expect_time("America/Chicago", "2026-03-08 03:00:00", NULL, 1772956800);
	expect_time("America/Chicago", "2026-03-08T02:30:00-06:00", NULL, 1772958600);
	expect_time("America/Chicago", "2026-03-08 02:00:00", NULL, 1772956800);
}

static void an_hour_that_comes_twice_is_told_apart_by_its_offset(void **state)
{
	/* Chicago's clocks go from 02:00 back to 01:00 at 2026-11-01T07:00:00Z. */
	expect_time("America/Chicago", "2026-11-01 00:59:59", NULL, 1793512799);
	expect_time("America/Chicago", "2026-11-01T01:30:00-05:00", NULL, 1793514600);
	expect_time("America/Chicago", "2026-11-01T01:30:00-06:00", NULL, 1793518200);
	expect_time("America/Chicago", "2026-11-01 02:00:00", NULL, 1793520000);
	/* Without one it is winter time. */
	expect_time("America/Chicago", "2026-11-01 01:30:00", NULL, 1793518200);
}

static void times_print_and_read_back_through_every_hour_of_a_year(void **state)
{
	char text[GW_TIME_TEXT_MAX];
	size_t z;

	for (z = 0; z < NUM_ZONES; z++) {
		struct gw_zone *zone = zone_of(zones[z]);
		gw_time t, back;

		for (t = 1767225600 - DAY; t < 1767225600 + 367 * DAY; t += 1799) {
			gw_time_format(t, zone, text);
			if (!gw_time_parse(text, NULL, zone, &back) || back != t)
				fail_msg("%s: %lld prints as %s", zones[z], (long long)t, text);
		}
		gw_zone_destroy(zone);
	}
}

static void expect_format(const struct gw_zone *zone, const char *zone_name, gw_time t)
{
	char got[GW_TIME_TEXT_MAX], wanted[80];
	struct tm tm = oracle(t);
	long offset = labs(tm.tm_gmtoff) / 60;

	snprintf(wanted, sizeof wanted, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		tm.tm_gmtoff < 0 ? '-' : '+', offset / 60, offset % 60);
	if (gw_time_format(t, zone, got) != got)
		fail_msg("%s: not the buffer that was given", zone_name);
	if (strcmp(got, wanted) != 0)
		fail_msg("%s: %lld prints as %s, not %s", zone_name, (long long)t, got, wanted);
}

static void random_times_print_as_the_c_library_has_them(void **state)
{
	uint64_t random = 0x9e3779b97f4a7c15;
	size_t z;
	int i;

	for (z = 0; z < NUM_ZONES; z++) {
		struct gw_zone *zone = zone_of(zones[z]);

		set_oracle(zones[z]);
		for (i = 0; i < RANDOM_TIME / 10; i++)
			expect_format(zone, zones[z], random_between(&random, 0, 2145916800));
		gw_zone_destroy(zone);
	}
}

static void the_local_day_is_the_c_librarys(void **state)
{
	uint64_t random = 88172645463325252;
	size_t z;
	int i;

	for (z = 0; z < NUM_ZONES; z++) {
		struct gw_zone *zone = zone_of(zones[z]);

		set_oracle(zones[z]);
		for (i = 0; i < RANDOM_TIME; i++) {
			gw_time t = random_between(&random, 0, 2145916800);

			if (gw_time_date(t, zone) != oracle_date(t))
				fail_msg("%s: %lld falls on %d", zones[z], (long long)t,
					gw_time_date(t, zone));
		}
		gw_zone_destroy(zone);
	}
}

/* The first second whose local day is `date` or later; days never run backwards in these zones. */
static gw_time oracle_begin(gw_date date)
{
	struct tm tm = {.tm_year = date / 10000 - 1900,
		.tm_mon = date / 100 % 100 - 1,
		.tm_mday = date % 100};
	gw_time noon = timegm(&tm), lo = noon - 2 * DAY, hi = noon + 2 * DAY;

	while (hi - lo > 1) {
		gw_time middle = lo + (hi - lo) / 2;

		if (oracle_date(middle) >= date)
			hi = middle;
		else
			lo = middle;
	}
	return hi;
}

static void expect_begin(const struct gw_zone *zone, const char *name, gw_date date)
{
	gw_time got = gw_date_begin(date, zone), wanted = oracle_begin(date);

	if (got != wanted)
		fail_msg("%s: %d begins at %lld, not %lld", name, date, (long long)got,
			(long long)wanted);
	if (gw_time_date(got, zone) < date || gw_time_date(got - 1, zone) >= date)
		fail_msg("%s: %d begins at %lld, which is on %d", name, date, (long long)got,
			gw_time_date(got, zone));
}

static void a_day_begins_with_its_first_second_even_where_midnight_is_skipped(void **state)
{
	size_t z;

	/* Sao Paulo's and Cairo's clocks jump at midnight; all but Apia, which lost a whole day. */
	for (z = 0; z + 1 < NUM_ZONES; z++) {
		struct gw_zone *zone = zone_of(zones[z]);
		gw_time t;

		set_oracle(zones[z]);
		for (t = 631152000; t < 1956528000; t += DAY)
			expect_begin(zone, zones[z], oracle_date(t));
		gw_zone_destroy(zone);
	}
}

static void midnight_is_the_border_between_two_days_and_two_months(void **state)
{
	struct gw_zone *zone = zone_of("Asia/Shanghai");
	gw_time t = 1790784000; /* 2026-10-01T00:00:00+08:00 */

	assert_int_equal(gw_time_date(t, zone), 20261001);
	assert_int_equal(gw_time_date(t - 1, zone), 20260930);
	assert_int_equal(gw_date_begin(20261001, zone), t);
	assert_int_equal(gw_month_begin(202610, zone), t);
	assert_int_equal(gw_month_begin(202609, zone), t - 30 * DAY);
	gw_zone_destroy(zone);
}

static void a_month_of_the_summer_change_is_an_hour_short_or_long(void **state)
{
	struct gw_zone *zone = zone_of("America/Chicago");

	assert_int_equal(
		gw_month_begin(202604, zone) - gw_month_begin(202603, zone), 31 * DAY - 3600);
	assert_int_equal(
		gw_month_begin(202612, zone) - gw_month_begin(202611, zone), 30 * DAY + 3600);
	gw_zone_destroy(zone);
}

static void the_ends_of_all_days_lie_outside_every_time(void **state)
{
	struct gw_zone *zone = zone_of("America/Chicago");

	assert_true(gw_date_begin(GW_DATE_MIN, zone) < YEAR_1 - DAY);
	assert_true(gw_date_begin(GW_DATE_MAX, zone) > YEAR_9999 + DAY);
	gw_zone_destroy(zone);
}

static void the_last_month_of_all_ends_after_it_begins(void **state)
{
	struct gw_zone *zone = zone_of("UTC");

	assert_true(gw_month_begin(gw_month_next(999912), zone) > gw_month_begin(999912, zone));
	gw_zone_destroy(zone);
}

static void months_follow_one_another_through_the_years(void **state)
{
	gw_month month = 199901;
	int i;

	for (i = 0; i < 12 * 40; i++) {
		if (month != 100 * (1999 + i / 12) + i % 12 + 1)
			fail_msg("month %d after 1999-01 is %d", i, month);
		month = gw_month_next(month);
	}
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);

	return days[month - 1] + (month == 2 && leap);
}

static void a_month_ends_with_its_last_day(void **state)
{
	gw_month month;

	for (month = 101; month <= 999912; month = gw_month_next(month))
		if (gw_month_last_day(month) != 100 * month + days_in(month / 100, month % 100))
			fail_msg("%d ends on %d", month, gw_month_last_day(month));
}

static void every_day_of_the_years_1_to_9999_reads_and_prints_and_no_other(void **state)
{
	char text[GW_TIME_TEXT_MAX], wanted[40];
	int year, month, day;

	for (year = 0; year <= 9999; year += year < 30 || year > 1890 ? 1 : 10)
		for (month = 0; month <= 13; month++)
			for (day = 0; day <= 32; day++) {
				bool exists = year && month >= 1 && month <= 12 && day >= 1 &&
					day <= days_in(year, month);
				gw_date date = -1;

				snprintf(wanted, sizeof wanted, "%04d-%02d-%02d", year, month, day);
				if (gw_date_parse(wanted, &date) != exists)
					fail_msg("%s was %s", wanted, exists ? "refused" : "taken");
				if (exists && date != 10000 * year + 100 * month + day)
					fail_msg("%s was read as %d", wanted, date);
				if (exists && strcmp(gw_date_format(date, text), wanted) != 0)
					fail_msg("%s prints as %s", wanted, text);
			}
}

static void every_month_reads_and_prints_and_no_other(void **state)
{
	char text[GW_TIME_TEXT_MAX], wanted[40];
	int year, month;

	for (year = 0; year <= 9999; year++)
		for (month = 0; month <= 13; month++) {
			bool exists = year && month >= 1 && month <= 12;
			gw_month got = -1;

			snprintf(wanted, sizeof wanted, "%04d-%02d", year, month);
			if (gw_month_parse(wanted, &got) != exists)
				fail_msg("%s was %s", wanted, exists ? "refused" : "taken");
			if (exists && strcmp(gw_month_format(got, text), wanted) != 0)
				fail_msg("%s prints as %s", wanted, text);
		}
}

static void what_is_no_day_or_month_is_refused(void **state)
{
	static const char *const texts[] = {"", "2026", "2026-", "2026-1", "2026-010", "26-10",
		"2026-10-3", "2026-10-033", "2026/10/03", "2026-10-03 ", " 2026-10-03",
		"2026-10-0x", "+2026-10-03", "-026-10-03", "12026-10-03", "2026-10-03T", "20261003",
		"today", "\xef\xbc\x92\xef\xbc\x90\xef\xbc\x92\xef\xbc\x96-10-03"};
	gw_month month = 777;
	gw_date date = 777;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (gw_date_parse(texts[i], &date) || date != 777)
			fail_msg("\"%s\" was taken for the day %d", texts[i], date);
		if (gw_month_parse(texts[i], &month) || month != 777)
			fail_msg("\"%s\" was taken for the month %d", texts[i], month);
	}
}

static void the_first_and_last_seconds_of_the_calendar_are_read(void **state)
{
	expect_time("UTC", "0001-01-01T00:00:00Z", NULL, YEAR_1);
	expect_time("UTC", "9999-12-31T23:59:59Z", NULL, YEAR_9999);
	expect_time("UTC", "0001-01-01", NULL, YEAR_1);
	expect_time("UTC", "2000-02-29T00:00:00Z", NULL, 951782400);
	expect_time("UTC", "1900-03-01T00:00:00Z", NULL, -2203891200);
}

static void a_format_reads_local_time_as_strptime_does(void **state)
{
	expect_time("Asia/Shanghai", "03/10/2026 09:12", "%d/%m/%Y %H:%M", 1790989920);
	expect_time(
		"America/Chicago", "10/02/2026 08:12:00 PM", "%m/%d/%Y %I:%M:%S %p", 1790989920);
	expect_time("UTC", "20261003011200", "%Y%m%d%H%M%S", 1790989920);
	expect_time("UTC", "2026-10", "%Y-%m", 1790812800);
	expect_time("Asia/Shanghai",
		"2026\xe5\xb9\xb4"
		"10\xe6\x9c\x88"
		"03\xe6\x97\xa5",
		"%Y\xe5\xb9\xb4%m\xe6\x9c\x88%d\xe6\x97\xa5", 1790956800);
}

static void an_offset_or_an_epoch_that_a_format_reads_is_an_instant(void **state)
{
	size_t z;

	for (z = 0; z < NUM_ZONES; z++) {
		set_oracle(zones[NUM_ZONES - 1 - z]); /* this machine's own clock does not count */
		expect_time(
			zones[z], "2026-10-02T20:12:00-0500", "%Y-%m-%dT%H:%M:%S%z", 1790989920);
		expect_time(zones[z], "2026-10-03 01:12 +00:00", "%Y-%m-%d %H:%M %z", 1790989920);
		expect_time(zones[z], "1790989920", "%s", 1790989920);
		expect_time(zones[z], "-1", "%s", -1);
	}
	expect_no_time("1790989920.5", "%s");
	expect_no_time("soon", "%s");
	expect_no_time("999999999999", "%s");
}

static void a_format_takes_the_text_wholly_or_not_at_all(void **state)
{
	expect_no_time("03/10/2026 09:12 ", "%d/%m/%Y %H:%M");
	expect_no_time("03/10/2026 09:12:30", "%d/%m/%Y %H:%M");
	expect_no_time("03/10/2026", "%d/%m/%Y %H:%M");
	expect_no_time("", "%d/%m/%Y");
	expect_no_time("31/02/2026 09:12", "%d/%m/%Y %H:%M");
	expect_no_time("03/13/2026 09:12", "%d/%m/%Y %H:%M");
	expect_no_time("03/10/2026 24:12", "%d/%m/%Y %H:%M");
	expect_no_time("2026-10-03T09:12:00+08:00", "%d/%m/%Y %H:%M");
}

static void what_is_not_wholly_a_time_is_refused(void **state)
{
	static const char *const texts[] = {"", " ", "yesterday", "2026", "2026-10-03T",
		"2026-10-03T09", "2026-10-03T25:00:00Z", "2026-10-03T09:60:00Z",
		"2026-02-30T09:12:00Z", "2026-13-03T09:12:00Z", "2026-00-03T09:12:00Z",
		"2026-10-00T09:12:00Z", "2026-10-03T09:12:00+8", "2026-10-03T09:12:00 +08:00",
		"2026-10-03T09:12:00Zjunk", "2026-10-03 09:12 junk", "2026-10-03T09:12:00+99:00",
		"2026-10-03T09:12:00EST", "2026-02-29 09:12", "1790989920", "10/03/2026",
		"2026-10-03T09:12:-1", "0000-01-01T00:00:00Z", "2026-10-03 09:12\n", "\xff\xfe",
		"\xef\xbb\xbf"
		"2026-10-03"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_no_time(texts[i], NULL);
}

static void random_garbage_is_refused_or_is_a_time_that_prints(void **state)
{
	static const char letters[] = "0123456789-+:T Z.,W";
	struct gw_zone *zone = zone_of("America/Chicago");
	uint64_t random = 1181783497276652981;
	char text[32], printed[GW_TIME_TEXT_MAX];
	int i, j, n;

	for (i = 0; i < RANDOM_TIME; i++) {
		gw_time t, back;

		n = (int)(next_random(&random) % 24);
		for (j = 0; j < n; j++)
			text[j] = letters[next_random(&random) % (sizeof letters - 1)];
		text[n] = '\0';
		if (!gw_time_parse(text, NULL, zone, &t))
			continue;
		if (t < YEAR_1 - DAY || t > YEAR_9999 + DAY)
			fail_msg("\"%s\" was taken for %lld", text, (long long)t);
		gw_time_format(t, zone, printed);
		if (t > 0 && (!gw_time_parse(printed, NULL, zone, &back) || back != t))
			fail_msg("\"%s\" was taken for %s", text, printed);
	}
	gw_zone_destroy(zone);
}

static void an_unknown_zone_is_refused_by_name(void **state)
{
	static const char *const names[] = {"Mars/Olympus", "asia/shanghai", "Asia/Shanghai ",
		"Asia", "\xff", "", "/usr/share/zoneinfo/UTC", ":UTC", "Asia/../UTC"};
	struct gw_zone *zone;
	struct gw_error err;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		if (gw_zone_create(&zone, names[i], &err) != GW_EINVAL)
			fail_msg("\"%s\" was taken for a zone", names[i]);
		if (!strstr(err.text, names[i]))
			fail_msg("\"%s\" is not in \"%s\"", names[i], err.text);
	}
	gw_zone_destroy(NULL);
}

static void now_is_between_two_looks_at_the_clock(void **state)
{
	time_t before = time(NULL);
	gw_time now = gw_time_now();

	assert_true(now >= before && now <= time(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso_times_with_an_offset_are_instants_whatever_the_zone),
		cmocka_unit_test(iso_times_without_an_offset_are_the_zones_own),
		cmocka_unit_test(a_fraction_of_a_second_is_dropped_towards_the_past),
		cmocka_unit_test(an_hour_that_the_clock_skips_is_read_as_the_hour_after),
		cmocka_unit_test(an_hour_that_comes_twice_is_told_apart_by_its_offset),
		cmocka_unit_test(times_print_and_read_back_through_every_hour_of_a_year),
		cmocka_unit_test(random_times_print_as_the_c_library_has_them),
		cmocka_unit_test(the_local_day_is_the_c_librarys),
		cmocka_unit_test(a_day_begins_with_its_first_second_even_where_midnight_is_skipped),
		cmocka_unit_test(midnight_is_the_border_between_two_days_and_two_months),
		cmocka_unit_test(a_month_of_the_summer_change_is_an_hour_short_or_long),
		cmocka_unit_test(the_ends_of_all_days_lie_outside_every_time),
		cmocka_unit_test(the_last_month_of_all_ends_after_it_begins),
		cmocka_unit_test(months_follow_one_another_through_the_years),
		cmocka_unit_test(a_month_ends_with_its_last_day),
		cmocka_unit_test(every_day_of_the_years_1_to_9999_reads_and_prints_and_no_other),
		cmocka_unit_test(every_month_reads_and_prints_and_no_other),
		cmocka_unit_test(what_is_no_day_or_month_is_refused),
		cmocka_unit_test(the_first_and_last_seconds_of_the_calendar_are_read),
		cmocka_unit_test(a_format_reads_local_time_as_strptime_does),
		cmocka_unit_test(an_offset_or_an_epoch_that_a_format_reads_is_an_instant),
		cmocka_unit_test(a_format_takes_the_text_wholly_or_not_at_all),
		cmocka_unit_test(what_is_not_wholly_a_time_is_refused),
		cmocka_unit_test(random_garbage_is_refused_or_is_a_time_that_prints),
		cmocka_unit_test(an_unknown_zone_is_refused_by_name),
		cmocka_unit_test(now_is_between_two_looks_at_the_clock),
	};

	return cmocka_run_group_tests_name("base/calendar", tests, NULL, NULL);
}
