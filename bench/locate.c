/* SPDX-License-Identifier: Apache-2.0 */

/*
 * bench-locate: which cell holds a point, by Gridward and by its peers, in one run over the same
 * cells and points. README.md tells the method.
 */

#include "base/mem.h"
#include "city.h"
#include "geojson.h"
#include "grid/locator.h"
#include "peer.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define REPEATS		   5
#define POINTS		   ((size_t)8 << 20)
#define POINTS_QUICK	   ((size_t)1 << 20)
#define FIRST_POINTS	   1000 /* for a peer: then as many as it seems to do in its time */
#define PEER_SECONDS	   4.0
#define PEER_SECONDS_QUICK 0.5
#define MANY_CELLS	   1000000

enum { UNIFORM, WALK, ADVERSARIAL, NUM_SETS };
static const char *const set_names[NUM_SETS] = {"uniform", "walk", "adversarial"};

static const struct bench_peer *const peers[] = {&bench_geos_contains, &bench_geos_intersects,
	&bench_spatialite, &bench_postgis_by_point, &bench_postgis_by_cell};
#define NUM_PEERS (sizeof peers / sizeof *peers)

struct options {
	bool quick, all;
	const char *only, *demo;
};

/* Cells under test, with the points to find in them and our answers. */
struct subject {
	const struct options *options;
	const char *name;
	struct gw_rings rings;
	struct gw_grid *grid;
	struct gw_locator *locator, *portable;
	double build_ms, bytes_per_cell;
	struct gw_lonlat *points[NUM_SETS];
	gw_cell_id *cells[NUM_SETS], *answers;
	size_t num_points;
	double rate[NUM_SETS]; /* ours on one thread, points a second; 0 when left out */
};

/* One way of asking Gridward. */
struct way {
	const char *name;
	bool portable;
	void (*locate)(const struct gw_locator *locator, const struct gw_lonlat *points, size_t n,
		gw_cell_id *cells);
};

static void on_two_threads(const struct gw_locator *locator, const struct gw_lonlat *points,
	size_t n, gw_cell_id *cells)
{
	gw_locator_cells_parallel(locator, points, n, cells, 2);
}

static void one_by_one(const struct gw_locator *locator, const struct gw_lonlat *points, size_t n,
	gw_cell_id *cells)
{
	size_t i;

	for (i = 0; i < n; i++)
		cells[i] = gw_locator_cell(locator, points[i]);
}

/* The first is the one that peers are compared with, and whose answers are expected of all. */
static const struct way ways[] = {
	{"ours, 1 thread", false, gw_locator_cells},
	{"ours, 2 threads", false, on_two_threads},
	{"ours, one by one", false, one_by_one},
	{"ours, portable C", true, gw_locator_cells},
};
#define NUM_WAYS (sizeof ways / sizeof *ways)

static void die(const char *why)
{
	fprintf(stderr, "bench-locate: %s\n", why);
	exit(1);
}

static void *must(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, compare_doubles);
	return values[n / 2];
}

static bool wanted(const struct subject *s, const char *engine, int set)
{
	char label[128];

	snprintf(label, sizeof label, "%s/%s/%s", s->name, set_names[set], engine);
	return !s->options->only || strstr(label, s->options->only);
}

static bool wanted_at_all(const struct subject *s, const char *engine)
{
	int set;

	for (set = 0; set < NUM_SETS; set++)
		if (wanted(s, engine, set))
			return true;
	return false;
}

static void print_head(void)
{
	printf("%-18s %-11s %-11s %8s %9s %9s %7s %9s %9s %9s %7s\n", "engine", "cells", "points",
		"n", "M/s", "build ms", "B/cell", "in 0", "in 1", "in 2+", "differ");
}

static void print_line(const struct subject *s, const char *engine, int set, size_t n, double rate,
	double build_ms, double bytes_per_cell, const struct bench_counts *counts)
{
	printf("%-18s %-11s %-11s %8zu %9.4f %9.1f %7.0f %9zu %9zu %9zu %7zu\n", engine, s->name,
		set_names[set], n, rate / 1e6, build_ms, bytes_per_cell, counts->in_cells[0],
		counts->in_cells[1], counts->in_cells[2], counts->wrong);
	fflush(stdout);
}

/* Builds grid and locator anew and returns the seconds that took. */
static double build_once(struct subject *s, struct gw_locator **locator)
{
	double start;
	struct gw_error err;

	gw_locator_destroy(s->portable);
	gw_locator_destroy(s->locator);
	gw_grid_destroy(s->grid);
	s->locator = s->portable = NULL;
	s->grid = NULL;
	start = bench_seconds();
	if (gw_grid_create(&s->grid, &s->rings, &err) || gw_locator_create(locator, s->grid, &err))
		die(err.text);
	return bench_seconds() - start;
}

static void build_ours(struct subject *s)
{
	double seconds[REPEATS];
	struct gw_error err;
	size_t i;

	for (i = 0; i < REPEATS; i++)
		seconds[i] = build_once(s, &s->locator);
	if (gw_locator_create(&s->portable, s->grid, &err))
		die(err.text);
	gw_locator_force_portable(s->portable);
	s->build_ms = 1e3 * median(seconds, REPEATS);
	s->bytes_per_cell = (double)(gw_grid_bytes(s->grid) + gw_locator_bytes(s->locator)) /
		s->rings.num_cells;
}

static void make_points(struct subject *s)
{
	size_t n = s->options->quick ? POINTS_QUICK : POINTS;
	int set;

	s->num_points = n;
	s->points[UNIFORM] = bench_points_uniform(s->grid->bbox, n);
	s->points[WALK] = bench_points_walk(s->grid->bbox, n);
	s->points[ADVERSARIAL] = bench_points_adversarial(&s->rings, n);
	s->answers = must(gw_alloc_array(n, sizeof *s->answers));
	for (set = 0; set < NUM_SETS; set++) {
		s->cells[set] = must(gw_alloc_array(n, sizeof *s->cells[set]));
		gw_locator_cells(s->locator, s->points[set], n, s->cells[set]);
	}
}

static void count_ours(const struct subject *s, int set, struct bench_counts *counts)
{
	size_t i;

	for (i = 0; i < s->num_points; i++) {
		counts->in_cells[s->answers[i] != GW_OUTSIDE]++;
		counts->wrong += s->answers[i] != s->cells[set][i];
	}
}

static void run_ours(struct subject *s, const struct way *way, int set)
{
	const struct gw_locator *locator = way->portable ? s->portable : s->locator;
	struct bench_counts counts = {0};
	double seconds[REPEATS], rate;
	size_t i;

	for (i = 0; i < REPEATS; i++) {
		double start = bench_seconds();

		way->locate(locator, s->points[set], s->num_points, s->answers);
		seconds[i] = bench_seconds() - start;
	}
	rate = (double)s->num_points / median(seconds, REPEATS);
	if (way == ways)
		s->rate[set] = rate;
	count_ours(s, set, &counts);
	print_line(s, way->name, set, s->num_points, rate, s->build_ms, s->bytes_per_cell, &counts);
}

static enum gw_status ask_peer(const struct subject *s, const struct bench_peer *peer, void *self,
	int set, size_t n, struct bench_counts *counts, struct gw_error *err)
{
	struct bench_points points = {s->points[set], s->cells[set], n};

	*counts = (struct bench_counts){0};
	return peer->locate(self, &points, counts, err);
}

/* Points a second of one peer over one set, with enough points to take its time; 0 on failure. */
static double run_peer_set(const struct subject *s, const struct bench_peer *peer, void *self,
	int set, double build_seconds)
{
	double target = s->options->quick ? PEER_SECONDS_QUICK : PEER_SECONDS, rate;
	size_t n = FIRST_POINTS;
	struct bench_counts counts;
	struct gw_error err;

	while (true) {
		if (ask_peer(s, peer, self, set, n, &counts, &err)) {
			printf("%-18s %-11s %-11s %s\n", peer->name, s->name, set_names[set],
				err.text);
			return 0;
		}
		rate = (double)n / counts.seconds;
		if (n == s->num_points || counts.seconds > target / 3)
			break;
		n = rate * target < (double)s->num_points ? (size_t)(rate * target) : s->num_points;
	}
	print_line(s, peer->name, set, n, rate, 1e3 * build_seconds,
		(double)peer->bytes(self) / s->rings.num_cells, &counts);
	return rate;
}

static void print_ratios(const struct subject *s, const struct bench_peer *peer, const double *rate)
{
	bool any = false;
	int set;

	for (set = 0; set < NUM_SETS; set++) {
		if (rate[set] <= 0 || s->rate[set] <= 0)
			continue;
		if (!any)
			printf("  %s / %s:", ways[0].name, peer->name);
		printf(" %s %.0fx", set_names[set], s->rate[set] / rate[set]);
		any = true;
	}
	if (any)
		printf("\n");
}

static void run_peer(const struct subject *s, const struct bench_peer *peer)
{
	double rate[NUM_SETS] = {0}, seconds = 0;
	struct gw_error err;
	void *self;
	int set;

	if (s->rings.num_cells > MANY_CELLS && !peer->for_millions && !s->options->all) {
		printf("%-18s %-11s left out; --all runs it\n", peer->name, s->name);
		return;
	}
	if (peer->build(&self, &s->rings, &seconds, &err)) {
		printf("%-18s %-11s %s\n", peer->name, s->name, err.text);
		return;
	}
	for (set = 0; set < NUM_SETS; set++)
		if (wanted(s, peer->name, set))
			rate[set] = run_peer_set(s, peer, self, set, seconds);
	peer->destroy(self);
	print_ratios(s, peer, rate);
}

static void finish(struct subject *s)
{
	int set;

	for (set = 0; set < NUM_SETS; set++) {
		free(s->points[set]);
		free(s->cells[set]);
	}
	free(s->answers);
	gw_locator_destroy(s->portable);
	gw_locator_destroy(s->locator);
	gw_grid_destroy(s->grid);
	gw_rings_finish(&s->rings);
}

static bool any_wanted(const struct subject *s)
{
	size_t i;

	for (i = 0; i < NUM_WAYS; i++)
		if (wanted_at_all(s, ways[i].name))
			return true;
	for (i = 0; i < NUM_PEERS; i++)
		if (wanted_at_all(s, peers[i]->name))
			return true;
	return false;
}

/* Takes the rings over. */
static void run_subject(const struct options *options, const char *name, struct gw_rings rings)
{
	struct subject s = {.options = options, .name = name, .rings = rings};
	size_t i;
	int set;

	build_ours(&s);
	make_points(&s);
	for (i = 0; i < NUM_WAYS; i++)
		for (set = 0; set < NUM_SETS; set++)
			if (wanted(&s, ways[i].name, set))
				run_ours(&s, &ways[i], set);
	for (i = 0; i < NUM_PEERS; i++)
		if (wanted_at_all(&s, peers[i]->name))
			run_peer(&s, peers[i]);
	printf("\n");
	finish(&s);
}

static void run_demo(const struct options *options)
{
	const struct subject named = {.options = options, .name = "demo"};
	struct gw_rings rings;
	struct gw_error err;

	if (!any_wanted(&named))
		return;
	if (!options->demo) {
		printf("%-18s %-11s left out; --demo FILE names its cells\n\n", "all", "demo");
		return;
	}
	gw_rings_init(&rings);
	if (bench_geojson_read(&rings, options->demo, &err))
		die(err.text);
	run_subject(options, "demo", rings);
}

static void run_city(const struct options *options, const struct bench_city *city)
{
	const struct subject named = {.options = options, .name = city->name};
	struct gw_rings rings;

	if (!any_wanted(&named))
		return;
	gw_rings_init(&rings);
	bench_city_rings(city, &rings);
	run_subject(options, city->name, rings);
}

static const char usage[] =
	"usage: bench-locate [--demo FILE] [--quick] [--only CASE] [--all]\n"
	"\n"
	"Finds the cells of points, by Gridward and by other engines, and prints one line a case.\n"
	"\n"
	"  --demo FILE   measure also in the cells of this GeoJSON file\n"
	"  --quick       fewer points, less time\n"
	"  --only CASE   only cases with this in their cells/points/engine, as in city-3905/walk\n"
	"  --all         also peers that need many minutes for a million cells\n";

static int parse_options(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {{"demo", required_argument, NULL, 'd'},
		{"quick", no_argument, NULL, 'q'}, {"only", required_argument, NULL, 'o'},
		{"all", no_argument, NULL, 'a'}, {"help", no_argument, NULL, 'h'}, {0}};
	int c;

	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'd':
			options->demo = optarg;
			break;
		case 'q':
			options->quick = true;
			break;
		case 'o':
			options->only = optarg;
			break;
		case 'a':
			options->all = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			return 2;
		}
	}
	return optind < argc ? 2 : 0;
}

int main(int argc, char **argv)
{
	struct options options = {0};

	if (parse_options(&options, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	print_head();
	run_demo(&options);
	run_city(&options, &bench_city_3905);
	run_city(&options, &bench_nation);
	return 0;
}
