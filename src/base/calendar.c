/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#include "base/parse.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The first and the last second of the years 1 to 9999, in UTC. */
#define TIME_MIN (-62135596800)
#define TIME_MAX 253402300799

/* A zone is GLib's GTimeZone under our name: the tables and their rules are its business. */
static GTimeZone *tz_of(const struct gw_zone *zone)
{
	return (GTimeZone *)zone;
}

enum gw_status gw_zone_create(struct gw_zone **out, const char *name, struct gw_error *err)
{
	/* GLib would take a path as well: a zone that another machine may not have, or have
	 * otherwise */
	bool path = *name == '/' || *name == ':' || strstr(name, "..");
	GTimeZone *tz = path ? NULL : g_time_zone_new_identifier(name);

	if (!tz)
		return gw_fail(err, GW_EINVAL,
			"\"%s\" is not a time zone; names are such as Asia/Shanghai or UTC", name);
	*out = (struct gw_zone *)tz;
	return GW_OK;
}

void gw_zone_destroy(struct gw_zone *zone)
{
	if (zone)
		g_time_zone_unref(tz_of(zone));
}

/* Whether text has the pattern's shape: a digit for each d, all else as it stands. */
static bool matches(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == 'd' ? !g_ascii_isdigit(*text) : *text != *pattern)
			return false;
	return !*text;
}

static bool take_instant(GDateTime *dt, gw_time *out)
{
	if (!dt)
		return false;
	*out = g_date_time_to_unix(dt);
	g_date_time_unref(dt);
	return true;
}

/* strptime() reads %s on this machine's own clock, so that one is not left to it. */
static bool parse_format(
	const char *text, const char *format, const struct gw_zone *zone, gw_time *out)
{
	struct tm tm = {.tm_mday = 1};
	const char *end;
	GDateTime *utc;
	bool known;

	if (!strcmp(format, "%s"))
		return gw_parse_int(text, TIME_MIN, TIME_MAX, out);
	if (strstr(format, "%s"))
		return false;
	end = strptime(text, format, &tm);
	if (!end || *end)
		return false;
	tm.tm_sec = tm.tm_sec > 59 ? 59 : tm.tm_sec;
	if (!strstr(format, "%z"))
		return take_instant(g_date_time_new(tz_of(zone), tm.tm_year + 1900, tm.tm_mon + 1,
					    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec),
			out);
	utc = g_date_time_new_utc(
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	known = take_instant(utc, out);
	*out -= known ? tm.tm_gmtoff : 0;
	return known;
}

bool gw_time_parse(const char *text, const char *format, const struct gw_zone *zone, gw_time *out)
{
	gw_date date;
	gw_month month;

	if (format)
		return parse_format(text, format, zone, out);
	if (gw_date_parse(text, &date)) {
		*out = gw_date_begin(date, zone);
		return true;
	}
	if (gw_month_parse(text, &month)) {
		*out = gw_month_begin(month, zone);
		return true;
	}
	if (take_instant(g_date_time_new_from_iso8601(text, tz_of(zone)), out))
		return true;
	/* GLib wants seconds; strptime() would take less than these shapes */
	if (matches(text, "dddd-dd-dd dd:dd"))
		return parse_format(text, "%Y-%m-%d %H:%M", zone, out);
	return matches(text, "dddd-dd-ddTdd:dd") && parse_format(text, "%Y-%m-%dT%H:%M", zone, out);
}

/*
 * The clock of a zone at an instant; false outside the years 1 to 9999. Of GLib only the offset:
 * its GDateTime takes several times as long, and each report's day and times come by here.
 */
static bool read_clock(gw_time t, const struct gw_zone *zone, struct tm *out, int *offset)
{
	if (t < TIME_MIN || t > TIME_MAX)
		return false;
	*offset = g_time_zone_get_offset(
		tz_of(zone), g_time_zone_find_interval(tz_of(zone), G_TIME_TYPE_UNIVERSAL, t));
	t += *offset;
	return t >= TIME_MIN && t <= TIME_MAX && gmtime_r(&t, out);
}

gw_date gw_time_date(gw_time t, const struct gw_zone *zone)
{
	struct tm tm;
	int offset;

	if (!read_clock(t, zone, &tm, &offset))
		return GW_DATE_MIN;
	return 10000 * (tm.tm_year + 1900) + 100 * (tm.tm_mon + 1) + tm.tm_mday;
}

gw_time gw_date_begin(gw_date date, const struct gw_zone *zone)
{
	gw_time t = INT64_MIN;

	if (date == GW_DATE_MAX || date / 10000 > 9999)
		return INT64_MAX;
	take_instant(
		g_date_time_new(tz_of(zone), date / 10000, date / 100 % 100, date % 100, 0, 0, 0),
		&t);
	if (t == INT64_MIN)
		return t;
	/* where clocks go back at midnight there are two, and GLib takes the second */
	return gw_time_date(t - 3600, zone) == date ? t - 3600 : t;
}

gw_time gw_month_begin(gw_month month, const struct gw_zone *zone)
{
	return gw_date_begin(100 * month + 1, zone);
}

gw_month gw_month_next(gw_month month)
{
	return month % 100 == 12 ? month + 89 : month + 1;
}

gw_month gw_month_before(gw_month month)
{
	return month % 100 == 1 ? month - 89 : month - 1;
}

gw_date gw_month_last_day(gw_month month)
{
	return 100 * month +
		g_date_get_days_in_month((GDateMonth)(month % 100), (GDateYear)(month / 100));
}

bool gw_date_parse(const char *text, gw_date *out)
{
	int y, m, d;

	if (!matches(text, "dddd-dd-dd") || sscanf(text, "%4d-%2d-%2d", &y, &m, &d) != 3)
		return false;
	if (!g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
		return false;
	*out = 10000 * y + 100 * m + d;
	return true;
}

bool gw_month_parse(const char *text, gw_month *out)
{
	int y, m;

	if (!matches(text, "dddd-dd") || sscanf(text, "%4d-%2d", &y, &m) != 2)
		return false;
	if (y < 1 || m < 1 || m > 12)
		return false;
	*out = 100 * y + m;
	return true;
}

const char *gw_time_format(gw_time t, const struct gw_zone *zone, char *buf)
{
	int offset, minutes;
	struct tm tm;
	size_t n;

	*buf = '\0';
	if (!read_clock(t, zone, &tm, &offset))
		return buf;
	minutes = abs(offset) / 60;
	n = (size_t)snprintf(buf, GW_TIME_TEXT_MAX, "%04d", tm.tm_year + 1900); /* %Y pads not */
	n += strftime(buf + n, GW_TIME_TEXT_MAX - n, "-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + n, GW_TIME_TEXT_MAX - n, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60,
		minutes % 60);
	return buf;
}

const char *gw_date_format(gw_date date, char *buf)
{
	snprintf(buf, GW_TIME_TEXT_MAX, "%04d-%02d-%02d", date / 10000, date / 100 % 100,
		date % 100);
	return buf;
}

const char *gw_month_format(gw_month month, char *buf)
{
	snprintf(buf, GW_TIME_TEXT_MAX, "%04d-%02d", month / 100, month % 100);
	return buf;
}

gw_time gw_time_now(void)
{
	return time(NULL);
}
