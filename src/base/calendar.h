/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_CALENDAR_H
#define GW_BASE_CALENDAR_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An instant: seconds since 1970-01-01T00:00:00Z. Years 1 to 9999. */
typedef int64_t gw_time;

/*
 * A local calendar day as the number yyyymmdd, and a local month as yyyymm: they sort as they read.
 */
typedef int32_t gw_date;
typedef int32_t gw_month;

/* Before and after every day that can be written. */
#define GW_DATE_MIN ((gw_date)0)
#define GW_DATE_MAX ((gw_date)99999999)

/* A place's clock, by its IANA name, such as "Asia/Shanghai". Safe to share between threads. */
struct gw_zone;

/* GW_EINVAL for a name that is none, or a path. */
enum gw_status gw_zone_create(struct gw_zone **out, const char *name, struct gw_error *err);
void gw_zone_destroy(struct gw_zone *zone);

/*
 * Reads ISO 8601 / RFC 3339 ("2026-10-03T09:12:00+08:00", "2026-10-03 09:12"); a time without an
 * offset is the zone's local time, a mere day ("2026-10-03") or month ("2026-10") its beginning.
 * With format (may be NULL), as strptime() would instead, local time. False when the text is not
 * wholly a time.
 */
bool gw_time_parse(const char *text, const char *format, const struct gw_zone *zone, gw_time *out);

gw_date gw_time_date(gw_time t, const struct gw_zone *zone);

/* The first second of a day or of a month. */
gw_time gw_date_begin(gw_date date, const struct gw_zone *zone);
gw_time gw_month_begin(gw_month month, const struct gw_zone *zone);
gw_month gw_month_next(gw_month month);
gw_month gw_month_before(gw_month month);
gw_date gw_month_last_day(gw_month month);

/* "2026-10-03" and "2026-10"; false for what is no such day or month. */
bool gw_date_parse(const char *text, gw_date *out);
bool gw_month_parse(const char *text, gw_month *out);

#define GW_TIME_TEXT_MAX 40

/* RFC 3339 with the zone's offset; buf has GW_TIME_TEXT_MAX bytes. Returns buf. */
const char *gw_time_format(gw_time t, const struct gw_zone *zone, char *buf);
const char *gw_date_format(gw_date date, char *buf);
const char *gw_month_format(gw_month month, char *buf);

gw_time gw_time_now(void);

#endif
