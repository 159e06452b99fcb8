/* SPDX-License-Identifier: Apache-2.0 */

/* bench-generate: made-up cities and points as files, to measure the program from end to end. */

#include "base/parse.h"
#include "city.h"
#include "geojson.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_POINTS 1000000000

static const char usage[] =
	"usage: bench-generate CITY OUT.geojson\n"
	"       bench-generate --points uniform|walk|adversarial CITY N OUT.f64|OUT.csv\n"
	"\n"
	"CITY is city-3905 or nation-1.5M. f64: little-endian lon,lat pairs; csv: id,lon,lat.\n";

static const struct bench_city *city_named(const char *name)
{
	if (!strcmp(name, bench_city_3905.name))
		return &bench_city_3905;
	if (!strcmp(name, bench_nation.name))
		return &bench_nation;
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

static struct gw_lonlat *points_named(const char *name, const struct gw_rings *rings, size_t n)
{
	if (!strcmp(name, "uniform"))
		return bench_points_uniform(bench_rings_box(rings), n);
	if (!strcmp(name, "walk"))
		return bench_points_walk(bench_rings_box(rings), n);
	return strcmp(name, "adversarial") ? NULL : bench_points_adversarial(rings, n);
}

static void write_csv(FILE *out, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	fputs("id,lon,lat\n", out);
	for (i = 0; i < n; i++) {
		fprintf(out, "%zu,", i + 1);
		bench_write_degrees(out, points[i].lon);
		putc(',', out);
		bench_write_degrees(out, points[i].lat);
		putc('\n', out);
	}
}

static void write_f64(FILE *out, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		double pair[2] = {gw_degrees(points[i].lon), gw_degrees(points[i].lat)};

		fwrite(pair, sizeof pair, 1, out);
	}
}

/* Opens path, lets write have it, and says what went wrong. */
static int to_file(
	const char *path, const struct gw_rings *rings, const struct gw_lonlat *points, size_t n)
{
	FILE *out = fopen(path, "wb");
	bool failed;

	if (!out) {
		perror(path);
		return 1;
	}
	if (!points)
		bench_geojson_write(out, rings);
	else if (ends_with(path, ".csv"))
		write_csv(out, points, n);
	else
		write_f64(out, points, n);
	failed = ferror(out);
	failed |= fclose(out) != 0;
	if (failed)
		perror(path);
	return failed;
}

static int misused(void)
{
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	bool want_points = argc == 6 && !strcmp(argv[1], "--points");
	const struct bench_city *city;
	struct gw_lonlat *points = NULL;
	struct gw_rings rings;
	int64_t n = 0;
	int failed;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(usage, stdout) < 0;
	if (argc != 3 && !want_points)
		return misused();
	city = city_named(argv[want_points ? 3 : 1]);
	if (!city || (want_points && !gw_parse_int(argv[4], 1, MAX_POINTS, &n)))
		return misused();
	gw_rings_init(&rings);
	bench_city_rings(city, &rings);
	if (want_points) {
		points = points_named(argv[2], &rings, (size_t)n);
		if (!points) {
			gw_rings_finish(&rings);
			return misused();
		}
	}
	failed = to_file(argv[argc - 1], &rings, points, (size_t)n);
	free(points);
	gw_rings_finish(&rings);
	return failed;
}
