/* SPDX-License-Identifier: Apache-2.0 */
#include "tile.h"

#include "base/mem.h"
#include "base/parse.h"
#include "geo/tilekey.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define WORLD_METRES 40075016.685578488 /* around the sphere of EPSG:3857 */
#define TILES_MAX    1000000
#define WARM_UP	     20 /* tiles before any is timed */
#define DUMPED	     3 /* tiles a zoom */

static const char usage[] =
	" [OPTION]... --data DATA --tiles LIST\n"
	"\n"
	"Draws the tiles of LIST (lines of z/x/y, all of a zoom together) and prints a CSV line for\n"
	"each setting and zoom. Times are processor time. DATA is the folder of tiles.sh's files;\n"
	"for bench-tiles, city-3905 or nation-1.5M.\n"
	"\n"
	"  --only TEXT      only where \"SETTING/labels/ZOOM\" or \"SETTING/plain/ZOOM\" has TEXT\n"
	"  --seconds N      at most about so long for one line, in whole rounds of the distinct\n"
	"                   tiles; default 4\n"
	"  --dump DIR       write the first tiles of each zoom as PNG files instead\n"
	"  --head           print the CSV's head first\n";

struct options {
	const char *data, *list, *only, *dump;
	int64_t seconds;
	bool head;
};

/* The tiles of one zoom. */
struct run {
	const struct bench_tile *tiles;
	size_t n;
	size_t distinct; /* the list repeats after so many */
};

struct figures {
	double *seconds; /* of each tile, room for all */
	size_t n;
	double first, total, parts[BENCH_PARTS_MAX];
	size_t bytes;
};

double bench_cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct bench_tile tile_of(struct gw_tilekey key)
{
	struct gw_world_box box = gw_tilekey_world_box(key);

	return (struct bench_tile){
		.zoom = key.z,
		.x = key.x,
		.y = key.y,
		.west = (box.min.x - 0.5) * WORLD_METRES,
		.east = (box.max.x - 0.5) * WORLD_METRES,
		.north = (0.5 - box.min.y) * WORLD_METRES,
		.south = (0.5 - box.max.y) * WORLD_METRES,
	};
}

/* Reads the list into *tiles, which the caller frees, and says what is wrong with it. */
static bool read_tiles(const char *path, struct bench_tile **tiles, size_t *n)
{
	FILE *in = fopen(path, "r");
	size_t capacity = 0;
	struct gw_tilekey key;
	char line[64];
	bool ok = in;

	if (!in)
		perror(path);
	while (ok && fgets(line, sizeof line, in)) {
		line[strcspn(line, "\n")] = '\0';
		ok = *n < TILES_MAX && gw_tilekey_parse_path(line, &key) &&
			gw_grow(tiles, *n, &capacity, sizeof **tiles);
		if (ok)
			(*tiles)[(*n)++] = tile_of(key);
		else
			fprintf(stderr, "%s: line %zu: \"%s\" cannot be taken as a tile\n", path,
				*n + 1, line);
	}
	if (in)
		fclose(in);
	return ok;
}

static bool same_tile(const struct bench_tile *a, const struct bench_tile *b)
{
	return a->zoom == b->zoom && a->x == b->x && a->y == b->y;
}

/* The tiles from the first one on that are of its zoom. */
static struct run run_of(const struct bench_tile *tiles, size_t n)
{
	struct run run = {tiles, 1, 0};

	while (run.n < n && tiles[run.n].zoom == tiles->zoom)
		run.n++;
	for (run.distinct = 1; run.distinct < run.n; run.distinct++)
		if (same_tile(&tiles[run.distinct], tiles))
			break;
	return run;
}

static bool draw(const struct bench_tile_engine *engine, void *self, const struct bench_tile *tile,
	struct bench_png *png)
{
	*png = (struct bench_png){0};
	return engine->draw(self, tile, png);
}

static bool time_run(const struct bench_tile_engine *engine, void *self, const struct run *run,
	double budget, struct figures *f)
{
	size_t n = run->n - run->n % run->distinct; /* each tile as often as any other */
	struct bench_png png;
	double start;
	size_t i, part;

	for (i = 0; i < WARM_UP && i < run->n; i++) {
		start = bench_cpu_seconds();
		if (!draw(engine, self, &run->tiles[i], &png))
			return false;
		if (i == 0)
			f->first = bench_cpu_seconds() - start;
	}
	for (i = 0; i < n; i++) {
		if (f->total > budget && i % run->distinct == 0)
			break;
		start = bench_cpu_seconds();
		if (!draw(engine, self, &run->tiles[i], &png))
			return false;
		f->seconds[i] = bench_cpu_seconds() - start;
		f->total += f->seconds[i];
		f->bytes += png.len;
		for (part = 0; part < BENCH_PARTS_MAX; part++)
			f->parts[part] += png.parts[part];
	}
	f->n = i;
	return true;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print_figures(const struct bench_tile_engine *engine, const char *setting, bool labels,
	unsigned zoom, struct figures *f)
{
	size_t part;

	qsort(f->seconds, f->n, sizeof *f->seconds, compare_doubles);
	printf("%s,%s,%s,%u,%.4f,%.4f,%.1f,%.0f,%zu,%.4f,", engine->name, setting,
		labels ? "labels" : "plain", zoom, 1e3 * f->seconds[f->n / 2],
		1e3 * f->seconds[f->n * 95 / 100], (double)f->n / f->total,
		(double)f->bytes / (double)f->n, f->n, 1e3 * f->first);
	for (part = 0; part < BENCH_PARTS_MAX && engine->parts[part]; part++)
		printf("%s%s %.0f %%", part ? " + " : "", engine->parts[part],
			100 * f->parts[part] / f->total);
	putchar('\n');
	fflush(stdout);
}

/* Writes DIR/ENGINE-SETTING-LABELS-z-x-y.png, with what is odd in a file's name as "_". */
static bool dump_tile(const char *dir, const char *engine, const char *setting, bool labels,
	const struct bench_tile *tile, const struct bench_png *png)
{
	char name[256], path[4096];
	bool ok;
	FILE *out;
	char *c;

	snprintf(name, sizeof name, "%s-%s-%s-%u-%u-%u.png", engine, setting,
		labels ? "labels" : "plain", tile->zoom, tile->x, tile->y);
	for (c = name; *c; c++)
		if (strchr(" :=+/", *c))
			*c = '_';
	snprintf(path, sizeof path, "%s/%s", dir, name);
	out = fopen(path, "wb");
	ok = out && fwrite(png->data, 1, png->len, out) == png->len;
	if (out)
		ok &= fclose(out) == 0;
	if (!ok)
		perror(path);
	return ok;
}

static bool dump_run(const struct bench_tile_engine *engine, void *self, const char *setting,
	bool labels, const struct run *run, const char *dir)
{
	struct bench_png png;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < DUMPED && i < run->distinct; i++)
		ok = draw(engine, self, &run->tiles[i], &png) &&
			dump_tile(dir, engine->name, setting, labels, &run->tiles[i], &png);
	return ok;
}

static bool wanted(const struct options *o, const char *setting, bool labels, unsigned zoom)
{
	char label[128];

	snprintf(label, sizeof label, "%s/%s/%u", setting, labels ? "labels" : "plain", zoom);
	return !o->only || strstr(label, o->only);
}

/* One setting at all zooms, the map opened once. */
static bool run_setting(const struct bench_tile_engine *engine, const struct options *o,
	const char *setting, bool labels, const struct bench_tile *tiles, size_t n)
{
	struct figures f = {.seconds = gw_alloc_array(n, sizeof *f.seconds)};
	void *self = NULL;
	bool ok = f.seconds;
	struct run run;
	size_t i;

	for (i = 0; ok && i < n; i += run.n) {
		run = run_of(tiles + i, n - i);
		if (!wanted(o, setting, labels, run.tiles->zoom))
			continue;
		if (!self)
			self = engine->open(o->data, setting, labels);
		ok = self;
		if (ok && o->dump) {
			ok = dump_run(engine, self, setting, labels, &run, o->dump);
		} else if (ok) {
			f = (struct figures){.seconds = f.seconds};
			ok = time_run(engine, self, &run, (double)o->seconds, &f);
			if (ok)
				print_figures(engine, setting, labels, run.tiles->zoom, &f);
		}
	}
	if (self)
		engine->close(self);
	free(f.seconds);
	return ok;
}

static bool parse_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{"data", required_argument, NULL, 'd'},
		{"tiles", required_argument, NULL, 't'},
		{"only", required_argument, NULL, 'o'},
		{"seconds", required_argument, NULL, 's'},
		{"dump", required_argument, NULL, 'p'},
		{"head", no_argument, NULL, 'h'},
		{0},
	};
	bool ok = true;
	int c;

	while (ok && (c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'd')
			o->data = optarg;
		else if (c == 't')
			o->list = optarg;
		else if (c == 'o')
			o->only = optarg;
		else if (c == 'p')
			o->dump = optarg;
		else if (c == 'h')
			o->head = true;
		else
			ok = c == 's' && gw_parse_int(optarg, 1, 3600, &o->seconds);
	}
	return ok && optind == argc && o->data && o->list;
}

int bench_tile_main(int argc, char **argv, const struct bench_tile_engine *engine)
{
	struct options o = {.seconds = 4};
	struct bench_tile *tiles = NULL;
	const struct bench_tile_setting *setting;
	size_t n = 0;
	bool ok;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return printf("usage: %s%s", argv[0], usage) < 0;
	if (!parse_options(argc, argv, &o)) {
		fprintf(stderr, "usage: %s%s", argv[0], usage);
		return 2;
	}
	if (o.head)
		puts("engine,setting,labels,zoom,p50_ms,p95_ms,tiles_per_s,bytes,tiles,first_ms,"
		     "parts");
	ok = read_tiles(o.list, &tiles, &n);
	for (setting = engine->settings; ok && setting->text; setting++)
		ok = (!setting->plain || run_setting(engine, &o, setting->text, false, tiles, n)) &&
			(!setting->labels ||
				run_setting(engine, &o, setting->text, true, tiles, n));
	free(tiles);
	return !ok;
}
