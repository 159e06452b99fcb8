/* SPDX-License-Identifier: Apache-2.0 */

/*
 * bench-tile-files: a made-up city as the layers that a tile server draws, and lists of the tiles
 * to draw.
 */

#include "base/mem.h"
#include "base/parse.h"
#include "city.h"
#include "geo/tilekey.h"
#include "geojson.h"
#include "grid/locator.h"

#include <stdio.h>
#include <string.h>

#define TILES_A_ZOOM 500

static const char usage[] =
	"usage: bench-tile-files cells|borders|labels CITY OUT.geojson\n"
	"       bench-tile-files tiles CITY OUT.txt ZOOM...\n"
	"\n"
	"CITY is city-3905 or nation-1.5M. cells have code and class; borders are lines, each once;\n"
	"labels are a point with a code in each cell; tiles are 500 random ones a zoom that hold\n"
	"data, all different or, where there are not so many, all of them again and again.\n";

static void die(const char *why)
{
	fprintf(stderr, "bench-tile-files: %s\n", why);
	exit(1);
}

static void *must(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

static void write_position(FILE *out, struct gw_lonlat p)
{
	putc('[', out);
	bench_write_degrees(out, p.lon);
	putc(',', out);
	bench_write_degrees(out, p.lat);
	putc(']', out);
}

static void write_positions(FILE *out, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i)
			putc(',', out);
		write_position(out, points[i]);
	}
}

static void begin_feature(FILE *out, gw_cell_id cell, const char *geometry)
{
	fprintf(out,
		"%s{\"type\":\"Feature\",\"properties\":{\"code\":\"C%05u\",\"class\":%u},"
		"\"geometry\":{\"type\":\"%s\",\"coordinates\":",
		cell > 1 ? ",\n" : "", cell, bench_cell_class(cell), geometry);
}

static void write_cells(FILE *out, const struct gw_rings *rings)
{
	size_t i;

	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_ring *ring = &rings->rings[i];

		begin_feature(out, ring->cell, "Polygon");
		fputs("[[", out);
		write_positions(out, rings->points + ring->first, ring->count);
		putc(',', out);
		write_position(out, rings->points[ring->first]);
		fputs("]]}}", out);
	}
}

/* The mean of the vertices, which lies well within such cells. */
static struct gw_lonlat middle(const struct gw_rings *rings, const struct gw_ring *ring)
{
	int64_t lon = 0, lat = 0;
	uint32_t i;

	for (i = 0; i < ring->count; i++) {
		lon += rings->points[ring->first + i].lon;
		lat += rings->points[ring->first + i].lat;
	}
	return (struct gw_lonlat){(int32_t)(lon / ring->count), (int32_t)(lat / ring->count)};
}

static void write_labels(FILE *out, const struct gw_rings *rings)
{
	size_t i;

	for (i = 0; i < rings->num_rings; i++) {
		begin_feature(out, rings->rings[i].cell, "Point");
		write_position(out, middle(rings, &rings->rings[i]));
		fputs("}}", out);
	}
}

static void write_borders(FILE *out, const struct bench_city *city)
{
	uint32_t n = city->pieces + 1;
	struct gw_lonlat *points = must(gw_alloc_array(n, sizeof *points));
	uint32_t i;

	for (i = 0; i < bench_city_num_chains(city); i++) {
		bench_city_chain(city, i, points);
		fprintf(out,
			"%s{\"type\":\"Feature\",\"properties\":{\"id\":%u},"
			"\"geometry\":{\"type\":\"LineString\",\"coordinates\":[",
			i ? ",\n" : "", i);
		write_positions(out, points, n);
		fputs("]}}", out);
	}
	free(points);
}

static void write_layer(
	FILE *out, const char *kind, const struct bench_city *city, const struct gw_rings *rings)
{
	fputs("{\"type\":\"FeatureCollection\",\"features\":[\n", out);
	if (!strcmp(kind, "cells"))
		write_cells(out, rings);
	else if (!strcmp(kind, "labels"))
		write_labels(out, rings);
	else
		write_borders(out, city);
	fputs("\n]}\n", out);
}

/* The tiles of a zoom that a box meets, row by row from the north-west. */
struct window {
	uint32_t zoom, x, y, columns, rows;
};

static uint32_t tile_at(double world, uint32_t zoom)
{
	uint32_t n = 1u << zoom, at = (uint32_t)(world * n);

	return at < n ? at : n - 1;
}

static struct window window_of(struct gw_bbox box, uint32_t zoom)
{
	struct gw_world sw = gw_world_from_lonlat(box.min), ne = gw_world_from_lonlat(box.max);
	struct window w = {zoom, tile_at(sw.x, zoom), tile_at(ne.y, zoom), 0, 0};

	w.columns = tile_at(ne.x, zoom) - w.x + 1;
	w.rows = tile_at(sw.y, zoom) - w.y + 1;
	return w;
}

static struct gw_tilekey tile_in(const struct window *w, size_t i)
{
	return (struct gw_tilekey){
		w->zoom, w->x + (uint32_t)(i % w->columns), w->y + (uint32_t)(i / w->columns)};
}

/*
 * Which tiles of the window hold data: those with a vertex in them, or a corner in a cell. What
 * else a cell may meet is a sliver beyond the city's edge.
 */
static bool *tiles_with_data(
	const struct window *w, const struct gw_rings *rings, const struct gw_locator *locator)
{
	size_t i, n = (size_t)w->columns * w->rows;
	bool *holds = must(gw_alloc_array(n, sizeof *holds));

	for (i = 0; i < n; i++) {
		struct gw_bbox box = gw_tilekey_bbox(tile_in(w, i));
		struct gw_lonlat nw = {box.min.lon, box.max.lat}, se = {box.max.lon, box.min.lat};

		holds[i] = gw_locator_cell(locator, box.min) || gw_locator_cell(locator, nw) ||
			gw_locator_cell(locator, se) || gw_locator_cell(locator, box.max);
	}
	for (i = 0; i < rings->num_points; i++) {
		struct gw_world p = gw_world_from_lonlat(rings->points[i]);
		uint32_t x = tile_at(p.x, w->zoom) - w->x, y = tile_at(p.y, w->zoom) - w->y;

		holds[(size_t)y * w->columns + x] = true;
	}
	return holds;
}

static void write_tiles_of_zoom(FILE *out, const struct window *w, const bool *holds)
{
	size_t i, num_tiles = 0, n = (size_t)w->columns * w->rows;
	size_t *tiles = must(gw_alloc_array(n, sizeof *tiles));
	unsigned short seed[3] = {(unsigned short)w->zoom, 1, 2};

	for (i = 0; i < n; i++)
		if (holds[i])
			tiles[num_tiles++] = i;
	for (i = num_tiles; i > 1; i--) {
		size_t other = (size_t)nrand48(seed) % i, tile = tiles[i - 1];

		tiles[i - 1] = tiles[other];
		tiles[other] = tile;
	}
	for (i = 0; i < TILES_A_ZOOM && num_tiles > 0; i++) {
		struct gw_tilekey key = tile_in(w, tiles[i % num_tiles]);

		fprintf(out, "%u/%u/%u\n", key.z, key.x, key.y);
	}
	free(tiles);
}

static void write_tiles(FILE *out, const struct gw_rings *rings, char **zooms, int num_zooms)
{
	struct gw_locator *locator;
	struct gw_grid *grid;
	struct gw_error err;
	int64_t zoom;
	int i;

	if (gw_grid_create(&grid, rings, &err) || gw_locator_create(&locator, grid, &err))
		die(err.text);
	for (i = 0; i < num_zooms; i++) {
		struct window w;
		bool *holds;

		if (!gw_parse_int(zooms[i], 0, 16, &zoom))
			die("a zoom is a number from 0 to 16");
		w = window_of(grid->bbox, (uint32_t)zoom);
		holds = tiles_with_data(&w, rings, locator);
		write_tiles_of_zoom(out, &w, holds);
		free(holds);
	}
	gw_locator_destroy(locator);
	gw_grid_destroy(grid);
}

static bool understood(int argc, char **argv)
{
	static const char *const layers[] = {"cells", "borders", "labels"};
	size_t i;

	if (argc < 4 || !bench_city_named(argv[2]))
		return false;
	for (i = 0; i < sizeof layers / sizeof *layers; i++)
		if (!strcmp(argv[1], layers[i]))
			return argc == 4;
	return !strcmp(argv[1], "tiles") && argc > 4;
}

int main(int argc, char **argv)
{
	const struct bench_city *city;
	struct gw_rings rings;
	bool failed;
	FILE *out;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return fputs(usage, stdout) < 0;
	if (!understood(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	city = bench_city_named(argv[2]);
	out = fopen(argv[3], "w");
	if (!out) {
		perror(argv[3]);
		return 1;
	}
	gw_rings_init(&rings);
	bench_city_rings(city, &rings);
	if (argc > 4)
		write_tiles(out, &rings, argv + 4, argc - 4);
	else
		write_layer(out, argv[1], city, &rings);
	gw_rings_finish(&rings);
	failed = ferror(out);
	failed |= fclose(out) != 0;
	if (failed)
		perror(argv[3]);
	return failed;
}
