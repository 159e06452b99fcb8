/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "import/cells.h"
#include "import/context.h"
#include "import/reports.h"
#include "service/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_DEMO 4096
#define PNG_MAX	      ((size_t)256 << 20)
#define DEMO_MONTH    202610

/* The demo city's files in the order of their import. */
struct demo_units {
	const char *file, *scheme, *level;
};
static const struct demo_units upper_units[] = {
	{"districts.csv", "governance", "district"},
	{"streets.csv", "governance", "street"},
	{"communities.csv", "governance", "community"},
	{"stations.csv", "police", "station"},
};

struct demo_cells {
	const char *file, *scheme, *level, *parent;
	const char *responsible, *households; /* fields that only one of the files has */
};
static const struct demo_cells divisions[] = {
	{"grids.geojson", "governance", "grid", "community", "responsible", "households"},
	{"beats.geojson", "police", "beat", "station", NULL, NULL},
};

struct demo_reports {
	const char *file, *crs;
};
static const struct demo_reports reports[] = {
	{"reports_wgs84.csv", "wgs84"},
	{"reports_gcj02.csv", "gcj02"},
};

struct demo_context {
	const char *file, *kind;
};
static const struct demo_context contexts[] = {
	{"coast.geojson", "coast"},
	{"roads.geojson", "road"},
	{"water.geojson", "water"},
};

struct demo_sheet {
	const char *file, *map, *scheme, *level, *lang;
};
static const struct demo_sheet sheets[] = {
	{"counts-grid.png", "counts", "governance", "grid", "en"},
	{"counts-community.pdf", "counts", "governance", "community", "zh"},
	{"safety-beat.png", "safety", "police", "beat", "both"},
	{"safety-beat.svg", "safety", "police", "beat", "zh"},
};

struct demo {
	char source[PATH_MAX_DEMO], target[PATH_MAX_DEMO], path[2 * PATH_MAX_DEMO];
	struct gw_progress_line progress;
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const char *in_folder(struct demo *d, const char *folder, const char *file)
{
	snprintf(d->path, sizeof d->path, "%s/%s", folder, file);
	return d->path;
}

static enum gw_status import_divisions(struct demo *d, struct gw_store *store, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint64_t n;
	size_t i;

	for (i = 0; i < COUNT_OF(upper_units) && !st; i++) {
		struct gw_units_options o = {
			.file = {.path = in_folder(d, d->source, upper_units[i].file)},
			.fields = {.code = "code",
				.name = "name_zh",
				.name_en = "name_en",
				.parent = "parent",
				.responsible = "responsible",
				.households = "households",
				.residents = "residents"},
			.scheme = upper_units[i].scheme,
			.level = upper_units[i].level,
		};

		st = gw_import_units(store, &o, &n, err);
		if (!st)
			printf("imported %llu units of level %s\n", (unsigned long long)n, o.level);
	}
	for (i = 0; i < COUNT_OF(divisions) && !st; i++) {
		struct gw_cells_result result;
		struct gw_cells_options o = {
			.file = {.path = in_folder(d, d->source, divisions[i].file),
				.crs = "wgs84",
				.progress = &d->progress.progress},
			.fields = {.code = "code",
				.name = "name_zh",
				.name_en = "name_en",
				.parent = divisions[i].parent,
				.responsible = divisions[i].responsible,
				.households = divisions[i].households,
				.residents = "residents",
				.grade = "grade"},
			.scheme = divisions[i].scheme,
			.level = divisions[i].level,
		};

		st = gw_import_cells(store, &o, &result, err);
		if (!st)
			printf("imported %zu cells of level %s: seamless, holes: %zu\n",
				result.file.n, o.level, result.file.faults.n);
		gw_cells_result_finish(&result);
	}
	return st;
}

static enum gw_status import_reports(struct demo *d, struct gw_store *store, struct gw_error *err)
{
	struct gw_reports_result result;
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < COUNT_OF(reports) && !st; i++) {
		struct gw_reports_options o = {
			.file = {.path = in_folder(d, d->source, reports[i].file),
				.crs = reports[i].crs,
				.progress = &d->progress.progress},
		};

		st = gw_import_reports(store, &o, &result, err);
		if (!st)
			printf("imported %llu reports in %s: %llu in their cells, %llu outside, "
			       "%llu rejected\n",
				(unsigned long long)result.stored, reports[i].crs,
				(unsigned long long)(result.stored - result.outside),
				(unsigned long long)result.outside,
				(unsigned long long)result.rejected);
	}
	return st;
}

static enum gw_status import_contexts(struct demo *d, struct gw_store *store, struct gw_error *err)
{
	struct gw_context_result result;
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < COUNT_OF(contexts) && !st; i++) {
		struct gw_context_options o = {
			.file = {.path = in_folder(d, d->source, contexts[i].file),
				.crs = "wgs84",
				.progress = &d->progress.progress},
			.kind = contexts[i].kind,
			.class = "class",
			.name = "name_zh",
			.name_en = "name_en",
		};

		st = gw_import_context(store, &o, &result, err);
		if (!st)
			printf("imported %llu features of kind %s\n",
				(unsigned long long)result.stored, o.kind);
	}
	return st;
}

static enum gw_status draw_sheet(
	struct demo *d, struct gw_atlas *atlas, const struct demo_sheet *s, struct gw_error *err)
{
	struct gw_map_query query = {.month = DEMO_MONTH,
		.scheme = s->scheme,
		.level = s->level,
		.style = "print",
		.lang = strcmp(s->lang, "both") != 0 ? s->lang : "zh"}; /* as gridward map */
	const struct gw_map *map = NULL;
	const struct gw_sheet_request request = {.lang = s->lang};
	struct gw_sheet_options sheet = {0};
	struct gw_buf png;
	enum gw_status st;

	gw_buf_init(&png, PNG_MAX);
	st = gw_sheet_size_of_paper(&sheet.size, "A4", true, 150, err);
	if (!st)
		st = gw_sheet_format_parse(s->file, &sheet.format, err);
	if (!st)
		st = gw_map_kind_find(s->map, &query.kind, err);
	if (!st)
		st = gw_atlas_map(atlas, &query, GW_WAIT, &map, err);
	if (!st)
		st = gw_map_sheet(map, &request, &sheet, NULL, &png, err);
	if (!st)
		st = gw_file_replace(in_folder(d, d->target, s->file), png.data, png.len, err);
	if (!st)
		printf("drew %s\n", d->path);
	gw_atlas_release(atlas, map);
	gw_buf_finish(&png);
	return st;
}

static enum gw_status draw_tile(struct demo *d, struct gw_atlas *atlas, struct gw_error *err)
{
	struct gw_map_query query = {.month = DEMO_MONTH, .scheme = "police"};
	const struct gw_tilekey key = {13, 6846, 3080};
	const struct gw_map *map = NULL;
	struct gw_buf png;
	enum gw_status st;

	gw_buf_init(&png, PNG_MAX);
	st = gw_map_kind_find("safety", &query.kind, err);
	if (!st)
		st = gw_atlas_map(atlas, &query, GW_WAIT, &map, err);
	if (!st)
		st = gw_tileset_draw(map->tileset, key, 2, NULL, &png, err);
	if (!st)
		st = gw_file_replace(in_folder(d, d->target, "tile-13-6846-3080@2x.png"), png.data,
			png.len, err);
	if (!st)
		printf("drew %s\n", d->path);
	gw_atlas_release(atlas, map);
	gw_buf_finish(&png);
	return st;
}

static enum gw_status build_database(struct demo *d, const char *db, struct gw_error *err)
{
	struct gw_store *store;
	enum gw_status st;

	st = gw_store_init(db, "Asia/Shanghai", err);
	if (!st)
		st = gw_store_open(&store, db, GW_STORE_WRITE, err);
	if (st)
		return st;
	st = import_divisions(d, store, err);
	if (!st)
		st = import_reports(d, store, err);
	if (!st)
		st = import_contexts(d, store, err);
	gw_store_close(store);
	return st;
}

static enum gw_status run(struct demo *d, struct gw_error *err)
{
	struct gw_atlas *atlas = NULL;
	char *db, styles[GW_PATH_MAX];
	enum gw_status st;
	size_t i;

	if (mkdir(d->target, 0777) && errno != EEXIST)
		return gw_fail(err, GW_EIO, "%s: %s", d->target, strerror(errno));
	db = strdup(in_folder(d, d->target, "demo.db"));
	if (!db)
		return gw_fail_nomem(err);
	st = build_database(d, db, err);
	if (!st)
		st = gw_resource_folder("styles", styles, sizeof styles, err);
	if (!st)
		st = gw_atlas_open(&atlas, db, styles, err);
	for (i = 0; i < COUNT_OF(sheets) && !st; i++)
		st = draw_sheet(d, atlas, &sheets[i], err);
	if (!st)
		st = draw_tile(d, atlas, err);
	if (!st)
		printf("\nNow try:  gridward serve %s\n", db);
	gw_atlas_close(atlas);
	free(db);
	return st;
}

int gw_cmd_demo(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *source = NULL;
	const struct gw_option options[] = {
		{"data", GW_OPTION_TEXT, &source, "DIR",
			"the demo city's files, if not the usual ones"},
	};
	const struct gw_command_line line = {"demo", "DIR",
		"Builds the demo city's database and maps in a folder.",
		"The city is fictional: 426 grids, 48 police beats, 20,000 reports in two coordinate systems.\n",
		options, sizeof options / sizeof *options};
	static struct demo d;
	struct gw_error err;
	enum gw_status st = GW_OK;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	snprintf(d.target, sizeof d.target, "%s", args[0]);
	if (source)
		snprintf(d.source, sizeof d.source, "%s", source);
	else
		st = gw_resource_folder("data/demo", d.source, sizeof d.source, &err);
	gw_progress_line_init(&d.progress);
	if (!st)
		st = run(&d, &err);
	gw_progress_line_finish(&d.progress);
	if (st)
		gw_complain(&err);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
