/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BENCH_TILE_H
#define GW_BENCH_TILE_H

/*
 * The frame of the tile benchmarks: reads the list of tiles, lets an engine draw them in each of
 * its settings, and prints a CSV line for each setting and zoom. One program an engine: Mapnik and
 * MapServer each carry their own AGG and must not meet in one process. Also read by C++.
 */

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_TILE_PIXELS 256
#define BENCH_PARTS_MAX	  6

/* A tile of the XYZ scheme, and its box in metres of EPSG:3857. */
struct bench_tile {
	unsigned zoom, x, y;
	double west, south, east, north;
};

/* A drawn tile. The bytes are the engine's, and stay until it draws the next one or closes. */
struct bench_png {
	const void *data;
	size_t len;
	double parts[BENCH_PARTS_MAX]; /* seconds of its work, by the engine's part names */
};

/* One way to draw and encode, as users of the engine write it. */
struct bench_tile_setting {
	const char *text;
	bool plain, labels; /* drawn without labels; with them */
};

struct bench_tile_engine {
	const char *name;
	const struct bench_tile_setting *settings; /* one without text ends them */
	const char *parts[BENCH_PARTS_MAX]; /* NULL where there are fewer */

	/*
	 * Opens map and data for any number of tiles. data is the folder that tiles.sh makes, or
	 * the name of a city when the engine is ours. NULL, and says why on stderr, when it cannot.
	 */
	void *(*open)(const char *data, const char *setting, bool labels);
	/* False, and says why on stderr, when it cannot. */
	bool (*draw)(void *self, const struct bench_tile *tile, struct bench_png *png);
	void (*close)(void *self);
};

/* The processor time that this process has used: other work on the machine does not count. */
double bench_cpu_seconds(void);

/* The whole program for an engine; see its --help. Returns the exit status. */
int bench_tile_main(int argc, char **argv, const struct bench_tile_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
