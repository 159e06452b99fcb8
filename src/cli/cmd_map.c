/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "service/sheet.h"

#include <string.h>

#define PNG_MAX ((size_t)1 << 30)

struct map_options {
	struct gw_map_query query;
	struct gw_sheet_request request;
	struct gw_sheet_options sheet;
	const char *show, *output, *paper, *month;
	int64_t dpi;
	bool portrait, landscape;
};

static enum gw_status check_options(struct map_options *o, struct gw_error *err)
{
	enum gw_status st;

	if (!gw_month_parse(o->month, &o->query.month))
		return gw_fail(err, GW_EINVAL, "\"%s\" is not a month such as 2026-10", o->month);
	st = gw_sheet_format_parse(o->output, &o->sheet.format, err);
	if (st)
		return gw_fail_in(err, st, "--output");
	/* Labels stand in one language: on a sheet in both, in the city's own. */
	o->query.lang = strcmp(o->request.lang, "both") != 0 ? o->request.lang : "zh";
	st = gw_map_kind_find(o->show, &o->query.kind, err);
	if (!st && !o->query.style)
		o->query.style = o->query.kind->sheet_style;
	return st;
}

/* Whether the map is higher than wide, and paper had better be too. */
static bool is_upright(struct gw_bbox box)
{
	struct gw_scale scale = gw_scale_at(box.min.lat);

	return ((double)box.max.lat - box.min.lat) * scale.north >
		((double)box.max.lon - box.min.lon) * scale.east;
}

static enum gw_status draw(const char *db, struct map_options *o, struct gw_error *err)
{
	const struct gw_map *map = NULL;
	struct gw_atlas *atlas = NULL;
	struct gw_progress_line progress;
	char styles[GW_PATH_MAX];
	struct gw_bbox box;
	struct gw_buf png;
	enum gw_status st;

	gw_buf_init(&png, PNG_MAX);
	gw_progress_line_init(&progress);
	st = gw_resource_folder("styles", styles, sizeof styles, err);
	if (!st)
		st = gw_atlas_open(&atlas, db, styles, err);
	if (!st)
		st = gw_atlas_map(atlas, &o->query, GW_WAIT, &map, err);
	if (!st)
		st = gw_map_box(map, o->request.unit, &box, err);
	if (!st)
		st = gw_sheet_size_of_paper(&o->sheet.size, o->paper,
			o->landscape || !(o->portrait || is_upright(box)), (unsigned)o->dpi, err);
	if (!st) {
		o->request.today = gw_time_date(gw_time_now(), gw_atlas_zone(atlas));
		st = gw_map_sheet(map, &o->request, &o->sheet, &progress.progress, &png, err);
	}
	if (!st)
		st = gw_file_replace(o->output, png.data, png.len, err);
	gw_progress_line_finish(&progress);
	gw_atlas_release(atlas, map);
	gw_atlas_close(atlas);
	gw_buf_finish(&png);
	return st;
}

int gw_cmd_map(int argc, char **argv)
{
	struct map_options o = {
		.show = "counts", .request = {.lang = "en"}, .paper = "A4", .dpi = 150};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		{"output", GW_OPTION_TEXT, &o.output, "FILE",
			"where the map goes, by its suffix .png, .pdf or .svg; also -o", true},
		{"show", GW_OPTION_TEXT, &o.show, "MAP",
			"safety, safety-contrast, counts (default), reports or grid"},
		{"style", GW_OPTION_TEXT, &o.query.style, "FILE",
			"a MapLibre style in place of the usual one"},
		{"scheme", GW_OPTION_TEXT, &o.query.scheme, "NAME",
			"which grid (default: the first)"},
		{"level", GW_OPTION_TEXT, &o.query.level, "NAME",
			"which units (default: the cells)"},
		{"unit", GW_OPTION_TEXT, &o.request.unit, "CODE",
			"a unit of any level, to show that part of the city"},
		{"title", GW_OPTION_TEXT, &o.request.title, "TEXT", "in place of the usual title"},
		{"lang", GW_OPTION_TEXT, &o.request.lang, "zh|en|both",
			"of the sheet (default en)"},
		{"provisional", GW_OPTION_FLAG, &o.request.provisional, NULL,
			"marks the sheet so; done anyway while the month lasts"},
		{"paper", GW_OPTION_TEXT, &o.paper, "SIZE",
			"A5 to A0 (default A4), or such as 600x400mm"},
		{"dpi", GW_OPTION_INT, &o.dpi, "N", "dots an inch, 72 to 600 (default 150)", false,
			72, 600},
		{"graticule", GW_OPTION_FLAG, &o.sheet.graticule, NULL, "longitudes and latitudes"},
		{"portrait", GW_OPTION_FLAG, &o.portrait, NULL,
			"upright paper (default: as the city lies)"},
		{"landscape", GW_OPTION_FLAG, &o.landscape, NULL, "paper on its side"},
	};
	const struct gw_command_line line = {"map", "DB MONTH", "Draws a month's map sheet.",
		"Units are coloured by the number of reports from them in the month (counts), or by their\n"
		"level (safety, safety-contrast); reports shows where they came from, grid borders and codes.\n",
		options, sizeof options / sizeof *options};
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	o.month = args[1];
	st = check_options(&o, &err);
	if (!st)
		st = draw(args[0], &o, &err);
	if (st)
		gw_complain(&err);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
