/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "service/locate.h"
#include "store/divisions.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Points without usable coordinates are named up to this many. */
#define NAMED_MAX 100

static const char more[] =
	"Reads CSV with a header from standard input and writes it with two columns more: cell (its code)\n"
	"and path (from the top unit down, joined by \" \xe2\x80\xba \"), empty outside. With --accuracy a third,\n"
	"candidates: the codes of all cells within that distance, the owner first, joined by \";\".\n"
	"With --format f64 it reads raw little-endian float64 pairs x, y and writes a code a line. A point\n"
	"on a border belongs to the cell on its north; where the border runs due north, to the one on its\n"
	"east. A row without usable coordinates gets empty columns and is named on standard error; exit\n"
	"status 1 then.\n";

static void name_bad(void *context, uint64_t number, const char *reason)
{
	unsigned *named = context;

	if (++*named <= NAMED_MAX)
		fprintf(stderr, "gridward: standard input: row %llu: %s\n",
			(unsigned long long)number, reason);
}

static enum gw_status load(struct gw_division **division, const char *path, const char *scheme,
	gw_date day, struct gw_error *err)
{
	struct gw_division_info info;
	struct gw_store *store;
	enum gw_status st;

	st = gw_store_open(&store, path, GW_STORE_READ, err);
	if (st)
		return st;
	if (day == GW_DATE_MIN)
		day = gw_time_date(gw_time_now(), gw_store_zone(store));
	st = gw_store_find_division(store, scheme, day, &info, err);
	if (!st)
		st = gw_store_load_division(store, &info, division, err);
	gw_store_close(store);
	return st ? gw_fail_in(err, st, path) : GW_OK;
}

static enum gw_status check_format(
	const char *format, double accuracy, bool *f64, struct gw_error *err)
{
	*f64 = !strcmp(format, "f64");
	if (!*f64 && strcmp(format, "csv"))
		return gw_fail(err, GW_EINVAL, "--format: \"%s\" is neither csv nor f64", format);
	if (*f64 && accuracy >= 0)
		return gw_fail(
			err, GW_EINVAL, "--accuracy needs CSV; --format f64 has no room for it");
	return GW_OK;
}

int gw_cmd_locate(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *crs_text, *scheme = NULL, *format = "csv";
	struct gw_locate_options o = {.accuracy = -1, .on_bad = name_bad};
	gw_date as_of = GW_DATE_MIN;
	const struct gw_option options[] = {
		{"crs", GW_OPTION_TEXT, &crs_text, "CRS", "wgs84, cgcs2000, gcj02, bd09 or EPSG:n",
			true},
		{"scheme", GW_OPTION_TEXT, &scheme, "NAME", "which grid (default: the first)"},
		{"as-of", GW_OPTION_DATE, &as_of, "DATE",
			"the division of that day (default today)"},
		{"accuracy", GW_OPTION_NUMBER, &o.accuracy, "METRES",
			"also the cells within that distance", false, 0, 100000},
		{"lon", GW_OPTION_TEXT, &o.lon, "FIELD", "column of the longitude, or x"},
		{"lat", GW_OPTION_TEXT, &o.lat, "FIELD", "column of the latitude, or y"},
		{"format", GW_OPTION_TEXT, &format, "FORMAT", "csv (default) or f64"},
	};
	const struct gw_command_line line = {"locate", "DB",
		"Finds the cell of every point of standard input.", more, options,
		sizeof options / sizeof *options};
	struct gw_division *division = NULL;
	unsigned named = 0;
	struct gw_error err;
	enum gw_status st;
	uint64_t bad = 0;
	bool f64;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	st = check_format(format, o.accuracy, &f64, &err);
	if (!st)
		st = gw_crs_create(&o.crs, crs_text, &err);
	if (!st)
		st = load(&division, args[0], scheme, as_of, &err);
	o.division = division;
	o.context = &named;
	if (!st) {
		st = (f64 ? gw_locate_f64 : gw_locate_csv)(
			STDIN_FILENO, STDOUT_FILENO, &o, &bad, &err);
		if (st)
			gw_fail_in(&err, st, "standard input");
	}
	if (st)
		gw_complain(&err);
	if (named > NAMED_MAX)
		fprintf(stderr,
			"gridward: standard input: %u more rows without usable coordinates\n",
			named - NAMED_MAX);
	gw_division_destroy(division);
	gw_crs_destroy(o.crs);
	return st ? GW_EXIT_NOTHING_DONE : bad ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}
